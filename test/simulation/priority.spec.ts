import { describe, expect, it } from '@jest/globals';
import { DEFAULT_POLICY } from '../../src/core/matching/snapshot.js';
import type { Policy, WaitingItem } from '../../src/core/matching/snapshot.js';
import { pair } from '../../src/core/matching/decide.js';
import { HANDLE_MS } from './contact-centre.js';
import { live } from './days.js';
import { mean } from './ledger.js';
import { ours } from './ours.js';
import type { Match } from './ours.js';
import { priorityWaits } from './plain-lines.js';
import type { Random } from './random.js';
import { priorityMeanWaits } from './reference.js';
import { agentsOf, Traffic } from './traffic.js';

const CASES = [
  { loads: [2, 6], waits: [0.0511, 0.2557] },
  { loads: [2, 3, 4], waits: [0.0836, 0.1672, 1.3375] },
];

/** Rank 0 is the first class; each with its share of the load on ten agents. */
function rankBy(loads: readonly number[], random: Random): number {
  let left = random.uniform() * loads.reduce((sum, load) => sum + load, 0);
  return loads.findIndex((load) => (left -= load) < 0);
}

function trafficOf(loads: readonly number[], customers: number, ask: (at: number) => Partial<WaitingItem> = () => ({})): Traffic {
  const erlangs = loads.reduce((sum, load) => sum + load, 0);
  const classOf = (random: Random): number => loads.length - 1 - rankBy(loads, random);
  return new Traffic({ seed: 1, customers, erlangs, weight: 100 }, (random, at) => ({ priority: classOf(random), ...ask(at) }));
}

function plainWaits(traffic: Traffic, ranks: number): number[] {
  const arrivals = (function* () {
    for (const { at, item } of traffic) yield { at, rank: ranks - 1 - item.priority };
  })();
  return priorityWaits(arrivals, traffic.services(), 10, ranks).map((wait) => wait / HANDLE_MS);
}

function matcherWaits(traffic: Traffic, ranks: number, policy: Partial<Policy>, match: Match = pair): number[][] {
  const day = { agents: agentsOf(10), traffic };
  const { ledger } = live(day, ours(policy, match), { keepStarts: true });
  const rank = new Map([...traffic].map(({ item }) => [item.conversationId, ranks - 1 - item.priority]));
  const waits = Array.from({ length: ranks }, () => [] as number[]);
  ledger.starts.forEach(({ conversationId }, n) => waits[rank.get(conversationId) as number]?.push(ledger.waits[n] as number));
  return waits;
}

describe('priority without preemption, ten agents', () => {
  it.each(CASES)('the formula for loads $loads', ({ loads, waits }) => {
    priorityMeanWaits(10, loads).forEach((wait, rank) => expect(wait).toBeCloseTo(waits[rank] as number, 4));
  });

  /** What two million customers leave of error is largest in the last class, which lives on what the others spare. */
  it.each(CASES)('the plain line for loads $loads, by two million customers', ({ loads, waits }) => {
    plainWaits(trafficOf(loads, 2_000_000), loads.length).forEach((wait, rank) =>
      expect(Math.abs(wait / (waits[rank] as number) - 1)).toBeLessThan([0.02, 0.03, 0.06][rank] as number),
    );
  });

  it.each(CASES)('the matcher without ageing gives each class of $loads exactly the wait of the plain line', ({ loads }) => {
    const traffic = trafficOf(loads, 20_000);
    const expected = plainWaits(traffic, loads.length);
    matcherWaits(traffic, loads.length, { priorityStepMs: null }).forEach((waits, rank) =>
      expect(Math.abs(mean(waits) / (expected[rank] as number) - 1)).toBeLessThan(1e-9),
    );
  });
});

describe('ageing, the house policy: the lowest of three classes', () => {
  const LOADS = [2, 3, 4];
  const { priorityStepMs, affinitySlackMs } = DEFAULT_POLICY;
  /** After as many steps as there are classes above, an item stands in the highest. */
  const bound = 2 * (priorityStepMs as number);

  it('waits less than without ageing, and the higher classes still wait less than the lower', () => {
    const traffic = trafficOf(LOADS, 20_000);
    const aged = matcherWaits(traffic, 3, {}).map(mean) as [number, number, number];
    const rigid = matcherWaits(traffic, 3, { priorityStepMs: null });
    expect(aged[0]).toBeLessThan(aged[1]);
    expect(aged[1]).toBeLessThan(aged[2]);
    expect(aged[2]).toBeLessThan(mean(rigid[2] as number[]));
  });

  /**
   * The bound: past two steps and within a minute of its target, nobody who came later passes it, however many of a higher
   * class keep coming (here the two upper classes alone are more than ten agents can serve).
   */
  it('is passed by nobody who came later, once it has waited two steps and is due, even under overload', () => {
    const traffic = trafficOf([6, 5, 2], 2_500, (at) => ({ deadlineAt: at + HANDLE_MS }));
    let [aged, passed] = [0, 0];
    const match: Match = (snapshot) => {
      const pairs = pair(snapshot);
      const [first] = pairs;
      const taken = snapshot.items.find((item) => item.conversationId === first?.conversationId);
      for (const item of snapshot.items) {
        const due = (item.deadlineAt as number) - snapshot.now <= affinitySlackMs;
        if (!taken || !due || snapshot.now - item.waitingSince < bound) continue;
        aged += 1;
        if (taken.waitingSince > item.waitingSince) passed += 1;
      }
      return pairs;
    };
    const waits = matcherWaits(traffic, 3, {}, match);
    expect(aged).toBeGreaterThan(1_000);
    expect(passed).toBe(0);
    expect(waits[2]?.length).toBeGreaterThan(250);
  });
});
