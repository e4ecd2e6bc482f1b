import type { ConsentView } from '../../contracts/privacy.js';
import { membersOf, rootOf } from '../../customers/customers.repository.js';
import type { Sql } from '../../platform/database/tx.js';

interface ConsentRow {
  customer_id: string;
  purpose: string;
  granted: boolean;
  at: Date;
}

/**
 * What holds now, by purpose. After a merge the stricter word of both sides holds until something is said anew; nothing is
 * rewritten for it, so that an undo gives each side back what it had said.
 */
export async function grantedNow(sql: Sql, customerId: string, purpose?: string): Promise<Record<string, boolean>> {
  const members = [customerId, ...(await membersOf(sql, await rootOf(sql, customerId)))];
  const latest = await sql.query<ConsentRow>(
    `SELECT DISTINCT ON (customer_id, purpose) customer_id, purpose, granted, at FROM consents
     WHERE customer_id = ANY($1) AND ($2::text IS NULL OR purpose = $2) ORDER BY customer_id, purpose, at DESC, id DESC`,
    [members, purpose ?? null],
  );
  const [merged] = await sql.query<{ at: Date | null }>(
    `SELECT max(at) AS at FROM customer_merges WHERE from_id = ANY($1) AND into_id = ANY($1) AND undone_at IS NULL`,
    [members],
  );
  const granted: Record<string, boolean> = {};
  for (const name of new Set(latest.map((row) => row.purpose)))
    granted[name] = holds(
      latest.filter((row) => row.purpose === name),
      merged?.at ?? null,
    );
  return granted;
}

function holds(words: ConsentRow[], mergedAt: Date | null): boolean {
  const anew = words.filter((one) => !mergedAt || one.at > mergedAt).sort((a, b) => b.at.getTime() - a.at.getTime());
  return anew[0] ? anew[0].granted : words.every((one) => one.granted);
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
