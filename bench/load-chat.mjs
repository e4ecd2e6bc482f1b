// Visitors who chat through the widget's socket: each sends the next message when the last one was acknowledged (committed).
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { input } from './stage.mjs';

const { base, tokens, seconds, text } = await input();
const sockets = await Promise.all(tokens.map(open));
const latencies = [];
const end = performance.now() + seconds * 1000;
const counts = await Promise.all(sockets.map(run));
for (const socket of sockets) socket.close();
latencies.sort((a, b) => a - b);
const at = (q) => latencies[Math.ceil(q * latencies.length) - 1];
console.log(JSON.stringify({ perSecond: counts.reduce((a, b) => a + b, 0) / seconds, ackP50Ms: at(0.5), ackP99Ms: at(0.99) }));
process.exit(0);

function open(token) {
  return new Promise((resolve, reject) => {
    const socket = io(`${base}/widget`, { auth: { token }, transports: ['websocket'], forceNew: true });
    socket.once('connect', () => resolve(socket)).once('connect_error', reject);
  });
}

async function run(socket) {
  let count = 0;
  while (performance.now() < end) {
    const started = performance.now();
    const answer = await socket.emitWithAck('message.send', { clientId: randomUUID(), text });
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    latencies.push(performance.now() - started);
    count++;
  }
  return count;
}
