import type { SearchHitView } from '../../contracts/search.js';
import type { Match, Needle } from '../../core/search/query.js';
import { snippetOf } from '../../core/search/snippet.js';
import type { Sql } from '../../platform/database/tx.js';
import type { Found } from './search.queries.js';
import { customersOf, factsById, messagesById, type Source } from './search-sources.queries.js';

const scores: Record<Match, number> = { exact: 1, prefix: 0.7, typo: 0.4 };

interface Whose {
  id: string;
  customer_id: string;
  name: string | null;
}

/** What was found, as it is now; whatever is gone since it was indexed is left out. */
export async function searchHits(sql: Sql, found: readonly Found[], needles: readonly Needle[]): Promise<SearchHitView[]> {
  const [sources, origins] = await Promise.all([sourcesOf(sql, found), originsOf(sql, found)]);
  const customers = await ownersOf(sql, [...new Set([...sources.values()].map((one) => one.customerId))]);
  return found.flatMap(({ id, kind, at, match }) => {
    const source = sources.get(id);
    const customer = source && customers.get(source.customerId);
    if (!source || !customer) return [];
    const origin = origins.get(id);
    return {
      ...{ kind, id, customer, ...origin },
      ...{ snippet: snippetOf(source.text, needles), at: at.toISOString(), match, score: scores[match] },
    };
  });
}

async function sourcesOf(sql: Sql, found: readonly Found[]): Promise<Map<string, Source>> {
  const ids = (kind: Found['kind']): string[] => found.filter((one) => one.kind === kind).map((one) => one.id);
  const [customers, facts, messages] = [ids('customer'), ids('fact'), ids('message')];
  const all = await Promise.all([
    customers.length > 0 ? customersOf(sql, customers).then((one) => one.sources) : [],
    facts.length > 0 ? factsById(sql, facts) : [],
    messages.length > 0 ? messagesById(sql, messages) : [],
  ]);
  return new Map(all.flat().map((one) => [one.id, one]));
}

/** Each customer as whom they are now, by the names they are shown with elsewhere. */
async function ownersOf(sql: Sql, ids: readonly string[]): Promise<Map<string, SearchHitView['customer']>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.query<Whose>(
    `WITH RECURSIVE up AS (
       SELECT id AS asked, id, merged_into, name, 0 AS depth FROM customers WHERE id = ANY($1)
       UNION ALL SELECT up.asked, c.id, c.merged_into, c.name, up.depth + 1 FROM up JOIN customers c ON c.id = up.merged_into
     )
     SELECT up.asked AS id, up.id AS customer_id,
       coalesce(up.name, (SELECT o.name FROM up o WHERE o.asked = up.asked AND o.name IS NOT NULL ORDER BY o.depth DESC LIMIT 1)) AS name
     FROM up WHERE up.merged_into IS NULL`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, { id: row.customer_id, name: row.name }]));
}

async function originsOf(
  sql: Sql,
  found: readonly Found[],
): Promise<Map<string, { conversationId?: string; messageId?: string }>> {
  const ids = found.filter((one) => one.kind !== 'customer').map((one) => one.id);
  if (ids.length === 0) return new Map();
  const rows = await sql.query<{ id: string; conversation_id: string | null; message_id: string | null }>(
    `SELECT id, conversation_id, id AS message_id FROM messages WHERE id = ANY($1)
     UNION ALL SELECT id, conversation_id, source_message_id FROM facts WHERE id = ANY($1)`,
    [ids],
  );
  return new Map(
    rows.map(({ id, conversation_id, message_id }) => [
      id,
      { ...(conversation_id ? { conversationId: conversation_id } : {}), ...(message_id ? { messageId: message_id } : {}) },
    ]),
  );
}
