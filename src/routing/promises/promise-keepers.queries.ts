import { membersOf, rootOf } from '../../customers/customers.repository.js';
import type { Sql } from '../../platform/database/tx.js';

export interface PromiseKeeper {
  /** Null: nobody who could keep it is there, so the supervisors must know. */
  agentId: string | null;
  /** Where it is to be kept: their open conversation of this customer, else the one it was made in. */
  conversationId: string;
  queueId: string | null;
  because: 'holds' | 'made_it' | 'nobody_there';
}

/** Whether agent `a` is there to read a reminder. */
const isThere = `EXISTS (SELECT 1 FROM agent_presence s WHERE s.agent_id = a.id AND s.state IN ('available', 'finishing') AND s.lease_expires_at > app_now())`;

/**
 * Who must know of a promise to this customer now. Merges count: whoever holds the conversation of the whole customer. Of
 * several the one it was made in comes first.
 */
export async function whoMustKnow(
  sql: Sql,
  { customerId, conversationId, makerId }: { customerId: string; conversationId: string; makerId: string },
): Promise<PromiseKeeper> {
  const memberIds = await membersOf(sql, await rootOf(sql, customerId));
  const [holder] = await sql.query<{ agent_id: string; id: string; queue_id: string }>(
    `SELECT a.id AS agent_id, v.id, v.queue_id FROM conversations v JOIN agents a ON a.id = v.assignee_id
     WHERE v.customer_id = ANY($1) AND v.status <> 'closed' AND a.disabled_at IS NULL AND ${isThere}
     ORDER BY (v.id = $2) DESC, v.opened_at DESC, v.id DESC LIMIT 1`,
    [memberIds, conversationId],
  );
  if (holder) return { agentId: holder.agent_id, conversationId: holder.id, queueId: holder.queue_id, because: 'holds' };
  const [made] = await sql.query<{ queue_id: string; maker: string | null }>(
    `SELECT v.queue_id, (SELECT a.id FROM agents a WHERE a.id = $2 AND a.disabled_at IS NULL AND ${isThere}) AS maker
     FROM conversations v WHERE v.id = $1`,
    [conversationId, makerId],
  );
  const agentId = made?.maker ?? null;
  return { agentId, conversationId, queueId: made?.queue_id ?? null, because: agentId ? 'made_it' : 'nobody_there' };
}
