import type { Channel, InboundState } from '../../contracts/words.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { translationWaitsMs } from './attempts.js';
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
}

const columns = 'id, inbox_id, channel, external_id, state, raw_sealed, meta, received_at';

/** Due rows, the longest waiting first. */
export const dueDeliveries = (sql: Sql): Promise<DueRow[]> =>
  sql.query<DueRow>('SELECT id, attempts FROM inbound_deliveries WHERE due_at <= app_now() ORDER BY due_at LIMIT 200');

/** Locks a delivery that is due; undefined where it has its outcome, waits for later or is in other hands. */
export async function takeDelivery(tx: Tx, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await tx.query<DeliveryRow>(
    `SELECT ${columns} FROM inbound_deliveries WHERE id = $1 AND state = 'received' AND due_at <= app_now() FOR UPDATE SKIP LOCKED`,
    [id],
  );
  return row;
}

export interface DeliveryOutcome {
  state: Exclude<InboundState, 'received'>;
  detail?: string | null;
  messageId?: string | null;
}

/** Gives a delivery its outcome, once. */
export async function settleDelivery(sql: Sql, id: string, { state, detail, messageId }: DeliveryOutcome): Promise<void> {
  await sql.run(
    `UPDATE inbound_deliveries SET state = $2, detail = $3, message_id = $4, attempts = attempts + 1, due_at = NULL
     WHERE id = $1 AND state = 'received'`,
    [id, state, detail ?? null, messageId ?? null],
  );
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

export async function reviveDelivery(tx: Tx, id: string): Promise<void> {
  await tx.run(
    `UPDATE inbound_deliveries SET state = 'received', detail = NULL, attempts = 0, due_at = app_now() WHERE id = $1`,
    [id],
  );
}

/**
 * Drops raw bytes (and the envelope that came with them) whose time is over, a bounded number at once.
 * @returns how many were dropped.
 */
export const dropExpired = (sql: Sql, atOnce: number): Promise<number> =>
  sql.run(
    `UPDATE inbound_deliveries SET raw_sealed = NULL, meta = meta - 'envelope'
     WHERE id IN (SELECT id FROM inbound_deliveries WHERE raw_sealed IS NOT NULL AND expires_at <= app_now() AND state <> 'received'
                  ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)`,
    [atOnce],
  );
