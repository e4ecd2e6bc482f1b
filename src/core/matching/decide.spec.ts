import { describe, expect, it } from '@jest/globals';
import { anAgent, anItem, aSnapshot, NOW } from '../../../test/simulation/builders.js';
import { decide } from './decide.js';
import type { MatchingSnapshot } from './snapshot.js';
import { processorClock } from '../../../test/support/processor-time.js';

const pairs = (snapshot: MatchingSnapshot): string[] =>
  decide(snapshot).map(({ conversationId, agentId }) => `${conversationId}>${agentId}`);
const minutes = (n: number): number => n * 60_000;

describe('decide: one conversation, several agents', () => {
  it.each([
    ['the least loaded', [anAgent('ana', { reserved: 50 }), anAgent('ben', { reserved: 25 })], 'ben'],
    ['the longest idle among equals', [anAgent('ana', { idleSince: NOW - 1 }), anAgent('ben', { idleSince: NOW - 2 })], 'ben'],
    ['less load before longer idle', [anAgent('ana', { reserved: 25, idleSince: 0 }), anAgent('ben', { idleSince: NOW })], 'ben'],
    ['the smaller id when all else is equal', [anAgent('ben'), anAgent('ana')], 'ana'],
    ['the smaller id among equals of unlike limits', [anAgent('ben', { capacity: 200 }), anAgent('ana')], 'ana'],
    ['the same, listed the other way', [anAgent('ana'), anAgent('ben', { capacity: 200 })], 'ana'],
    [
      'the one whose first queue it is',
      [anAgent('ana', { queues: { support: 1 } }), anAgent('ben', { queues: { support: 0 } })],
      'ben',
    ],
  ])('goes to %s', (_, agents, chosen) => {
    expect(pairs(aSnapshot([anItem('c1')], agents))).toEqual([`c1>${chosen}`]);
  });

  it('goes to the more skilled, and to the preferred even when more loaded and less skilled', () => {
    const skills = [{ skill: 'billing', minLevel: 2 }];
    const agents = [anAgent('ana', { skills: { billing: 5 } }), anAgent('ben', { skills: { billing: 2 }, reserved: 75 })];
    expect(pairs(aSnapshot([anItem('c1', { skills })], agents))).toEqual(['c1>ana']);
    const known = anItem('c1', { skills, preferred: [{ agentId: 'ben', why: 'last' }] });
    expect(pairs(aSnapshot([known], agents))).toEqual(['c1>ben']);
  });

  it('does not keep it for a preferred agent without room', () => {
    const item = anItem('c1', { preferred: [{ agentId: 'ana', why: 'owner' }] });
    expect(pairs(aSnapshot([item], [anAgent('ana', { reserved: 90 }), anAgent('ben', { reserved: 75 })]))).toEqual(['c1>ben']);
  });

  it.each([
    ['another queue', anAgent('ana', { queues: { sales: 0 } })],
    ['offline', anAgent('ana', { presence: 'offline' })],
    ['away', anAgent('ana', { presence: 'away' })],
    ['finishing', anAgent('ana', { presence: 'finishing' })],
    ['a lapsed lease', anAgent('ana', { leaseExpiresAt: NOW })],
    ['one unit short', anAgent('ana', { reserved: 76 })],
    ['over the limit already', anAgent('ana', { reserved: 140 })],
    ['skill missing', anAgent('ana', { skills: { other: 5 } })],
    ['skill too low', anAgent('ana', { skills: { billing: 2 } })],
    ['another language', anAgent('ana', { skills: { billing: 3 }, languages: ['en'] })],
    ['excluded', anAgent('gone', { skills: { billing: 5 }, languages: ['zh'] })],
  ])('is not given to an agent with %s', (_, agent) => {
    const item = anItem('c1', { skills: [{ skill: 'billing', minLevel: 3 }], language: 'zh', excluded: ['gone'] });
    expect(decide(aSnapshot([item], [agent]))).toEqual([]);
    const able = anAgent('zoe', { skills: { billing: 3 }, languages: ['zh'], reserved: 75 });
    expect(pairs(aSnapshot([item], [agent, able]))).toEqual(['c1>zoe']);
  });
});

