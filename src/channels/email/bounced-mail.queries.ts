import type { Sql } from '../../platform/database/tx.js';
import type { HardBounce } from './mail/hard-bounce.js';

export interface BouncedMessage {
  id: string;
  /** Everybody it went to. */
  recipients: string[];
}

/**
 * Which message of this inbox came back: the one that the bounce names, else the last one of its conversation (known by the
 * token in the address that the bounce came to) to an address that failed. Undefined for mail that was never ours.
 */
export async function bouncedMessage(
  sql: Sql,
  bounce: HardBounce,
  at: { inboxId: string; conversationId: string | null },
): Promise<BouncedMessage | undefined> {
  const [found] = await sql.query<{ id: string; recipients: string[] }>(
    `SELECT m.id, array_remove(ARRAY[lower(i.value)], NULL)
              || ARRAY(SELECT lower(c) FROM jsonb_array_elements_text(coalesce(m.content->'cc', '[]')) AS c) AS recipients
     FROM messages m LEFT JOIN identities i ON i.id = m.identity_id
     WHERE m.inbox_id = $1 AND m.direction = 'out' AND m.channel = 'email'
       AND CASE WHEN $2::uuid IS NOT NULL THEN m.id = $2
                ELSE m.conversation_id = $3 AND (lower(i.value) = ANY($4::text[]) OR coalesce(m.content->'cc', '[]') ?| $4::text[]) END
     ORDER BY m.created_at DESC, m.id DESC LIMIT 1`,
    [
      at.inboxId,
      bounce.messageId,
      at.conversationId,
      bounce.failed.flatMap(({ address, original }) => (original ? [address, original] : [address])),
    ],
  );
  return found;
}
