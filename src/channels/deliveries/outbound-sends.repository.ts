import type { Channel } from '../../contracts/words.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { orderedAttempts, sendingLeaseMs, sendingWaitsMs } from './attempts.js';
import type { DueRow } from './due-wake-ups.js';

/** Mails of one conversation to one person leave in the order they were written, unless the earlier one is long stuck. */
const noneEarlier = `NOT EXISTS (
  SELECT 1 FROM messages m
  JOIN messages em ON em.conversation_id = m.conversation_id AND em.identity_id IS NOT DISTINCT FROM m.identity_id
    AND (em.created_at, em.id) < (m.created_at, m.id)
  JOIN outbound_sends e ON e.message_id = em.id AND e.state = 'pending' AND e.attempts < ${orderedAttempts}
  WHERE m.id = s.message_id)`;

/** Due rows that nothing earlier holds back, the longest waiting first. */
export const dueSends = (sql: Sql): Promise<DueRow[]> =>
  sql.query<DueRow>(
    `SELECT s.message_id AS id, s.attempts FROM outbound_sends s
     WHERE s.state = 'pending' AND s.due_at <= app_now() AND ${noneEarlier} ORDER BY s.due_at LIMIT 200`,
  );

export interface ClaimedSend {
  message_id: string;
  inbox_id: string;
  channel: Channel;
  attempts: number;
}

/** Claims a send for one attempt, by a lease; undefined where it is not due, held back or in other hands. */
export async function claimSend(sql: Sql, messageId: string): Promise<ClaimedSend | undefined> {
  const [row] = await sql.query<ClaimedSend>(
    `UPDATE outbound_sends s SET attempts = attempts + 1, due_at = app_now() + $2 * interval '1 millisecond'
     WHERE s.message_id = $1 AND s.state = 'pending' AND s.due_at <= app_now() AND ${noneEarlier}
     RETURNING s.message_id, s.inbox_id, s.channel, s.attempts`,
    [messageId, sendingLeaseMs],
  );
  return row;
}

/** True where the send was still open: a second worker, after a lapsed lease, changes nothing. */
export async function endSend(tx: Tx, messageId: string, state: 'sent' | 'failed', lastError: string | null): Promise<boolean> {
  const ended = await tx.run(
    `UPDATE outbound_sends SET state = $2, due_at = NULL, last_error = $3, sent_at = CASE WHEN $2 = 'sent' THEN app_now() END
     WHERE message_id = $1 AND state = 'pending'`,
    [messageId, state, lastError],
  );
  return ended === 1;
}

/** Due again after the wait that follows this attempt. False after the last one: the caller ends it. */
export async function postponeSend(sql: Sql, { message_id, attempts }: ClaimedSend, reason: string): Promise<boolean> {
  const wait = sendingWaitsMs[attempts - 1];
  if (wait === undefined) return false;
  // Only the attempt that holds the lease speaks for the row.
  await sql.run(
    `UPDATE outbound_sends SET due_at = app_now() + $3 * interval '1 millisecond', last_error = $4
     WHERE message_id = $1 AND state = 'pending' AND attempts = $2`,
    [message_id, attempts, wait, reason],
  );
  return true;
}
