import { describe, expect, it } from '@jest/globals';
import type { MessageView } from '../../../src/contracts/views.js';
import { isWalked, type Row, rowsOf } from './rows.js';

const open = { conversationId: 'c1', agentId: 'ana', isWhole: true };
let seq = 0;

function message(more: Partial<MessageView> = {}): MessageView {
  seq += 1;
  return {
    id: `m${seq}`,
    seq,
    rev: seq,
    conversationId: 'c1',
    customerId: 'mei',
    inboxId: 'web',
    channel: 'webchat',
    direction: 'in',
    kind: 'text',
    author: { type: 'customer', id: 'mei', name: 'Mei' },
    text: 'hello',
    content: null,
    attachments: [],
    externalId: null,
    clientId: null,
    unproved: false,
    delivery: { state: 'sent' },
    createdAt: new Date(2026, 10, 22, 9, 0, seq % 60).toISOString(),
    ...more,
  };
}
const byAna = { direction: 'out', author: { type: 'agent', id: 'ana', name: 'Ana' } } as const;
const kinds = (rows: readonly Row[]): string =>
  rows.map((row) => (row.kind === 'message' && row.follows ? 'follows' : row.kind)).join(' ');

describe('rows of a thread', () => {
  it.each<[string, MessageView[], string]>([
    ['nothing', [], ''],
    ['one', [message()], 'start message'],
    ['twice the same person', [message(), message()], 'start message follows'],
    ['one answers', [message(), message(byAna)], 'start message message'],
    [
      'a note between',
      [message(byAna), message({ ...byAna, direction: 'internal', kind: 'note' }), message(byAna)],
      'start message message message',
    ],
    [
      'an event between',
      [message(), message({ kind: 'event', direction: 'internal' }), message()],
      'start message event message',
    ],
    ['a call', [message(), message({ kind: 'call', channel: 'voice' })], 'start message call'],
    ['another channel', [message(), message({ channel: 'email' })], 'start message message'],
    ['much later', [message(), message({ createdAt: new Date(2026, 10, 22, 11).toISOString() })], 'start message message'],
    ['another day', [message(), message({ createdAt: new Date(2026, 10, 23, 9).toISOString() })], 'start message day message'],
    ['another conversation', [message({ conversationId: 'c0' }), message()], 'start message start message'],
  ])('%s', (_what, messages, expected) => expect(kinds(rowsOf(messages, [], open))).toBe(expected));

  it('say nothing of a beginning that may lie further up', () => {
    const messages = [message(), message(), message({ conversationId: 'c2' })];
    expect(kinds(rowsOf(messages, [], { ...open, isWhole: false }))).toBe('message follows start message');
  });

  it('mark the channel where it changes, and what belongs to another conversation', () => {
    const rows = rowsOf(
      [
        message({ conversationId: 'c0', channel: 'email' }),
        message(),
        message({ ...byAna, direction: 'internal', kind: 'note', channel: 'email' }),
        message(byAna),
        message({ channel: 'whatsapp' }),
      ],
      [],
      open,
    ).flatMap((row) => (row.kind === 'message' ? [[row.changesChannel, row.isOther]] : []));
    expect(rows).toEqual([
      [true, true],
      [true, false],
      [false, false],
      [false, false],
      [true, false],
    ]);
  });

  it('say how the last of several was delivered, and of each that was not', () => {
    const shown = (states: MessageView['delivery']['state'][]): boolean[] =>
      rowsOf(
        states.map((state) => message({ ...byAna, delivery: { state } })),
        [],
        open,
      ).flatMap((row) => (row.kind === 'message' ? [row.showsDelivery] : []));
    expect(shown(['read', 'read', 'read'])).toEqual([false, false, true]);
    expect(shown(['read', 'sent'])).toEqual([true, true]);
    expect(shown(['failed', 'failed', 'sent'])).toEqual([true, true, true]);
  });

  it('keep the key of what was sent from here once the server has it, and show the open conversation’s alone', () => {
    const pending = { clientId: 'k1', kind: 'reply', text: 'x', channel: null, at: '', failed: null } as const;
    const before = rowsOf(
      [message()],
      [
        { ...pending, conversationId: 'c1' },
        { ...pending, clientId: 'k2', conversationId: 'c2' },
      ],
      open,
    );
    const after = rowsOf([message(), message({ ...byAna, clientId: 'k1' })], [], open);
    expect(before.map(({ kind }) => kind)).toEqual(['start', 'message', 'pending']);
    expect(after.at(-1)?.key).toBe(before.at(-1)?.key);
    // A customer's page makes its ids itself: two of them may be alike.
    const keys = rowsOf([message({ clientId: 'same' }), message({ clientId: 'same' })], [], open).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('are walked but for the lines between them', () => {
    expect(rowsOf([message(), message({ kind: 'event' })], [], open).map(isWalked)).toEqual([false, true, true]);
  });
});
