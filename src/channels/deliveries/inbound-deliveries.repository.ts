import type { Channel, InboundState } from '../../contracts/words.js';
import { anyOf, type Sql, type Tx } from '../../platform/database/tx.js';
import { orderedTranslations, overtakenWaitsMs, translationWaitsMs } from './attempts.js';
import type { DueRow } from './due-wake-ups.js';

export interface DeliveryRow {
  id: string;
  inbox_id: string;
  channel: Channel;
  external_id: string;
  state: InboundState;
  raw_sealed: Buffer | null;
  meta: Record<string, unknown>;
  received_at: Date;
  attempts: number;
}

const columns = 'id, inbox_id, channel, external_id, state, raw_sealed, meta, received_at, attempts';

/** An earlier delivery of the same sender is still in its first attempts. */
const firstInLine = `(d.order_key IS NULL OR NOT EXISTS (
  SELECT 1 FROM inbound_deliveries e WHERE e.inbox_id = d.inbox_id AND e.order_key = d.order_key AND e.state = 'received' AND e.id < d.id
    AND e.attempts < ${orderedTranslations}))`;

/** Due rows that nothing earlier holds back, the longest waiting first. */
export const dueDeliveries = (sql: Sql): Promise<DueRow[]> =>
  sql.query<DueRow>(
    `SELECT id, attempts FROM inbound_deliveries d WHERE due_at <= app_now() AND ${firstInLine} ORDER BY due_at, id LIMIT 200`,
  );

/** Locks a delivery that is due; undefined where it has its outcome, waits for another or for later, or is in other hands. */
export async function takeDelivery(tx: Tx, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await tx.prepared<DeliveryRow>(
    'take-delivery',
    `SELECT ${columns} FROM inbound_deliveries d WHERE id = $1 AND state = 'received' AND due_at <= app_now() AND ${firstInLine}
     FOR UPDATE SKIP LOCKED`,
    [id],
  );
  return row;
}

