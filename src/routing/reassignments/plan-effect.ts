import type { Decision, MatchingSnapshot } from '../../core/matching/snapshot.js';
import type { ReassignmentPlanView } from '../../contracts/routing-views.js';
import type { ChosenWork } from './chosen-work.queries.js';
import { forecastOrWhy, type QueueEvidence } from '../forecasts/forecasts.queries.js';
import type { QueueLine } from './queue-lines.queries.js';

type Effect = ReassignmentPlanView['effect'];
type Item = ReassignmentPlanView['items'][number];

/** Units that come and go, by agent and queue. */
interface Shift {
  agentId: string;
  queueId: string;
  units: number;
}

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

/** The line of each queue before and after, and what somebody who came then would be told: the same forecast as everywhere. */
export function queuesEffect(
  lines: readonly QueueLine[],
  evidence: ReadonlyMap<string, QueueEvidence>,
  items: readonly Item[],
): Effect['queues'] {
  return lines.map((queue) => {
    const leaving = items.filter((item) => item.from.queueId === queue.id && item.from.agentId === null && !staysInLine(item));
    const joining = items.filter((item) => item.to.queueId === queue.id && !staysInLine(item));
    const waitingAfter = Math.max(0, queue.waiting - leaving.length + joining.length);
    const [before, after] = [
      waitIn(queue, evidence.get(queue.id), queue.waiting),
      waitIn(queue, evidence.get(queue.id), waitingAfter),
    ];
    return {
      ...{ id: queue.id, name: queue.name, waitingBefore: queue.waiting, waitingAfter },
      expectedWait: { before: rangeOf(before), after: rangeOf(after) },
      unknownBecause: typeof after === 'string' ? after : typeof before === 'string' ? before : null,
    };
  });
}

/** Waiting where it would be put: nothing happens to it. */
export const staysInLine = (item: Item): boolean => item.from.agentId === null && item.to.queueId === item.from.queueId;

type Wait = NonNullable<Effect['queues'][number]['expectedWait']['after']>;
type Unknown = NonNullable<Effect['queues'][number]['unknownBecause']>;

const rangeOf = (wait: Wait | Unknown): Wait | null => (typeof wait === 'string' ? null : wait);

/** Whoever is held out to somebody is on their way to them: they stand before nobody. */
function waitIn({ paused, open, offered }: QueueLine, evidence: QueueEvidence | undefined, waiting: number): Wait | Unknown {
  if (paused) return 'paused';
  if (!open) return 'closed';
  return evidence ? forecastOrWhy(evidence, 'webchat', Math.max(0, waiting - offered)) : 'too_little_history';
}
