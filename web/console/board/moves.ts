import type { BulkPriorityView, ReassignmentPlanView, ReassignmentView } from '../../../src/contracts/routing-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { say, sayError } from '../frame/say.js';
import { call } from '../live/api.js';
import { putConversation } from '../live/apply.js';
import { desk } from '../live/desk.js';
import { Refusal } from '../live/problem.js';
import { words } from '../words.js';
import { setMoving } from './board-store.js';

/** What is to be moved, and where to. */
export interface Wish {
  fromAgentId?: string;
  queueId?: string;
  conversationIds?: readonly string[];
  toAgentIds?: readonly string[];
  toQueueId?: string;
  reason?: string;
}

const PROGRESS_MS = 600;

export const planOf = (wish: Wish): Promise<ReassignmentPlanView> =>
  call<ReassignmentPlanView>('POST', '/v1/reassignments/plan', wish);

export const readReassignment = (id: string): Promise<ReassignmentView> =>
  call<ReassignmentView>('GET', `/v1/reassignments/${id}`);

export const isTooOld = (error: unknown): boolean =>
  error instanceof Refusal && ['token_expired', 'token_invalid'].includes(error.problem?.code ?? '');

/**
 * Carries a plan out. While the server works on it, `tell` hears how far it is. An answer that was lost is asked for by the
 * plan's id: what was done is known either way.
 * @throws Refusal
 */
export async function carryOut(plan: ReassignmentPlanView, tell: (done: ReassignmentView) => void): Promise<ReassignmentView> {
  const ids = plan.items.map((item) => item.conversationId);
  setMoving(ids, true);
  const timer = setInterval(() => void readReassignment(plan.id).then(tell, () => undefined), PROGRESS_MS);
  try {
    return await call<ReassignmentView>('POST', '/v1/reassignments', { planToken: plan.planToken });
  } catch (error) {
    const isUnsure = error instanceof Refusal && (error.problem === null || error.problem.code === 'conflict');
    const found = isUnsure ? await readReassignment(plan.id).catch(() => null) : null;
    if (found && found.status !== 'planned') return found;
    throw error;
  } finally {
    clearInterval(timer);
    setMoving(ids, false);
  }
}

/** Takes a move (or a change of priority) back, and says what could not be. */
export async function undo(id: string): Promise<ReassignmentView | null> {
  try {
    const after = await call<ReassignmentView>('POST', `/v1/reassignments/${id}/undo`);
    const { restored, notRestored } = after.counts;
    say(
      notRestored > 0
        ? words.t('board:undonePartly', { restored, notRestored, detail: after.notRestored[0]?.detail ?? '' })
        : words.t('board:undone', { count: restored }),
      notRestored > 0 ? 'bad' : 'good',
    );
    return after;
  } catch (error) {
    sayError(error);
    return null;
  }
}

/** Said when a plan was carried out, with the way back for as long as the line stands; later the list of moves has it. */
export function sayMoved(after: ReassignmentView): void {
  const { moved, failed } = after.counts;
  const text = failed > 0 ? words.t('board:movedPartly', { moved, failed }) : words.t('board:moved', { count: moved });
  say(text, failed > 0 ? 'plain' : 'good', moved > 0 ? () => void undo(after.id) : undefined);
}

export interface Place {
  agentId?: string;
  queueId?: string;
  force?: boolean;
  note?: string;
  reason?: string;
}

/**
 * Places one conversation by hand; automation leaves it there for a while.
 * @throws Refusal
 */
export async function place(id: string, to: Place): Promise<void> {
  const before = desk.getState().conversations.get(id);
  setMoving([id], true);
  try {
    const after = await call<ConversationView>('POST', `/v1/conversations/${id}/move`, {
      ...to,
      ...(before ? { epoch: before.epoch } : {}),
    });
    putConversation(after);
    const back = before && placeOf(before);
    const name = after.customerName ?? words.t('ui:visitor');
    const where = after.assignee?.name ?? desk.getState().queues.find((one) => one.id === after.queueId)?.name ?? '';
    say(words.t('board:placed', { name, where }), 'good', back ? () => void putBack(id, after.epoch, back) : undefined);
  } finally {
    setMoving([id], false);
  }
}

const placeOf = ({ status, assignee, queueId }: ConversationView): Place =>
  status === 'assigned' && assignee ? { agentId: assignee.id, force: true } : { queueId };

async function putBack(id: string, epoch: number, to: Place): Promise<void> {
  try {
    putConversation(await call<ConversationView>('POST', `/v1/conversations/${id}/move`, { ...to, epoch }));
    say(words.t('board:undone', { count: 1 }), 'good');
  } catch (error) {
    sayError(error);
  }
}

/** @throws Refusal */
export function setPriority(
  ids: readonly string[],
  priority: number,
  reason: string,
  dryRun: boolean,
): Promise<BulkPriorityView> {
  return call<BulkPriorityView>('POST', '/v1/conversations/priority', { conversationIds: ids, priority, reason, dryRun });
}
