import type { BulkPriorityView, ReassignmentPlanView, ReassignmentView } from '../../../src/contracts/routing-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { say, sayError } from '../frame/say.js';
import { call } from '../live/api.js';
import { putConversation } from '../live/apply.js';
import { desk } from '../live/desk.js';
import { Refusal } from '../live/problem.js';
import { customerName } from '../ui/customer-name.js';
import { words } from '../words.js';
import { ask, setMoving } from './board-store.js';
import { follow, isAtRest, isUnsure, type Tell } from './follow.js';
import { noteDone } from './just-done.js';

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

const read = (id: string) => (): Promise<ReassignmentView> => call<ReassignmentView>('GET', `/v1/reassignments/${id}`);

export const isTooOld = (error: unknown): boolean =>
  error instanceof Refusal && ['token_expired', 'token_invalid'].includes(error.problem?.code ?? '');

/** The plan was never begun: the server went away before it heard of it. It can be carried out as it is. */
export class NotBegun extends Error {
  constructor() {
    super(words.t('board:didNotBegin'));
  }
}

/**
 * Carries a plan out and comes back when it is done. While the server works on it, `tell` hears how far it is. An answer that was
 * lost is asked for by the plan's id, and what the server left unfinished is followed to its end: what was done is known either way.
 * @throws Refusal; NotBegun
 */
export async function carryOut(plan: ReassignmentPlanView, tell: Tell, reason = ''): Promise<ReassignmentView> {
  const ids = plan.items.map((item) => item.conversationId);
  setMoving(ids, true);
  const timer = setInterval(() => void read(plan.id)().then(tell, () => undefined), PROGRESS_MS);
  try {
    const answer = await call<ReassignmentView>('POST', '/v1/reassignments', {
      planToken: plan.planToken,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    });
    return isAtRest(answer) ? answer : await follow(read(plan.id), tell);
  } catch (error) {
    if (!isUnsure(error)) throw error;
    clearInterval(timer);
    const found = await follow(read(plan.id), tell);
    if (found.status === 'planned') throw new NotBegun();
    return found;
  } finally {
    clearInterval(timer);
    setMoving(ids, false);
  }
}

const isOnBoard = (): boolean => location.pathname.includes('/board');

/** Takes a move (or a change of priority) back, and says what could not be. */
export async function undo(id: string): Promise<ReassignmentView | null> {
  try {
    const after = await takeBack(id);
    const { restored, notRestored } = after.counts;
    const key = after.kind === 'priority' ? 'priorityBack' : 'undone';
    const text = words.t(`board:${key}`, { count: restored });
    // Which of them were not, and who acted on them, is more than a line that goes away can say.
    if (notRestored > 0 && isOnBoard()) ask({ kind: 'left', result: after });
    say(notRestored > 0 ? words.t('board:undonePartly', { restored, notRestored }) : text, notRestored > 0 ? 'bad' : 'good');
    return after;
  } catch (error) {
    sayError(error);
    return null;
  }
}

/** @throws Refusal */
async function takeBack(id: string): Promise<ReassignmentView> {
  const nobody = (): void => undefined;
  try {
    const answer = await call<ReassignmentView>('POST', `/v1/reassignments/${id}/undo`);
    return isAtRest(answer) ? answer : await follow(read(id), nobody);
  } catch (error) {
    if (!isUnsure(error)) throw error;
    const found = await follow(read(id), nobody);
    if (found.status !== 'undone') throw error;
    return found;
  }
}

/** Said when a plan was carried out, with the way back for as long as the line stands; later the list of moves has it. */
export function sayMoved(after: ReassignmentView): void {
  const { moved, failed } = after.counts;
  // Somebody took it back before it was through.
  if (after.status === 'undone') return say(words.t('board:undoneBy', { name: after.undoneBy?.name ?? '' }));
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
    const name = customerName(after.customerName, after.customerId);
    const where = after.assignee?.name ?? desk.getState().queues.find((one) => one.id === after.queueId)?.name ?? '';
    const text = words.t('board:placed', { name, where });
    const takeBack = back ? noteDone(text, () => putBack(id, after.epoch, back)) : undefined;
    say(text, 'good', takeBack && (() => void takeBack()));
  } finally {
    setMoving([id], false);
  }
}

const placeOf = ({ status, assignee, queueId }: ConversationView): Place =>
  status === 'assigned' && assignee ? { agentId: assignee.id, force: true } : { queueId };

/** @returns whether it is back */
async function putBack(id: string, epoch: number, to: Place): Promise<boolean> {
  try {
    putConversation(await call<ConversationView>('POST', `/v1/conversations/${id}/move`, { ...to, epoch }));
    say(words.t('board:undone', { count: 1 }), 'good');
    return true;
  } catch (error) {
    sayError(error);
    return false;
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
