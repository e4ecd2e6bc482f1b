import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAgent, anItem, aSnapshot, NOW } from '../../../test/simulation/builders.js';
import { alikeItem, readyAgent, someAgent, someItem, world } from '../../../test/support/matching-worlds.js';
import { pair } from './decide.js';
import { LiveDesk } from './live-desk.js';
import type { AgentSlot, MatchingSnapshot, Pair, WaitingItem } from './snapshot.js';

type Event =
  | { does: 'arrive'; item: WaitingItem }
  | { does: 'leave'; nth: number }
  | { does: 'room'; nth: number; change: Partial<AgentSlot> }
  | { does: 'replace'; agent: AgentSlot };

/** Few declines: each makes whole passes of what would be small steps. */
const calm = (item: WaitingItem): WaitingItem => (item.conversationId.length > 2 ? { ...item, declinedBy: [] } : item);

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.oneof(someItem, alikeItem, alikeItem).map((item): Event => ({ does: 'arrive', item: calm(item) })),
  },
  { weight: 1, arbitrary: fc.nat().map((nth): Event => ({ does: 'leave', nth })) },
  {
    weight: 6,
    arbitrary: fc
      .record({ nth: fc.nat(), reserved: fc.constantFrom(0, 25, 50, 75, 100), roomOf: fc.option(fc.integer({ min: 0, max: 2 })) })
      .map(({ nth, reserved, roomOf }): Event => {
        const limits = roomOf === null ? {} : { channelRoom: { voice: roomOf } };
        return { does: 'room', nth, change: { reserved, active: undefined, ...limits } };
      }),
  },
  { weight: 1, arbitrary: fc.oneof(someAgent, readyAgent).map((agent): Event => ({ does: 'replace', agent: lasting(agent) })) },
);

/** What the picture becomes by the event, and what the desk makes of it. */
function happen(desk: LiveDesk, before: MatchingSnapshot, one: Event): { picture: MatchingSnapshot; pairs: Pair[] } | null {
  const { now, items, agents } = before;
  if (one.does === 'arrive') {
    if (items.some((item) => item.conversationId === one.item.conversationId)) return null;
    return { picture: { ...before, items: [...items, one.item] }, pairs: desk.arrive(one.item, now) };
  }
  if (one.does === 'leave') {
    const gone = items[one.nth % items.length]?.conversationId;
    if (gone) desk.leave(gone);
    return null;
  }
  const old = one.does === 'room' ? agents[one.nth % agents.length] : one.agent;
  if (!old) return null;
  const agent = one.does === 'room' ? { ...old, ...one.change } : old;
  const others = agents.filter((other) => other.agentId !== agent.agentId);
  return { picture: { ...before, agents: [...others, agent] }, pairs: desk.room(agent, now) };
}

/** Most leases outlast the story, some lapse in the middle of it. */
const lasting = (agent: AgentSlot): AgentSlot => {
  if (agent.leaseExpiresAt <= NOW) return agent;
  return { ...agent, leaseExpiresAt: agent.agentId === 'a3' ? NOW + 200_000 : Infinity };
};

const bare = (pairs: Pair[]): string[] => pairs.map((one) => `${one.conversationId}>${one.agentId} ${one.score}`);

