import type { FactConflictView, FactView, PastFactView } from '../contracts/context.js';
import { conflictsAmong } from '../core/facts/conflicts.js';
import { rootOf, membersOf } from '../customers/customers.repository.js';
import type { FactSourceType } from '../customers/record-facts.service.js';
import type { Sql } from '../platform/database/tx.js';
import { notFound } from '../platform/http/refusal.js';

const shownPerKind = 20;
const shownFacts = 200;
const snippetLength = 160;
const snippetLead = 60;

interface FactRow {
  id: string;
  kind: string;
  value: string;
  label: string | null;
  confidence: number;
  at: Date;
  channel: FactView['channel'];
  conversation_id: string | null;
  source_type: FactSourceType;
  source_message_id: string | null;
  snippet: string | null;
  recorded_by: string | null;
  recorded_by_name: string | null;
  /** A pattern of this deployment says that a customer has one of it. */
  single: boolean;
}

/**
 * What the customers told us, per kind the newest first; what was superseded is left out, and what two merged records
 * both know is shown once.
 * @param only narrows to these facts.
 */
export async function factViews(
  sql: Sql,
  customerIds: string[],
  only: { kind?: string; value?: string } = {},
): Promise<FactView[]> {
  return (await factRows(sql, customerIds, only)).map(toFactView);
}

/** As `factViews`, and which of them contradict each other. */
export async function factsAndConflicts(
  sql: Sql,
  customerIds: string[],
): Promise<{ facts: FactView[]; conflicts: FactConflictView[] }> {
  const rows = await factRows(sql, customerIds, {});
  const facts = rows.map(toFactView);
  return { facts, conflicts: conflictsAmong(facts, new Set(rows.filter(({ single }) => single).map(({ kind }) => kind))) };
}

async function factRows(sql: Sql, customerIds: string[], only: { kind?: string; value?: string }): Promise<FactRow[]> {
  return sql.prepared<FactRow>(
    'context-facts',
    `WITH known AS (
       SELECT DISTINCT ON (kind, value) * FROM facts
       WHERE customer_id = ANY($1) AND superseded_at IS NULL AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR value = $3)
       ORDER BY kind, value, at DESC, id DESC
     ), shown AS (
       SELECT *, row_number() OVER (PARTITION BY kind ORDER BY at DESC, id DESC) AS n FROM known
     )
     SELECT f.id, f.kind, f.value, f.label, f.confidence, f.at, f.channel, f.conversation_id, f.source_type, f.source_message_id,
            f.recorded_by, a.name AS recorded_by_name, EXISTS (SELECT 1 FROM fact_patterns p WHERE p.kind = f.kind AND p.single) AS single,
            (SELECT substr(m.text, greatest(1, strpos(lower(m.text), lower(f.value)) - ${snippetLead}), ${snippetLength})
             FROM messages m WHERE m.id = f.source_message_id) AS snippet
     FROM shown f
     LEFT JOIN agents a ON a.id = f.recorded_by
     WHERE f.n <= ${shownPerKind} ORDER BY f.kind, f.at DESC, f.id DESC LIMIT ${shownFacts}`,
    [customerIds, only.kind ?? null, only.value ?? null],
  );
}

const mostHistory = 1_000;

/** Everything a customer ever told us, the latest first, also what was put right since. @throws Refusal `not_found` */
export async function pastFacts(sql: Sql, customerId: string): Promise<PastFactView[]> {
  if ((await sql.query('SELECT 1 FROM customers WHERE id = $1', [customerId])).length === 0) throw notFound('customer');
  const rows = await sql.query<FactRow & { superseded_at: Date | null; superseded_by: string | null }>(
    `SELECT f.id, f.kind, f.value, f.label, f.confidence, f.at, f.channel, f.conversation_id, f.source_type, f.source_message_id,
            f.recorded_by, a.name AS recorded_by_name, f.superseded_at, f.superseded_by, NULL AS snippet, false AS single
     FROM facts f LEFT JOIN agents a ON a.id = f.recorded_by
     WHERE f.customer_id = ANY($1) ORDER BY f.at DESC, f.id DESC LIMIT ${mostHistory}`,
    [await membersOf(sql, await rootOf(sql, customerId))],
  );
  return rows.map((row) => ({
    ...toFactView(row),
    supersededAt: row.superseded_at?.toISOString() ?? null,
    supersededBy: row.superseded_by,
  }));
}

function toFactView(row: FactRow): FactView {
  return {
    id: row.id,
    kind: row.kind,
    value: row.value,
    label: row.label,
    confidence: row.confidence,
    at: row.at.toISOString(),
    channel: row.channel,
    conversationId: row.conversation_id,
    source: {
      // What an agent wrote down was either read in a note of theirs or entered by hand.
      type: row.source_type === 'agent' && row.source_message_id ? 'note' : row.source_type,
      messageId: row.source_message_id,
      ...(row.snippet ? { snippet: row.snippet } : {}),
      ...(row.recorded_by ? { by: { id: row.recorded_by, name: row.recorded_by_name ?? '' } } : {}),
    },
  };
}
