import type { Scope } from '../platform/database/tx.js';

/**
 * Conversations that were opened in the merged thread, and in which only the side that leaves has written, go with it: whatever
 * was said in them, by whomever, is theirs. One in which both wrote stays; the messages go to whom they came from all the same.
 * @returns their ids. The caller holds the locks, and arranges what is open afterwards.
 */
export async function giveBack(
  scope: Scope,
  { since, toId, leaving, staying }: { since: Date; toId: string; leaving: string[]; staying: string[] },
): Promise<string[]> {
  const rows = await scope.tx.query<{ id: string }>(
    `SELECT c.id FROM conversations c
     WHERE c.customer_id = ANY($1) AND c.opened_at >= $3
       AND EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND m.author_type = 'customer' AND m.customer_id = ANY($2))
       AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND m.author_type = 'customer' AND m.customer_id = ANY($1))
     ORDER BY c.id FOR NO KEY UPDATE`,
    [staying, leaving, since],
  );
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return ids;
  // Until it is arranged, an open one counts as split off (from itself): the thread may have one of its own.
  await scope.tx.run(
    `INSERT INTO merge_splits (conversation_id) SELECT id FROM conversations
     WHERE id = ANY($1) AND status <> 'closed' AND split_from_id IS NULL ON CONFLICT DO NOTHING`,
    [ids],
  );
  await scope.tx.run(
    `UPDATE conversations c SET customer_id = $2, version = version + 1,
       split_from_id = CASE WHEN c.status <> 'closed' AND c.split_from_id IS NULL THEN c.id ELSE c.split_from_id END,
       previous_id = CASE WHEN EXISTS (SELECT 1 FROM conversations p WHERE p.id = c.previous_id AND p.customer_id = ANY($3)) THEN NULL ELSE c.previous_id END
     WHERE c.id = ANY($1)`,
    [ids, toId, staying],
  );
  // Notes and promises hang on the conversation, not on an address: numbers of the merged thread are given once, so they fit.
  await scope.tx.run('UPDATE messages SET customer_id = $2 WHERE conversation_id = ANY($1) AND customer_id = ANY($3)', [
    ids,
    toId,
    staying,
  ]);
  await scope.tx.run('UPDATE promises SET customer_id = $2 WHERE conversation_id = ANY($1) AND customer_id = ANY($3)', [
    ids,
    toId,
    staying,
  ]);
  return ids;
}
