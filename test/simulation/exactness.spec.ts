import { describe, expect, it } from '@jest/globals';
import { pair } from '../../src/core/matching/decide.js';
import type { Policy } from '../../src/core/matching/snapshot.js';
import { HANDLE_MS } from './contact-centre.js';
import { firstCome, live, mixedDay, plainDay, returningDay, skilledDay } from './days.js';
import type { Day, DayTerms } from './days.js';
import { ours } from './ours.js';
import type { Match } from './ours.js';
import { Random } from './random.js';
import { Traffic } from './traffic.js';

/**
 * The k-th start takes the k-th service, so every order that leaves nobody idle has the same starts: whatever the policy, the
 * mean wait is that of first come first served, to the last digits. One agent kept idle once, and it is not.
 */
const ONE_SLOT: DayTerms = { seed: 1, customers: 20_000, agents: 10, slots: 1, load: 0.9 };

/** The house policy, or what is changed of it; counts the looks after which somebody waits whom a free agent could serve. */
function serveOn(day: Day, policy: Partial<Policy> = {}): { run: ReturnType<typeof live>; leftIdle: number } {
  let leftIdle = 0;
  const match: Match = (snapshot) => {
    const pairs = pair(snapshot);
    if (pairs.length === 0) leftIdle += 1;
    return pairs;
  };
  return { run: live(day, ours(policy, match), { keepStarts: true }), leftIdle };
}

function expectExact(terms: DayTerms, day: Day, policy: Partial<Policy> = {}): void {
  const { run, leftIdle } = serveOn(day, policy);
  const expected = firstCome(terms);
  expect(run.ledger.waits).toHaveLength(terms.customers);
  expect(leftIdle).toBe(0);
  expect(run.peakLoad).toBeLessThanOrEqual(1);
  expect(Math.abs(run.ledger.meanWait / expected.wait - 1)).toBeLessThan(1e-9);
  expect(run.ledger.delayedShare).toBe(expected.delayed);
}

describe('exactness: the mean wait is that of first come first served, to 1e-9', () => {
  it.each([1, 2, 3])('customers who want their own agent, seed %i', (seed) => {
    expectExact({ ...ONE_SLOT, seed }, returningDay({ ...ONE_SLOT, seed }));
  });

  it('work that suits each agent differently', () => {
    const terms = { ...ONE_SLOT, customers: 10_000 };
    expectExact(terms, skilledDay(terms));
  });

  it.each([
    [1, 0.7],
    [1, 0.95],
    [4, 0.9],
  ])('own agents, skills and targets at once, %i slot(s), load %d', (slots, load) => {
    const terms = { ...ONE_SLOT, customers: 5_000, slots, load };
    expectExact(terms, mixedDay(terms));
  });

  it('priorities and ageing mixed in', () => {
    const plain = plainDay(ONE_SLOT);
    const traffic = new Traffic(plain.traffic.terms, (random, at) => ({
      priority: random.below(3),
      deadlineAt: random.below(2) === 0 ? at + random.exponential(HANDLE_MS) : null,
    }));
    expectExact(ONE_SLOT, { agents: plain.agents, traffic });
  });
});

describe('determinism', () => {
  it('gives the same starts again, also for agents and a line in another order', () => {
    const terms = { ...ONE_SLOT, customers: 2_000 };
    const again = serveOn(mixedDay(terms)).run.ledger.starts;
    const random = new Random(8);
    const shuffled = <T>(list: readonly T[]): T[] =>
      list
        .map((one) => ({ one, key: random.uniform() }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
    const match: Match = (snapshot) => pair({ ...snapshot, items: shuffled(snapshot.items), agents: shuffled(snapshot.agents) });
    const turned = live(mixedDay(terms), ours({}, match), { keepStarts: true });
    expect(turned.ledger.starts).toEqual(again);
  });
});
