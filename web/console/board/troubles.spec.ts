import { describe, expect, it } from '@jest/globals';
import { aConversation, anAgent, anAlert, aQueue, byId, inMs, NOW } from './pretend.js';
import { groupsOf, troublesOf } from './troubles.js';

const lives = (...all: ReturnType<typeof aQueue>[]) => new Map(all.map((one) => [one.queueId, one]));
const none = new Map<string, never>();

describe('trouble', () => {
  it('has the worst kind first, and of one kind the one that is due or began first', () => {
    const alerts = byId(
      anAlert('promise', { kind: 'promise_due' }),
      anAlert('late', { kind: 'target_breached', data: { dueAt: inMs(-1_000) } }),
      anAlert('later', { kind: 'target_breached', data: { dueAt: inMs(-9_000) } }),
      anAlert('stuck', { kind: 'stuck' }),
      anAlert('gone', { kind: 'agent_vanished', agent: { id: 'a-1', name: 'Ana' }, data: { conversationIds: ['1', '2'] } }),
      anAlert('warning', { kind: 'target_warning' }),
    );
    const found = troublesOf(alerts, none, none, NOW);
    expect(found.map((one) => one.id)).toEqual(['gone', 'later', 'late', 'stuck', 'warning', 'promise']);
    expect(found[0]).toMatchObject({ tone: 'bad', count: 2, agent: { name: 'Ana' } });
  });

  it('is also what the figures show although nobody raised an alarm', () => {
    const paused = { since: inMs(-5_000), reason: 'training', until: null };
    const found = troublesOf(
      none,
      lives(
        aQueue({ queueId: 'paused', waiting: 2, paused }),
        aQueue({ queueId: 'unmanned', waiting: 3, agents: [anAgent({ state: 'away' })] }),
        aQueue({ queueId: 'closed', waiting: 3, open: false, agents: [] }),
        aQueue({ queueId: 'empty', agents: [] }),
      ),
      byId(
        aConversation('soon', { deadlineAt: inMs(100_000) }),
        aConversation('later', { deadlineAt: inMs(200_000) }),
        aConversation('closed', { deadlineAt: inMs(-1), status: 'closed' }),
      ),
      NOW,
    );
    expect(found.map(({ kind, queueId, conversationId, count }) => [kind, conversationId ?? queueId, count])).toEqual([
      ['nobody_there', 'unmanned', 3],
      ['due_soon', 'soon', null],
      ['queue_paused', 'paused', 2],
    ]);
  });

  it('is told once: an alert about a conversation speaks for its deadline', () => {
    const alerts = byId(anAlert('1', { kind: 'target_warning', conversationId: 'soon' }));
    const found = troublesOf(alerts, none, byId(aConversation('soon', { deadlineAt: inMs(1_000) })), NOW);
    expect(found.map((one) => one.kind)).toEqual(['target_warning']);
  });

  it('counts a customer once however many promises are broken, one line for each queue, and follows them into another', () => {
    const target = (id: string, conversationId: string, more = {}) =>
      anAlert(id, { kind: 'target_breached', conversationId, queueId: 'old', ...more });
    const found = troublesOf(
      byId(
        target('1', 'mei', { data: { dueAt: inMs(-9_000) } }),
        target('2', 'mei', { data: { dueAt: inMs(-1_000) } }),
        target('3', 'mei', { kind: 'target_warning' }),
        target('4', 'tom'),
        target('5', 'ada'),
      ),
      lives(aQueue({ queueId: 'old' }), aQueue({ queueId: 'new' })),
      byId(
        aConversation('mei', { queueId: 'new' }),
        aConversation('tom', { queueId: 'new' }),
        aConversation('ada', { queueId: 'old' }),
      ),
      NOW,
    );
    expect(groupsOf(found).map((group) => group.map((one) => [one.id, one.queueId, one.ids]))).toEqual([
      [
        ['4', 'new', ['tom']],
        ['1', 'new', ['mei']],
      ],
      [['5', 'old', ['ada']]],
    ]);
    const gone = troublesOf(byId(target('9', 'x', { queueId: 'theirs' })), lives(aQueue()), none, NOW);
    expect(gone).toEqual([]);
  });

  it('of one who vanished is what is in nobody’s hands yet, and over with the last of it', () => {
    const alerts = byId(
      anAlert('gone', {
        kind: 'agent_vanished',
        agent: { id: 'a-1', name: 'Ana' },
        data: { conversationIds: ['1', '2', '3', '4'] },
      }),
    );
    const held = { status: 'assigned' as const };
    const now = byId(
      aConversation('1', { status: 'waiting' }),
      aConversation('2', { ...held, assignee: { id: 'a-1', name: 'Ana' } }),
      aConversation('3', { ...held, assignee: { id: 'a-2', name: 'Ben' } }),
      aConversation('4', { status: 'closed' }),
    );
    expect(troublesOf(alerts, none, now, NOW)).toMatchObject([{ kind: 'agent_vanished', count: 2, ids: ['1', '2'] }]);
    const over = new Map([...now].filter(([id]) => id > '2'));
    for (const id of ['1', '2']) over.set(id, aConversation(id, { status: 'closed' }));
    expect(troublesOf(alerts, none, over, NOW)).toEqual([]);
  });

  it('is also what was not delivered, either way, in one line', () => {
    const since = inMs(-60_000);
    expect(troublesOf(none, none, none, NOW, { outbound: 2, inbound: 1, since })).toMatchObject([
      { kind: 'not_delivered', tone: 'warn', count: 3, since },
    ]);
    expect(troublesOf(none, none, none, NOW, { outbound: 0, inbound: 0, since: null })).toEqual([]);
  });
});
