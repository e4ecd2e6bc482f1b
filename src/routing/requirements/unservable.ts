import { weightOf } from '../../core/capacity/weights.js';
import { AT_LAST, effective } from '../../core/requirements/effective.js';
import { lacksOf } from '../../core/requirements/satisfy.js';
import { readSkills } from '../../core/requirements/steps.js';
import { rulesOf } from '../matching/queue-rules.js';
import type { Rostered } from '../queues/roster.queries.js';
import type { WaitingKind } from './overflow.queries.js';

/**
 * Whether no enabled agent could ever serve this kind of work where it is: not after the last step, whoever is there, and
 * however free they are. A queue whose rules cannot be read is somebody else's alarm.
 */
export function isUnservable(kind: WaitingKind, agents: readonly Rostered[]): boolean {
  const rules = rulesOf(kind.rules);
  if (!rules) return false;
  const asked = effective(rules, { skills: readSkills(kind.requirements) ?? [], language: kind.language }, AT_LAST);
  const members = agents.filter((agent) => [kind.queueId, ...asked.alsoQueues].some((id) => agent.queueIds.includes(id)));
  // As in matching: a language that nobody of the queue speaks is no requirement.
  const language = asked.language && members.some((one) => speaks(one, asked.language as string)) ? asked.language : null;
  const weight = weightOf(kind.channel, 'waiting_on_us', rules.weights);
  return !members.some(
    (agent) =>
      !kind.excluded.includes(agent.agentId) &&
      agent.capacity - agent.returnReserve >= weight &&
      agent.channelLimits[kind.channel] !== 0 &&
      lacksOf(agent, { ...asked, language }).length === 0,
  );
}

const speaks = (agent: Rostered, language: string): boolean => lacksOf(agent, { skills: [], groups: [], language }).length === 0;
