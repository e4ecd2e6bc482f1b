import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAgent, anItem, aSnapshot, NOW } from '../../../test/simulation/builders.js';
import { desksOf, mayServe, world } from '../../../test/support/matching-worlds.js';
import { Board } from './board.js';
import { decide, pair } from './decide.js';
import { explain } from './explain.js';
import { sentence } from './sentence.js';
import type { MatchingSnapshot, Pair } from './snapshot.js';

const wholes = world({ wholeTierItems: 200, alike: true });
const byPairs = (snapshot: MatchingSnapshot): MatchingSnapshot => ({
  ...snapshot,
  policy: { ...snapshot.policy, wholeTierItems: 0 },
});
const sum = (pairs: Pair[]): number => pairs.reduce((all, one) => all + one.score, 0);
/** One tier and one kind of place: what is compared is then the whole pass. */
const oneTier = (snapshot: MatchingSnapshot): MatchingSnapshot => ({
  ...snapshot,
  policy: { ...snapshot.policy, priorityStepMs: null, bypassMs: null },
  agents: snapshot.agents.map(({ channelRoom: _, ...one }) => one),
});

/** The most pairs and the best sum of any way to serve these items, found by trying all. */
function byForce(snapshot: MatchingSnapshot): [number, number] {
  const board = new Board(snapshot);
  const states = [...board.agents];
  const from = (at: number, given: ReadonlyMap<string, number>): [number, number] => {
    const item = board.items[at];
    if (!item) return [0, 0];
    let best = from(at + 1, given);
    for (const agent of states) {
      const id = agent.slot.agentId;
      const held = given.get(id) ?? 0;
      if (board.blockOf(item, agent) !== null || agent.free < (held + 1) * item.item.weight) continue;
      const [pairs, total] = from(at + 1, new Map(given).set(id, held + 1));
      const score = board.keyOf(item, agent) + board.loadAt(agent, agent.free - held * item.item.weight);
      if (pairs + 1 > best[0] || (pairs + 1 === best[0] && total + score > best[1])) best = [pairs + 1, total + score];
    }
    return best;
  };
  return from(0, new Map());
}

