import type { ReassignmentPlanView } from '../../contracts/routing-views.js';
import type { ChosenWork } from './chosen-work.queries.js';

type Plan = ReassignmentPlanView;

/** A reply that falls due within this is at risk when its conversation goes back in line. */
const NEAR_MS = 300_000;

/** What whoever reads the plan should know before they carry it out, item by item. */
export function warningsOf(
  work: readonly ChosenWork[],
  items: readonly Plan['items'][number][],
  known: (conversationId: string) => boolean,
  names: Map<string, string>,
  now: number,
): Plan['effect']['warnings'] {
  const chosen = new Map(work.map((one) => [one.id, one]));
  return items.flatMap(({ conversationId, to }) => {
    const one = chosen.get(conversationId) as ChosenWork;
    const warn = (kind: Plan['effect']['warnings'][number]['kind'], sentence: string) => ({ kind, conversationId, sentence });
    const customer = one.customer_name ?? 'The customer';
    const holder = one.assignee_id ? (names.get(one.assignee_id) ?? 'an agent') : null;
    const found = [];
    if (holder && one.first_replied_at && !(to.agentId && known(conversationId)))
      found.push(warn('continuity_lost', `${customer} has been talking with ${holder} and would be answered by a stranger`));
    if (one.deadline_at && !to.agentId && one.deadline_at.getTime() - now <= NEAR_MS)
      found.push(
        warn('deadline_near', `The reply to ${customer} ${dueIn(one.deadline_at.getTime() - now)}, and it would wait in line`),
      );
    if (holder && one.unanswered_since)
      found.push(warn('customer_waiting', `${customer} is waiting for an answer from ${holder}`));
    if (one.wait_for_agent_id && to.agentId !== one.wait_for_agent_id)
      found.push(
        warn('customer_chose_agent', `${customer} chose to wait for ${names.get(one.wait_for_agent_id) ?? 'another agent'}`),
      );
    return found;
  });
}

const dueIn = (leftMs: number): string => (leftMs < 0 ? 'is overdue already' : 'is due within five minutes');
