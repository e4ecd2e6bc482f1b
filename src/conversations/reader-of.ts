import type { Principal } from '../accounts/principal.js';
import { supervisedQueueIds } from '../accounts/supervised-queues.queries.js';
import type { Sql } from '../platform/database/tx.js';
import type { Reader } from './conversations.queries.js';

/** What this caller may see of whispers; another system sees none. */
export async function readerOf(sql: Sql, principal: Principal): Promise<Reader | undefined> {
  if (principal.type !== 'agent') return undefined;
  return { agentId: principal.id, queueIds: await supervisedQueueIds(sql, principal) };
}
