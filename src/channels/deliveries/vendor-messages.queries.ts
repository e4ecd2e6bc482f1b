import type { Direction, IdentityKind } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

export interface VendorMessageRow {
  id: string;
  customer_id: string;
  identity_id: string | null;
  direction: Direction;
  external_id: string | null;
}

/** The message of this inbox that the vendor calls by this id: one that came, or a part of one that left. */
export async function messageUnder(sql: Sql, inboxId: string, externalId: string): Promise<VendorMessageRow | undefined> {
  const [row] = await sql.query<VendorMessageRow>(
    `SELECT id, customer_id, identity_id, direction, external_id FROM messages WHERE inbox_id = $1 AND external_id = $2
     UNION ALL
     SELECT m.id, m.customer_id, m.identity_id, m.direction, m.external_id FROM outbound_parts p JOIN messages m ON m.id = p.message_id
     WHERE p.inbox_id = $1 AND p.external_id = $2 LIMIT 1`,
    [inboxId, externalId],
  );
  return row;
}

interface Somebody {
  inboxId: string;
  kind: IdentityKind;
  value: string;
}

/** What left through this inbox to somebody until a moment, and is not known to be read. */
export async function readMessages(sql: Sql, { inboxId, kind, value, until }: Somebody & { until: Date }): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT m.id FROM identities i JOIN messages m ON m.customer_id = i.customer_id AND m.identity_id = i.id
     WHERE i.kind = $2 AND i.value = $3 AND m.inbox_id = $1 AND m.direction = 'out' AND m.delivery_state IN ('sent', 'delivered')
       AND m.created_at <= $4 ORDER BY m.seq DESC LIMIT 500`,
    [inboxId, kind, value, until],
  );
  return rows.map((row) => row.id);
}

/** Whether something is on its way to somebody through this inbox. */
export async function isSending(sql: Sql, { inboxId, kind, value }: Somebody): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM outbound_sends s JOIN messages m ON m.id = s.message_id JOIN identities i ON i.id = m.identity_id
     WHERE s.state = 'pending' AND s.attempts > 0 AND s.inbox_id = $1 AND i.kind = $2 AND i.value = $3 LIMIT 1`,
    [inboxId, kind, value],
  );
  return rows.length > 0;
}
