import type { Channel } from '../contracts/words.js';
import type { Sql } from '../platform/database/tx.js';
import type { ConversationRow } from './conversations.repository.js';

/**
 * Where a written answer goes unless its writer chooses: where the customer was heard last; where that was a call, which carries
 * no text, where they wrote last, else what the inbox of the call is for.
 */
export async function usualChannel(
  sql: Sql,
  conversation: Pick<ConversationRow, 'id' | 'channel' | 'inbox_id'>,
): Promise<Channel> {
  if (conversation.channel !== 'voice') return conversation.channel;
  const [row] = await sql.query<{ channel: Channel }>(
    `SELECT coalesce((SELECT m.channel FROM messages m WHERE m.conversation_id = $1 AND m.direction = 'in' AND m.kind = 'text' AND m.channel <> 'voice'
       ORDER BY m.seq DESC LIMIT 1),
       (SELECT i.channel FROM calls c JOIN inboxes i ON i.id = c.inbox_id WHERE c.conversation_id = $1 ORDER BY c.started_at DESC LIMIT 1)) AS channel`,
    [conversation.id],
  );
  return row?.channel ?? conversation.channel;
}
