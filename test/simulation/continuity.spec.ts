import { describe, expect, it } from '@jest/globals';
import type { Policy } from '../../src/core/matching/snapshot.js';
import { live, returningDay, typical } from './days.js';
import type { DayTerms } from './days.js';
import { ours } from './ours.js';
import { firstComeLongestIdle, preferredIfFree } from './peers.js';
import { erlangWait, zeroHoldContinuity } from './reference.js';

const CASES = [
  { agents: 10, load: 0.8, hit: 0.241 },
  { agents: 10, load: 0.9, hit: 0.167 },
  { agents: 20, load: 0.8, hit: 0.213 },
  { agents: 20, load: 0.9, hit: 0.128 },
];

/** Always due: then the deadline order is the order of arrival, and the own agent counts only where somebody is free. */
const ALWAYS_DUE: Partial<Policy> = { affinitySlackMs: Infinity };

describe('own agent without holding anybody: hit = 1 − ρ + C(N, A) ÷ N', () => {
  it.each(CASES)('the formula for $agents agents at $load', ({ agents, load, hit }) => {
    expect(Math.abs(zeroHoldContinuity(agents, load * agents) - hit)).toBeLessThan(0.0006);
  });

  it.each(CASES)('the peer "preferred if free" on $agents agents at $load, within .005', ({ agents, load, hit }) => {
    const terms = typical({ seed: 1, customers: 60_000, agents, slots: 1, load }, 0.01);
    expect(Math.abs(live(returningDay(terms), preferredIfFree()).ledger.continuity - hit)).toBeLessThan(0.005);
  });

  it('is what the matcher does, start by start, where every customer is due', () => {
    const terms: DayTerms = { seed: 2, customers: 10_000, agents: 10, slots: 1, load: 0.9 };
    const peer = live(returningDay(terms), preferredIfFree(), { keepStarts: true }).ledger.starts;
    expect(live(returningDay(terms, 1), ours(ALWAYS_DUE), { keepStarts: true }).ledger.starts).toEqual(peer);
  });
});

describe('affinity first, the house policy, 10 agents, 90 % load', () => {
  const DAY = typical({ seed: 1, customers: 40_000, agents: 10, slots: 1, load: 0.9 });
  const free = live(returningDay(DAY), ours()).ledger;
  const peer = live(returningDay(DAY), preferredIfFree()).ledger;
  const common = live(returningDay(DAY), firstComeLongestIdle()).ledger;

  it('reaches the own agent in at least 42 % of cases, at least 2.4 times as often as "preferred if free"', () => {
    expect(free.continuity).toBeGreaterThanOrEqual(0.42);
    expect(free.continuity / peer.continuity).toBeGreaterThanOrEqual(2.4);
  });

  it('at the mean wait of Erlang C, the p95 within 15 % and the spread of load within .02 of first come, longest idle', () => {
    expect(Math.abs(free.meanWait / erlangWait(10, 9) - 1)).toBeLessThan(0.02);
    expect(free.meanWait / common.meanWait).toBeCloseTo(1, 9);
    const [p95, theirs] = [free.percentiles(0.95)[0] as number, common.percentiles(0.95)[0] as number];
    expect(p95 / theirs).toBeLessThan(1.15);
    expect(Math.abs(free.loadSpread - common.loadSpread)).toBeLessThan(0.02);
  });

  it.each([
    [5, 0.418],
    [1, 0.262],
  ])('bounded by the slack of who is due: targets of %i handle times leave a hit of %d', (target, hit) => {
    const { continuity } = live(returningDay(DAY, target), ours({ affinitySlackMs: 0 })).ledger;
    expect(Math.abs(continuity - hit)).toBeLessThan(0.01);
  });

  it('where a known customer takes 20 % less, the wait is at most .55 of first come, longest idle', () => {
    const [mine, theirs] = [ours(), firstComeLongestIdle()].map((one) => live(returningDay(DAY), one, { saving: 0.2 }).ledger);
    expect((mine?.meanWait ?? NaN) / (theirs?.meanWait ?? NaN)).toBeLessThanOrEqual(0.55);
  });
});

describe('affinity first, four slots each', () => {
  it('reaches the own agent about 1.5 times as often as "preferred if free", the least loaded first', () => {
    const day = typical({ seed: 1, customers: 20_000, agents: 10, slots: 4, load: 0.9 }, 0.02);
    const [mine, theirs] = [ours(), preferredIfFree()].map((one) => live(returningDay(day), one).ledger.continuity);
    expect((mine ?? NaN) / (theirs ?? NaN)).toBeGreaterThan(1.4);
  });
});
