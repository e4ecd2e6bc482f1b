import type { CannedReplyView } from '../../contracts/views.js';
import { isDuplicate } from '../../platform/database/errors.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';

const columns = 'id, key, title, text, locale, version';

/** One more than `limit`, in the order they were added; of one locale where it is given. */
export function listReplies(
  sql: Sql,
  locale: string | undefined,
  afterId: string | undefined,
  limit: number,
): Promise<CannedReplyView[]> {
  return sql.query<CannedReplyView>(
    `SELECT ${columns} FROM canned_replies
     WHERE ($1::uuid IS NULL OR id > $1) AND ($2::text IS NULL OR locale = $2) ORDER BY id LIMIT $3`,
    [afterId ?? null, locale ?? null, limit + 1],
  );
}

export async function findReply(sql: Sql, id: string): Promise<CannedReplyView | undefined> {
  return (await sql.query<CannedReplyView>(`SELECT ${columns} FROM canned_replies WHERE id = $1`, [id]))[0];
}

export async function lockReply(tx: Tx, id: string): Promise<CannedReplyView | undefined> {
  return (await tx.query<CannedReplyView>(`SELECT ${columns} FROM canned_replies WHERE id = $1 FOR UPDATE`, [id]))[0];
}

/** Writes a new reply, or the next version of one that was locked. @throws Refusal `already_exists` */
export async function writeReply(tx: Tx, reply: Omit<CannedReplyView, 'version'>): Promise<CannedReplyView> {
  const [row] = await tx
    .query<CannedReplyView>(
      `INSERT INTO canned_replies (id, key, title, text, locale) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET key = $2, title = $3, text = $4, locale = $5, version = canned_replies.version + 1
       RETURNING ${columns}`,
      [reply.id, reply.key, reply.title, reply.text, reply.locale],
    )
    .catch((error: unknown) => {
      if (!isDuplicate(error, 'canned_replies_key_key')) throw error;
      throw new Refusal('already_exists', `There is a reply ${reply.key} in ${reply.locale} already.`, {
        translations: { zh: `已有 ${reply.locale} 的快捷回复 ${reply.key}。` },
        errors: [{ pointer: '/key', detail: 'is taken' }],
      });
    });
  return row!;
}

export async function deleteReply(tx: Tx, id: string): Promise<void> {
  await tx.run('DELETE FROM canned_replies WHERE id = $1', [id]);
}
