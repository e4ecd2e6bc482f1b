import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAgent, anItem, aSnapshot, NOW } from '../../../test/simulation/builders.js';
import { decide } from './decide.js';
import { standingBlock } from './eligibility.js';
import { blockedBy, explain } from './explain.js';
import type { AgentSlot, MatchingSnapshot, WaitingItem } from './snapshot.js';

/** Small worlds with many collisions: few queues, skills and levels, so that every gate, tie and shortage comes up often. */
const agentId = fc.integer({ min: 0, max: 7 }).map((n) => `a${n}`);
const queue = fc.constantFrom('q0', 'q1');
const skill = fc.constantFrom('s0', 's1');
const language = fc.constantFrom('en', 'zh');

const agent = fc.record({
  agentId,
  skills: fc.dictionary(skill, fc.integer({ min: 1, max: 5 }), { noNullPrototype: true }),
  languages: fc.uniqueArray(language),
  queues: fc.dictionary(queue, fc.integer({ min: 0, max: 2 }), { noNullPrototype: true }),
  capacity: fc.constantFrom(0, 60, 100, 100),
  reserved: fc.constantFrom(0, 0, 25, 50, 110),
  presence: fc.constantFrom(
    'available' as const,
    'available' as const,
    'available' as const,
    'finishing' as const,
    'away' as const,
  ),
  leaseExpiresAt: fc.constantFrom(NOW - 1, NOW + 1, NOW + 1, NOW + 1),
  idleSince: fc.constantFrom(NOW - 5, NOW - 4),
});

const item = fc.record({
  conversationId: fc.integer({ min: 0, max: 30 }).map((n) => `c${n}`),
  queueId: queue,
  priority: fc.integer({ min: 0, max: 2 }),
  waitingSince: fc.oneof(fc.constant(5), fc.integer({ min: 0, max: 30 })).map((n) => NOW - n * 60_000),
  deadlineAt: fc.option(fc.integer({ min: -2, max: 10 }).map((n) => NOW + n * 60_000)),
  weight: fc.constantFrom(25, 25, 25, 20, 100),
  skills: fc.oneof(
    fc.constant<{ skill: string; minLevel: number }[]>([]),
    fc.uniqueArray(fc.record({ skill, minLevel: fc.integer({ min: 1, max: 5 }) }), {
      selector: (one) => one.skill,
      maxLength: 2,
    }),
  ),
  language: fc.option(language),
  preferred: fc.array(fc.record({ agentId, why: fc.constantFrom('owner' as const, 'last' as const, 'earlier' as const) }), {
    maxLength: 3,
  }),
  declinedBy: fc.oneof(fc.constant<string[]>([]), fc.uniqueArray(agentId, { maxLength: 3 })),
  excluded: fc.option(fc.uniqueArray(agentId, { maxLength: 2 }), { nil: undefined }),
  otherCanServe: fc.constantFrom(undefined, undefined, true),
});

const world: fc.Arbitrary<MatchingSnapshot> = fc
  .record({
    items: fc.uniqueArray(item, { selector: (one) => one.conversationId, maxLength: 25 }),
    agents: fc.uniqueArray(agent, { selector: (one) => one.agentId, maxLength: 8 }),
    ageing: fc.option(fc.constant(600_000)),
    continuity: fc.constantFrom(0, 1, 6),
  })
  .map(({ items, agents, ageing, continuity }) =>
    aSnapshot(
      items.map((one) => anItem(one.conversationId, one)),
      agents.map((one) => anAgent(one.agentId, one)),
      { priorityStepMs: ageing, weights: { continuity, skillFit: 1, load: 1, waiting: 1, slack: 0.5 } },
    ),
  );

/** The rule for decliners once more, written plainly over all pairs, to check the grouped form against. */
function mayServe(snapshot: MatchingSnapshot, waiting: WaitingItem, candidate: AgentSlot): boolean {
  if (standingBlock(waiting, candidate, snapshot.now) !== null) return false;
  if (!waiting.declinedBy.includes(candidate.agentId)) return true;
  return !(
    waiting.otherCanServe === true ||
    snapshot.agents.some(
      (other) =>
        !waiting.declinedBy.includes(other.agentId) &&
        other.capacity >= waiting.weight &&
        standingBlock(waiting, other, snapshot.now) === null,
    )
  );
}

const check = (property: (snapshot: MatchingSnapshot) => void): void => fc.assert(fc.property(world, property), { numRuns: 400 });
const byId = (snapshot: MatchingSnapshot) => ({
  items: new Map(snapshot.items.map((one) => [one.conversationId, one])),
  agents: new Map(snapshot.agents.map((one) => [one.agentId, one])),
});

