import type { CustomerView, IdentityView } from '../contracts/views.js';
import { normalise } from '../core/identity/normalise.js';
import type { Sql } from '../platform/database/tx.js';

interface CustomerViewRow {
  id: string;
  name: string | null;
  tier: string | null;
  locale: string | null;
  time_zone: string | null;
  attributes: Record<string, unknown>;
  account_owner_id: string | null;
  blocked_at: Date | null;
  merged_into: string | null;
  created_at: Date;
  version: number;
}

const columns = 'id, name, tier, locale, time_zone, attributes, account_owner_id, blocked_at, merged_into, created_at, version';

const toView = (row: CustomerViewRow): CustomerView => ({
  id: row.id,
  name: row.name,
  tier: row.tier,
  locale: row.locale,
  timeZone: row.time_zone,
  attributes: row.attributes,
  accountOwnerId: row.account_owner_id,
  blocked: row.blocked_at !== null,
  mergedInto: row.merged_into,
  since: row.created_at.toISOString(),
  version: row.version,
});

export async function customerView(sql: Sql, id: string): Promise<CustomerView | undefined> {
  const [row] = await sql.query<CustomerViewRow>(`SELECT ${columns} FROM customers WHERE id = $1`, [id]);
  return row && toView(row);
}

/** Newest first; `text` finds the start of a name (any case) or an exact normalised address or id. */
export async function listCustomers(
  sql: Sql,
  filter: { text?: string; afterId?: string; limit: number },
): Promise<CustomerView[]> {
  const text = filter.text?.trim();
  const keys = text ? [normalise('email', text), normalise('phone', text), normalise('external', text)] : [];
  const rows = await sql.query<CustomerViewRow>(
    `SELECT ${columns} FROM customers c
     WHERE merged_into IS NULL AND ($1::uuid IS NULL OR c.id < $1)
       AND ($2::text IS NULL OR lower(c.name) LIKE $2 OR c.id IN (SELECT customer_id FROM identities WHERE value = ANY($3)))
     ORDER BY c.id DESC LIMIT $4`,
    [
      filter.afterId ?? null,
      text ? `${escapeLike(text.toLowerCase())}%` : null,
      keys.flatMap((key) => (key.ok ? [key.value] : [])),
      filter.limit,
    ],
  );
  return rows.map(toView);
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/** Of `identities`: what a colleague may see of the proof. */
export const evidenceOf = `CASE WHEN proof ? 'by' THEN jsonb_strip_nulls(jsonb_build_object('by', proof->>'by', 'reference', proof->>'reference')) END`;

export async function identityViews(sql: Sql, customerIds: string[]): Promise<IdentityView[]> {
  const rows = await sql.query<{
    id: string;
    kind: IdentityView['kind'];
    value: string;
    display: string | null;
    level: IdentityView['level'];
    joins: boolean;
    evidence: IdentityView['evidence'];
    created_at: Date;
  }>(
    `SELECT id, kind, value, display, level, joins, ${evidenceOf} AS evidence, created_at FROM identities
     WHERE customer_id = ANY($1) ORDER BY created_at, id`,
    [customerIds],
  );
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString() }));
}
