import type { ReassignmentPlanView } from '../../contracts/routing-views.js';
import type { Told } from '../../core/matching/told.js';
import type { ChosenWork } from './chosen-work.queries.js';
import { told } from './plan-sentences.js';

type Plan = ReassignmentPlanView;
type Warning = Plan['effect']['warnings'][number];

/** A reply that falls due within this is at risk when its conversation goes back in line. */
const NEAR_MS = 300_000;

/** What whoever reads the plan should know before they carry it out, item by item. */
export function warningsOf(
  work: readonly ChosenWork[],
  items: readonly Plan['items'][number][],
  known: (conversationId: string) => boolean,
  names: Map<string, string>,
  now: number,
): Warning[] {
  const chosen = new Map(work.map((one) => [one.id, one]));
  return items.flatMap(({ conversationId, to }) => {
    const one = chosen.get(conversationId) as ChosenWork;
    const warn = (kind: Warning['kind'], said: Told): Warning => ({ kind, conversationId, ...said });
    const name = one.customer_name;
    const holds = one.assignee_id !== null;
    const holder = one.assignee_id ? names.get(one.assignee_id) : undefined;
    const found: Warning[] = [];
    if (holds && one.first_replied_at && !(to.agentId && known(conversationId)))
      found.push(warn('continuity_lost', continuityLost(name, holder)));
    if (one.deadline_at && !to.agentId && one.deadline_at.getTime() - now <= NEAR_MS)
      found.push(warn('deadline_near', deadlineNear(name, one.deadline_at.getTime() - now)));
    if (holds && one.unanswered_since) found.push(warn('customer_waiting', customerWaiting(name, holder)));
    if (one.wait_for_agent_id && to.agentId !== one.wait_for_agent_id)
      found.push(warn('customer_chose_agent', choseAgent(name, names.get(one.wait_for_agent_id))));
    return found;
  });
}

type Name = string | null | undefined;

const continuityLost = (customer: Name, holder: Name): Told =>
  told(
    `${customer ?? 'The customer'} has been talking with ${holder ?? 'an agent'} and would be answered by a stranger`,
    `${customer ?? '客户'}一直由${holder ?? '另一位客服'}接待，将换成不熟悉的人答复`,
  );

const deadlineNear = (customer: Name, leftMs: number): Told =>
  leftMs < 0
    ? told(
        `The reply to ${customer ?? 'the customer'} is overdue already, and it would wait in line`,
        `对${customer ?? '客户'}的回复已超时，却要去排队`,
      )
    : told(
        `The reply to ${customer ?? 'the customer'} is due within five minutes, and it would wait in line`,
        `对${customer ?? '客户'}的回复五分钟内到期，却要去排队`,
      );

const customerWaiting = (customer: Name, holder: Name): Told =>
  told(
    `${customer ?? 'The customer'} is waiting for an answer from ${holder ?? 'an agent'}`,
    `${customer ?? '客户'}正在等${holder ?? '客服'}答复`,
  );

const choseAgent = (customer: Name, agent: Name): Told =>
  told(
    `${customer ?? 'The customer'} chose to wait for ${agent ?? 'another agent'}`,
    `${customer ?? '客户'}选择等待${agent ?? '另一位客服'}`,
  );

const whole = (kind: Warning['kind'], sentence: string, zh: string): Warning => ({
  kind,
  conversationId: null,
  ...told(sentence, zh),
});

/** What there is to know of the choice itself: what it leaves out, and where new work would come from. */
export function warningsOfChoice(choice: {
  outside: number;
  /** More were chosen than a plan takes. */
  most: number | null;
  /** Whose desk is emptied, where new work would reach them at once. */
  available: string | undefined;
  asleep: number;
}): Warning[] {
  const { outside, most, available, asleep } = choice;
  return [
    ...(outside > 0
      ? [
          whole(
            'outside_your_queues',
            `${outside} are in queues you do not supervise and stay`,
            `${outside} 个在您不主管的队列中，不会移动`,
          ),
        ]
      : []),
    ...(most !== null
      ? [
          whole(
            'more_left',
            `Only the ${most} that wait longest are in this plan; plan again for the rest`,
            `方案只含等待最久的 ${most} 个，其余请再次制定方案`,
          ),
        ]
      : []),
    ...(available !== undefined
      ? [
          whole(
            'agent_still_available',
            `${available} is still available and would get new work at once; set them finishing`,
            `${available} 仍在接新会话，会马上被派到新工作；请先设为收尾`,
          ),
        ]
      : []),
    ...(asleep > 0 ? [whole('asleep', `${asleep} asleep stay with their agent`, `${asleep} 个暂缓的会话留在原客服处`)] : []),
  ];
}
