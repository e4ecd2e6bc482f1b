import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAgent, anItem, aSnapshot, NOW } from '../../../test/simulation/builders.js';
import { pair } from './decide.js';
import type { Policy, WaitingItem } from './snapshot.js';

const MINUTE = 60_000;
const HIGHEST = 2;
const policy = { priorityStepMs: 10 * MINUTE, bypassMs: 5 * MINUTE } satisfies Partial<Policy>;

/** The D of `Policy.bypassMs`. */
const bound = ({ waitingSince, priority }: WaitingItem): number =>
  waitingSince + (HIGHEST - priority) * policy.priorityStepMs + policy.bypassMs;

/** One agent, one service a minute, every minute somebody new: whoever is served, in order. */
function serve(arrivals: WaitingItem[], terms: Partial<Policy>): { item: WaitingItem; at: number }[] {
  const waiting = new Map(arrivals.filter((one) => one.waitingSince <= NOW).map((one) => [one.conversationId, one]));
  const served: { item: WaitingItem; at: number }[] = [];
  for (let at = NOW; waiting.size > 0; at += MINUTE) {
    for (const one of arrivals)
      if (one.waitingSince > at - MINUTE && one.waitingSince <= at && at > NOW) waiting.set(one.conversationId, one);
    const [first] = pair({
      ...aSnapshot([...waiting.values()], [anAgent('ana', { reserved: 75, leaseExpiresAt: Infinity })], terms),
      now: at,
    });
    const item = waiting.get(first?.conversationId ?? '');
    if (!item) throw new Error('somebody waits and nobody is served');
    waiting.delete(item.conversationId);
    served.push({ item, at });
  }
  return served;
}

/** As tempting as can be: the highest class, the agent's own, a deadline soon. */
const tempting = (n: number): WaitingItem =>
  anItem(`new${n}`, {
    priority: HIGHEST,
    waitingSince: NOW + n * MINUTE,
    deadlineAt: NOW + n * MINUTE + 30_000,
    preferred: [{ agentId: 'ana', why: 'owner' }],
  });

describe('nobody starves', () => {
  const lowest = anItem('lowest', { waitingSince: NOW, priority: 0 });
  const flood = Array.from({ length: 60 }, (_, n) => tempting(n));

  it('the lowest class is served at its bound under a flood of the highest, and not before', () => {
    const served = serve([lowest, ...flood], policy);
    expect(served.find((one) => one.item === lowest)?.at).toBe(bound(lowest));
  });

  it.each([
    ['without ageing', { ...policy, priorityStepMs: null }],
    ['without a bound on bypassing', { ...policy, bypassMs: null }],
  ])('%s it waits until the flood is over', (_, terms) => {
    expect(serve([lowest, ...flood], terms).at(-1)?.item).toBe(lowest);
  });

  it('from its bound on, nobody who comes later goes before anybody', () => {
    const arrival = fc.record({
      minute: fc.integer({ min: 0, max: 40 }),
      priority: fc.integer({ min: 0, max: HIGHEST }),
      own: fc.boolean(),
      due: fc.option(fc.integer({ min: 0, max: 20 })),
    });
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 1, maxLength: 40 }), (raw) => {
        const items = raw.map(({ minute, priority, own, due }, n) =>
          anItem(`c${n}`, {
            priority,
            waitingSince: NOW + minute * MINUTE,
            deadlineAt: due === null ? null : NOW + (minute + due) * MINUTE,
            preferred: own ? [{ agentId: 'ana', why: 'owner' }] : [],
          }),
        );
        // Somebody of the highest class is there throughout, so that the bound is the same at every moment.
        const served = serve([...flood, ...items], policy);
        for (const { item, at } of served)
          for (const { item: later, at: before } of served)
            if (before < at && before >= bound(item)) expect(later.waitingSince).toBeLessThanOrEqual(bound(item));
      }),
      { numRuns: 100 },
    );
  });
});
