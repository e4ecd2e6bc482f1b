import type { FactView } from '../contracts/context.js';
import type { Sql } from '../platform/database/tx.js';

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
  source_type: 'message' | 'form' | 'agent';
  source_message_id: string | null;
  snippet: string | null;
  recorded_by: string | null;
  recorded_by_name: string | null;
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
  const rows = await sql.prepared<FactRow>(
    'context-facts',
    `WITH known AS (
       SELECT DISTINCT ON (kind, value) * FROM facts
       WHERE customer_id = ANY($1) AND superseded_at IS NULL AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR value = $3)
       ORDER BY kind, value, at DESC, id DESC
     ), shown AS (
       SELECT *, row_number() OVER (PARTITION BY kind ORDER BY at DESC, id DESC) AS n FROM known
     )
     SELECT f.id, f.kind, f.value, f.label, f.confidence, f.at, f.channel, f.conversation_id, f.source_type, f.source_message_id,
            f.recorded_by, a.name AS recorded_by_name,
            substr(m.text, greatest(1, strpos(lower(m.text), lower(f.value)) - ${snippetLead}), ${snippetLength}) AS snippet
     FROM shown f
     LEFT JOIN messages m ON m.id = f.source_message_id
     LEFT JOIN agents a ON a.id = f.recorded_by
     WHERE f.n <= ${shownPerKind} ORDER BY f.kind, f.at DESC, f.id DESC LIMIT ${shownFacts}`,
    [customerIds, only.kind ?? null, only.value ?? null],
  );
  return rows.map(toFactView);
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
