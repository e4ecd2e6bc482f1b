import type { Channel } from '../../contracts/words.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { longestThrottleMs, orderedAttempts, sendingLeaseMs, sendingWaitsMs } from './attempts.js';
import type { DueRow } from './due-wake-ups.js';

/**
 * Messages of one conversation to one person leave in the order they were written. A mail that is long stuck lets later ones
 * pass; in a chat a later message before an earlier one would say something else.
 */
const noneEarlier = `NOT EXISTS (
  SELECT 1 FROM messages m
  JOIN messages em ON em.conversation_id = m.conversation_id AND em.identity_id IS NOT DISTINCT FROM m.identity_id
    AND (em.created_at, em.id) < (m.created_at, m.id)
  JOIN outbound_sends e ON e.message_id = em.id AND e.state = 'pending' AND (e.channel <> 'email' OR e.attempts - e.uncounted < ${orderedAttempts})
  WHERE m.id = s.message_id)`;

/** Due rows that nothing earlier holds back, the longest waiting first. */
export const dueSends = (sql: Sql): Promise<DueRow[]> =>
  sql.query<DueRow>(
    `SELECT s.message_id AS id, s.attempts FROM outbound_sends s
     WHERE s.state = 'pending' AND s.due_at <= app_now() AND ${noneEarlier} ORDER BY s.due_at LIMIT 200`,
  );

/** Undefined where nothing of the message is still to be sent. */
export async function channelOfSend(sql: Sql, messageId: string): Promise<Channel | undefined> {
  const [row] = await sql.query<{ channel: Channel }>(
    `SELECT channel FROM outbound_sends WHERE message_id = $1 AND state = 'pending'`,
    [messageId],
  );
  return row?.channel;
}

export interface ClaimedSend {
  message_id: string;
  inbox_id: string;
  channel: Channel;
  /** Names the lease. */
  attempts: number;
  /** Attempts that were throttled by the vendor, or carried something out. */
  uncounted: number;
  /** How old the send is, in milliseconds. */
  age_ms: number;
  retries: number;
  inbox_closed: boolean;
}

/** Claims a send for one attempt, by a lease; undefined where it is not due, held back or in other hands. */
export async function claimSend(sql: Sql, messageId: string): Promise<ClaimedSend | undefined> {
  const [row] = await sql.query<ClaimedSend>(
    `UPDATE outbound_sends s SET attempts = attempts + 1, due_at = app_now() + $2 * interval '1 millisecond'
     WHERE s.message_id = $1 AND s.state = 'pending' AND s.due_at <= app_now() AND ${noneEarlier}
     RETURNING s.message_id, s.inbox_id, s.channel, s.attempts, s.uncounted, s.retries,
       (extract(epoch FROM app_now() - s.created_at) * 1000)::float8 AS age_ms,
       EXISTS (SELECT 1 FROM inboxes x WHERE x.id = s.inbox_id AND x.disabled_at IS NOT NULL) AS inbox_closed`,
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

/** What a later attempt waits for: the next wait of the list, or what the vendor asked for, which counts nothing against it. */
export interface Postponement {
  reason: string;
  afterMs?: number;
  /** False where the attempt says nothing against the message. */
  counts: boolean;
}

/**
 * Due again after the wait that follows this attempt. `over` after the last one: the caller ends it; `passed on` where the lease
 * has lapsed and another attempt speaks for the message.
 */
export async function postponeSend(
  sql: Sql,
  claimed: ClaimedSend,
  { reason, afterMs, counts }: Postponement,
): Promise<'postponed' | 'passed on' | 'over'> {
  const { message_id, attempts, uncounted } = claimed;
  const listed = sendingWaitsMs[attempts - uncounted - 1];
  const wait = counts ? listed && Math.max(listed, afterMs ?? 0) : (afterMs ?? 0);
  if (wait === undefined || (!counts && claimed.age_ms > longestThrottleMs)) return 'over';
  // Only the attempt that holds the lease speaks for the row.
  const postponed = await sql.run(
    `UPDATE outbound_sends SET due_at = app_now() + $3 * interval '1 millisecond', last_error = $4, uncounted = uncounted + $5
     WHERE message_id = $1 AND state = 'pending' AND attempts = $2`,
    [message_id, attempts, wait, reason, counts ? 0 : 1],
  );
  return postponed === 1 ? 'postponed' : 'passed on';
}

/** The next send of the same conversation to the same person that was held back by this one. */
export async function heldBackBy(sql: Sql, messageId: string): Promise<string | undefined> {
  const [row] = await sql.query<{ id: string }>(
    `SELECT s.message_id AS id FROM messages m
     JOIN messages later ON later.conversation_id = m.conversation_id AND later.identity_id IS NOT DISTINCT FROM m.identity_id
       AND (later.created_at, later.id) > (m.created_at, m.id)
     JOIN outbound_sends s ON s.message_id = later.id AND s.state = 'pending' AND s.due_at <= app_now()
     WHERE m.id = $1 ORDER BY later.created_at, later.id LIMIT 1`,
    [messageId],
  );
  return row?.id;
}

/** Locks a send, so that its end and the vendor's word about its parts never pass each other unseen. */
export async function lockSend(tx: Tx, messageId: string): Promise<{ state: 'pending' | 'sent' | 'failed' } | undefined> {
  const [row] = await tx.query<{ state: 'pending' | 'sent' | 'failed' }>(
    'SELECT state FROM outbound_sends WHERE message_id = $1 FOR UPDATE',
    [messageId],
  );
  return row;
}

/** It left, and came back: from now on a dead letter. */
export const markSendFailed = (tx: Tx, messageId: string, reason: string | null): Promise<number> =>
  tx.run(`UPDATE outbound_sends SET state = 'failed', last_error = $2 WHERE message_id = $1 AND state = 'sent'`, [
    messageId,
    reason,
  ]);

/** Puts a dead letter aside, or takes it up again; 0 where it stands so already. The caller holds its lock. */
export const markSendDismissed = (tx: Tx, messageId: string, dismissed: boolean): Promise<number> =>
  tx.run(
    `UPDATE outbound_sends SET dismissed_at = CASE WHEN $2 THEN app_now() END
     WHERE message_id = $1 AND state = 'failed' AND (dismissed_at IS NULL) = $2`,
    [messageId, dismissed],
  );

/**
 * Another round of attempts for sends that failed, all waits from the beginning.
 * @returns the ids that were failed.
 */
export async function reviveSends(tx: Tx, messageIds: string[]): Promise<string[]> {
  const rows = await tx.query<{ message_id: string }>(
    `UPDATE outbound_sends SET state = 'pending', attempts = attempts + 1, uncounted = attempts + 1, retries = retries + 1, due_at = app_now(),
       created_at = app_now(), dismissed_at = NULL
     WHERE message_id = ANY($1) AND state = 'failed' RETURNING message_id`,
    [messageIds],
  );
  return rows.map((row) => row.message_id);
}
