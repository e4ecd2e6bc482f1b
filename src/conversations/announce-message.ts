import { type EventType, room } from '../contracts/events.js';
import type { Tx } from '../platform/database/tx.js';
import type { Outbox } from '../platform/outbox/outbox.js';
import type { ConversationRow } from './conversations.repository.js';

/** News of a message for everybody who may see it. Notes and events never name a room of the customer. */
export async function announceMessage(
  tx: Tx,
  outbox: Outbox,
  type: Extract<EventType, 'message.created' | 'message.updated'>,
  about: {
    messageId: string;
    conversation: Pick<ConversationRow, 'id' | 'customer_id' | 'assignee_id'>;
    identityId: string | null;
    internal?: boolean;
    /** Agents who hear of it besides. */
    agentIds?: readonly string[];
  },
): Promise<void> {
  const { conversation } = about;
  const rooms = [room.conversation(conversation.id)];
  if (conversation.assignee_id) rooms.push(room.agent(conversation.assignee_id));
  for (const id of about.agentIds ?? []) if (id !== conversation.assignee_id) rooms.push(room.agent(id));
  if (!about.internal)
    rooms.push(room.customer(conversation.customer_id), ...(about.identityId ? [room.identity(about.identityId)] : []));
  await outbox.add(tx, {
    type,
    payload: { messageId: about.messageId, conversationId: conversation.id, customerId: conversation.customer_id },
    rooms,
  });
}
