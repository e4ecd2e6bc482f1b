import type { BusinessHours } from '../../core/hours/business-hours.js';
import type { Sql } from '../../platform/database/tx.js';

export interface ClosedMail extends BusinessHours {
  conversationId: string;
  text: string;
  locale: string | null;
  /** Epoch ms. */
  now: string;
}

/** Of these messages, people's mails to these inboxes whose queue keeps hours and whose conversation was not told yet. */
export const mailToAnswer = (sql: Sql, messageIds: readonly string[], inboxIds: readonly string[]): Promise<ClosedMail[]> =>
  sql.query<ClosedMail>(
    `SELECT DISTINCT ON (v.id) v.id AS "conversationId", m.text, coalesce(v.language, r.locale) AS locale,
            h.time_zone AS "timeZone", h.intervals, h.holidays, floor(extract(epoch FROM app_now()) * 1000)::bigint AS now
     FROM messages m
     JOIN conversations v ON v.id = m.conversation_id AND v.status <> 'closed'
     JOIN customers r ON r.id = v.customer_id
     JOIN queues q ON q.id = v.queue_id
     JOIN business_hours h ON h.id = q.hours_id
     WHERE m.id = ANY($1) AND m.inbox_id = ANY($2) AND m.channel = 'email' AND m.direction = 'in' AND m.kind = 'text'
       AND m.content->'mayAutoAnswer' = 'true'
       AND NOT EXISTS (SELECT 1 FROM mail_auto_replies a WHERE a.conversation_id = v.id)
     ORDER BY v.id, m.seq DESC`,
    [messageIds, inboxIds],
  );

export async function answeredAlready(sql: Sql, conversationId: string): Promise<boolean> {
  const rows = await sql.query('SELECT 1 FROM mail_auto_replies WHERE conversation_id = $1', [conversationId]);
  return rows.length > 0;
}

/** False where it was told meanwhile. */
export const noteAnswered = async (sql: Sql, conversationId: string, messageId: string): Promise<boolean> =>
  (await sql.run('INSERT INTO mail_auto_replies (conversation_id, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    conversationId,
    messageId,
  ])) === 1;
