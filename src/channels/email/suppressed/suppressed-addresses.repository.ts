import type { SuppressedAddressView } from '../../../contracts/views.js';
import type { Sql } from '../../../platform/database/tx.js';

interface Row {
  address: string;
  reason: string;
  inbox_id: string | null;
  message_id: string | null;
  created_at: Date;
}

const columns = 'address, reason, inbox_id, message_id, created_at';

/** The first refusal stays: it is the one that a supervisor has to look into. */
export async function suppressAddress(
  sql: Sql,
  found: { address: string; reason: string; inboxId: string; messageId: string },
): Promise<void> {
  await sql.run(
    `INSERT INTO suppressed_addresses (address, reason, inbox_id, message_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (address) DO NOTHING`,
    [found.address, found.reason, found.inboxId, found.messageId],
  );
}

/** Those of the addresses that mail does not reach, with why. */
export async function suppressedAmong(sql: Sql, addresses: readonly string[]): Promise<{ address: string; reason: string }[]> {
  return sql.query('SELECT address, reason FROM suppressed_addresses WHERE address = ANY($1)', [addresses]);
}

export interface SuppressedFilter {
  address: string | undefined;
  /** Where the page before ended. */
  after: { createdAt: string; address: string } | undefined;
  limit: number;
}

/** The latest first. */
export async function listSuppressed(sql: Sql, { address, after, limit }: SuppressedFilter): Promise<SuppressedAddressView[]> {
  const rows = await sql.query<Row>(
    `SELECT ${columns} FROM suppressed_addresses
     WHERE ($1::text IS NULL OR address = $1)
       AND ($2::timestamptz IS NULL OR (date_trunc('milliseconds', created_at), address) < ($2, $3::text))
     ORDER BY date_trunc('milliseconds', created_at) DESC, address DESC LIMIT $4`,
    [address ?? null, after?.createdAt ?? null, after?.address ?? null, limit],
  );
  return rows.map((row) => ({
    address: row.address,
    reason: row.reason,
    inboxId: row.inbox_id,
    messageId: row.message_id,
    createdAt: row.created_at.toISOString(),
  }));
}

/** True where it was on the list. */
export async function releaseAddress(sql: Sql, address: string): Promise<boolean> {
  return (await sql.run('DELETE FROM suppressed_addresses WHERE address = $1', [address])) === 1;
}
