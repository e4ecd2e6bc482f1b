import { describe, expect, it } from '@jest/globals';
import type { AgentSlot } from '../../src/core/matching/snapshot.js';
import { anAgent } from './builders.js';
import { ContactCentre, HANDLE_MS } from './contact-centre.js';
import type { Run, Traffic } from './contact-centre.js';
import { Random } from './random.js';
import { erlangC, erlangWait, firstComeWaits, mean } from './reference.js';
import { poissonTraffic } from './traffic.js';

const CUSTOMERS = 20_000;
const agentsOf = (count: number, over: (n: number) => Partial<AgentSlot> = () => ({})): AgentSlot[] =>
  Array.from({ length: count }, (_, n) => anAgent(`a${String(n).padStart(3, '0')}`, { idleSince: 0, ...over(n) }));
const meanWait = (run: Run): number => mean(run.served.map(({ wait }) => wait));
/** The same customers and the same services through the first-come reference. */
const referenceWait = ({ arrivals, services }: Traffic, servers: number): number =>
  mean(
    firstComeWaits(
      arrivals.map(({ at }) => at),
      services,
      servers,
    ),
  );

/** Nobody kept waiting in vain, nobody overfilled, and exactly the mean wait of first come first served. */
function expectWorkConserving(run: Run, traffic: Traffic, servers: number): void {
  expect(run.served).toHaveLength(traffic.arrivals.length);
  expect(run.leftIdle).toBe(0);
  expect(run.peakLoad).toBeLessThanOrEqual(1);
  const expected = referenceWait(traffic, servers);
  expect(Math.abs(meanWait(run) - expected) / expected).toBeLessThan(1e-9);
}

describe('the reference itself', () => {
  it.each([
    [10, 8, 0.2046, 0.4092],
    [10, 9, 0.6687, 0.6687],
    [20, 16, 0.064, 0.2561],
    [20, 18, 0.2754, 0.5508],
    [50, 45, 0.0728, 0.3639],
    [100, 90, 0.0217, 0.2169],
  ])('Erlang C for %i agents and %i erlangs', (servers, erlangs, wait, delayed) => {
    expect(erlangWait(servers, erlangs)).toBeCloseTo(wait, 4);
    expect(erlangC(servers, erlangs)).toBeCloseTo(delayed, 4);
  });

  /** Two servers at half load forget fast, so that a million customers suffice; higher loads need the long runs of the benchmark. */
  it('waits as Erlang says, within 2 % over a million customers', () => {
    const random = new Random(7);
    let at = 0;
    const arrivals = Array.from({ length: 1_000_000 }, () => (at += random.exponential(1)));
    const services = arrivals.map(() => random.exponential(1));
    const waits = firstComeWaits(arrivals, services, 2);
    expect(Math.abs(mean(waits) / erlangWait(2, 1) - 1)).toBeLessThan(0.02);
  });
});

describe('exactness: the mean wait is that of first come first served', () => {
  it.each([1, 2, 3])('one slot each, 10 agents, 90 %% load, seed %i', (seed) => {
    const traffic = poissonTraffic(new Random(seed), { customers: CUSTOMERS, erlangs: 9, weight: 100 });
    expectWorkConserving(new ContactCentre(agentsOf(10)).serve(traffic), traffic, 10);
  });

  it('four slots each: 10 agents are 40 servers', () => {
    const traffic = poissonTraffic(new Random(4), { customers: CUSTOMERS, erlangs: 36, weight: 25 });
    expectWorkConserving(new ContactCentre(agentsOf(10)).serve(traffic), traffic, 40);
  });

  it('with priorities, deadlines and ageing mixed in', () => {
    const random = new Random(5);
    const traffic = poissonTraffic(random, { customers: CUSTOMERS, erlangs: 9, weight: 100 }, () => ({
      priority: random.below(3),
    }));
    for (const { at, item } of traffic.arrivals) if (random.below(2) === 0) item.deadlineAt = at + random.exponential(HANDLE_MS);
    const run = new ContactCentre(agentsOf(10)).serve(traffic);
    expectWorkConserving(run, traffic, 10);
    const waitOf = (priority: number): number =>
      mean(run.served.filter(({ item }) => item.priority === priority).map(({ wait }) => wait));
    expect(waitOf(2)).toBeLessThan(waitOf(1) / 2);
    expect(waitOf(1)).toBeLessThan(waitOf(0) / 2);
  });
});

describe('affinity first, 10 agents, 90 % load', () => {
  const run = (
    affinity: boolean,
    deadlineMs: number | null,
    customers = CUSTOMERS,
  ): { hit: number; run: Run; traffic: Traffic } => {
    const random = new Random(11);
    const traffic = poissonTraffic(random, { customers, erlangs: 9, weight: 100 }, () => ({
      preferred: [{ agentId: `a00${random.below(10)}`, why: 'last' as const }],
    }));
    if (deadlineMs !== null) for (const { at, item } of traffic.arrivals) item.deadlineAt = at + deadlineMs;
    const weights = { continuity: affinity ? 6 : 0, skillFit: 1, load: 1, waiting: 1, slack: 0 };
    const served = new ContactCentre(agentsOf(10), { weights, affinitySlackMs: 0 }).serve(traffic);
    const hits = served.served.filter(({ item, agentId }) => item.preferred[0]?.agentId === agentId).length;
    return { hit: hits / served.served.length, run: served, traffic };
  };

  it('reaches the own agent in at least 42 % of cases at no cost in mean wait', () => {
    const { hit, run: served, traffic } = run(true, null);
    expect(hit).toBeGreaterThanOrEqual(0.42);
    expectWorkConserving(served, traffic, 10);
  });

  it('is bounded by the deadline of the head: less slack, less continuity, never less than none', () => {
    const [none, tight, wide] = [
      run(false, null, 10_000).hit,
      run(true, HANDLE_MS / 2, 10_000).hit,
      run(true, 5 * HANDLE_MS, 10_000).hit,
    ];
    expect(none).toBeCloseTo(0.1, 1);
    expect(tight).toBeGreaterThan(none);
    expect(wide).toBeGreaterThan(tight + 0.1);
  });
});

describe('two-sided score, 20 agents, pair cost uniform on [0, 1]', () => {
  /** Each kind of work suits each agent by a level drawn anew from [1, 5]: the cost of a pair is what the level lacks to 5. */
  const KINDS = 100;
  const run = (erlangs: number): { cost: number; run: Run; traffic: Traffic } => {
    const random = new Random(21);
    const agents = agentsOf(20, () => ({
      skills: Object.fromEntries(Array.from({ length: KINDS }, (_, kind) => [`k${kind}`, 1 + 4 * random.uniform()])),
    }));
    const traffic = poissonTraffic(random, { customers: CUSTOMERS, erlangs, weight: 100 }, () => ({
      skills: [{ skill: `k${random.below(KINDS)}`, minLevel: 1 }],
    }));
    const weights = { continuity: 0, skillFit: 1, load: 0, waiting: 0, slack: 0 };
    const served = new ContactCentre(agents, { weights }).serve(traffic);
    return { cost: mean(served.served.map(({ decision }) => 1 - decision.parts.skillFit)), run: served, traffic };
  };

  it.each([
    [18, 0.24],
    [14, 0.19],
  ])('at %i erlangs the mean cost is at most %d, at no cost in mean wait', (erlangs, most) => {
    const { cost, run: served, traffic } = run(erlangs);
    expect(cost).toBeLessThanOrEqual(most);
    expectWorkConserving(served, traffic, 20);
  });
});
