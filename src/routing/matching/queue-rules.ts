import { type QueueWeights, weightOf } from '../../core/capacity/weights.js';
import type { SkillRequirement } from '../../core/matching/snapshot.js';

/** The rules of a queue, checked: what is stored there was written by people. */
export interface QueueRules {
  skills: SkillRequirement[];
  weights: QueueWeights;
}

/** What a new conversation weighs in a queue with these stored weights, while it waits on us. */
export function claimWeight(channel: string, storedWeights: unknown): number {
  return weightOf(channel, 'waiting_on_us', weightsOf(storedWeights) ?? {});
}

export function requirementsOf(stored: unknown): SkillRequirement[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  const skills = (stored as Partial<SkillRequirement>[]).map((one) => ({ skill: one?.skill, minLevel: one?.minLevel ?? 1 }));
  const good = skills.every(({ skill, minLevel }) => typeof skill === 'string' && Number.isInteger(minLevel));
  return good ? (skills as SkillRequirement[]) : undefined;
}

export function weightsOf(stored: unknown): QueueWeights | undefined {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return undefined;
  const { channels = {}, statePercent = {} } = stored as QueueWeights;
  const numbers = [...Object.values(channels ?? {}), ...Object.values(statePercent ?? {})];
  if (!numbers.every((one) => Number.isInteger(one) && (one as number) >= 0 && (one as number) <= 10_000)) return undefined;
  return { channels: channels ?? {}, statePercent: statePercent ?? {} };
}
