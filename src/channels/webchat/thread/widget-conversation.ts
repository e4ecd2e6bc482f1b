import type { WidgetConversationView } from '../../../contracts/views.js';
import type { ConversationStatus } from '../../../contracts/words.js';
import type { Sql } from '../../../platform/database/tx.js';
import { firstName, visibleToCustomer } from './widget-message.js';
import type { ReadableThread } from './widget-threads.js';

export interface WidgetConversationRow {
  id: string;
  status: ConversationStatus;
  agent_name: string | null;
  ahead: string | null;
}

/**
 * Over `conversations v`. The place in the line counts those whom the queue would serve before: by priority, then by
 * waiting time.
 */
export const widgetConversationColumns = `v.id, v.status, a.name AS agent_name,
  CASE WHEN v.status = 'waiting' THEN (
    SELECT count(*) FROM conversations w WHERE w.queue_id = v.queue_id AND w.status = 'waiting'
      AND (w.priority > v.priority OR (w.priority = v.priority AND (w.waiting_since, w.id) < (v.waiting_since, v.id)))) END AS ahead`;

export const widgetConversationJoin = `LEFT JOIN agents a ON v.status = 'assigned' AND a.id = v.assignee_id`;

/** A whitelist like the one for messages. No expected wait is promised: nothing here measures one truthfully. */
export function widgetConversationView(row: WidgetConversationRow): WidgetConversationView {
  const name = firstName(row.agent_name);
  return {
    id: row.id,
    status: row.status,
    agent: name ? { name } : null,
    position: row.ahead === null ? null : Number(row.ahead) + 1,
    expectedWait: null,
  };
}

/** The conversation a widget shows: the open one, else the last. A session that reads only its own sees the one it wrote in. */
export async function conversationOf(sql: Sql, thread: ReadableThread): Promise<WidgetConversationView | null> {
  if (thread.customerIds.length === 0) return null;
  const which = thread.identityId
    ? `v.id = (SELECT m.conversation_id FROM messages m WHERE m.customer_id = ANY($1) AND m.identity_id = $2 AND ${visibleToCustomer}
               ORDER BY m.seq DESC, m.created_at DESC LIMIT 1)`
    : `v.customer_id = ANY($1) AND $2::uuid IS NULL`;
  const [row] = await sql.query<WidgetConversationRow>(
    `SELECT ${widgetConversationColumns} FROM conversations v ${widgetConversationJoin} WHERE ${which}
     ORDER BY (v.status = 'closed'), v.split_from_id NULLS FIRST, v.opened_at DESC LIMIT 1`,
    [thread.customerIds, thread.identityId],
  );
  return row ? widgetConversationView(row) : null;
}
