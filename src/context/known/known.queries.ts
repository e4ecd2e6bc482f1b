import type { KnownAnswerView } from '../../contracts/context.js';
import type { Channel } from '../../contracts/words.js';
import type { KnownFact } from '../../core/questions/known.js';
import { membersOf, rootOf } from '../../customers/customers.repository.js';
import type { Sql } from '../../platform/database/tx.js';
import { panelsShown } from '../panels/ask-panel.service.js';

const mostRead = 500;

/** An answer we have, as the rules compare it (`at` is when it was last said) and as it is shown. */
export interface KnownRow extends KnownFact {
  /** Null for an address they are reached by. */
  factId: string | null;
  since: Date;
  view: KnownAnswerView;
}

interface Row {
  fact_id: string | null;
  kind: string;
  value: string;
  label: string | null;
  confidence: number;
  at: Date;
  since: Date;
  here: boolean;
  source_type: KnownAnswerView['source']['type'];
  message_id: string | null;
  channel: Channel | null;
}

export interface Asking {
  conversationId: string;
  customerId: string;
  /** What was known then; left out: now. */
  at?: Date;
}

/**
 * What was known about the customer (and whoever was merged into them) at a moment: facts in force then, the addresses they are
 * reached by, the name on their record, and what panels said. Each value once, as it was said last, with when it was said first.
 */
export async function knownAt(sql: Sql, { conversationId, customerId, at }: Asking): Promise<KnownRow[]> {
  const rows = await sql.prepared<Row>(
    'known-at',
    `WITH RECURSIVE up AS (
       SELECT id, merged_into FROM customers WHERE id = $1
       UNION ALL SELECT c.id, c.merged_into FROM customers c JOIN up ON c.id = up.merged_into
     ), members AS (
       SELECT id FROM up WHERE merged_into IS NULL
       UNION ALL SELECT c.id FROM customers c JOIN members ON c.merged_into = members.id
     ), said AS (
       SELECT f.id AS fact_id, f.kind, f.value, f.label, f.confidence, f.at, f.conversation_id = $2 AS here, f.source_type,
              f.source_message_id AS message_id, f.channel
       FROM members JOIN facts f ON f.customer_id = members.id
       WHERE f.at < coalesce($3::timestamptz, app_now()) AND (f.superseded_at IS NULL OR f.superseded_at > coalesce($3::timestamptz, app_now()))
       UNION ALL
       SELECT NULL, CASE WHEN i.kind = 'email' THEN 'email' ELSE 'phone' END, i.value, NULL, CASE i.level WHEN 'verified' THEN 1 ELSE 0.8 END,
              i.created_at, false, 'identity', NULL, NULL
       FROM members JOIN identities i ON i.customer_id = members.id
       WHERE (i.kind IN ('email', 'phone') OR (i.kind = 'whatsapp' AND i.value LIKE '+%')) AND i.created_at < coalesce($3::timestamptz, app_now())
       UNION ALL
       SELECT NULL, 'name', c.name, NULL, 0.9, c.created_at, false, 'identity', NULL, NULL
       FROM members JOIN customers c ON c.id = members.id WHERE c.name IS NOT NULL AND c.created_at < coalesce($3::timestamptz, app_now())
     ), last AS (
       SELECT DISTINCT ON (kind, value) *, min(at) OVER (PARTITION BY kind, value) AS since, bool_or(here) OVER (PARTITION BY kind, value) AS is_here
       FROM said ORDER BY kind, value, (source_type = 'identity'), at DESC
     )
     SELECT fact_id, kind, value, label, confidence, at, since, coalesce(is_here, false) AS here, source_type, message_id, channel
     FROM last ORDER BY at DESC LIMIT ${mostRead}`,
    [customerId, conversationId, at ?? null],
  );
  return [...rows.map(toKnown), ...(await knownByPanels(sql, customerId, at))];
}

/** What other systems said last: an agent who asks for it shows the customer that we do not look at our own screens. */
async function knownByPanels(sql: Sql, customerId: string, at: Date | undefined): Promise<KnownRow[]> {
  const rootId = await rootOf(sql, customerId);
  const panels = await panelsShown(sql, rootId, await membersOf(sql, rootId));
  return panels.flatMap(({ key, facts, asOf }) => {
    const told = asOf === null ? null : new Date(asOf);
    if (!told || (at && told >= at)) return [];
    return facts.map(({ kind, value, label = null }): KnownRow => {
      const source = { type: 'panel' as const, panel: key, messageId: null, channel: null, at: told.toISOString() };
      const view = { factId: null, value, label, confidence: 1, source };
      return { factId: null, kind, value, label, at: told.getTime(), here: false, since: told, view };
    });
  });
}

function toKnown(row: Row): KnownRow {
  const type = row.source_type === 'agent' && row.message_id ? 'note' : row.source_type;
  return {
    factId: row.fact_id,
    kind: row.kind,
    value: row.value,
    label: row.label,
    at: row.at.getTime(),
    here: row.here,
    since: row.since,
    view: {
      factId: row.fact_id,
      value: row.value,
      label: row.label,
      confidence: row.confidence,
      source: { type, messageId: row.message_id, channel: row.channel, at: row.at.toISOString() },
    },
  };
}
