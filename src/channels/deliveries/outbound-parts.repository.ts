import type { Sql, Tx } from '../../platform/database/tx.js';

export type PartState = 'sent' | 'delivered' | 'read' | 'failed';

export interface PartRow {
  message_id: string;
  part: number;
  external_id: string | null;
  state: PartState;
  reason: string | null;
}

const columns = 'message_id, part, external_id, state, reason';

/** What left of a message, in order. */
export const partsOf = (sql: Sql, messageId: string): Promise<PartRow[]> =>
  sql.query<PartRow>(`SELECT ${columns} FROM outbound_parts WHERE message_id = $1 ORDER BY part`, [messageId]);

/** Remembers that a part left; a second worker that sent it again changes nothing. */
export async function partLeft(
  sql: Sql,
  part: { messageId: string; part: number; inboxId: string; externalId: string | null },
): Promise<void> {
  await sql.run(
    `INSERT INTO outbound_parts (message_id, part, inbox_id, external_id) VALUES ($1, $2, $3, $4) ON CONFLICT (message_id, part) DO NOTHING`,
    [part.messageId, part.part, part.inboxId, part.externalId],
  );
}

/** The message that left under this id of the vendor's. */
export async function messageOfPart(sql: Sql, inboxId: string, externalId: string): Promise<string | undefined> {
  const [row] = await sql.query<{ message_id: string }>(
    'SELECT message_id FROM outbound_parts WHERE inbox_id = $1 AND external_id = $2 ORDER BY sent_at DESC LIMIT 1',
    [inboxId, externalId],
  );
  return row?.message_id;
}

/** Receipts only climb, as those of whole messages do. */
const below: Record<PartState, PartState[]> = { sent: [], delivered: ['sent'], read: ['sent', 'delivered'], failed: ['sent'] };

export async function raisePart(
  tx: Tx,
  part: { messageId: string; externalId: string; state: PartState; reason: string | null },
): Promise<boolean> {
  const raised = await tx.run(
    `UPDATE outbound_parts SET state = $3, reason = $4 WHERE message_id = $1 AND external_id = $2 AND state = ANY($5)`,
    [part.messageId, part.externalId, part.state, part.reason, below[part.state]],
  );
  return raised > 0;
}

/** Parts that the vendor took and could not deliver are to be sent again. */
export const forgetFailedParts = (tx: Tx, messageIds: string[]): Promise<number> =>
  tx.run(`DELETE FROM outbound_parts WHERE message_id = ANY($1) AND state = 'failed'`, [messageIds]);

/** A message is where the slowest of its parts is; one that failed fails it. Null while none has left. */
export function messageStateOf(parts: Pick<PartRow, 'state' | 'reason'>[]): { state: PartState; reason: string | null } | null {
  const failed = parts.find((part) => part.state === 'failed');
  if (failed) return { state: 'failed', reason: failed.reason };
  const order: PartState[] = ['sent', 'delivered', 'read'];
  const slowest = order.find((state) => parts.some((part) => part.state === state));
  return slowest ? { state: slowest, reason: null } : null;
}
