// The plain lines, which the matcher equals start by start (test/simulation), against the closed forms: the long runs.
import { furthest } from './rows.mjs';

const ERLANG_C = [
  { erlangs: 8, agents: 10, wait: 0.2046, delayed: 0.4092, millions: 20 },
  { erlangs: 9, agents: 10, wait: 0.6687, delayed: 0.6687, millions: 40 },
  { erlangs: 16, agents: 20, wait: 0.064, delayed: 0.2561, millions: 20 },
  { erlangs: 18, agents: 20, wait: 0.2754, delayed: 0.5508, millions: 40 },
  { erlangs: 45, agents: 50, wait: 0.0728, delayed: 0.3639, millions: 60 },
  { erlangs: 90, agents: 100, wait: 0.0217, delayed: 0.2169, millions: 100 },
];
const PRIORITY = [
  { loads: [2, 6], waits: [0.0511, 0.2557] },
  { loads: [2, 3, 4], waits: [0.0836, 0.1672, 1.3375] },
];
const ERLANG_A = [
  { lambda: 100, theta: 1, agents: 100, delayed: 0.5133, abandoned: 0.0399 },
  { lambda: 100, theta: 0.5, agents: 100, delayed: 0.5967, abandoned: 0.033 },
  { lambda: 100, theta: 1, agents: 95, delayed: 0.7048, abandoned: 0.0695 },
  { lambda: 50, theta: 0.5, agents: 50, delayed: 0.6012, abandoned: 0.0467 },
  { lambda: 10, theta: 1, agents: 10, delayed: 0.5421, abandoned: 0.1251 },
];
/** Independent days of a million customers each, so that every core takes part. */
const MILLION = 1_000_000;
const seeds = (count) => Array.from({ length: Math.max(1, Math.round(count)) }, (_, n) => n + 1);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A short run is a twentieth, and is asked as much less as its error is larger. */
export async function measureFormulas(crew, { quick }) {
  const share = quick ? 1 / 20 : 1;
  const loose = quick ? 3 : 1;
  return [
    await erlangC(crew, share, 0.02 * loose),
    await priority(crew, 40 * share, 0.02 * loose),
    await erlangA(crew, 10 * share, 0.02 * loose),
    ...(await crossTraining(crew, 10 * share, loose)),
    await assignment(crew, quick ? 5_000 : 100_000),
  ];
}

async function erlangC(crew, share, tolerance) {
  const cases = ERLANG_C.map(async ({ erlangs, agents, wait, delayed, millions }) => {
    const days = seeds(millions * share).map((seed) =>
      crew.do('plainLine', { seed, customers: MILLION, agents, slots: 1, load: erlangs / agents }),
    );
    const found = await Promise.all(days);
    const of = `(${erlangs}, ${agents})`;
    return [
      { of: `wait ${of}`, value: mean(found.map((one) => one.wait)), expected: wait },
      { of: `P(wait) ${of}`, value: mean(found.map((one) => one.delayed)), expected: delayed },
    ];
  });
  return furthest(
    'erlang_c',
    tolerance,
    (await Promise.all(cases)).flat(),
    `${20 * share} to ${100 * share} million customers each`,
  );
}

async function priority(crew, millions, tolerance) {
  const cases = PRIORITY.map(async ({ loads, waits }) => {
    const days = await Promise.all(seeds(millions).map((seed) => crew.do('priority', { loads, customers: MILLION, seed })));
    return waits.map((expected, rank) => ({
      of: `class ${rank + 1} of ${loads.join('+')}`,
      value: mean(days.map((one) => one[rank])),
      expected,
    }));
  });
  return furthest(
    'priority',
    tolerance,
    (await Promise.all(cases)).flat(),
    `10 agents, without ageing, ${millions} million customers`,
  );
}

async function erlangA(crew, millions, tolerance) {
  const cases = ERLANG_A.map(async ({ delayed, abandoned, ...terms }) => {
    const days = await Promise.all(seeds(millions).map((seed) => crew.do('impatient', { ...terms, customers: MILLION, seed })));
    const of = `(${terms.lambda}, 1, ${terms.theta}, ${terms.agents})`;
    return [
      { of: `P(wait) ${of}`, value: mean(days.map((one) => one.delayed / one.customers)), expected: delayed },
      { of: `P(abandon) ${of}`, value: mean(days.map((one) => one.abandoned / one.customers)), expected: abandoned },
    ];
  });
  return furthest('erlang_a', tolerance, (await Promise.all(cases)).flat(), `${Math.max(1, millions)} million customers each`);
}

async function crossTraining(crew, millions, loose) {
  const days = await Promise.all(seeds(millions).map((seed) => crew.do('crossTrained', { customers: MILLION, seed })));
  const note = `6 kinds, 90 agents with two skills, 84 erlangs, 30 places; ${days.length} million customers`;
  const cases = [{ of: 'mean wait', value: mean(days.map((one) => one.wait)), expected: 0.059 }];
  const blocked = [{ of: 'turned away', value: mean(days.map((one) => one.blocked)), expected: 0.0042 }];
  return [
    furthest('cross_training_wait', 0.03 * loose, cases, note),
    furthest('cross_training_blocked', 0.03 * (loose === 1 ? 1 : 5), blocked, note),
  ];
}

async function assignment(crew, draws) {
  const cases = [10, 50].map(async (size) => {
    const found = await crew.do('assignment', { seed: 1, size, draws: size === 10 ? draws : draws / 10 });
    return [
      { of: `optimum of ${size}`, value: found.optimum, expected: found.expectedOptimum },
      { of: `greedy of ${size}`, value: found.greedy, expected: found.expectedGreedy },
    ];
  });
  const all = (await Promise.all(cases)).flat();
  return furthest('assignment', 0.01, all, `exponential costs, ${draws} and ${draws / 10} draws`);
}