describe('decide, for any snapshot', () => {
  it('never takes an agent over the limit and never decides a conversation twice', () => {
    check((snapshot) => {
      const { agents } = byId(snapshot);
      const load = new Map(snapshot.agents.map((one) => [one.agentId, one.reserved]));
      const decisions = decide(snapshot);
      expect(new Set(decisions.map((one) => one.conversationId)).size).toBe(decisions.length);
      for (const one of decisions) {
        const after = (load.get(one.agentId) ?? 0) + one.weight;
        expect(after).toBeLessThanOrEqual(agents.get(one.agentId)?.capacity ?? -1);
        load.set(one.agentId, after);
      }
    });
  });

  it('decides no blocked pair and leaves no possible pair undecided', () => {
    check((snapshot) => {
      const { items, agents } = byId(snapshot);
      const load = new Map(snapshot.agents.map((one) => [one.agentId, one.reserved]));
      const waiting = new Map(items);
      for (const one of decide(snapshot)) {
        expect(mayServe(snapshot, items.get(one.conversationId) as WaitingItem, agents.get(one.agentId) as AgentSlot)).toBe(true);
        load.set(one.agentId, (load.get(one.agentId) ?? 0) + one.weight);
        waiting.delete(one.conversationId);
      }
      for (const left of waiting.values()) {
        const able = snapshot.agents.filter(
          (one) => mayServe(snapshot, left, one) && one.capacity - (load.get(one.agentId) ?? 0) >= left.weight,
        );
        expect(able).toEqual([]);
      }
    });
  });

  it('gives the same decisions for any order of its lists, and again from its stored form', () => {
    fc.assert(
      fc.property(world, fc.integer(), (snapshot, seed) => {
        const shuffled = <T>(list: T[]): T[] =>
          list
            .map((one, n) => ({ one, key: Math.imul(n + 1, seed | 1) >>> 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
        const expected = decide(snapshot);
        const turned = {
          ...snapshot,
          items: shuffled(snapshot.items).map((one) => ({
            ...one,
            skills: [...one.skills].reverse(),
            declinedBy: [...one.declinedBy].reverse(),
          })),
          agents: shuffled(snapshot.agents),
        };
        expect(decide(turned)).toEqual(expected);
        expect(decide(JSON.parse(JSON.stringify(snapshot)) as MatchingSnapshot)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('honours priority: nobody of a lower class takes room an undecided higher one could have used', () => {
    check((raw) => {
      const snapshot = { ...raw, policy: { ...raw.policy, priorityStepMs: null } };
      const { items } = byId(snapshot);
      const order = decide(snapshot).map((one) => items.get(one.conversationId)?.priority ?? NaN);
      expect(order).toEqual([...order].sort((a, b) => b - a));
    });
  });
});

describe('explain, for any snapshot', () => {
  it('agrees with decide, for every conversation and every agent', () => {
    check((snapshot) => {
      const decided = new Map(decide(snapshot).map((one) => [one.conversationId, one]));
      for (const waiting of snapshot.items) {
        const rows = explain(snapshot, waiting.conversationId);
        expect(rows.map((row) => row.agentId).sort()).toEqual(snapshot.agents.map((one) => one.agentId).sort());
        const decision = decided.get(waiting.conversationId);
        const chosen = rows.filter((row) => row.outcome === 'chosen');
        expect(chosen.map(({ agentId: id, score, parts }) => ({ id, score, parts }))).toEqual(
          decision ? [{ id: decision.agentId, score: decision.score, parts: decision.parts }] : [],
        );
        expect(rows.find((row) => row.outcome === 'runner-up')?.agentId ?? null).toBe(decision?.runnerUp?.agentId ?? null);
        const serving = rows.filter((row) => row.outcome !== 'blocked');
        expect(serving[0]?.agentId).toBe(decision?.agentId);
        expect(serving.slice(0, 5).map((row) => row.agentId)).toEqual(decision?.top.map((one) => one.agentId) ?? []);
        if (!decision) continue;
        for (const [reason, count] of Object.entries(decision.counts)) {
          expect([reason, rows.filter((row) => row.reason === reason).length]).toEqual([reason, count]);
        }
      }
    });
  });

  it('names a binding constraint exactly for what stays undecided', () => {
    check((snapshot) => {
      const decided = new Set(decide(snapshot).map((one) => one.conversationId));
      for (const { conversationId } of snapshot.items) {
        const blocked = blockedBy(snapshot, conversationId);
        expect(blocked?.matched).toBe(decided.has(conversationId));
        expect(blocked?.binding === null).toBe(decided.has(conversationId));
      }
    });
  });
});
