import { room } from '../contracts/events.js';
import { storedText } from '../customers/stored-text.js';
import type { Scope } from '../platform/database/tx.js';
import { newId } from '../platform/ids/new-id.js';
import type { Outbox } from '../platform/outbox/outbox.js';
import { type ConversationRow, conversationColumns, type InboxRoute, roomsOf } from './conversations.repository.js';
import type { InboundMessage } from './inbound-message.js';

export interface Opening {
  message: Pick<InboundMessage, 'channel' | 'subject' | 'locale' | 'inboxId'>;
  customerId: string;
  route: InboxRoute;
  previous: ConversationRow | undefined;
  /** Who begins it: by default the customer, whose message it is opened for. */
  startedBy?: 'customer' | 'agent';
}

/** Opens a conversation in the queue of its inbox. The store refuses a second open one for the same customer. */
export async function openConversation(
  scope: Scope,
  outbox: Outbox,
  { message, customerId, route, previous, startedBy = 'customer' }: Opening,
): Promise<ConversationRow> {
  const [row] = await scope.tx.prepared<ConversationRow>(
    'open-conversation',
    `WITH opened AS (INSERT INTO conversations (id, customer_id, inbox_id, queue_id, status, channel, subject, language, previous_id, preferred_agent_id,
                                waiting_since, deadline_at, last_inbound_at, unanswered_since, priority)
     SELECT $1, $2, $3, q.id, 'waiting', $5, $6, $7, $8, $9, t.now, t.now + q.first_reply_target_ms * interval '1 ms', CASE WHEN $13 THEN t.now END, CASE WHEN $13 THEN t.now END, q.priority
     FROM queues q, (SELECT app_now() AS now) t WHERE q.id = $4
     RETURNING ${conversationColumns}),
     told AS (INSERT INTO conversation_events (id, conversation_id, customer_id, queue_id, type, actor_type, actor_id, epoch, data)
              SELECT $10, id, customer_id, queue_id, 'opened', $11, $12, epoch, jsonb_build_object('channel', channel, 'inboxId', inbox_id) FROM opened)
     SELECT * FROM opened`,
    [
      newId(),
      customerId,
      message.inboxId,
      route.queue_id,
      message.channel,
      message.subject ? storedText(message.subject) : null,
      message.locale ?? null,
      previous?.id ?? null,
      previous?.preferred_agent_id ?? null,
      newId(),
      scope.actor.type,
      scope.actor.id,
      startedBy === 'customer',
    ],
  );
  if (!row) throw new Error(`no queue ${route.queue_id}`);
  await outbox.add(scope.tx, {
    type: 'conversation.updated',
    payload: { conversationId: row.id, customerId, queueId: row.queue_id, change: 'opened' },
    rooms: [...roomsOf(row), room.customer(customerId)],
  });
  return row;
}
