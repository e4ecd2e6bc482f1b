import { hasRole, type Principal } from '../../accounts/principal.js';
import { supervises } from '../../accounts/supervised-queues.queries.js';
import { type ConversationEvent, nextConversationStatus } from '../../core/lifecycle/conversation.js';
import type { ConversationStatus } from '../../contracts/words.js';
import { type ConversationRow, lockConversation, staleEpoch } from '../../conversations/conversations.repository.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';

/** What every act on a conversation states: which one, who acts, and the epoch they saw. */
export interface Act {
  conversationId: string;
  by: Principal;
  /** People may leave it out (the current one is used), automation must send it. */
  epoch?: number;
  /** In the actor's own words, for the audit log. */
  reason?: string;
}

/** `holder`: the assignee, or a supervisor of its queue. `member`: also agents of its queue. `anybody`: judged by the caller. */
export type ActRule = 'holder' | 'member' | 'supervisor' | 'anybody';

/**
 * Locks the conversation and checks that this caller may act on what they saw.
 * Errors: `not_found`, `forbidden`, `stale_epoch`, `invalid_request` (automation without an epoch).
 */
export async function lockForAct(tx: Tx, act: Act, rule: ActRule): Promise<ConversationRow> {
  const conversation = (await lockConversation(tx, act.conversationId))?.conversation;
  if (!conversation || !reaches(act.by, conversation)) throw notFound('conversation');
  // Somebody who acts on what they saw is told that it has changed, rather than that they may not: the second follows from the first.
  if (act.epoch !== undefined) checkEpoch(act, conversation);
  if (!(await mayAct(tx, act.by, conversation, rule)))
    throw new Refusal('forbidden', 'Only the agent who holds the conversation or a supervisor may do this.', {
      translations: { zh: '只有持有这个会话的客服或其队列的主管可以这样做。' },
    });
  checkEpoch(act, conversation);
  return conversation;
}

export function checkEpoch({ by, epoch }: Pick<Act, 'by' | 'epoch'>, conversation: ConversationRow): void {
  if (epoch === undefined && by.type === 'integration')
    throw new Refusal('invalid_request', 'Automation must send the epoch it saw.', {
      errors: [{ pointer: '/epoch', detail: 'is required' }],
      translations: { zh: '自动化程序必须附上它所见的 epoch。' },
    });
  if (epoch !== undefined && epoch !== conversation.epoch) throw staleEpoch();
}

/** The status the event leads to; refused where the table of moves has no such move. */
export function statusAfter(status: ConversationStatus, event: ConversationEvent): ConversationStatus {
  const moved = nextConversationStatus(status, event);
  if (!moved.ok)
    throw new Refusal('illegal_move', `A conversation that is ${status} cannot be ${event.replaceAll('_', ' ')}.`, {
      conversationStatus: status,
      translations: { zh: `会话${statusInChinese[status]}，不能${eventInChinese[event]}。` },
    });
  return moved.status;
}

const statusInChinese: Record<ConversationStatus, string> = {
  waiting: '正在等待',
  offered: '已派出、待接受',
  assigned: '正在处理中',
  snoozed: '已暂缓',
  closed: '已关闭',
};

const eventInChinese: Record<ConversationEvent, string> = {
  received: '接收消息',
  offered: '派出',
  offer_accepted: '接受',
  offer_declined: '谢绝',
  offer_expired: '过期',
  assigned: '分配',
  transferred: '转接',
  snoozed: '暂缓',
  woken: '唤醒',
  closed: '关闭',
  reopened: '重新打开',
};

export const isSupervisor = (by: Principal): boolean => hasRole(by, 'supervisor');

/** An API key may be bound to inboxes; what lies outside does not exist for it. */
const reaches = (by: Principal, conversation: ConversationRow): boolean =>
  by.inboxIds === null || by.inboxIds.includes(conversation.inbox_id);

export async function mayAct(sql: Sql, by: Principal, conversation: ConversationRow, rule: ActRule): Promise<boolean> {
  if (rule === 'anybody' || (isSupervisor(by) && (await supervises(sql, by, conversation.queue_id)))) return true;
  if (rule === 'supervisor') return false;
  if (by.type === 'integration') return true;
  if (conversation.assignee_id === by.id) return true;
  // A closed conversation has no assignee: whoever closed it is told that it is closed, and may open it again.
  if (conversation.status === 'closed' && conversation.preferred_agent_id === by.id) return true;
  return rule === 'member' && isMember(sql, by.id, conversation.queue_id);
}

export async function isMember(sql: Sql, agentId: string, queueId: string): Promise<boolean> {
  const rows = await sql.query('SELECT 1 FROM queue_agents WHERE queue_id = $1 AND agent_id = $2', [queueId, agentId]);
  return rows.length > 0;
}