describe('a desk kept up to date', () => {
  it.each([
    ['any world', world()],
    ['much in common', world({ alike: true })],
  ])('gives at each event what a pass over the whole picture gives: %s', (_, worlds) => {
    let made = 0;
    fc.assert(
      fc.property(worlds, fc.array(event, { minLength: 10, maxLength: 30 }), (raw, events) => {
        fc.pre(raw.agents.length > 2);
        const start = { ...raw, items: raw.items.map(calm), agents: raw.agents.map(lasting) };
        const desk = new LiveDesk(start);
        expect(bare(desk.settle(NOW))).toEqual(bare(pair(start)));
        for (const [n, one] of events.entries()) {
          const seen = happen(desk, desk.snapshot(NOW + n * 30_000), one);
          if (!seen) continue;
          expect(bare(seen.pairs)).toEqual(bare(pair(seen.picture)));
          made += seen.pairs.length;
        }
      }),
      { numRuns: 150 },
    );
    expect(made).toBeGreaterThan(150);
  });

  it('serves with two places the two best heads, of whatever lines', () => {
    const items = ['q1', 'q2', 'q3'].map((queueId, n) => anItem(`c${n}`, { queueId, waitingSince: NOW - 1_000 * n }));
    const agent = anAgent('ana', { queues: { q1: 0, q2: 0, q3: 0 }, reserved: 100 });
    const desk = new LiveDesk(aSnapshot(items, [agent]));
    expect(desk.settle(NOW)).toEqual([]);
    expect(desk.room({ ...agent, reserved: 50 }, NOW).map((one) => one.conversationId)).toEqual(['c2', 'c1']);
    expect(desk.snapshot(NOW).agents[0]?.reserved).toBe(100);
  });

  it('serves the two oldest of one line, or before them who waits for this agent far down in it', () => {
    const items = Array.from({ length: 5 }, (_, n) => anItem(`c${n}`, { waitingSince: NOW - 10_000 + n }));
    const agent = anAgent('ana', { reserved: 100 });
    const strangers = new LiveDesk(aSnapshot(items, [agent]));
    strangers.settle(NOW);
    expect(strangers.room({ ...agent, reserved: 50 }, NOW).map((one) => one.conversationId)).toEqual(['c0', 'c1']);
    const own = { ...anItem('own', { waitingSince: NOW }), preferred: [{ agentId: 'ana', why: 'earlier' as const }] };
    const known = new LiveDesk(aSnapshot([...items, own], [agent]));
    known.settle(NOW);
    expect(known.room({ ...agent, reserved: 50 }, NOW).map((one) => one.conversationId)).toEqual(['own', 'c0']);
  });

  it('asks a decliner again once the lease of the only other has lapsed, at the next event', () => {
    const agents = [anAgent('ana'), anAgent('ben', { reserved: 100, leaseExpiresAt: NOW + 100 })];
    const desk = new LiveDesk(aSnapshot([anItem('c1', { declinedBy: ['ana'] })], agents));
    expect(desk.settle(NOW)).toEqual([]);
    expect(desk.arrive(anItem('c2', { language: 'xx' }), NOW + 99)).toEqual([]);
    expect(desk.arrive(anItem('c3', { language: 'xx' }), NOW + 100).map((one) => one.conversationId)).toEqual(['c1']);
  });

  it('knows the highest class that waits, though nobody can take it: ageing lifts up to it', () => {
    const agent = anAgent('ana', { reserved: 100 });
    const old = anItem('old', { waitingSince: NOW - 2_000_000 });
    const high = anItem('high', { priority: 1, waitingSince: NOW - 1_000, preferred: [{ agentId: 'ana', why: 'owner' }] });
    const higher = anItem('higher', { priority: 2, language: 'xx' });
    const picture = aSnapshot([old, high, higher], [agent]);
    const desk = new LiveDesk(picture);
    desk.settle(NOW);
    const freed = { ...agent, reserved: 75 };
    expect(desk.room(freed, NOW).map((one) => one.conversationId)).toEqual(['old']);
  });

  it('looks past whoever declined or is excluded, though they are the first of their kind', () => {
    const agents = [anAgent('ana'), anAgent('ben', { reserved: 25 })];
    for (const over of [{ declinedBy: ['ana'] }, { excluded: ['ana'] }, { heldFor: 'ben' }]) {
      const desk = new LiveDesk(aSnapshot([], agents));
      desk.settle(NOW);
      expect(desk.arrive(anItem('c1', over), NOW).map((one) => one.agentId)).toEqual(['ben']);
    }
  });

  it('refuses the same conversation twice', () => {
    const desk = new LiveDesk(aSnapshot([anItem('c1')], []));
    expect(() => desk.arrive(anItem('c1'), NOW)).toThrow('in line already');
  });
});
