import type { OutboundView } from '../../contracts/views.js';
import type { Channel } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

interface Row {
  message_id: string;
  conversation_id: string;
  customer_id: string;
  inbox_id: string;
  channel: Channel;
  state: 'pending' | 'failed';
  last_error: string | null;
  attempts: number;
  parts_left: string;
  due_at: Date | null;
  created_at: Date;
  dismissed_at: Date | null;
  customer_name: string | null;
  text: string;
}

/** Enough to know a message again. */
const firstWords = 140;

const select = `
  SELECT s.message_id, m.conversation_id, m.customer_id, s.inbox_id, s.channel, s.state, s.last_error, s.attempts, s.due_at, s.created_at, s.dismissed_at,
         coalesce(root.name, c.name) AS customer_name,
         left(coalesce(NULLIF(btrim(m.text), ''), (SELECT string_agg(f ->> 'name', ', ') FROM jsonb_array_elements(m.attachments) f), ''), ${firstWords}) AS text,
         (SELECT count(*) FROM outbound_parts p WHERE p.message_id = s.message_id AND p.state <> 'failed') AS parts_left
  FROM outbound_sends s JOIN messages m ON m.id = s.message_id
  JOIN customers c ON c.id = m.customer_id LEFT JOIN customers root ON root.id = c.merged_into`;

export interface OutboundFilter {
  inboxId?: string;
  state?: 'pending' | 'failed';
  /** Left out: both. */
  dismissed?: boolean;
  /** The last message of the page before. */
  afterId?: string;
  limit: number;
}

/** Newest first. */
export async function listOutbound(sql: Sql, filter: OutboundFilter): Promise<OutboundView[]> {
  const rows = await sql.query<Row>(
    `${select}
     WHERE s.state <> 'sent' AND ($1::uuid IS NULL OR s.inbox_id = $1) AND ($2::text IS NULL OR s.state = $2)
       AND ($5::boolean IS NULL OR (s.dismissed_at IS NOT NULL) = $5)
       AND ($3::uuid IS NULL OR (s.created_at, s.message_id) < (SELECT c.created_at, c.message_id FROM outbound_sends c WHERE c.message_id = $3))
     ORDER BY s.created_at DESC, s.message_id DESC LIMIT $4`,
    [filter.inboxId ?? null, filter.state ?? null, filter.afterId ?? null, filter.limit, filter.dismissed ?? null],
  );
  return rows.map(toView);
}

export async function outboundView(sql: Sql, messageId: string): Promise<OutboundView | undefined> {
  const [row] = await sql.query<Row>(`${select} WHERE s.message_id = $1`, [messageId]);
  return row && toView(row);
}

/** What failed in an inbox since a moment, the oldest first. */
export async function failedSends(sql: Sql, inboxId: string, since: Date | null, limit: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT message_id AS id FROM outbound_sends WHERE state = 'failed' AND dismissed_at IS NULL AND inbox_id = $1 AND ($2::timestamptz IS NULL OR created_at >= $2)
     ORDER BY created_at, message_id LIMIT $3`,
    [inboxId, since, limit],
  );
  return rows.map((row) => row.id);
}

const toView = (row: Row): OutboundView => ({
  messageId: row.message_id,
  conversationId: row.conversation_id,
  customerId: row.customer_id,
  inboxId: row.inbox_id,
  channel: row.channel,
  state: row.state,
  reason: row.last_error,
  attempts: row.attempts,
  partsLeft: Number(row.parts_left),
  nextAttemptAt: row.due_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  dismissedAt: row.dismissed_at?.toISOString() ?? null,
  customerName: row.customer_name,
  text: row.text,
});
