import type { ConversationView } from '../../../src/contracts/views.js';
import type { Desk } from '../live/desk.js';

const MOST = 160;

/**
 * What the customer said in a conversation: last, so far as this screen has heard it, else at first, where that was read. Empty
 * where neither is known.
 */
export function saidIn(
  one: Pick<ConversationView, 'id' | 'customerId'>,
  threads: Desk['threads'],
  firstWords: ReadonlyMap<string, string>,
): string {
  const last = threads
    .get(one.customerId)
    ?.messages.findLast((message) => message.conversationId === one.id && message.direction === 'in' && message.text !== '');
  const text = last?.text ?? firstWords.get(one.id) ?? '';
  return text.replace(/\s+/g, ' ').trim().slice(0, MOST);
}
