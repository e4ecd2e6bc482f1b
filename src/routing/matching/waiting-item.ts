import { weightOf } from '../../core/capacity/weights.js';
import type { PreferredAgent, WaitingItem } from '../../core/matching/snapshot.js';
import type { LineRow } from './line.queries.js';
import type { QueueRules } from './queue-rules.js';

/** More names than this add nothing: nobody waits for the fourth-best acquaintance. */
const EARLIER = 3;

/** A waiting conversation as the matcher sees it. */
export function toItem(row: LineRow, { skills, weights }: QueueRules): WaitingItem {
  const {
    conversationId,
    customerId,
    queueId,
    channel,
    epoch,
    priority,
    waitingSince,
    deadlineAt,
    language,
    declinedBy,
    excluded,
  } = row;
  return {
    ...{
      conversationId,
      customerId,
      queueId,
      channel,
      epoch,
      priority,
      waitingSince,
      deadlineAt,
      language,
      declinedBy,
      excluded,
      skills,
    },
    weight: weightOf(channel, 'waiting_on_us', weights),
    preferred: preferredOf(row),
  };
}

/** The named account owner, who served last, then others who know the customer; each once, excluded ones never. */
function preferredOf({ owner, last, earlier, excluded }: LineRow): PreferredAgent[] {
  const [lastServed, ...others] = last ? [last, ...earlier] : earlier;
  const preferred: PreferredAgent[] = [];
  const add = (agentId: string | null | undefined, why: PreferredAgent['why']): void => {
    if (agentId && !excluded.includes(agentId) && preferred.every((one) => one.agentId !== agentId))
      preferred.push({ agentId, why });
  };
  add(owner, 'owner');
  add(lastServed, 'last');
  for (const agentId of others.slice(0, EARLIER)) add(agentId, 'earlier');
  return preferred;
}
