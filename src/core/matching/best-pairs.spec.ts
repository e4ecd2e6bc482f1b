import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Desk, desksOf, mayServe, world } from '../../../test/support/matching-worlds.js';
import { anAgent, anItem, aSnapshot, NOW } from '../../../test/simulation/builders.js';
import { itemBefore, preferenceFor } from './board.js';
import { pair } from './decide.js';
import { rankFor } from './eligibility.js';
import { continuityOf, deadlineSlackOf, freeShare, gridOf, skillFitOf, waitingAgeOf } from './score.js';
import type { AgentSlot, MatchingSnapshot, WaitingItem } from './snapshot.js';
import { highestPriority, isNear, standingOf } from './tiers.js';

interface Choice {
  item: WaitingItem;
  agent: AgentSlot;
  score: number;
  share: number;
}

/** The rules of a pass, written as plainly as they are stated: at each step every pair is looked at. */
function plainly(snapshot: MatchingSnapshot): string[] {
  const desks = desksOf(snapshot);
  const highest = highestPriority(snapshot.items);
  const standing = new Map(snapshot.items.map((item) => [item, standingOf(item, highest, snapshot)]));
  const tierOf = (item: WaitingItem): [number, number] => {
    const { level, dueAt } = standing.get(item) ?? { level: NaN, dueAt: NaN };
    return isNear(dueAt, snapshot) ? [-level, dueAt] : [-level, Infinity];
  };
  const left = new Set(snapshot.items);
  const pairs: string[] = [];
  for (;;) {
    const choices = [...left].flatMap((item) => choicesFor(snapshot, desks, item));
    const best = choices.sort((a, b) => {
      const [levelA, dueA] = tierOf(a.item);
      const [levelB, dueB] = tierOf(b.item);
      if (levelA !== levelB) return levelA - levelB;
      if (dueA !== dueB) return dueA - dueB;
      if (dueA < Infinity && a.item !== b.item) return itemBefore(a.item, b.item) ? -1 : 1;
      return inOrder(a, b);
    })[0];
    if (!best) return pairs;
    desks.get(best.agent.agentId)?.take(best.item);
    left.delete(best.item);
    pairs.push(`${best.item.conversationId}>${best.agent.agentId}`);
  }
}

function choicesFor(snapshot: MatchingSnapshot, desks: Map<string, Desk>, item: WaitingItem): Choice[] {
  const { policy, now } = snapshot;
  const { weights } = policy;
  const grid = gridOf(weights);
  const able = snapshot.agents.filter((one) => mayServe(snapshot, item, one) && desks.get(one.agentId)?.hasRoomFor(item));
  return able.map((agent) => {
    const preference = preferenceFor(item, agent.agentId);
    const share = freeShare(agent.capacity, desks.get(agent.agentId)?.left ?? NaN);
    const score =
      grid(weights.continuity * (preference ? continuityOf(preference.why, preference.place) : 0)) +
      grid(weights.skillFit * skillFitOf(item.skills, agent.skills, rankFor(item, agent) ?? NaN)) +
      grid(weights.load * share) +
      grid(weights.waiting * waitingAgeOf(item, now, policy)) +
      grid(weights.slack * deadlineSlackOf(item, now, policy));
    return { item, agent, score, share };
  });
}

function inOrder(a: Choice, b: Choice): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.item !== b.item) return itemBefore(a.item, b.item) ? -1 : 1;
  if (a.share !== b.share) return b.share - a.share;
  return a.agent.idleSince - b.agent.idleSince || (a.agent.agentId < b.agent.agentId ? -1 : 1);
}

describe('a pass by best pairs', () => {
  it.each([
    ['any snapshot', world({ wholeTierItems: 0 })],
    ['many alike', world({ wholeTierItems: 0, alike: true })],
  ])('is the rules looked at pair by pair, only faster: %s', (_, worlds) => {
    fc.assert(
      fc.property(worlds, (snapshot) => {
        expect(pair(snapshot).map(({ conversationId, agentId }) => `${conversationId}>${agentId}`)).toEqual(plainly(snapshot));
      }),
      { numRuns: 400 },
    );
  });

  /** Two lanes of one profile: what one takes must not spoil the place of the other in the order. */
  it('keeps the longest idle of equals first, though their colleague was just given work of another channel', () => {
    const agents = [
      anAgent('a0', { queues: { q: 1 }, idleSince: NOW - 4 }),
      anAgent('a1', { queues: {}, channelRoom: { webchat: 0 } }),
      anAgent('a2', { queues: { q: 1 }, idleSince: NOW - 5 }),
      anAgent('a3', { queues: { q: 0 }, idleSince: NOW - 5 }),
      anAgent('a4', { queues: { q: 1 }, idleSince: NOW - 5 }),
    ];
    const items = [
      anItem('c0', { queueId: 'q', waitingSince: NOW }),
      anItem('c1', { queueId: 'q', waitingSince: NOW - 300_000, excluded: ['a0'] }),
      anItem('c2', { queueId: 'q', waitingSince: NOW - 300_000 }),
      anItem('c3', { queueId: 'q', waitingSince: NOW - 300_000, channel: 'voice' }),
    ];
    const snapshot = aSnapshot(items, agents, { wholeTierItems: 0 });
    expect(pair(snapshot).map(({ conversationId, agentId }) => `${conversationId}>${agentId}`)).toEqual([
      'c1>a3',
      'c2>a3',
      'c3>a2',
      'c0>a4',
    ]);
  });
});
