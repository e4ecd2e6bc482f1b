import type { PromiseSuggestionView } from '../../contracts/promises.js';
import { commitsUs, promisedIn, type SaidMessage } from '../../conversations/promised-in.js';
import type { Sql } from '../../platform/database/tx.js';

const LOOKED_AT = 100;

interface Row extends SaidMessage {
  authorId: string;
  decided: number[];
}

const columns = `m.id, m.conversation_id AS "conversationId", left(m.text, 4000) AS text, m.created_at AS at, m.author_id AS "authorId",
  ARRAY(SELECT d.ordinal FROM promise_decisions d WHERE d.message_id = m.id) AS decided`;

/** What the latest replies of a conversation commit us to and nobody has judged yet, the latest message first. */
export async function openSuggestions(sql: Sql, conversationId: string): Promise<PromiseSuggestionView[]> {
  const rows = await sql.query<Row>(
    `SELECT ${columns} FROM messages m WHERE m.conversation_id = $1 AND ${commitsUs('m')} ORDER BY m.seq DESC LIMIT ${LOOKED_AT}`,
    [conversationId],
  );
  const decided = new Set(rows.flatMap((row) => row.decided.map((ordinal) => `${row.id}-${ordinal}`)));
  return (await promisedIn(sql, rows)).filter((one) => !decided.has(one.id));
}

/** One suggestion, judged or not, and who wrote the message. */
export async function suggestionOf(
  sql: Sql,
  { messageId, ordinal }: { messageId: string; ordinal: number },
): Promise<(PromiseSuggestionView & { authorId: string }) | undefined> {
  const rows = await sql.query<Row>(`SELECT ${columns} FROM messages m WHERE m.id = $1 AND ${commitsUs('m')}`, [messageId]);
  const suggestion = (await promisedIn(sql, rows))[ordinal];
  return suggestion && { ...suggestion, authorId: rows[0]!.authorId };
}
