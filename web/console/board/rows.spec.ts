import { describe, expect, it } from '@jest/globals';
import { aConversation, byId, inMs, NOW } from './pretend.js';
import { constraintOf, everything, inOrder, rowsOf, type Sort, type SortKey } from './rows.js';

const ids = (rows: readonly { id: string }[]): string => rows.map((one) => one.id).join(' ');

describe('the rows of a queue', () => {
  const all = byId(
    aConversation('wait', { customerName: 'Mei Lin', subject: 'A cup' }),
    aConversation('offered', { status: 'offered', channel: 'email', tags: ['VIP'] }),
    aConversation('held', { status: 'assigned', assignee: { id: 'a-1', name: 'Ana' } }),
    aConversation('closed', { status: 'closed' }),
    aConversation('asleep', { status: 'snoozed' }),
    aConversation('elsewhere', { queueId: 'q-2' }),
  );
  it.each([
    ['all that is open', 'q-1', {}, 'wait offered held'],
    ['of every queue', null, {}, 'wait offered held elsewhere'],
    ['in line', 'q-1', { show: 'waiting' as const }, 'wait offered'],
    ['in hand', 'q-1', { show: 'assigned' as const }, 'held'],
    ['of a channel', 'q-1', { channel: 'email' }, 'offered'],
    ['of an agent', 'q-1', { agentId: 'a-1' }, 'held'],
    ['by name, whatever the case', 'q-1', { text: ' mei ' }, 'wait'],
    ['by subject', 'q-1', { text: 'cup' }, 'wait'],
    ['by tag', 'q-1', { text: 'vip' }, 'offered'],
    ['by agent', 'q-1', { text: 'ana' }, 'held'],
    ['by what is nowhere', 'q-1', { text: '.*' }, ''],
  ])('%s', (_, queueId, filter, expected) => {
    expect(ids(rowsOf(all, queueId, { ...everything, ...filter }))).toBe(expected);
  });
});

describe('their order', () => {
  const rows = [
    aConversation('calm', { waitingSince: inMs(-400_000), customerName: 'Zoe' }),
    aConversation('urgent', { priority: 5, waitingSince: inMs(-1_000), customerName: 'Ida' }),
    aConversation('late', { deadlineAt: inMs(-1) }),
    aConversation('soon', { deadlineAt: inMs(60_000) }),
    aConversation('alerted', { waitingSince: inMs(-2_000) }),
    aConversation('held', { status: 'assigned', assignee: { id: 'a-1', name: 'Ana' }, waitingSince: inMs(-900_000) }),
  ];
  const order = (by: SortKey, turned = false): string =>
    ids(inOrder(rows, { by, turned } satisfies Sort, new Set(['alerted']), NOW));

  it.each([
    ['trouble', 'late alerted soon urgent calm held'],
    ['wait', 'held calm late soon alerted urgent'],
    ['priority', 'urgent held calm late soon alerted'],
    ['deadline', 'late soon held calm alerted urgent'],
    ['customer', 'urgent calm held late soon alerted'],
    ['with', 'held calm late soon alerted urgent'],
  ] as const)('by %s', (by, expected) => {
    expect(order(by)).toBe(expected);
  });

  it('turned is the same from behind', () => {
    expect(order('wait', true)).toBe('urgent alerted late soon calm held');
  });
});

it('the constraint is told of what waits, and of nothing else', () => {
  const item = {
    blockedBy: { binding: 'no_capacity', sentence: '3, all without room', translations: { zh: '3 人，都没有空位' }, counts: {} },
  } as never;
  expect(constraintOf(aConversation('1'), new Map([['1', item]]), 'en')).toBe('3, all without room');
  expect(constraintOf(aConversation('1'), new Map([['1', item]]), 'zh')).toBe('3 人，都没有空位');
  expect(constraintOf(aConversation('1', { status: 'assigned' }), new Map([['1', item]]), 'en')).toBeNull();
  expect(constraintOf(aConversation('2'), new Map([['1', item]]), 'en')).toBeNull();
});
