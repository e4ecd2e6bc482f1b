import type { TouchpointView } from '../../contracts/touchpoints.js';
import type { Sql, Tx } from '../../platform/database/tx.js';

export interface NewTouchpoint {
  id: string;
  source: string;
  externalId: string;
  kind: string;
  title: string | null;
  channel: string | null;
  primary: boolean;
  data: object;
  /** RFC 3339. */
  occurredAt: string;
  keys: { kind: string; value: string }[];
}

/** Keys that prove somebody: verified, and not known to be used by several people. `i` are identities. */
const proves = `i.level = 'verified' AND NOT EXISTS (SELECT 1 FROM shared_keys sk WHERE sk.kind = i.kind AND sk.value = i.value)`;

/**
 * Adds those whose source and id are new, in one statement. In the order of their ids, so that two batches with the same ones
 * wait for each other and do not embrace. Holders are looked up key by key: a plan for many keys would read all identities for one.
 */
export async function addTouchpoints(tx: Tx, given: readonly NewTouchpoint[]): Promise<{ added: string[]; unresolved: number }> {
  const rows = await tx.query<{ id: string; known: boolean }>(
    `WITH given AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, source text, "externalId" text, kind text, title text, channel text,
         "primary" boolean, data jsonb, "occurredAt" timestamptz, keys jsonb)
     ), added AS (
       INSERT INTO touchpoints (id, source, external_id, kind, title, channel, is_primary, data, occurred_at)
       SELECT id, source, "externalId", kind, title, channel, "primary", data, "occurredAt" FROM given ORDER BY source, "externalId", id
       ON CONFLICT (source, external_id) DO NOTHING RETURNING id, occurred_at
     ), keys AS (
       INSERT INTO touchpoint_keys (kind, value, occurred_at, touchpoint_id)
       SELECT DISTINCT k.kind, k.value, a.occurred_at, a.id FROM added a JOIN given g USING (id),
         jsonb_to_recordset(g.keys) AS k(kind text, value text)
       RETURNING kind, value, touchpoint_id
     )
     SELECT keys.touchpoint_id AS id, bool_or(holder.id IS NOT NULL) AS known
     FROM keys LEFT JOIN LATERAL (
       SELECT i.id FROM identities i WHERE i.kind = keys.kind AND i.value = keys.value AND ${proves} LIMIT 1) holder ON true
     GROUP BY 1`,
    [JSON.stringify(given)],
  );
  return { added: rows.map(({ id }) => id), unresolved: rows.filter(({ known }) => !known).length };
}

/** Customers with work open whom these touchpoints are about: their agents look at a timeline that is no longer whole. */
export async function customersShown(sql: Sql, touchpointIds: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT DISTINCT v.customer_id AS id FROM touchpoint_keys t JOIN identities i ON i.kind = t.kind AND i.value = t.value AND ${proves}
     JOIN customers c ON c.id = i.customer_id JOIN conversations v ON v.customer_id IN (c.id, c.merged_into) AND v.status <> 'closed'
     WHERE t.touchpoint_id = ANY($1::uuid[]) ORDER BY 1 LIMIT 200`,
    [touchpointIds],
  );
  return rows.map(({ id }) => id);
}

interface TouchpointRow extends Omit<TouchpointView, 'occurredAt' | 'receivedAt'> {
  occurredAt: Date;
  receivedAt: Date;
}

/**
 * The steps of the people who make up one customer, the latest first. Whose a step is follows from its keys at this moment, so
 * that a key proved later, a merge and its undo each hold at once. A step whose keys are proved by two customers is neither's.
 * Of somebody who refuses to be profiled nothing is shown.
 * @param before goes on below this place
 */
export async function touchpointViews(
  sql: Sql,
  customerIds: readonly string[],
  limit: number,
  before?: { at: string; id: string },
): Promise<TouchpointView[]> {
  const rows = await sql.prepared<TouchpointRow>(
    'touchpoints-of',
    `WITH own AS MATERIALIZED (SELECT DISTINCT i.kind, i.value FROM identities i WHERE i.customer_id = ANY($1::uuid[]) AND ${proves}
       AND consent_of(($1::uuid[])[1], 'profiling') IS NOT FALSE),
     near AS (
       SELECT DISTINCT n.touchpoint_id FROM own, LATERAL (
         SELECT k.touchpoint_id FROM touchpoint_keys k WHERE k.kind = own.kind AND k.value = own.value
           AND ($3::timestamptz IS NULL OR (k.occurred_at, k.touchpoint_id) < ($3, $4::uuid))
           AND NOT EXISTS (SELECT 1 FROM touchpoint_keys o JOIN identities i ON i.kind = o.kind AND i.value = o.value AND ${proves}
                           WHERE o.touchpoint_id = k.touchpoint_id AND NOT i.customer_id = ANY($1::uuid[]))
         ORDER BY k.occurred_at DESC, k.touchpoint_id DESC LIMIT $2) n)
     SELECT t.id, t.source, t.external_id AS "externalId", t.kind, t.title, t.channel, t.is_primary AS "primary", t.data,
            t.occurred_at AS "occurredAt", t.created_at AS "receivedAt"
     FROM near CROSS JOIN LATERAL (SELECT * FROM touchpoints WHERE id = near.touchpoint_id OFFSET 0) t ORDER BY t.occurred_at DESC, t.id DESC LIMIT $2`,
    [customerIds, limit, before?.at ?? null, before?.id ?? null],
  );
  return rows.map((row) => ({
    ...row,
    occurredAt: row.occurredAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
  }));
}
