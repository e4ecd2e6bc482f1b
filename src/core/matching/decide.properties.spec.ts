import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Desk } from '../../../test/support/matching-worlds.js';
import { desksOf, mayServe, turned, world } from '../../../test/support/matching-worlds.js';
import { decide, pair } from './decide.js';
import { blockedBy, explain } from './explain.js';
import type { AgentSlot, MatchingSnapshot, WaitingItem } from './snapshot.js';

const RUNS = { numRuns: 400 };
/** Worlds of every kind, and worlds in which several of one kind of work meet several free agents. */
const worlds = fc.oneof(world(), world({ alike: true }));
const check = (property: (snapshot: MatchingSnapshot) => void): void => fc.assert(fc.property(worlds, property), RUNS);
const itemsById = ({ items }: MatchingSnapshot): Map<string, WaitingItem> =>
  new Map(items.map((one) => [one.conversationId, one]));
const agentsById = ({ agents }: MatchingSnapshot): Map<string, AgentSlot> => new Map(agents.map((one) => [one.agentId, one]));

describe('decide, for any snapshot', () => {
  it('keeps every limit: capacity, channels, whole attention; and decides no conversation twice', () => {
    check((snapshot) => {
      const [items, desks] = [itemsById(snapshot), desksOf(snapshot)];
      const decisions = decide(snapshot);
      expect(new Set(decisions.map((one) => one.conversationId)).size).toBe(decisions.length);
      for (const { conversationId, agentId } of decisions) {
        const [item, desk] = [items.get(conversationId) as WaitingItem, desks.get(agentId) as Desk];
        expect(desk.hasRoomFor(item)).toBe(true);
        desk.take(item);
      }
    });
  });

  it('decides no blocked pair and leaves no possible pair undecided', () => {
    check((snapshot) => {
      const [items, agents, desks] = [itemsById(snapshot), agentsById(snapshot), desksOf(snapshot)];
      for (const { conversationId, agentId } of pair(snapshot)) {
        const item = items.get(conversationId) as WaitingItem;
        expect(mayServe(snapshot, item, agents.get(agentId) as AgentSlot)).toBe(true);
        desks.get(agentId)?.take(item);
        items.delete(conversationId);
      }
      for (const left of items.values())
        expect(
          snapshot.agents.filter((one) => mayServe(snapshot, left, one) && desks.get(one.agentId)?.hasRoomFor(left)),
        ).toEqual([]);
    });
  });

  it('gives what is held for somebody to nobody else', () => {
    check((snapshot) => {
      const items = itemsById(snapshot);
      for (const { conversationId, agentId } of pair(snapshot)) {
        const { heldFor } = items.get(conversationId) as WaitingItem;
        expect(heldFor ?? agentId).toBe(agentId);
      }
    });
  });

  it('gives the same decisions for any order of its lists, and again from its stored form', () => {
    fc.assert(
      fc.property(worlds, fc.integer(), (snapshot, seed) => {
        const expected = decide(snapshot);
        expect(decide(turned(snapshot, seed))).toEqual(expected);
        expect(decide(JSON.parse(JSON.stringify(snapshot)) as MatchingSnapshot)).toEqual(expected);
      }),
      RUNS,
    );
  });

  it('pairs alike with explanations and without', () => {
    check((snapshot) => {
      expect(decide(snapshot).map(({ runnerUp: _, top: __, counts: ___, ...bare }) => bare)).toEqual(pair(snapshot));
    });
  });

  it('honours priority: nobody of a lower class takes room an undecided higher one could have used', () => {
    check((raw) => {
      const snapshot = { ...raw, policy: { ...raw.policy, priorityStepMs: null } };
      const items = itemsById(snapshot);
      const order = pair(snapshot).map((one) => items.get(one.conversationId)?.priority ?? NaN);
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
        const serving = rows.filter((row) => row.outcome !== 'blocked').map((row) => row.agentId);
        const first = serving.slice(0, 5);
        if (decision?.by !== 'whole_tier') expect(first[0]).toBe(decision?.agentId);
        else if (!first.includes(decision.agentId)) first[4] = decision.agentId;
        expect(first).toEqual(decision?.top.map((one) => one.agentId) ?? []);
        for (const [reason, count] of Object.entries(decision?.counts ?? {}))
          expect([reason, rows.filter((row) => row.reason === reason).length]).toEqual([reason, count]);
      }
    });
  });

  it('names a binding constraint exactly for what stays undecided', () => {
    check((snapshot) => {
      const decided = new Set(pair(snapshot).map((one) => one.conversationId));
      for (const { conversationId } of snapshot.items) {
        const blocked = blockedBy(snapshot, conversationId);
        expect(blocked?.matched).toBe(decided.has(conversationId));
        expect(blocked?.binding === null).toBe(decided.has(conversationId));
      }
    });
  });
});