describe('decide: a freed agent and several waiting', () => {
  const freed = anAgent('ana', { reserved: 75 });

  it('takes the oldest among equals', () => {
    const items = [anItem('c1', { waitingSince: NOW - 5 }), anItem('c2', { waitingSince: NOW - 6 })];
    expect(pairs(aSnapshot(items, [freed]))).toEqual(['c2>ana']);
  });

  it('takes the smaller id of two that came at the same moment, however they are listed', () => {
    const items = [anItem('c2'), anItem('c1')];
    expect(pairs(aSnapshot(items, [freed]))).toEqual(['c1>ana']);
    expect(pairs(aSnapshot(items.reverse(), [freed]))).toEqual(['c1>ana']);
  });

  it("takes the agent's own customer before an older stranger, unless the stranger's deadline is near", () => {
    const own = anItem('own', { waitingSince: NOW - 1, preferred: [{ agentId: 'ana', why: 'earlier' }] });
    const head = anItem('head', { waitingSince: NOW - minutes(10) });
    expect(pairs(aSnapshot([own, head], [freed]))).toEqual(['own>ana']);
    const calm = { ...head, deadlineAt: NOW + minutes(1) + 1 };
    expect(pairs(aSnapshot([own, calm], [freed]))).toEqual(['own>ana']);
    const pressed = { ...head, deadlineAt: NOW + minutes(1) };
    expect(pairs(aSnapshot([own, pressed], [freed]))).toEqual(['head>ana']);
  });

  it('takes the higher priority first, and an aged lower one once it has waited its steps', () => {
    const high = anItem('high', { priority: 2, waitingSince: NOW - 1 });
    const low = anItem('low', { priority: 0, waitingSince: NOW - minutes(29), preferred: [{ agentId: 'ana', why: 'owner' }] });
    expect(pairs(aSnapshot([low, high], [freed]))).toEqual(['high>ana']);
    const aged = { ...low, waitingSince: NOW - minutes(30) };
    expect(pairs(aSnapshot([aged, high], [freed]))).toEqual(['low>ana']);
    expect(pairs(aSnapshot([aged, high], [freed], { priorityStepMs: null }))).toEqual(['high>ana']);
  });

  it('takes the earliest of two near deadlines', () => {
    const items = [anItem('c1', { deadlineAt: NOW + 2_000 }), anItem('c2', { deadlineAt: NOW + 1_000, waitingSince: NOW })];
    expect(pairs(aSnapshot(items, [freed]))).toEqual(['c2>ana']);
  });

  it('passes over an unroutable head at once', () => {
    const poison = anItem('poison', { priority: 9, skills: [{ skill: 'nobody-has-it', minLevel: 1 }], waitingSince: 0 });
    const urgentPoison = anItem('poison2', { deadlineAt: NOW - 1, language: 'xx' });
    expect(pairs(aSnapshot([poison, urgentPoison, anItem('c1')], [freed]))).toEqual(['c1>ana']);
  });
});

describe('decide: many to many', () => {
  it('spreads over the least loaded and stops at every limit', () => {
    const items = Array.from({ length: 12 }, (_, n) => anItem(`c${String(n).padStart(2, '0')}`));
    const placed = decide(aSnapshot(items, [anAgent('ana', { reserved: 50 }), anAgent('ben'), anAgent('cem', { capacity: 60 })]));
    const taken = (id: string): number => placed.filter(({ agentId }) => agentId === id).length;
    expect({ ana: taken('ana'), ben: taken('ben'), cem: taken('cem') }).toEqual({ ana: 2, ben: 4, cem: 2 });
  });

  it('gives a light one the room a heavy one cannot use', () => {
    const items = [anItem('call', { weight: 100, waitingSince: 0 }), anItem('chat')];
    expect(pairs(aSnapshot(items, [anAgent('ana', { reserved: 25 })]))).toEqual(['chat>ana']);
  });

  it('records chosen first in the top, the runner-up, and counts that add up to the agents', () => {
    const agents = [
      anAgent('ana'),
      anAgent('ben', { reserved: 25 }),
      anAgent('cem', { presence: 'away' }),
      anAgent('dee', { reserved: 100 }),
    ];
    const [decision] = decide(aSnapshot([anItem('c1', { epoch: 7 })], agents));
    expect(decision).toMatchObject({ conversationId: 'c1', agentId: 'ana', queueId: 'support', weight: 25, epoch: 7 });
    expect(decision?.runnerUp?.agentId).toBe('ben');
    expect(decision?.top.map(({ agentId }) => agentId)).toEqual(['ana', 'ben']);
    expect(decision?.counts).toMatchObject({ away: 1, no_capacity: 1, offline: 0 });
    expect(decision?.score).toBeCloseTo(
      Object.values(decision?.parts ?? {}).reduce((sum, part) => sum + part, 0),
      9,
    );
  });
});

