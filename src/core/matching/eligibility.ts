import { rankOf } from './score.js';
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
  if (rankOf(agent, item.queueId) === undefined) return 'not_in_queue';
  if (item.excluded?.includes(agent.agentId)) return 'excluded';
  const gap = skillGap(item.skills, agent);
  if (gap) return gap.level === null ? 'skill_missing' : 'skill_level';
  if (item.language !== null && !agent.languages.includes(item.language)) return 'language';
  return presenceBlock(agent, now);
}
