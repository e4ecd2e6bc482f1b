import type { ReassignmentPlanView } from '../../../src/contracts/routing-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { grouped } from './grouped.js';

type Item = ReassignmentPlanView['items'][number];

export interface PlanParts {
  /** Go to an agent, by agent in the order of the plan. */
  toAgents: Map<string, Item[]>;
  /** Go into a line they are not in yet, by queue. */
  toLines: Map<string, Item[]>;
  /** Stay where they are: nobody can take them. */
  stay: Item[];
}

const staysInLine = ({ from, to }: Item): boolean => !to.agentId && from.agentId === null && to.queueId === from.queueId;

export function partsOf({ items }: Pick<ReassignmentPlanView, 'items'>): PlanParts {
  const moves = items.filter((item) => !staysInLine(item));
  return {
    toAgents: grouped(
      moves.filter(({ to }) => to.agentId),
      ({ to }) => to.agentId as string,
    ),
    toLines: grouped(
      moves.filter(({ to }) => !to.agentId),
      ({ to }) => to.queueId as string,
    ),
    stay: items.filter(staysInLine),
  };
}

/** Those that somebody has touched since the plan was made: they would be refused one by one. */
export function staleIn({ items }: Pick<ReassignmentPlanView, 'items'>, now: ReadonlyMap<string, ConversationView>): string[] {
  return items
    .filter(({ conversationId, epoch }) => (now.get(conversationId)?.epoch ?? epoch) > epoch)
    .map((item) => item.conversationId);
}
