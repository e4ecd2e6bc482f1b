import { conversationColumns, type ConversationRow } from '../../conversations/conversations.repository.js';
import type { Sql, Tx } from '../../platform/database/tx.js';

/** An open conversation of a thread that no person split off, with whose it is where a merge moved it. */
export interface SharedRow extends ConversationRow {
  worked_at: Date;
  lent: { agentId: string | null } | null;
}

const columns = conversationColumns
  .split(',')
  .map((column) => `c.${column.trim()}`)
  .join(', ');

const shared = (lent: string): string => `
     SELECT ${columns}, greatest(c.last_inbound_at, c.last_outbound_at, c.opened_at) AS worked_at,
            CASE WHEN l.conversation_id IS NOT NULL THEN jsonb_build_object('agentId', l.agent_id) END AS lent
     FROM conversations c LEFT JOIN lent_conversations l ON ${lent}
     WHERE c.customer_id = ANY($1::uuid[]) AND c.status <> 'closed'
       AND (c.split_from_id IS NULL OR EXISTS (SELECT 1 FROM merge_splits s WHERE s.conversation_id = c.id))
     ORDER BY c.id`;

/** As `sharedWork`, for whoever only wants to know: nothing is locked or put in order. */
export async function lookAtSharedWork(sql: Sql, memberIds: readonly string[]): Promise<SharedRow[]> {
  return sql.query<SharedRow>(shared('l.conversation_id = c.id AND l.epoch = c.epoch AND l.held = (c.assignee_id IS NOT NULL)'), [
    memberIds,
  ]);
}

/** Locked. Rows of the past are no part of it: whoever acted on a conversation since it was lent has made it theirs. */
export async function sharedWork(tx: Tx, memberIds: readonly string[]): Promise<SharedRow[]> {
  await tx.run(
    `DELETE FROM lent_conversations l USING conversations c
     WHERE c.id = l.conversation_id AND c.customer_id = ANY($1::uuid[]) AND (c.epoch <> l.epoch OR l.held <> (c.assignee_id IS NOT NULL))`,
    [memberIds],
  );
  return tx.query<SharedRow>(`${shared('l.conversation_id = c.id')} FOR NO KEY UPDATE OF c`, [memberIds]);
}

/** Whose a held one is: who had it before merges moved it, else who has it. */
export const ownerOf = (row: SharedRow): string | null => row.lent?.agentId ?? row.assignee_id;

/** Notes whose it is, under the epoch it has now; nothing is lent that lies with its owner. */
export async function keepLent(
  tx: Tx,
  lent: { conversationId: string; agentId: string | null; held: boolean; epoch: number },
  holderId: string | null,
): Promise<void> {
  if (lent.held && lent.agentId === holderId) return forgetLent(tx, lent.conversationId);
  await tx.run(
    `INSERT INTO lent_conversations (conversation_id, agent_id, held, epoch) VALUES ($1, $2, $3, $4)
     ON CONFLICT (conversation_id) DO UPDATE SET agent_id = $2, held = $3, epoch = $4, at = app_now()`,
    [lent.conversationId, lent.agentId, lent.held, lent.epoch],
  );
}

export async function forgetLent(tx: Tx, conversationId: string): Promise<void> {
  await tx.run('DELETE FROM lent_conversations WHERE conversation_id = $1', [conversationId]);
}
