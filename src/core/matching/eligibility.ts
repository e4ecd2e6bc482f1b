import type { AgentSlot, BlockReason, SkillRequirement, WaitingItem } from './snapshot.js';

/** The required skill an agent does not have, or has at too low a level (`level` null: not at all). */
export interface SkillGap extends SkillRequirement {
  level: number | null;
}

/** The first gap, in the order given; a missing skill is named before one that is merely too low. */
export function skillGap(skills: readonly SkillRequirement[], agent: AgentSlot): SkillGap | null {
  let low: SkillGap | null = null;
  for (const { skill, minLevel } of skills) {
    if (!Object.hasOwn(agent.skills, skill)) return { skill, minLevel, level: null };
    const level = agent.skills[skill] as number;
    if (level < minLevel) low ??= { skill, minLevel, level };
  }
  return low;
}

/**
 * The rank at which an agent serves the item, 0 = their first queue; undefined: not at all. Members of its own queue serve at
 * their rank there; those of a queue it was widened to stand one lower than their worst among these.
 */
export function rankFor({ queueId, alsoQueues }: WaitingItem, { queues }: AgentSlot): number | undefined {
  if (Object.hasOwn(queues, queueId)) return queues[queueId];
  let worst: number | undefined;
  for (const also of alsoQueues ?? [])
    if (Object.hasOwn(queues, also)) worst = Math.max(worst ?? -Infinity, queues[also] as number);
  return worst === undefined ? undefined : worst + 1;
}

/** Presence alone: is this agent here and taking new work? A lapsed lease counts as gone even if no timer has noticed. */
export function presenceBlock(agent: AgentSlot, now: number): BlockReason | null {
  if (agent.presence !== 'available') return agent.presence;
  return agent.leaseExpiresAt > now ? null : 'lease_expired';
}

/**
 * Everything that stays true through a pass except declining: structure (queue, exclusion, skills, language), then presence.
 * Structural reasons come first, so that an agent blocked by presence or capacity is one who could serve once that changes.
 */
export function standingBlock(item: WaitingItem, agent: AgentSlot, now: number): BlockReason | null {
  if (rankFor(item, agent) === undefined) return 'not_in_queue';
  if (item.excluded?.includes(agent.agentId)) return 'excluded';
  if (item.heldFor !== undefined && item.heldFor !== agent.agentId) return 'held_for_other';
  if (item.groups && item.groups.length > 0 && !item.groups.some((group) => agent.groups?.includes(group))) return 'group';
  const gap = skillGap(item.skills, agent);
  if (gap) return gap.level === null ? 'skill_missing' : 'skill_level';
  if (item.language !== null && !agent.languages.includes(item.language)) return 'language';
  return presenceBlock(agent, now);
}

/** How many more of the channel the agent may take, as the snapshot found them; Infinity where nothing limits it. */
export function channelRoomOf({ channelRoom }: AgentSlot, channel: string): number {
  return channelRoom && Object.hasOwn(channelRoom, channel) ? (channelRoom[channel] as number) : Infinity;
}

/** Whether the agent's limits could hold the item, busy or not: only such an agent lets a decliner stand aside. */
export function couldHold(item: WaitingItem, agent: AgentSlot): boolean {
  return (agent.limit ?? agent.capacity) >= item.weight && channelRoomOf(agent, item.channel) > 0;
}
