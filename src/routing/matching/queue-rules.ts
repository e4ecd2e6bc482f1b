import { isExclusive, type QueueWeights, weightOf } from '../../core/capacity/weights.js';
import type { QueueAsk } from '../../core/requirements/effective.js';
import { readSkills, readSteps, type SkillAsk } from '../../core/requirements/steps.js';

/** The rules of a queue, checked: what is stored there was written by people. */
export interface QueueRules extends QueueAsk {
  weights: QueueWeights;
}

/** As they are stored, and not yet believed. */
export interface StoredRules {
  requirements: unknown;
  weights: unknown;
  groups: readonly string[];
  steps: unknown;
}

/** Undefined where something in them cannot be read. */
export function rulesOf({
  requirements,
  weights: storedWeights,
  groups,
  steps: storedSteps,
}: StoredRules): QueueRules | undefined {
  const skills = readSkills(requirements);
  const steps = readSteps(storedSteps);
  const weights = weightsOf(storedWeights);
  return skills && steps && weights ? { skills, steps, weights, groups } : undefined;
}

/** What a new conversation weighs in a queue with these stored weights, while it waits on us. */
export function claimWeight(channel: string, storedWeights: unknown): number {
  return weightOf(channel, 'waiting_on_us', weightsOf(storedWeights) ?? {});
}

export const requirementsOf = (stored: unknown): SkillAsk[] | undefined => readSkills(stored);

export function weightsOf(stored: unknown): QueueWeights | undefined {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return undefined;
  const { channels, statePercent, exclusive } = stored as QueueWeights;
  const numbers = [...Object.values(channels ?? {}), ...Object.values(statePercent ?? {})];
  if (!numbers.every((one) => Number.isInteger(one) && (one as number) >= 0 && (one as number) <= 10_000)) return undefined;
  if (exclusive != null && !(Array.isArray(exclusive) && exclusive.every((one) => typeof one === 'string'))) return undefined;
  return { channels: channels ?? {}, statePercent: statePercent ?? {}, ...(exclusive ? { exclusive } : {}) };
}

/** Whether a conversation of this channel takes an agent's whole attention here. */
export const takesAll = (channel: string, { weights }: Pick<QueueRules, 'weights'>): boolean => isExclusive(channel, weights);
