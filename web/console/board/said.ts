import type { ConversationView } from '../../../src/contracts/views.js';
import type { Desk } from '../live/desk.js';

const MOST = 160;

/** What was said last in a conversation: as this screen has heard it from the customer, else as the conversation tells it. */
export function saidIn(one: Pick<ConversationView, 'id' | 'customerId' | 'lastMessage'>, threads: Desk['threads']): string {
  const last = threads
    .get(one.customerId)
    ?.messages.findLast((message) => message.conversationId === one.id && message.direction === 'in' && message.text !== '');
  const text = last?.text ?? one.lastMessage?.text ?? '';
  return text.replace(/\s+/g, ' ').trim().slice(0, MOST);
}
