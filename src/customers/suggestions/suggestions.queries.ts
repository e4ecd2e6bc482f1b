import type { IdentitySuggestionView, SuggestedCustomer, SuggestionState } from '../../contracts/identity.js';
import type { Sql } from '../../platform/database/tx.js';
import { sharedKey } from './shared-keys.repository.js';

interface Row {
  id: string;
  low_id: string;
  high_id: string;
  score: number;
  parts: IdentitySuggestionView['parts'];
  state: SuggestionState;
  decided_by: string | null;
  decided_at: Date | null;
  merge_id: string | null;
  created_at: Date;
}

const columns = 's.id, s.low_id, s.high_id, s.score, s.parts, s.state, s.decided_by, s.decided_at, s.merge_id, s.created_at';

export interface SuggestionFilter {
  state: SuggestionState;
  customerId?: string;
  after?: { score: number; id: string };
  limit: number;
}

/** The likeliest first. Of the open ones only those between two who are customers of their own at this moment. */
export async function listSuggestions(sql: Sql, filter: SuggestionFilter): Promise<IdentitySuggestionView[]> {
  const rows = await sql.query<Row>(
    `SELECT ${columns} FROM identity_suggestions s JOIN customers a ON a.id = s.low_id JOIN customers b ON b.id = s.high_id
     WHERE s.state = $1 AND ($1 <> 'open' OR (a.merged_into IS NULL AND b.merged_into IS NULL))
       AND ($2::uuid IS NULL OR $2 IN (s.low_id, s.high_id))
       AND ($3::double precision IS NULL OR (s.score, s.id) < ($3, $4::uuid))
     ORDER BY s.score DESC, s.id DESC LIMIT $5`,
    [filter.state, filter.customerId ?? null, filter.after?.score ?? null, filter.after?.id ?? null, filter.limit],
  );
  return withCustomers(sql, rows);
}

export async function suggestionView(sql: Sql, id: string): Promise<IdentitySuggestionView | undefined> {
  const rows = await sql.query<Row>(`SELECT ${columns} FROM identity_suggestions s WHERE s.id = $1`, [id]);
  return (await withCustomers(sql, rows))[0];
}

async function withCustomers(sql: Sql, rows: Row[]): Promise<IdentitySuggestionView[]> {
  const ids = [...new Set(rows.flatMap((row) => [row.low_id, row.high_id]))];
  if (ids.length === 0) return [];
  const customers = await sql.query<{ id: string; name: string | null; keys: SuggestedCustomer['keys'] | null }>(
    `SELECT c.id, c.name, (SELECT jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'shared', ${sharedKey('i')}))
       FROM (SELECT kind, value FROM identities WHERE customer_id = c.id AND kind <> 'visitor' ORDER BY created_at, id LIMIT 20) AS i) AS keys
     FROM customers c WHERE c.id = ANY($1)`,
    [ids],
  );
  const byId = new Map(customers.map((one) => [one.id, { id: one.id, name: one.name, keys: one.keys ?? [] }]));
  return rows.map((row) => ({
    id: row.id,
    customers: [byId.get(row.low_id)!, byId.get(row.high_id)!],
    score: row.score,
    parts: row.parts,
    state: row.state,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
    mergeId: row.merge_id,
    createdAt: row.created_at.toISOString(),
  }));
}
