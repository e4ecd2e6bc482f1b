import { appendMessage } from '../../../conversations/append-message.js';
import { announceMessage } from '../../../conversations/announce-message.js';
import type { Scope } from '../../../platform/database/tx.js';
import type { Outbox } from '../../../platform/outbox/outbox.js';
import type { LockedCall } from '../../calls/calls.repository.js';

/** A small line in the thread about a call, for colleagues alone; the caller holds the call's lock. Gives the message's id. */
export async function noteInThread(
  scope: Scope,
  outbox: Outbox,
  { call, conversation, customer }: LockedCall,
  note: { text: string; content: Record<string, unknown>; externalId?: string },
): Promise<string> {
  const { id } = await appendMessage(scope, {
    ...{ rootId: customer.id, customerId: conversation.customer_id, conversationId: conversation.id, identityId: null },
    ...{ inboxId: call.inbox_id, channel: 'voice', direction: 'internal', kind: 'event', author: { type: 'system', id: null } },
    ...{
      text: note.text,
      content: { callId: call.id, ...note.content },
      externalId: note.externalId ?? null,
      deliveryState: 'sent',
    },
  });
  await announceMessage(scope.tx, outbox, 'message.created', { messageId: id, conversation, identityId: null, internal: true });
  return id;
}
