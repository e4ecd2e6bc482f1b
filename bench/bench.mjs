// `npm run bench`: what the record costs over a bare PostgreSQL, and how fast an offer follows a message. One run, one machine;
// ratios are taken within the run. `-- --quick` for a short one, `-- --json FILE` for machines.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { measureDrain } from './drain.mjs';
import { generate, raise } from './stage.mjs';
import { measureWebhooks } from './webhooks.mjs';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, json: { type: 'string' }, rounds: { type: 'string' } },
});
const rounds = Number(options.rounds ?? (options.quick ? 2 : 5));
const seconds = options.quick ? 4 : 8;
const arrivals = options.quick ? 500 : 1500;
/** First messages before the counted ones: neither V8 nor PostgreSQL has seen its statements yet, and a server starts once a month. */
const warmUp = 300;
const connections = 16;
const text = 'Hello, I have a question about my parcel: it was to come yesterday and did not.';

let stage;
const results = [
  ...(await on(ingest)),
  ...(await on(() => offers(50, 100))),
  ...(await on(() => offers(100, 50))),
  ...(await on(() => measureWebhooks(stage, { seconds }))),
  ...(await measureDrain({ quick: options.quick, backend: 'pg' })),
  ...(await measureDrain({ quick: options.quick, backend: 'redis' })),
];
print(results);
if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
process.exit(0);

/** Each measure on a server and a database of its own: none has to carry the vacuuming that another left behind. */
async function on(measure) {
  stage = await raise();
  try {
    return await measure();
  } finally {
    await stage.strike();
  }
}

/** Bare and chat runs take turns, so that the machine's moods hit both; the median of each is compared. */
async function ingest() {
  const threads = await openThreads();
  const [bare, chat, acks] = [[], [], []];
  await generate('load-chat.mjs', { base: stage.base, tokens: threads.map((one) => one.token), seconds: 2, text });
  for (let round = 0; round < rounds; round++) {
    bare.push((await generate('load-bare.mjs', { databaseUrl: stage.databaseUrl, threads, seconds, text })).perSecond);
    // The relay works off what the bare run left in the outbox, so that it is not charged to the chat run.
    await drained();
    const run = await generate('load-chat.mjs', { base: stage.base, tokens: threads.map((one) => one.token), seconds, text });
    chat.push(run.perSecond);
    acks.push(run.ackP99Ms);
    await drained();
  }
  const ratio = median(chat) / median(bare);
  return [
    {
      name: 'ingest_bare_per_s',
      value: round1(median(bare)),
      unit: '1/s',
      target: null,
      met: null,
      note: `${connections} bare clients; rounds ${bare.map(Math.round).join(', ')}`,
    },
    {
      name: 'ingest_chat_per_s',
      value: round1(median(chat)),
      unit: '1/s',
      target: null,
      met: null,
      note: `${connections} sockets, acknowledged after commit, p99 ${round1(median(acks))} ms; rounds ${chat.map(Math.round).join(', ')}`,
    },
    {
      name: 'ingest_ratio',
      value: round3(ratio),
      unit: 'ratio',
      target: '>= 0.35',
      met: ratio >= 0.35,
      note: 'socket chat ÷ bare statement',
    },
  ];
}

async function openThreads() {
  const threads = [];
  for (let n = 0; n < connections; n++) {
    const session = await openSession();
    const answer = await post('/v1/widget/messages', { clientId: `first-${n}`, text }, session.token);
    const { rows } = await stage.db.query(
      'SELECT conversation_id, identity_id, inbox_id, customer_id FROM messages WHERE id = $1',
      [answer.id],
    );
    threads.push({
      token: session.token,
      customerId: rows[0].customer_id,
      conversationId: rows[0].conversation_id,
      identityId: rows[0].identity_id,
      inboxId: rows[0].inbox_id,
    });
  }
  return threads;
}

/** `perSecond` first messages a second, all of them offered, the 99th percentile within `targetMs`. */
async function offers(perSecond, targetMs) {
  // Agents with room for everybody: what is measured is the way to the offer, not the wait for a free agent.
  await stage.db.query(`UPDATE agents SET capacity = 10000`);
  // Nobody accepts here: with the ordinary time-out the first agents would be set aside for missed offers.
  await stage.db.query(`UPDATE queues SET offer_timeout_ms = 600000`);
  const { rows } = await stage.db.query(`SELECT email FROM agents WHERE role = 'agent'`);
  const agentTokens = [];
  for (const { email } of rows) {
    const { accessToken } = await post('/v1/auth/login', { email, password: 'demo-demo-demo' });
    await post('/v1/me/presence', { state: 'available' }, accessToken, 'PUT');
    agentTokens.push(accessToken);
  }
  const visitors = [];
  for (let n = 0; n < warmUp + arrivals; n++) {
    const session = await openSession();
    visitors.push({ token: session.token, customerId: session.customer.id });
  }
  const arrive = (some) => generate('load-arrivals.mjs', { base: stage.base, agentTokens, visitors: some, perSecond });
  const cold = await arrive(visitors.slice(0, warmUp));
  const run = await arrive(visitors.slice(warmUp));
  const note = `${run.offered} of ${run.arrivals} arrivals offered at ${perSecond}/s; p95 ${round1(run.p95Ms)} ms, max ${round1(run.maxMs)} ms; the ${warmUp} before them, on a server just started: p50 ${round1(cold.p50Ms)} ms, p99 ${round1(cold.p99Ms)} ms`;
  return [
    { name: `offer_p50_ms_${perSecond}`, value: round1(run.p50Ms), unit: 'ms', target: null, met: null, note },
    {
      name: `offer_p99_ms_${perSecond}`,
      value: round1(run.p99Ms),
      unit: 'ms',
      target: `<= ${targetMs}`,
      met: run.p99Ms <= targetMs && run.offered === run.arrivals,
      note,
    },
  ];
}

function openSession() {
  return post('/v1/widget/sessions', { inboxKey: 'demo-web' });
}

async function post(path, body, token, method = 'POST') {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(stage.base + path, { method, headers, body: JSON.stringify(body) });
  const result = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(result)}`);
  return result;
}

async function drained() {
  for (;;) {
    const { rows } = await stage.db.query('SELECT count(*)::int AS n FROM outbox WHERE position IS NULL');
    if (rows[0].n === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function round1(value) {
  return Math.round(value * 10) / 10;
}

function round3(value) {
  return Math.round(value * 1000) / 1000;
}

function print(rows) {
  console.log(`\n${os.cpus().length} cores, ${os.cpus()[0].model}, Node ${process.version}, PostgreSQL embedded with fsync on\n`);
  for (const { name, value, unit, target, met, note } of rows)
    console.log(
      `${name.padEnd(20)} ${String(value ?? 'none').padStart(10)} ${unit.padEnd(6)} ${(target ?? '').padEnd(9)} ${met === null ? '   ' : met ? 'met' : 'NOT met'}  ${note}`,
    );
}