describe('a tier solved as a whole', () => {
  it('makes as many pairs as the best pairs do, or more; and where as many, with no smaller sum of scores', () => {
    let better = 0;
    fc.assert(
      fc.property(wholes.map(oneTier), (snapshot) => {
        const [whole, single] = [pair(snapshot), pair(byPairs(snapshot))];
        expect(whole.length).toBeGreaterThanOrEqual(single.length);
        if (whole.length > single.length) better += 1;
        else expect(sum(whole)).toBeGreaterThanOrEqual(sum(single));
        if (whole.length === single.length && sum(whole) > sum(single)) better += 1;
      }),
      { numRuns: 400 },
    );
    expect(better).toBeGreaterThan(10);
  });

  it('is the best there is, found by trying all on small cases', () => {
    fc.assert(
      fc.property(wholes, (raw) => {
        const snapshot = oneTier({ ...raw, items: raw.items.slice(0, 4), agents: raw.agents.slice(0, 3) });
        const pairs = pair(snapshot);
        fc.pre(pairs.length > 0 && pairs.every((one) => one.by === 'whole_tier'));
        expect([pairs.length, sum(pairs)]).toEqual(byForce(snapshot));
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same answer as the best pairs where one side is single', () => {
    fc.assert(
      fc.property(wholes, fc.nat(), fc.boolean(), (raw, n, oneItem) => {
        const pick = <T>(list: T[]): T[] => (list.length > 0 ? [list[n % list.length] as T] : []);
        const snapshot = oneItem ? { ...raw, items: pick(raw.items) } : { ...raw, agents: pick(raw.agents) };
        expect(pair(snapshot)).toEqual(pair(byPairs(snapshot)));
      }),
      { numRuns: 300 },
    );
  });

  it('never leaves an agent idle beside an item they may serve', () => {
    fc.assert(
      fc.property(wholes, (snapshot) => {
        const desks = desksOf(snapshot);
        const left = new Map(snapshot.items.map((one) => [one.conversationId, one]));
        for (const one of pair(snapshot)) {
          const item = left.get(one.conversationId);
          if (item) desks.get(one.agentId)?.take(item);
          left.delete(one.conversationId);
        }
        for (const item of left.values())
          for (const agent of snapshot.agents)
            expect(mayServe(snapshot, item, agent) && desks.get(agent.agentId)?.hasRoomFor(item)).toBeFalsy();
      }),
      { numRuns: 300 },
    );
  });
});

describe('shift start: two customers, two agents with one place', () => {
  const chinese = anItem('chinese', { language: 'zh', waitingSince: NOW - 20_000 });
  const known = anItem('known', { preferred: [{ agentId: 'bea', why: 'earlier' }], waitingSince: NOW - 10_000 });
  const agents = [anAgent('ada', { reserved: 75, idleSince: 0 }), anAgent('bea', { reserved: 75, languages: ['en', 'zh'] })];
  const snapshot = aSnapshot([chinese, known], agents);

  it('serves both, where the best pair first would leave one waiting and one agent idle', () => {
    expect(pair(byPairs(snapshot)).map((one) => `${one.conversationId}>${one.agentId}`)).toEqual(['known>bea']);
    const whole = decide(snapshot);
    expect(whole.map((one) => `${one.conversationId}>${one.agentId}`)).toEqual(['chinese>bea', 'known>ada']);
    expect(whole.every((one) => one.by === 'whole_tier')).toBe(true);
  });

  it('says of whom it could not spare that others needed them more', () => {
    const older = aSnapshot([chinese, { ...known, waitingSince: NOW - 30_000 }], agents);
    expect(pair(older).map((one) => `${one.conversationId}>${one.agentId}`)).toEqual(['known>ada', 'chinese>bea']);
    const said = explain(older, 'known').map((row) => sentence(row, { agent: row.agentId, customer: 'Mei' }));
    expect(said).toEqual([
      'bea: has helped Mei before, 1 of 4 slots free, needed more for others who waited',
      'ada: 1 of 4 slots free',
    ]);
    const [first] = decide(older);
    expect(first?.top.map((one) => one.agentId)).toEqual(['bea', 'ada']);
    expect(first?.runnerUp?.agentId).toBe('bea');
  });

  it('looks at as many agents of a kind as there are items, each with all their places', () => {
    const three = ['c1', 'c2', 'c3'].map((id) => anItem(id));
    const four = ['ada', 'bea', 'cem', 'dee'].map((id) => anAgent(id, { reserved: 75 }));
    const spread = pair(aSnapshot(three, four));
    expect(spread.map((one) => one.by)).toEqual(['whole_tier', 'whole_tier', 'whole_tier']);
    expect(new Set(spread.map((one) => one.agentId))).toEqual(new Set(['ada', 'bea', 'cem']));
    const two = pair(aSnapshot(three, [anAgent('ada', { reserved: 50 }), anAgent('bea', { reserved: 75 })]));
    expect(two.map((one) => `${one.agentId} ${one.by}`).sort()).toEqual(['ada whole_tier', 'ada whole_tier', 'bea whole_tier']);
  });

  it('is left to the best pairs in a tier too large, of unlike weights, or where a channel limit cuts across', () => {
    const ways = (over: MatchingSnapshot): Set<string> => new Set(pair(over).map((one) => one.by));
    expect(ways({ ...snapshot, policy: { ...snapshot.policy, wholeTierItems: 1 } })).toEqual(new Set(['best_pair']));
    expect(ways({ ...snapshot, items: [chinese, { ...known, weight: 20 }] })).toEqual(new Set(['best_pair']));
    const limited = agents.map((one) => ({ ...one, reserved: 50, channelRoom: { voice: 1 } }));
    expect(ways({ ...snapshot, items: [chinese, { ...known, channel: 'voice' }], agents: limited })).toEqual(
      new Set(['best_pair']),
    );
    expect(ways({ ...snapshot, agents: limited })).toEqual(new Set(['whole_tier']));
  });
});
