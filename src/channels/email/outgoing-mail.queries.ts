import type { IdentityKind } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

export interface OutgoingMail {
  id: string;
  conversation_id: string;
  kind: string;
  text: string;
  created_at: Date;
  inbox_id: string;
  content: Record<string, unknown> | null;
  locale: string | null;
  time_zone: string | null;
  inbox_address: string | null;
  inbox_name: string;
  author_name: string | null;
  to_kind: IdentityKind | null;
  to_value: string | null;
  to_name: string | null;
  conversation_subject: string | null;
  /** The mail it answers: the customer's last one before it, else our own last one; null for the first of a conversation. */
  answered_id: string | null;
  answered_subject: string | null;
  answered_references: string[] | null;
  answered_text: string | null;
  answered_at: Date | null;
  answered_direction: string | null;
  answered_name: string | null;
}

/**
 * All that a mail is made of. Only what was there before the message counts, so that a retry, whenever it comes, builds the
 * same mail again.
 */
export async function outgoingMail(sql: Sql, messageId: string): Promise<OutgoingMail | undefined> {
  const [mail] = await sql.query<OutgoingMail>(
    `SELECT m.id, m.conversation_id, m.kind, m.text, m.created_at, m.inbox_id, m.content, x.address AS inbox_address, x.name AS inbox_name,
            a.name AS author_name, i.kind AS to_kind, i.value AS to_value, c.name AS to_name,
            v.subject AS conversation_subject, coalesce(before.content->>'messageId', before.external_id) AS answered_id,
            before.content->>'subject' AS answered_subject, before.content->'references' AS answered_references,
            before.text AS answered_text, before.written_at AS answered_at, before.direction AS answered_direction,
            before.agent_name AS answered_name, coalesce(v.language, r.locale, c.locale) AS locale, h.time_zone
     FROM messages m
     JOIN conversations v ON v.id = m.conversation_id
     JOIN inboxes x ON x.id = m.inbox_id
     LEFT JOIN agents a ON m.author_type = 'agent' AND a.id = m.author_id
     LEFT JOIN identities i ON i.id = m.identity_id
     LEFT JOIN customers c ON c.id = i.customer_id
     LEFT JOIN customers r ON r.id = v.customer_id
     LEFT JOIN queues q ON q.id = v.queue_id
     LEFT JOIN business_hours h ON h.id = q.hours_id
     LEFT JOIN LATERAL (
       SELECT b.content, b.external_id, b.text, b.direction, coalesce(b.occurred_at, b.created_at) AS written_at, w.name AS agent_name
       FROM messages b LEFT JOIN agents w ON b.author_type = 'agent' AND w.id = b.author_id
       WHERE b.conversation_id = m.conversation_id AND b.channel = 'email' AND b.kind = 'text' AND b.created_at < m.created_at
         AND b.identity_id = m.identity_id
         AND b.external_id IS NOT NULL
       ORDER BY (b.direction = 'in') DESC, b.created_at DESC, b.seq DESC LIMIT 1) before ON true
     WHERE m.id = $1 AND m.direction = 'out'`,
    [messageId],
  );
  return mail;
}

/**
 * Notes the Message-ID under which a message leaves, before it leaves: an answer or a bounce may be here sooner than the
 * mail server's word that it took the mail.
 */
export async function nameMail(sql: Sql, messageId: string, externalId: string): Promise<void> {
  await sql.run('UPDATE messages SET external_id = $2 WHERE id = $1 AND external_id IS DISTINCT FROM $2', [
    messageId,
    externalId,
  ]);
}
