import { expect, it } from '@jest/globals';
import type { MessageView } from '../../../src/contracts/views.js';
import { inTheWay } from './guard.js';

const by = (seq: number, author: string, more: Partial<MessageView> = {}): MessageView =>
  ({
    seq,
    conversationId: 'c',
    direction: 'out',
    kind: 'text',
    author: { type: 'agent', id: author, name: author },
    ...more,
  }) as MessageView;
const draft = { conversationId: 'c', begunAtSeq: 5 };

it.each<[string, MessageView[], string[], string | null]>([
  ['nobody', [by(5, 'ben')], [], null],
  ['a colleague writes', [], ['Ben'], 'typing Ben'],
  ['a colleague has answered since', [by(6, 'ben')], [], 'answered ben'],
  ['answered says more than writes', [by(6, 'ben')], ['Chen'], 'answered ben'],
  ['my own words', [by(6, 'ana')], [], null],
  ['a note', [by(6, 'ben', { direction: 'internal', kind: 'note' })], [], null],
  ['another conversation of theirs', [by(6, 'ben', { conversationId: 'd' })], [], null],
  ['an automatic text', [by(6, 'x', { author: { type: 'system', id: null, name: null } })], [], null],
])('in the way of a reply: %s', (_what, messages, typing, expected) => {
  const found = inTheWay(messages, typing, draft, 'ana');
  expect(found && `${found.why} ${found.name}`).toBe(expected);
});

it('a draft that was not begun yet has missed nothing', () => {
  expect(inTheWay([by(6, 'ben')], [], { conversationId: 'c', begunAtSeq: null }, 'ana')).toBeNull();
});
