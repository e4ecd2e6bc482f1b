import type { InboundDeliveryView } from '../../contracts/views.js';
import type { Channel, InboundState } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

interface Row {
  id: string;
  inbox_id: string;
  channel: Channel;
  external_id: string;
  state: InboundState;
  detail: string | null;
  message_id: string | null;
  conversation_id: string | null;
  attempts: number;
  due_at: Date | null;
  size_bytes: number;
  received_at: Date;
  expires_at: Date;
  dismissed_at: Date | null;
  raw_kept: boolean;
  sender: string | null;
}

const select = `
  SELECT d.id, d.inbox_id, d.channel, d.external_id, d.state, d.detail, d.message_id, m.conversation_id, d.attempts, d.due_at,
         d.size_bytes, d.received_at, d.expires_at, d.dismissed_at, d.raw_sealed IS NOT NULL AS raw_kept,
         coalesce(root.name, c.name, NULLIF(d.meta -> 'envelope' ->> 'from', '')) AS sender
  FROM inbound_deliveries d LEFT JOIN messages m ON m.id = d.message_id
  LEFT JOIN customers c ON c.id = m.customer_id LEFT JOIN customers root ON root.id = c.merged_into`;

/** Outcomes that leave a customer unheard. */
const unread: readonly InboundState[] = ['unrecognised', 'refused', 'failed'];
export const isUnreadState = (state: InboundState): boolean => unread.includes(state);
/** In these words the index knows them. */
export const isUnread = `d.state IN (${unread.map((state) => `'${state}'`).join(', ')})`;

export interface InboundFilter {
  inboxId?: string;
  states?: readonly InboundState[];
  /** Left out: both. */
  dismissed?: boolean;
  /** The last id of the page before. */
  afterId?: string;
  limit: number;
}

/** Newest first. Rows are never deleted, so that an id is cursor enough. */
export async function listInbound(sql: Sql, filter: InboundFilter): Promise<InboundDeliveryView[]> {
  const rows = await sql.query<Row>(
    `${select}
     WHERE ($1::uuid IS NULL OR d.inbox_id = $1) AND ($2::text[] IS NULL OR d.state = ANY($2))
       AND ($5::boolean IS NULL OR (d.dismissed_at IS NOT NULL) = $5)
       ${filter.states?.every((state) => unread.includes(state)) ? `AND ${isUnread}` : ''}
       AND ($3::uuid IS NULL OR (d.received_at, d.id) < (SELECT c.received_at, c.id FROM inbound_deliveries c WHERE c.id = $3))
     ORDER BY d.received_at DESC, d.id DESC LIMIT $4`,
    [filter.inboxId ?? null, filter.states ?? null, filter.afterId ?? null, filter.limit, filter.dismissed ?? null],
  );
  return rows.map(toView);
}

export async function inboundView(sql: Sql, id: string): Promise<InboundDeliveryView | undefined> {
  const [row] = await sql.query<Row>(`${select} WHERE d.id = $1`, [id]);
  return row && toView(row);
}

const toView = (row: Row): InboundDeliveryView => ({
  id: row.id,
  inboxId: row.inbox_id,
  channel: row.channel,
  externalId: row.external_id,
  state: row.state,
  detail: row.detail,
  messageId: row.message_id,
  conversationId: row.conversation_id,
  attempts: row.attempts,
  nextAttemptAt: row.due_at?.toISOString() ?? null,
  sizeBytes: row.size_bytes,
  receivedAt: row.received_at.toISOString(),
  rawKeptUntil: row.raw_kept ? row.expires_at.toISOString() : null,
  from: row.sender,
  dismissedAt: row.dismissed_at?.toISOString() ?? null,
});
