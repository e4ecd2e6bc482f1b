import { expectedWait } from '../../core/staffing/erlang-c.js';
import type { Decision, MatchingSnapshot } from '../../core/matching/snapshot.js';
import type { ReassignmentPlanView } from '../../contracts/routing-views.js';
import type { ChosenWork } from './chosen-work.queries.js';
import { ARRIVALS_WINDOW_MS, type Holding, type QueueTraffic } from './queue-traffic.queries.js';

type Effect = ReassignmentPlanView['effect'];
type Item = ReassignmentPlanView['items'][number];

/** Units that come and go, by agent and queue. */
interface Shift {
  agentId: string;
  queueId: string;
  units: number;
}

/** Fewer than these say too little to be called a rate. */
const LEAST_ARRIVALS = 5;
const LEAST_HANDLED = 10;
const USUAL_WEIGHT = 25;

/** What the plan takes from whom and gives to whom. */
export function shiftsOf(work: readonly ChosenWork[], decisions: readonly Decision[], snapshot: MatchingSnapshot): Shift[] {
  const weights = new Map(snapshot.items.map((item) => [item.conversationId, item.weight]));
  const taken = work.flatMap((one) =>
    one.assignee_id ? [{ agentId: one.assignee_id, queueId: one.queue_id, units: -(weights.get(one.id) ?? 0) }] : [],
  );
  return [...taken, ...decisions.map(({ agentId, queueId, weight }) => ({ agentId, queueId, units: weight }))];
}

/** How full everybody would be whom the plan touches. */
export function agentsEffect(snapshot: MatchingSnapshot, shifts: readonly Shift[], names: Map<string, string>): Effect['agents'] {
  const change = new Map<string, number>();
  for (const { agentId, units } of shifts) change.set(agentId, (change.get(agentId) ?? 0) + units);
  return snapshot.agents
    .filter((agent) => change.has(agent.agentId))
    .map(({ agentId, capacity, limit, reserved }) => ({
      id: agentId,
      name: names.get(agentId) ?? '',
      capacity: limit ?? capacity,
      before: reserved,
      after: Math.max(0, reserved + (change.get(agentId) ?? 0)),
    }));
}

/** The line of each queue before and after, and what somebody who arrives then may expect to wait. */
export function queuesEffect(
  traffic: readonly QueueTraffic[],
  holdings: readonly Holding[],
  shifts: readonly Shift[],
  items: readonly Item[],
): Effect['queues'] {
  return traffic.map((queue) => {
    const weight = queue.weight ?? USUAL_WEIGHT;
    const leaving = items.filter((item) => item.from.queueId === queue.id && item.from.agentId === null && !staysInLine(item));
    const joining = items.filter((item) => item.to.queueId === queue.id && !staysInLine(item));
    const waitingAfter = Math.max(0, queue.waiting - leaving.length + joining.length);
    const [before, after] = [
      waitIn(queue, queue.waiting, slotsIn(queue.id, weight, holdings, [])),
      waitIn(queue, waitingAfter, slotsIn(queue.id, weight, holdings, shifts)),
    ];
    return {
      ...{ id: queue.id, name: queue.name, waitingBefore: queue.waiting, waitingAfter },
      expectedWaitMs: { before: numberOf(before), after: numberOf(after) },
      unknownBecause: typeof before === 'string' ? before : typeof after === 'string' ? after : null,
    };
  });
}

/** Waiting where it would be put: nothing happens to it. */
export const staysInLine = (item: Item): boolean => item.from.agentId === null && item.to.queueId === item.from.queueId;

const numberOf = (wait: number | string): number | null => (typeof wait === 'number' ? Math.round(wait) : null);

function waitIn(
  queue: QueueTraffic,
  waiting: number,
  slots: number,
): number | NonNullable<Effect['queues'][number]['unknownBecause']> {
  if (queue.handled < LEAST_HANDLED || queue.arrivals < LEAST_ARRIVALS || !queue.handleMs) return 'too_little_history';
  return expectedWait({ arrivalsPerMs: queue.arrivals / ARRIVALS_WINDOW_MS, handleMs: queue.handleMs, slots, waiting });
}

/** How many conversations of the queue its present agents can hold at once, beside what they hold for other queues. */
function slotsIn(queueId: string, weight: number, holdings: readonly Holding[], shifts: readonly Shift[]): number {
  let slots = 0;
  for (const { agent_id, capacity, serves, held } of holdings) {
    if (!serves.includes(queueId)) continue;
    const shifted = shifts.filter((one) => one.agentId === agent_id && one.queueId !== queueId);
    const elsewhere =
      Object.entries(held).reduce((sum, [queue, units]) => (queue === queueId ? sum : sum + units), 0) +
      shifted.reduce((sum, one) => sum + one.units, 0);
    slots += Math.max(0, Math.floor((capacity - Math.max(0, elsewhere)) / Math.max(1, weight)));
  }
  return slots;
}
