import type { MessageView } from '../../../src/contracts/views.js';

export interface InTheWay {
  why: 'typing' | 'answered';
  name: string | null;
}

/**
 * Whether somebody else is at it: a colleague who is writing to the customer, or who has written since this draft was begun.
 * @param typing colleagues who are writing there now
 * @param draft with the last message that was there when it was begun
 */
export function inTheWay(
  messages: readonly MessageView[],
  typing: readonly string[],
  draft: { conversationId: string; begunAtSeq: number | null },
  myId: string,
): InTheWay | null {
  const { conversationId, begunAtSeq } = draft;
  const answered =
    begunAtSeq === null
      ? undefined
      : messages.findLast(
          ({ seq, direction, author, conversationId: of, kind }) =>
            seq > begunAtSeq &&
            direction === 'out' &&
            kind === 'text' &&
            author.type === 'agent' &&
            author.id !== myId &&
            of === conversationId,
        );
  if (answered) return { why: 'answered', name: answered.author.name };
  return typing.length > 0 ? { why: 'typing', name: typing.join(', ') } : null;
}
