import type { Scope } from '../platform/database/tx.js';
import type { Outbox } from '../platform/outbox/outbox.js';
import { type ConversationRow, conversationColumns, moveConversation } from './conversations.repository.js';

type Row = ConversationRow & { by_merge: boolean };

export interface MadeSplit {
  conversationId: string;
  fromId: string;
}

/**
 * Brings the open conversations of a thread into the one arrangement that its members allow: the oldest is the thread's own, every
 * other one that no person split off is a split of it. What a thread looks like depends on who is in it and on nothing else, so
 * that an undo restores it exactly, whatever was merged and undone in between. The caller holds the locks of the threads.
 */
export async function arrangeOpen(
  scope: Scope,
  outbox: Outbox,
  memberIds: string[],
  because: 'merge' | 'unmerge',
): Promise<MadeSplit[]> {
  const rows = await scope.tx.query<Row>(
    `SELECT ${columns}, s.conversation_id IS NOT NULL AS by_merge
     FROM conversations c LEFT JOIN merge_splits s ON s.conversation_id = c.id
     WHERE c.customer_id = ANY($1) AND (s.conversation_id IS NOT NULL OR (c.status <> 'closed' AND c.split_from_id IS NULL))
     ORDER BY c.opened_at, c.id FOR NO KEY UPDATE OF c`,
    [memberIds],
  );
  const open = rows.filter((row) => row.status !== 'closed');
  const own = open[0];
  const made: MadeSplit[] = [];
  // The splits first: the store allows one open conversation of a customer's own, and no moment with two.
  for (const row of open.slice(1)) if (await splitOff(scope, outbox, row, own!, because)) made.push(splitOf(row, own!));
  if (own?.split_from_id) await makeOwn(scope, outbox, own, because);
  for (const row of rows.filter((one) => one.status === 'closed')) await letGo(scope, row, memberIds);
  return made;
}

const columns = conversationColumns
  .split(',')
  .map((column) => `c.${column.trim()}`)
  .join(', ');

const splitOf = (row: Row, own: Row): MadeSplit => ({ conversationId: row.id, fromId: own.id });

async function splitOff(scope: Scope, outbox: Outbox, row: Row, own: Row, because: string): Promise<boolean> {
  if (row.split_from_id === own.id) return false;
  await scope.tx.run('UPDATE conversations SET split_from_id = $2 WHERE id = $1', [row.id, own.id]);
  await scope.tx.run('INSERT INTO merge_splits (conversation_id) VALUES ($1) ON CONFLICT DO NOTHING', [row.id]);
  await moveConversation(scope, outbox, row, { change: 'split', changes: {}, data: { from: own.id, because } });
  return true;
}

async function makeOwn(scope: Scope, outbox: Outbox, row: Row, because: string): Promise<void> {
  await forget(scope, row.id);
  await moveConversation(scope, outbox, row, { change: 'edited', changes: {}, data: { split: null, because } });
}

/** A closed one that was split off from a conversation of somebody who left stands for itself again: it may be reopened. */
async function letGo(scope: Scope, row: Row, memberIds: string[]): Promise<void> {
  const [from] = await scope.tx.query<{ customer_id: string }>('SELECT customer_id FROM conversations WHERE id = $1', [
    row.split_from_id,
  ]);
  if (!from || from.customer_id === row.customer_id || !memberIds.includes(from.customer_id)) await forget(scope, row.id);
}

async function forget(scope: Scope, conversationId: string): Promise<void> {
  await scope.tx.run('UPDATE conversations SET split_from_id = NULL, version = version + 1 WHERE id = $1', [conversationId]);
  await scope.tx.run('DELETE FROM merge_splits WHERE conversation_id = $1', [conversationId]);
}
