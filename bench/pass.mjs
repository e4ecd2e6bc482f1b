// How long the matcher thinks: one pass over 10,000 waiting in at most 200 requirement classes and 1,000 agents in at most 100
// skill profiles, and what one event costs at that size. Called by bench-routing.mjs; alone: `node bench/pass.mjs [--quick]`.
import { setUp } from '../scripts/set-up.mjs';

const NOW = 1_800_000_000_000;
const WAITING = 10_000;
const AGENTS = 1_000;
const CLASSES = 200;
const PROFILES = 100;
const QUEUES = 10;
const SKILLS = 20;

/** Rows of { name, value, unit, target, met, note }; times are medians in ms of single-threaded work. */
export async function measurePass({ quick = false } = {}) {
  await setUp();
  const runs = quick ? 15 : 31;
  const { pair, decide } = await import('../dist/src/core/matching/decide.js');
  const { LiveDesk } = await import('../dist/src/core/matching/live-desk.js');
  const { DEFAULT_POLICY: policy } = await import('../dist/src/core/matching/snapshot.js');
  const crowd = { now: NOW, policy, items: items(WAITING), agents: agents(() => 0) };
  const pass = timed(() => pair(crowd), runs);
  const record = timed(() => decide(crowd), runs);
  const few = { ...crowd, items: items(200), agents: agents((n) => (n % 13 === 0 ? 0 : 100)) };
  const whole = timed(() => pair(few), runs);
  if (!whole.result.some((one) => one.by === 'whole_tier')) throw new Error('the small crowd was not solved as a whole');
  const [arrival, freed] = [arrivals(LiveDesk, policy), departures(LiveDesk, policy)];
  const event = Math.max(arrival.median, freed.median);
  const made = pass.result.length;
  return [
    row(
      'pass_10k_1k_ms',
      pass.median,
      50,
      `${WAITING} waiting in ${CLASSES} classes, ${AGENTS} agents in ${PROFILES} profiles, ${made} pairs`,
    ),
    row(
      'event_10k_1k_ms',
      event,
      1,
      `arrival ${ms(arrival.median)} (p99 ${ms(arrival.p99)}), freed agent ${ms(freed.median)} (p99 ${ms(freed.p99)})`,
    ),
    row('decide_10k_1k_ms', record.median, null, 'the same pass with runner-up, best five and counts for each decision'),
    row(
      'whole_tier_200_ms',
      whole.median,
      null,
      `200 waiting over ${few.agents.filter((one) => one.reserved === 0).length} free agents with four places, solved as a whole: ${whole.result.length} pairs`,
    ),
  ];
}

/** Seeded (mulberry32): the same crowd in every run. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const agentId = (n) => `agent-${String(n).padStart(4, '0')}`;
const queuesOf = (kind) => [kind % QUEUES, (kind * 3 + 1) % QUEUES];

/** A class is a queue, two skills at some level and perhaps a language; half know who served them, a third have a target. */
function items(count, random = dice(1)) {
  return Array.from({ length: count }, (_, n) => {
    const kind = Math.floor(random() * CLASSES);
    const waitingSince = NOW - Math.floor(random() * 600_000);
    return {
      conversationId: `conversation-${String(n).padStart(5, '0')}`,
      customerId: `customer-${n}`,
      queueId: `queue-${kind % QUEUES}`,
      channel: 'webchat',
      epoch: 1,
      priority: 0,
      waitingSince,
      deadlineAt: random() < 0.33 ? waitingSince + 900_000 : null,
      weight: 25,
      skills: [
        { skill: `skill-${kind % SKILLS}`, minLevel: 1 + (kind % 3) },
        { skill: `skill-${(kind + 7) % SKILLS}`, minLevel: 1 },
      ],
      language: kind % 4 === 0 ? 'zh' : null,
      preferred: random() < 0.5 ? [{ agentId: agentId(Math.floor(random() * AGENTS)), why: 'last' }] : [],
      declinedBy: [],
    };
  });
}

function agents(reservedOf, random = dice(2)) {
  return Array.from({ length: AGENTS }, (_, n) => {
    const kind = n % PROFILES;
    const [first, second] = queuesOf(kind);
    return {
      agentId: agentId(n),
      skills: Object.fromEntries(Array.from({ length: 18 }, (_, k) => [`skill-${(kind + k) % SKILLS}`, 3 + ((kind + k) % 3)])),
      languages: kind % 2 === 0 ? ['en', 'zh'] : ['en'],
      queues: { [`queue-${first}`]: 0, [`queue-${second}`]: 1 },
      capacity: 100,
      reserved: reservedOf(n),
      presence: 'available',
      leaseExpiresAt: NOW + 3_600_000,
      idleSince: NOW - Math.floor(random() * 600_000),
    };
  });
}

/** Everybody has a place free and nobody waits: customers come one by one. */
function arrivals(LiveDesk, policy) {
  const desk = new LiveDesk({ now: NOW, policy, items: [], agents: agents(() => 0) });
  const coming = items(1_500, dice(3));
  return events(coming.length, (n) => desk.arrive({ ...coming[n], waitingSince: NOW }, NOW));
}

/** Everybody is full and 10,000 wait: one agent after the other closes one conversation. */
function departures(LiveDesk, policy) {
  const all = agents(() => 100);
  const desk = new LiveDesk({ now: NOW, policy, items: items(WAITING), agents: all });
  desk.settle(NOW);
  return events(1_500, (n) => {
    const agent = all[(n * 7) % AGENTS];
    return desk.room({ ...agent, reserved: 75 }, NOW);
  });
}

function events(count, one) {
  const warm = Math.floor(count / 3);
  const times = [];
  let pairs = 0;
  for (let n = 0; n < count; n++) {
    const started = performance.now();
    pairs += one(n).length;
    if (n >= warm) times.push(performance.now() - started);
  }
  if (pairs < count * 0.9) throw new Error(`only ${pairs} of ${count} events made a pair`);
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1], p99: times[Math.floor(times.length * 0.99)] };
}

function timed(work, runs) {
  let result;
  for (let n = 0; n < 10; n++) result = work();
  const times = Array.from({ length: runs }, () => {
    const started = performance.now();
    result = work();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return { median: times[runs >> 1], result };
}

const ms = (value) => `${Math.round(value * 1000) / 1000} ms`;

function row(name, value, most, note) {
  const rounded = Math.round(value * 1000) / 1000;
  return {
    name,
    value: rounded,
    unit: 'ms',
    target: most === null ? null : `<= ${most}`,
    met: most === null ? null : value <= most,
    note,
  };
}

if (process.argv[1] === import.meta.filename) {
  for (const { name, value, unit, target, met, note } of await measurePass({ quick: process.argv.includes('--quick') }))
    console.log(
      `${name.padEnd(20)} ${String(value).padStart(9)} ${unit} ${(target ?? '').padEnd(6)} ${met === null ? '' : met ? 'met' : 'NOT met'}  ${note}`,
    );
}