/** As `takeDelivery`, many at once and without the lock: for those who write what can be written twice. In the order of `ids`. */
export async function readTakeable(sql: Sql, ids: string[]): Promise<(DeliveryRow | undefined)[]> {
  const rows = await sql.prepared<DeliveryRow>(
    'read-takeable',
    `SELECT ${columns} FROM inbound_deliveries d WHERE id = ${anyOf('$1')} AND state = 'received' AND due_at <= app_now() AND ${firstInLine}`,
    [ids],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

export interface BecameMessage {
  id: string;
  messageId: string;
  detail: string | null;
}

/** Deliveries that became messages, in one statement; in one order everywhere, so that nobody waits for the other's rows. */
export async function settleAccepted(sql: Sql, settled: BecameMessage[]): Promise<void> {
  const ordered = [...settled].sort((a, b) => (a.id < b.id ? -1 : 1));
  await sql.prepared(
    'settle-accepted',
    `UPDATE inbound_deliveries d SET state = 'accepted', detail = t.detail, message_id = t.message_id, attempts = attempts + 1, due_at = NULL
     FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS t(id, message_id, detail) WHERE d.id = t.id AND d.state = 'received'`,
    [ordered.map((one) => one.id), ordered.map((one) => one.messageId), ordered.map((one) => one.detail)],
  );
}

export interface DeliveryOutcome {
  state: Exclude<InboundState, 'received'>;
  detail?: string | null;
  messageId?: string | null;
}

/** Gives a delivery its outcome, once. */
export async function settleDelivery(sql: Sql, id: string, { state, detail, messageId }: DeliveryOutcome): Promise<void> {
  await sql.prepared(
    'settle-delivery',
    `UPDATE inbound_deliveries SET state = $2, detail = $3, message_id = $4, attempts = attempts + 1, due_at = NULL
     WHERE id = $1 AND state = 'received'`,
    [id, state, detail ?? null, messageId ?? null],
  );
}

/**
 * Puts back what may have overtaken what it speaks of. It leaves the line of its sender: nobody waits for it.
 * @returns false where it has been put back often enough.
 */
export async function putBackDelivery(tx: Tx, { id, attempts }: DeliveryRow, detail: string): Promise<boolean> {
  const wait = overtakenWaitsMs[attempts];
  if (wait === undefined) return false;
  await tx.run(
    `UPDATE inbound_deliveries SET attempts = attempts + 1, detail = $2, order_key = NULL, due_at = app_now() + $3 * interval '1 millisecond'
     WHERE id = $1`,
    [id, detail, wait],
  );
  return true;
}

/** For each of these that has had its turn: the next delivery of the same sender that is due. */
export async function nextInLine(sql: Sql, ids: string[]): Promise<(string | undefined)[]> {
  const rows = await sql.prepared<{ id: string; next: string }>(
    'next-in-line',
    `SELECT d.id, n.id AS next FROM inbound_deliveries d CROSS JOIN LATERAL (
       SELECT id FROM inbound_deliveries n WHERE n.inbox_id = d.inbox_id AND n.order_key = d.order_key AND n.state = 'received'
         AND n.id > d.id AND n.due_at <= app_now() ORDER BY n.id LIMIT 1) n
     WHERE d.id = ${anyOf('$1')}`,
    [ids],
  );
  const byId = new Map(rows.map((row) => [row.id, row.next]));
  return ids.map((id) => byId.get(id));
}

/** Counts a failed attempt: due again after the next wait, or `failed` after the last one. */
export async function postponeDelivery(sql: Sql, id: string, detail: string): Promise<void> {
  await sql.run(
    `UPDATE inbound_deliveries SET attempts = attempts + 1, detail = $2,
       state = CASE WHEN ($3::bigint[])[attempts + 1] IS NULL THEN 'failed' ELSE state END,
       due_at = app_now() + ($3::bigint[])[attempts + 1] * interval '1 millisecond'
     WHERE id = $1 AND state = 'received'`,
    [id, detail, translationWaitsMs],
  );
}

export async function readDelivery(sql: Sql, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await sql.query<DeliveryRow>(`SELECT ${columns} FROM inbound_deliveries WHERE id = $1`, [id]);
  return row;
}

export async function lockDelivery(tx: Tx, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await tx.query<DeliveryRow>(`SELECT ${columns} FROM inbound_deliveries WHERE id = $1 FOR UPDATE`, [id]);
  return row;
}

/** What failed in an inbox since a moment and can still be read, the oldest first. */
export async function failedDeliveries(sql: Sql, inboxId: string, since: Date | null, limit: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM inbound_deliveries WHERE state = 'failed' AND inbox_id = $1 AND raw_sealed IS NOT NULL AND dismissed_at IS NULL
       AND ($2::timestamptz IS NULL OR received_at >= $2) ORDER BY received_at, id LIMIT $3`,
    [inboxId, since, limit],
  );
  return rows.map((row) => row.id);
}

/** Puts a dead letter aside, or takes it up again; 0 where it stands so already. The caller holds its lock. */
export const markDeliveryDismissed = (tx: Tx, id: string, dismissed: boolean): Promise<number> =>
  tx.run(
    `UPDATE inbound_deliveries SET dismissed_at = CASE WHEN $2 THEN app_now() END WHERE id = $1 AND (dismissed_at IS NULL) = $2`,
    [id, dismissed],
  );

export async function reviveDelivery(tx: Tx, id: string): Promise<void> {
  await tx.run(
    `UPDATE inbound_deliveries SET state = 'received', detail = NULL, attempts = 0, due_at = app_now(), dismissed_at = NULL WHERE id = $1`,
    [id],
  );
}

/**
 * Drops raw bytes (and the envelope that came with them) whose time is over, a bounded number at once. What was noted of one
 * that became no message goes too: it may quote its sender, and without the envelope nobody could tell whose it was.
 * @returns how many were dropped.
 */
export const dropExpired = (sql: Sql, atOnce: number): Promise<number> =>
  sql.run(
    `UPDATE inbound_deliveries SET raw_sealed = NULL, meta = meta - 'envelope',
       detail = CASE WHEN message_id IS NULL AND meta ? 'envelope' THEN NULL ELSE detail END
     WHERE id IN (SELECT id FROM inbound_deliveries WHERE raw_sealed IS NOT NULL AND expires_at <= app_now() AND state <> 'received'
                  ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)`,
    [atOnce],
  );