describe('decide: groups, further queues, held for one, whole attention, limits by channel', () => {
  it('asks only members of a group it names', () => {
    const agents = [anAgent('ana', { groups: ['vip'] }), anAgent('ben', { groups: ['night', 'day'] }), anAgent('cem')];
    expect(pairs(aSnapshot([anItem('c1', { groups: ['day', 'other'] })], agents))).toEqual(['c1>ben']);
    expect(pairs(aSnapshot([anItem('c1', { groups: ['other'] })], agents))).toEqual([]);
    expect(pairs(aSnapshot([anItem('c1', { groups: [] })], agents))).toEqual(['c1>ana']);
  });

  it('takes a member of its own queue before those it was widened to, and these rather than nobody', () => {
    const item = anItem('c1', { alsoQueues: ['sales', 'parts'] });
    const other = anAgent('ana', { queues: { sales: 0 } });
    expect(pairs(aSnapshot([anItem('c1')], [other]))).toEqual([]);
    expect(pairs(aSnapshot([item], [other]))).toEqual(['c1>ana']);
    expect(pairs(aSnapshot([item], [other, anAgent('ben', { queues: { support: 0 } })]))).toEqual(['c1>ben']);
    const both = anAgent('ana', { queues: { sales: 0, parts: 3 } });
    expect(pairs(aSnapshot([item], [both, anAgent('ben', { queues: { sales: 1 } })]))).toEqual(['c1>ben']);
  });

  it('keeps for one agent what its customer waits for them with, however free the others are', () => {
    const held = anItem('c1', { heldFor: 'ben' });
    expect(pairs(aSnapshot([held], [anAgent('ana'), anAgent('ben', { reserved: 75 })]))).toEqual(['c1>ben']);
    expect(pairs(aSnapshot([held], [anAgent('ana'), anAgent('ben', { reserved: 90 })]))).toEqual([]);
  });

  it('looks past the best agent of a profile where only they are full in the channel, or have work in hand', () => {
    const call = anItem('call', { channel: 'voice', exclusive: true });
    const agents = [
      anAgent('ana', { channelRoom: { voice: 0 } }),
      anAgent('ben', { reserved: 20 }),
      anAgent('cem', { reserved: 50, active: 0 }),
      anAgent('dee', { reserved: 75, active: 0 }),
    ];
    expect(pairs(aSnapshot([call], agents))).toEqual(['call>cem']);
    expect(pairs(aSnapshot([{ ...call, exclusive: false }], agents))).toEqual(['call>ben']);
  });

  it('gives nothing beside what takes the whole attention, in either order', () => {
    const call = anItem('call', { channel: 'voice', exclusive: true, waitingSince: 0 });
    const chat = anItem('chat');
    expect(pairs(aSnapshot([call, chat], [anAgent('ana')]))).toEqual(['call>ana']);
    expect(pairs(aSnapshot([{ ...call, waitingSince: NOW }, chat], [anAgent('ana')]))).toEqual(['chat>ana']);
    expect(pairs(aSnapshot([call, { ...call, conversationId: 'call2' }], [anAgent('ana'), anAgent('ben')]))).toHaveLength(2);
  });

  it('counts down the room of a channel, of that channel alone', () => {
    const items = ['v1', 'v2', 'v3'].map((id) => anItem(id, { channel: 'voice' }));
    const ana = anAgent('ana', { channelRoom: { voice: 2 } });
    expect(pairs(aSnapshot(items, [ana]))).toEqual(['v1>ana', 'v2>ana']);
    expect(pairs(aSnapshot([...items, anItem('w1')], [ana]))).toEqual(['v1>ana', 'v2>ana', 'w1>ana']);
    expect(pairs(aSnapshot([anItem('c1', { channel: 'constructor' })], [ana]))).toEqual(['c1>ana']);
  });

  it('asks a decliner again where everybody else is kept from it by a channel limit', () => {
    const declined = anItem('c1', { channel: 'voice', declinedBy: ['ana'] });
    expect(pairs(aSnapshot([declined], [anAgent('ana'), anAgent('ben', { channelRoom: { voice: 0 } })]))).toEqual(['c1>ana']);
    expect(pairs(aSnapshot([declined], [anAgent('ana'), anAgent('ben', { capacity: 0, limit: 100 })]))).toEqual([]);
  });

  it('counts who is busy, full in the channel or without room', () => {
    const agents = [
      anAgent('ana'),
      anAgent('ben', { channelRoom: { voice: 0 } }),
      anAgent('cem', { active: 20, channelRoom: { voice: 0 } }),
      anAgent('dee', { reserved: 100, active: 0 }),
    ];
    const [decision] = decide(aSnapshot([anItem('c1', { channel: 'voice', exclusive: true })], agents));
    expect(decision?.counts).toMatchObject({ busy: 1, channel_full: 1, no_capacity: 1 });
  });
});

