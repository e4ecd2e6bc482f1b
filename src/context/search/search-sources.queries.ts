import type { SearchKind } from '../../contracts/search.js';
import { LONGEST_TEXT } from '../../core/search/fold.js';
import type { Sql } from '../../platform/database/tx.js';

/** Something that can be found, as it is now. */
export interface Source {
  id: string;
  kind: SearchKind;
  customerId: string;
  channel: string | null;
  at: Date;
  text: string;
}

/** What stands between the names and addresses of a customer, where one is shown. */
const BETWEEN = ' · ';

/** Whispers are for one agent and their supervisor, and are not found; events are ours, not theirs. */
const findable = `m.kind <> 'event' AND m.text <> '' AND m.content -> 'whisper' IS NULL`;
const messageColumns = `m.id, 'message' AS kind, m.customer_id AS "customerId", m.channel, m.created_at AS at,
  CASE WHEN m.content ->> 'subject' IS NULL THEN left(m.text, ${LONGEST_TEXT}) ELSE left(m.content ->> 'subject' || E'\\n' || m.text, ${LONGEST_TEXT}) END AS text`;
const factColumns = `f.id, 'fact' AS kind, f.customer_id AS "customerId", f.channel, f.at, coalesce(f.label || ': ', '') || f.value AS text`;

export const messagesById = (sql: Sql, ids: readonly string[]): Promise<Source[]> =>
  sql.query<Source>(`SELECT ${messageColumns} FROM messages m WHERE m.id = ANY($1) AND ${findable}`, [ids]);

export const factsById = (sql: Sql, ids: readonly string[]): Promise<Source[]> =>
  sql.query<Source>(`SELECT ${factColumns} FROM facts f WHERE f.id = ANY($1)`, [ids]);

/** Facts of these customers that the index does not have yet. */
export const newFactsOf = (sql: Sql, customerIds: readonly string[]): Promise<Source[]> =>
  sql.query<Source>(
    `SELECT ${factColumns} FROM facts f WHERE f.customer_id = ANY($1)
       AND NOT EXISTS (SELECT 1 FROM search_documents d WHERE d.id = f.id)`,
    [customerIds],
  );

/** The next ids of a kind in their order, which is that of time. */
export async function nextIds(sql: Sql, kind: SearchKind, after: string | null, limit: number): Promise<string[]> {
  const table = { customer: 'customers', fact: 'facts', message: 'messages' }[kind];
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM ${table} ${after ? 'WHERE id > $2' : ''} ORDER BY id LIMIT $1`,
    after ? [limit, after] : [limit],
  );
  return rows.map((row) => row.id);
}

interface CustomerRow {
  id: string;
  at: Date;
  members: string[];
  names: string[] | null;
  addresses: string[] | null;
  attributes: Record<string, unknown>;
}

/** These customers and all they were merged with, each root once: found by every name and address of theirs. */
export async function customersOf(sql: Sql, ids: readonly string[]): Promise<{ sources: Source[]; memberIds: string[] }> {
  const rows = await sql.query<CustomerRow>(
    `WITH RECURSIVE up AS (
       SELECT id, merged_into FROM customers WHERE id = ANY($1)
       UNION SELECT c.id, c.merged_into FROM up JOIN customers c ON c.id = up.merged_into
     ), members AS (
       SELECT id AS root, id, 0 AS depth FROM up WHERE merged_into IS NULL
       UNION ALL SELECT m.root, c.id, m.depth + 1 FROM members m JOIN customers c ON c.merged_into = m.id
     ), named AS (
       SELECT m.root, array_agg(m.id) AS members, array_agg(c.name ORDER BY m.depth, m.id) FILTER (WHERE c.name <> '') AS names
       FROM members m JOIN customers c ON c.id = m.id GROUP BY m.root
     ), addressed AS (
       SELECT m.root, array_agg(a.text ORDER BY i.created_at, i.id) AS addresses
       FROM members m JOIN identities i ON i.customer_id = m.id,
         LATERAL (VALUES (i.display), (CASE WHEN i.kind <> 'visitor' THEN i.value END)) AS a(text)
       WHERE a.text <> '' GROUP BY m.root
     )
     SELECT c.id, c.created_at AS at, n.members, n.names, a.addresses, c.attributes
     FROM named n JOIN customers c ON c.id = n.root LEFT JOIN addressed a ON a.root = n.root`,
    [ids],
  );
  const sources = rows.map((row) => ({
    id: row.id,
    kind: 'customer' as const,
    customerId: row.id,
    channel: null,
    at: row.at,
    text: describe(row),
  }));
  return { sources, memberIds: [...new Set([...ids, ...rows.flatMap((row) => row.members)])] };
}

function describe({ names, addresses, attributes }: CustomerRow): string {
  const noted = Object.values(attributes).filter((value): value is string => typeof value === 'string' && value !== '');
  const parts = [...(names ?? []), ...(addresses ?? []), ...noted.slice(0, 20).map((value) => value.slice(0, 200))];
  return [...new Set(parts)].join(BETWEEN).slice(0, LONGEST_TEXT);
}
