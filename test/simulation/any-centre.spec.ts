import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pair } from '../../src/core/matching/decide.js';
import { DEFAULT_POLICY } from '../../src/core/matching/snapshot.js';
import type { MatchingSnapshot, Policy, WaitingItem } from '../../src/core/matching/snapshot.js';
import { HANDLE_MS } from './contact-centre.js';
import { live } from './days.js';
import type { DayRun } from './days.js';
import { ours } from './ours.js';
import type { Match } from './ours.js';
import { agentId, agentsOf, Traffic } from './traffic.js';

/** Small centres of any kind, idle or hopelessly overloaded, with a house policy whose patience is short enough to matter. */
const centre = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  agents: fc.integer({ min: 1, max: 5 }),
  slots: fc.constantFrom(1, 4),
  load: fc.constantFrom(0.5, 0.9, 1.5),
  classes: fc.integer({ min: 1, max: 3 }),
  dueShare: fc.constantFrom(0, 0.5, 1),
  ownShare: fc.constantFrom(0, 1),
});
type Centre = typeof centre extends fc.Arbitrary<infer T> ? T : never;

const STEP = HANDLE_MS / 2;
const POLICY: Policy = { ...DEFAULT_POLICY, priorityStepMs: STEP, bypassMs: HANDLE_MS };

function run({ seed, agents, slots, load, classes, dueShare, ownShare }: Centre, match: Match = pair): DayRun {
  const terms = { seed, customers: 200, erlangs: load * agents * slots, weight: 100 / slots };
  const traffic = new Traffic(terms, (random, at) => ({
    priority: random.below(classes),
    deadlineAt: random.uniform() < dueShare ? at + random.exponential(2 * HANDLE_MS) : null,
    preferred: random.uniform() < ownShare ? [{ agentId: agentId(random.below(agents)), why: 'last' as const }] : [],
  }));
  return live({ agents: agentsOf(agents), traffic }, ours(POLICY, match), { keepStarts: true });
}

const check = (property: (terms: Centre) => void): void => fc.assert(fc.property(centre, property), { numRuns: 40, seed: 20 });

/** Until when each may be bypassed at most: the bound that `Policy` states, with the highest class that waits. */
function boundOf(item: WaitingItem, { items }: MatchingSnapshot): number {
  const highest = Math.max(...items.map(({ priority }) => priority));
  return item.waitingSince + (highest - item.priority) * STEP + HANDLE_MS;
}

describe('any contact centre', () => {
  it('serves everybody, leaves nobody waiting beside an agent with room, and takes nobody over the limit', () => {
    check((terms) => {
      let leftIdle = 0;
      const { ledger, peakLoad } = run(terms, (snapshot) => {
        const pairs = pair(snapshot);
        if (pairs.length === 0) leftIdle += 1;
        return pairs;
      });
      expect(ledger.waits).toHaveLength(200);
      expect(new Set(ledger.starts.map(({ conversationId }) => conversationId)).size).toBe(200);
      expect(leftIdle).toBe(0);
      expect(peakLoad).toBeLessThanOrEqual(1);
    });
  });

  it('lives the same day again, start by start', () => {
    check((terms) => expect(run(terms).ledger.starts).toEqual(run(terms).ledger.starts));
  });

  it('starves nobody: past the stated bound only an earlier deadline or an earlier bound goes first', () => {
    let past = 0;
    check((terms) => {
      run(terms, (snapshot) => {
        const pairs = pair(snapshot);
        const taken = new Set(pairs.map(({ conversationId }) => conversationId));
        for (const left of snapshot.items) {
          const bound = boundOf(left, snapshot);
          if (taken.has(left.conversationId) || bound > snapshot.now) continue;
          past += 1;
          for (const item of snapshot.items) {
            if (!taken.has(item.conversationId)) continue;
            expect(Math.min(item.deadlineAt ?? Infinity, boundOf(item, snapshot))).toBeLessThanOrEqual(bound);
          }
        }
        return pairs;
      });
    });
    expect(past).toBeGreaterThan(1_000);
  });
});
