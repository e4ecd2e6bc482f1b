import type { Sql } from '../platform/database/tx.js';

/**
 * Whether a caller bound to inboxes may know of a conversation: it began in one of them, or a message of it came or went
 * through one. Null means bound to none.
 */
export async function reaches(
  sql: Sql,
  inboxIds: string[] | null,
  conversation: { id: string; inboxId: string },
): Promise<boolean> {
  if (inboxIds === null || inboxIds.includes(conversation.inboxId)) return true;
  const rows = await sql.query('SELECT 1 FROM messages WHERE conversation_id = $1 AND inbox_id = ANY($2) LIMIT 1', [
    conversation.id,
    inboxIds,
  ]);
  return rows.length > 0;
}
