import type { ConsentView } from '../../contracts/privacy.js';
import { membersOf, rootOf } from '../customers.repository.js';
import type { Sql } from '../../platform/database/tx.js';

/** What holds now, by purpose; one that is left out was never spoken of. The stricter word of a merge is the database's to find. */
export async function grantedNow(sql: Sql, customerId: string): Promise<Record<string, boolean>> {
  const members = [customerId, ...(await membersOf(sql, await rootOf(sql, customerId)))];
  const rows = await sql.query<{ purpose: string; granted: boolean }>(
    `SELECT p.purpose, consent_of($2, p.purpose) AS granted
     FROM (SELECT DISTINCT purpose FROM consents WHERE customer_id = ANY($1::uuid[])) p ORDER BY 1`,
    [members, customerId],
  );
  return Object.fromEntries(rows.map(({ purpose, granted }) => [purpose, granted]));
}

/** The word that holds for one purpose; null where nothing was said. */
export async function consentOf(sql: Sql, customerId: string, purpose: string): Promise<boolean | null> {
  const [row] = await sql.prepared<{ granted: boolean | null }>(
    'consent-of',
    'SELECT consent_of($1::uuid, $2::text) AS granted',
    [customerId, purpose],
  );
  return row!.granted;
}

/** Everything that was said, the latest first. */
export async function consentHistory(sql: Sql, customerId: string): Promise<ConsentView[]> {
  const members = [customerId, ...(await membersOf(sql, await rootOf(sql, customerId)))];
  const rows = await sql.query<ConsentView & { at: Date }>(
    `SELECT purpose, granted, source, evidence, jsonb_build_object('type', actor_type, 'id', actor_id) AS actor, at
     FROM consents WHERE customer_id = ANY($1) ORDER BY at DESC, id DESC LIMIT 500`,
    [members],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