describe('decide: declined', () => {
  const declined = anItem('c1', { declinedBy: ['ana'] });

  it.each([
    ['another is free', anAgent('ben'), 'c1>ben'],
    ['another is busy', anAgent('ben', { reserved: 100 }), undefined],
    ['the other is away', anAgent('ben', { presence: 'away' }), 'c1>ana'],
    ['the other works elsewhere', anAgent('ben', { queues: {} }), 'c1>ana'],
    ['the other could never hold it', anAgent('ben', { capacity: 20 }), 'c1>ana'],
    ['the other declined too', anAgent('zed', { reserved: 75 }), 'c1>ana'],
  ])('when %s', (_, other, expected) => {
    const item = { ...declined, declinedBy: ['ana', 'zed'] };
    expect(pairs(aSnapshot([item], [anAgent('ana'), other]))[0]).toBe(expected);
  });

  it('believes a narrowed snapshot that says another can serve', () => {
    expect(pairs(aSnapshot([declined], [anAgent('ana')]))).toEqual(['c1>ana']);
    expect(pairs(aSnapshot([{ ...declined, otherCanServe: true }], [anAgent('ana')]))).toEqual([]);
  });
});

describe('decide: a reconnect storm', () => {
  it('drains 10,000 waiting over 1,000 agents in one pass, every place used', () => {
    const items = Array.from({ length: 10_000 }, (_, n) =>
      anItem(`c${n}`, {
        queueId: `q${n % 10}`,
        skills: [{ skill: `s${n % 7}`, minLevel: 1 + (n % 3) }],
        waitingSince: NOW - ((n * 7919) % 600_000),
        preferred: n % 2 === 0 ? [{ agentId: `a${n % 1_000}`, why: 'last' }] : [],
      }),
    );
    const skills = Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`s${n}`, 5]));
    const agents = Array.from({ length: 1_000 }, (_, n) =>
      anAgent(`a${n}`, { skills, queues: { [`q${n % 10}`]: 0, [`q${(n + 1) % 10}`]: 1 }, reserved: 25 * (n % 4) }),
    );
    const places = agents.reduce((sum, { capacity, reserved }) => sum + (capacity - reserved) / 25, 0);
    const spent = processorClock();
    expect(decide(aSnapshot(items, agents))).toHaveLength(places);
    // A loop over all pairs for each decision would take minutes; the bound is wide so that a busy machine passes.
    expect(spent()).toBeLessThan(5_000);
  });
});
