import type { Scope } from '../platform/database/tx.js';
import { type ConversationRow, conversationColumns } from './conversations.repository.js';

/** What the customer waits on an answer to, and what answers: words of a person, and a call. */
const asks = `m.direction = 'in' AND m.author_type = 'customer' AND m.kind <> 'event'`;
const answers = `((m.direction = 'out' AND m.kind = 'text' AND NOT coalesce(m.content ? 'echo', false)) OR m.kind = 'call')`;

/**
 * Where messages were taken out of a conversation, or put into it, what is kept about them is read from them again: who spoke last
 * and when, whether the customer has an answer, and by when the first one is due. What was
 * closed was answered by that, save words that came from elsewhere (from `putInFrom` on). In a closed one nobody waits, unless
 * `asIfOpen`. The caller holds the lock and tells of it.
 */
export async function readAnew(
  scope: Scope,
  { id }: { id: string },
  { asIfOpen = false, putInFrom = null }: { asIfOpen?: boolean; putInFrom?: Date | null } = {},
): Promise<ConversationRow> {
  const [row] = await scope.tx.query<ConversationRow>(
    `WITH said AS (
       SELECT max(m.created_at) FILTER (WHERE ${asks}) AS asked, max(m.created_at) FILTER (WHERE ${answers}) AS answered,
              min(m.created_at) FILTER (WHERE ${answers}) AS first
       FROM messages m WHERE m.conversation_id = $1
     ), settled AS (
       SELECT greatest(said.answered, (SELECT max(e.at) FROM conversation_events e
         WHERE e.conversation_id = $1 AND e.type = 'closed' AND e.at < coalesce($3, 'infinity'::timestamptz)), '-infinity') AS at FROM said
     ), open AS (
       SELECT min(m.created_at) AS since FROM messages m, settled
       WHERE m.conversation_id = $1 AND ${asks} AND m.kind <> 'call' AND m.created_at > settled.at
     ), latest AS (
       SELECT m.channel FROM messages m WHERE m.conversation_id = $1 AND ${asks} ORDER BY m.created_at DESC, m.seq DESC LIMIT 1
     )
     UPDATE conversations c SET
       last_inbound_at = said.asked, last_outbound_at = said.answered, first_replied_at = said.first,
       channel = CASE WHEN c.live_call_id IS NULL THEN coalesce((SELECT channel FROM latest), c.channel) ELSE c.channel END,
       unanswered_since = CASE WHEN c.status <> 'closed' OR $2 THEN open.since END,
       silence_stage = CASE WHEN c.unanswered_since IS DISTINCT FROM open.since THEN 0 ELSE c.silence_stage END,
       deadline_at = CASE WHEN c.status = 'closed' OR said.first IS NOT NULL THEN NULL
         ELSE coalesce(c.deadline_at, open.since + q.first_reply_target_ms * interval '1 ms') END,
       version = c.version + 1
     FROM said, open, queues q WHERE c.id = $1 AND q.id = c.queue_id
     RETURNING ${conversationColumns
       .split(',')
       .map((column) => `c.${column.trim()}`)
       .join(', ')}`,
    [id, asIfOpen, putInFrom],
  );
  return row!;
}
