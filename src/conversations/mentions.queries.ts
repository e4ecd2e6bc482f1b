import type { MentionView } from '../contracts/views.js';
import type { ActorType } from '../contracts/words.js';
import type { Sql } from '../platform/database/tx.js';

interface Row {
  message_id: string;
  conversation_id: string;
  customer_id: string;
  customer_name: string | null;
  author_type: ActorType;
  author_id: string | null;
  author_name: string | null;
  text: string;
  created_at: Date;
  seen_at: Date | null;
}

/** Notes that name this agent, the latest first. The conversation is the one in which the note stands now. */
export async function mentionViews(
  sql: Sql,
  { agentId, unseen, beforeId, limit }: { agentId: string; unseen: boolean; beforeId: string | undefined; limit: number },
): Promise<MentionView[]> {
  const rows = await sql.query<Row>(
    `SELECT n.message_id, m.conversation_id, v.customer_id, c.name AS customer_name, m.author_type, m.author_id, a.name AS author_name,
            m.text, m.created_at, n.seen_at
     FROM mentions n JOIN messages m ON m.id = n.message_id JOIN conversations v ON v.id = m.conversation_id
     JOIN customers c ON c.id = v.customer_id LEFT JOIN agents a ON m.author_type = 'agent' AND a.id = m.author_id
     WHERE n.agent_id = $1 AND ($2::uuid IS NULL OR n.message_id < $2::uuid) ${unseen ? 'AND n.seen_at IS NULL' : ''}
     ORDER BY n.message_id DESC LIMIT $3`,
    [agentId, beforeId ?? null, limit],
  );
  return rows.map((row) => ({
    messageId: row.message_id,
    conversationId: row.conversation_id,
    customer: { id: row.customer_id, name: row.customer_name },
    by: { type: row.author_type, id: row.author_id, name: row.author_name },
    text: row.text,
    at: row.created_at.toISOString(),
    seenAt: row.seen_at?.toISOString() ?? null,
  }));
}

/** Whoever opened the conversation has seen what names them there. @returns how many were new */
export async function seeMentions(sql: Sql, agentId: string, conversationId: string): Promise<number> {
  return sql.run(
    `UPDATE mentions n SET seen_at = app_now() FROM messages m
     WHERE n.agent_id = $1 AND n.seen_at IS NULL AND m.id = n.message_id AND m.conversation_id = $2`,
    [agentId, conversationId],
  );
}
