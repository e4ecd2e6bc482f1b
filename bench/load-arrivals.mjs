// First messages at a steady rate, and agents who listen: how long from the commit until the offer is at an agent's socket.
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { input } from './stage.mjs';

const { base, agentTokens, visitors, perSecond } = await input();
const offeredAt = new Map();
const agents = await Promise.all(agentTokens.map(listen));
const committedAt = new Map();
const started = performance.now();
await Promise.all(visitors.map(arrive));
await patience();
for (const agent of agents) agent.close();
const latencies = [...committedAt]
  .flatMap(([id, at]) => (offeredAt.has(id) ? [offeredAt.get(id) - at] : []))
  .sort((a, b) => a - b);
const at = (q) => latencies[Math.ceil(q * latencies.length) - 1];
console.log(
  JSON.stringify({
    arrivals: visitors.length,
    offered: latencies.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    maxMs: latencies.at(-1),
  }),
);
process.exit(0);

function listen(token) {
  return new Promise((resolve, reject) => {
    const socket = io(`${base}/console`, { auth: { token }, transports: ['websocket'], forceNew: true });
    socket.on('offer.made', (offer) => offeredAt.set(offer.customer.id, Date.now()));
    socket.once('connect', () => resolve(socket)).once('connect_error', reject);
  });
}

async function arrive({ token, customerId }, index) {
  const due = started + (index * 1000) / perSecond;
  await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
  const answer = await fetch(`${base}/v1/widget/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: randomUUID(), text: 'Hello, I have a question about my parcel' }),
  });
  const message = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(message));
  // The database's clock just before the commit, on the same machine: counts a little too much, never too little.
  committedAt.set(customerId, Date.parse(message.createdAt));
}

async function patience() {
  const end = performance.now() + 15_000;
  while (performance.now() < end && [...committedAt.keys()].some((id) => !offeredAt.has(id)))
    await new Promise((resolve) => setTimeout(resolve, 50));
}
