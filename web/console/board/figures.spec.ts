import { describe, expect, it } from '@jest/globals';
import { agentsOf, byTrouble, figuresOf, percent, slotsOf, sumOf } from './figures.js';
import { anAgent, aQueue, inMs, NOW } from './pretend.js';

describe('the figures of a queue', () => {
  it.each([
    ['nobody waits, somebody is there', aQueue(), 'good', []],
    ['some wait, which is ordinary', aQueue({ waiting: 3 }), 'plain', []],
    ['an answer is overdue', aQueue({ waiting: 1, nearestDeadlineAt: inMs(-1) }), 'bad', ['overdue']],
    ['an answer is due within two minutes', aQueue({ nearestDeadlineAt: inMs(119_000) }), 'warn', ['due_soon']],
    ['an answer is due later', aQueue({ nearestDeadlineAt: inMs(121_000) }), 'good', []],
    ['some wait and nobody is there', aQueue({ waiting: 1, agents: [anAgent({ state: 'away' })] }), 'bad', ['nobody']],
    ['nobody is there and nobody waits', aQueue({ agents: [] }), 'good', []],
    ['closed, with some who wait', aQueue({ waiting: 1, open: false, agents: [] }), 'plain', ['closed']],
    ['paused, and nobody waits', aQueue({ paused: { since: inMs(0), reason: null, until: null } }), 'good', ['paused']],
    ['paused, and some wait', aQueue({ waiting: 1, paused: { since: inMs(0), reason: null, until: null } }), 'warn', ['paused']],
    ['too few answers in time', aQueue({ serviceLevel: 0.79 }), 'warn', ['level_low']],
    ['enough answers in time', aQueue({ serviceLevel: 0.8 }), 'good', []],
    ['alerts', aQueue({ alerts: 2 }), 'warn', ['alerts']],
  ])('%s', (_, live, tone, why) => {
    expect(figuresOf(live, NOW)).toMatchObject({ tone, why });
  });

  it('tell since when the oldest waits, by the moment the queue was looked at', () => {
    expect(figuresOf(aQueue({ oldestWaitingMs: 5_000, at: inMs(-1_000) }), NOW).oldestSince).toBe(inMs(-6_000));
  });

  it('call free whoever has room beside what is kept for those who come back', () => {
    const agents = [
      anAgent({ id: 'free', reserved: 75 }),
      anAgent({ id: 'kept', reserved: 75, returnReserve: 25 }),
      anAgent({ id: 'finishing', state: 'finishing' }),
      anAgent({ id: 'gone', state: 'offline' }),
    ];
    expect(figuresOf(aQueue({ agents }), NOW)).toMatchObject({ free: 1, busy: 2, people: 4 });
  });
});

describe('the order of queues', () => {
  it('has trouble first, then the longer line, then the name', () => {
    const all = [
      aQueue({ queueId: '1', name: 'Calm' }),
      aQueue({ queueId: '2', name: 'Busy', waiting: 9 }),
      aQueue({ queueId: '3', name: 'Late', nearestDeadlineAt: inMs(-1) }),
      aQueue({ queueId: '4', name: 'Alerted', alerts: 1 }),
      aQueue({ queueId: '5', name: 'Also calm' }),
    ].map((live) => figuresOf(live, NOW));
    expect(all.sort(byTrouble).map((one) => one.live.name)).toEqual(['Late', 'Alerted', 'Busy', 'Also calm', 'Calm']);
  });
});

describe('several queues', () => {
  const one = aQueue({ queueId: '1', waiting: 2, offered: 1, oldestWaitingMs: 1_000, agents: [anAgent({ reserved: 50 })] });
  const other = aQueue({
    queueId: '2',
    waiting: 3,
    assigned: 4,
    oldestWaitingMs: 9_000,
    at: inMs(10),
    agents: [anAgent({ reserved: 100 })],
  });

  it('count an agent of both once, as the later picture shows them', () => {
    expect(sumOf([one, other].map((live) => figuresOf(live, NOW)))).toEqual({
      ...{ inLine: 6, assigned: 4, free: 0, busy: 1 },
      oldestSince: inMs(10 - 9_000),
    });
  });

  it('list agents by state, the fullest first', () => {
    const agents = [
      anAgent({ id: '1', name: 'Zoe', state: 'offline' }),
      anAgent({ id: '2', name: 'Ben', reserved: 25 }),
      anAgent({ id: '3', name: 'Chen', reserved: 75 }),
      anAgent({ id: '4', name: 'Dee', state: 'away' }),
    ];
    expect(agentsOf([aQueue({ agents })]).map((agent) => agent.name)).toEqual(['Chen', 'Ben', 'Dee', 'Zoe']);
  });
});

it('slots and shares are numbers people read', () => {
  expect(slotsOf({ reserved: 40, capacity: 100 })).toEqual({ used: 1.6, all: 4 });
  expect([percent(0.876), percent(0), percent(null)]).toEqual(['88%', '0%', '–']);
});
