import { anyOf, type Sql } from '../../platform/database/tx.js';
import { promises, ruleOf } from './target-histories.queries.js';

/** Conversations with a clock that has come to its warning or its end, the longest overdue first. */
export async function dueConversations(sql: Sql, limit: number): Promise<string[]> {
  const rows = await sql.prepared<{ id: string }>(
    'targets-due',
    `SELECT DISTINCT conversation_id AS id FROM (
       (SELECT conversation_id FROM conversation_targets
        WHERE breached_at IS NULL AND (met_at IS NULL OR met_at > due_at) AND due_at <= (SELECT app_now()) ORDER BY due_at LIMIT $1)
       UNION ALL
       (SELECT conversation_id FROM conversation_targets
        WHERE met_at IS NULL AND stopped_at IS NULL AND warned_at IS NULL AND breached_at IS NULL AND warn_at <= (SELECT app_now())
        ORDER BY warn_at LIMIT $1)) AS due`,
    [limit],
  );
  return rows.map((row) => row.id);
}

/**
 * Conversations whose stored clocks contradict what they say of themselves: news was lost, or the rules of their queue changed.
 * `queueId` null: in all queues.
 */
export async function driftedConversations(sql: Sql, queueId: string | null, limit: number): Promise<string[]> {
  const rows = await sql.prepared<{ id: string }>('targets-drift', driftStatement, [queueId, limit]);
  return rows.map((row) => row.id);
}

/**
 * Of these conversations those in which somebody has spoken whom their reply clock has not heard: by their keys, without a lock
 * and without the history, for it is asked with every message. Small, so that planning it costs less than running it.
 */
export async function unheardAmong(sql: Sql, conversationIds: readonly string[]): Promise<string[]> {
  if (conversationIds.length === 0) return [];
  const rows = await sql.prepared<{ id: string }>('targets-unheard', unheard, [[...new Set(conversationIds)]]);
  return rows.map((row) => row.id);
}

const live = 't.met_at IS NULL AND t.stopped_at IS NULL';
const replyTarget = `CASE WHEN c.first_replied_at IS NULL OR c.first_replied_at >= c.unanswered_since THEN q.first_reply_target_ms ELSE q.next_reply_target_ms END`;

const driftStatement = `
SELECT id FROM (
  SELECT c.id FROM queues q LEFT JOIN business_hours h ON h.id = q.hours_id
  JOIN conversations c ON c.queue_id = q.id AND c.status <> 'closed' AND (c.routed_at IS NOT NULL OR c.status <> 'waiting')
  WHERE ${promises} AND ($1::uuid IS NULL OR q.id = $1) AND (
    (q.resolution_target_ms IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM conversation_targets t WHERE t.conversation_id = c.id AND t.kind = 'resolution' AND t.met_at IS NULL))
    OR (c.unanswered_since IS NOT NULL AND ${replyTarget} IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM conversation_targets t WHERE t.conversation_id = c.id AND t.kind <> 'resolution' AND ${live})))
  UNION
  SELECT c.id FROM conversation_targets t JOIN conversations c ON c.id = t.conversation_id
  JOIN queues q ON q.id = c.queue_id LEFT JOIN business_hours h ON h.id = q.hours_id
  WHERE ${live} AND ($1::uuid IS NULL OR q.id = $1) AND (c.routed_at IS NOT NULL OR c.status <> 'waiting') AND (
    c.status = 'closed' OR t.queue_id <> c.queue_id OR t.rule <> ${ruleOf}
    OR (t.kind <> 'resolution' AND c.unanswered_since IS NULL)
    OR (t.kind = 'first_reply' AND c.first_replied_at >= t.started_at)
    OR (t.kind = 'next_reply' AND c.unanswered_since >= t.started_at + interval '1 ms')
    OR (t.kind = 'resolution' AND c.status = 'snoozed' AND c.unanswered_since IS NULL))
  UNION
  SELECT c.id FROM conversation_targets t JOIN conversations c ON c.id = t.conversation_id AND c.status NOT IN ('closed', 'snoozed')
  JOIN queues q ON q.id = c.queue_id
  WHERE t.kind = 'resolution' AND t.met_at IS NULL AND t.stopped_at IS NOT NULL AND q.resolution_target_ms IS NOT NULL
    AND ($1::uuid IS NULL OR q.id = $1) AND c.routed_at IS NOT NULL
) AS drifted LIMIT $2`;

const unheard = `
SELECT c.id FROM conversations c JOIN queues q ON q.id = c.queue_id
LEFT JOIN conversation_targets t ON t.conversation_id = c.id AND t.kind <> 'resolution' AND ${live}
WHERE c.id = ${anyOf('$1')} AND c.routed_at IS NOT NULL AND CASE WHEN t.kind IS NULL THEN c.unanswered_since IS NOT NULL AND ${replyTarget} IS NOT NULL
  ELSE c.unanswered_since IS NULL OR (t.kind = 'first_reply' AND c.first_replied_at >= t.started_at)
    OR (t.kind = 'next_reply' AND c.unanswered_since >= t.started_at + interval '1 ms') END`;
