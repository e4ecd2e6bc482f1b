import { weightOf } from '../../core/capacity/weights.js';
import { effective } from '../../core/requirements/effective.js';
import type { PreferredAgent, WaitingItem } from '../../core/matching/snapshot.js';
import type { LineRow } from './line.queries.js';
import { type QueueRules, requirementsOf, takesAll } from './queue-rules.js';

/** More names than this add nothing: nobody waits for the fourth-best acquaintance. */
const EARLIER = 3;

/**
 * A waiting conversation as the matcher sees it at `now`: with what it asks after the wait it has had, so that the stored pass
 * shows what was asked of whom.
 */
export function toItem(row: LineRow, rules: QueueRules, now: number): WaitingItem {
  const { conversationId, customerId, queueId, channel, epoch, waitingSince, deadlineAt, declinedBy, excluded } = row;
  const own = { skills: requirementsOf(row.requirements) ?? [], language: row.language };
  const asked = effective(rules, own, now - waitingSince);
  return {
    ...{ conversationId, customerId, queueId, channel, epoch, waitingSince, deadlineAt, declinedBy, excluded },
    ...{ priority: row.priority + asked.raise, language: asked.language, skills: asked.skills },
    weight: weightOf(channel, 'waiting_on_us', rules.weights),
    preferred: preferredOf(row),
    // Left out where they say nothing: a stored pass holds thousands of these.
    ...(asked.groups.length > 0 ? { groups: asked.groups } : {}),
    ...(asked.alsoQueues.length > 0 ? { alsoQueues: asked.alsoQueues } : {}),
    ...(asked.applied.length > 0 ? { relaxed: asked.applied } : {}),
    ...(row.heldFor ? { heldFor: row.heldFor } : {}),
    ...(takesAll(channel, rules) ? { exclusive: true } : {}),
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
