import type { ConversationRow } from '../../conversations/conversations.repository.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { visitLease } from './visits.repository.js';

/** For so long a visitor who left has their old place in line again when they come back; after it they begin at its end. */
export const PLACE_KEPT_MS = 300_000;

/** From the customers of `line(id, customer_id)` to everybody whose history is read together with theirs, and their visits. */
const visitsOfLine = `up AS (
    SELECT l.id AS line, cu.id, cu.merged_into FROM line l JOIN customers cu ON cu.id = l.customer_id
    UNION SELECT up.line, cu.id, cu.merged_into FROM up JOIN customers cu ON cu.id = up.merged_into
  ), thread AS (
    SELECT line, id FROM up WHERE merged_into IS NULL
    UNION SELECT thread.line, cu.id FROM thread JOIN customers cu ON cu.merged_into = thread.id
  ), presence AS (
    SELECT t.line, bool_or(v.left_at IS NULL AND v.last_seen_at > clock.now - ${visitLease}) AS here,
           max(greatest(v.last_seen_at, v.left_at)) AS seen, max(v.came_at) AS came
    FROM clock, thread t JOIN visits v ON v.customer_id = t.id GROUP BY t.line
  )`;

/** In line on a web chat whose queue does not keep the place of those who are gone; `$1`, where given, narrows to one. */
const inLine = (of: string): string => `
  SELECT c.id, c.customer_id, q.gone_after_ms * interval '1 ms' AS grace FROM clock, queues q JOIN conversations c ON c.queue_id = q.id
  WHERE q.gone_after_ms IS NOT NULL AND c.channel = 'webchat' AND ${of}
    AND coalesce(c.last_inbound_at, c.opened_at) + q.gone_after_ms * interval '1 ms' <= clock.now`;
const ofOffers = `c.status = 'offered' AND c.id IN (SELECT conversation_id FROM offers WHERE state = 'pending')`;

const goneIn = (line: string): string => `
  WITH RECURSIVE clock AS MATERIALIZED (SELECT app_now() AS now), line AS MATERIALIZED (${line}), ${visitsOfLine}
  SELECT l.id FROM clock, line l JOIN presence p ON p.line = l.id WHERE NOT p.here AND p.seen + l.grace <= clock.now`;

/** Whose last socket anywhere closed longer ago than their queue waits, and who has shown no other sign of life since. */
export const dueDepartures = (sql: Sql): Promise<{ id: string }[]> =>
  sql.prepared('customers-gone', `${goneIn(`${inLine(`c.status = 'waiting'`)} UNION ${inLine(ofOffers)}`)} LIMIT 200`, []);

/** Asked again under the lock of the conversation. */
export async function isGone(tx: Tx, conversationId: string): Promise<boolean> {
  const rows = await tx.query(goneIn(inLine(`c.status IN ('waiting', 'offered') AND c.id = $1`)), [conversationId]);
  return rows.length > 0;
}

/** Remembers the place of a conversation that the caller has locked. Gives how long its customer has waited, in ms. */
export async function noteDeparture(tx: Tx, row: ConversationRow, kept: boolean): Promise<number> {
  const [noted] = await tx.query<{ waited: string }>(
    `INSERT INTO departures (conversation_id, kept, waiting_since, unanswered_since, deadline_at, channel, priority)
     SELECT id, $2, coalesce(waiting_since, opened_at), unanswered_since, deadline_at, channel, priority FROM conversations WHERE id = $1
     ON CONFLICT (conversation_id) DO UPDATE SET kept = excluded.kept, waiting_since = excluded.waiting_since,
       unanswered_since = excluded.unanswered_since, deadline_at = excluded.deadline_at, channel = excluded.channel,
       priority = excluded.priority, left_at = excluded.left_at
     RETURNING floor(extract(epoch FROM left_at - waiting_since) * 1000)::bigint AS waited`,
    [row.id, kept],
  );
  return Number(noted!.waited);
}

export async function queuePriority(tx: Tx, queueId: string): Promise<number> {
  return (await tx.query<{ priority: number }>('SELECT priority FROM queues WHERE id = $1', [queueId]))[0]!.priority;
}

export interface ReturnDue {
  conversation_id: string;
  kept: boolean;
  waiting_since: Date;
  unanswered_since: Date | null;
  deadline_at: Date | null;
  channel: ConversationRow['channel'];
  priority: number;
}

/**
 * Those who are back: on a page again, or with a message that opened the conversation again. An abandoned one only while its
 * place is kept and its queue reopens at all; one that is kept for mail as long as it waits.
 */
const returns = (of: string): string => `
  WITH RECURSIVE clock AS MATERIALIZED (SELECT app_now() AS now), line AS MATERIALIZED (
    SELECT c.id, c.customer_id FROM clock, departures d JOIN conversations c ON c.id = d.conversation_id JOIN queues q ON q.id = c.queue_id
    WHERE ${of} AND (d.kept AND c.status IN ('waiting', 'offered')
      OR NOT d.kept AND (c.status IN ('waiting', 'offered') AND c.waiting_since > d.waiting_since OR c.status = 'closed' AND c.outcome = 'abandoned')
        AND d.left_at + least(${PLACE_KEPT_MS}, q.reopen_within_ms) * interval '1 ms' > clock.now)
  ), ${visitsOfLine}
  SELECT d.* FROM line l JOIN departures d ON d.conversation_id = l.id JOIN conversations c ON c.id = l.id
  LEFT JOIN presence p ON p.line = l.id
  WHERE (p.here AND p.came > d.left_at) OR CASE WHEN d.kept THEN c.channel <> 'email' ELSE c.status <> 'closed' END`;

export const dueReturns = (sql: Sql): Promise<ReturnDue[]> =>
  sql.prepared<ReturnDue>('customers-back', `${returns('true')} LIMIT 200`, []);

/** Asked again under the lock of the conversation. */
export const dueReturn = async (tx: Tx, conversationId: string): Promise<ReturnDue | undefined> =>
  (await tx.query<ReturnDue>(returns('c.id = $1'), [conversationId]))[0];

export const forgetDeparture = (tx: Tx, conversationId: string): Promise<number> =>
  tx.run('DELETE FROM departures WHERE conversation_id = $1', [conversationId]);

/** Places that nobody can come back to, and visits so old that they say nothing any more. */
export async function forgetOld(sql: Sql): Promise<void> {
  await sql.run(
    `DELETE FROM departures d USING conversations c WHERE c.id = d.conversation_id
       AND (CASE WHEN d.kept THEN c.status NOT IN ('waiting', 'offered') ELSE d.left_at < app_now() - ${PLACE_KEPT_MS} * interval '2 ms' END)`,
  );
  await sql.run(`DELETE FROM visits WHERE last_seen_at < app_now() - interval '2 days'`);
}
