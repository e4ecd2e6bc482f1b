import type { Policy, PolicyWeights, PreferenceReason, ScoreParts, SkillRequirement, WaitingItem } from './snapshot.js';

const CONTINUITY: Record<PreferenceReason, number> = { owner: 1, last: 0.9, earlier: 0.8 };
/** Each place further down the list costs this much, down to the floor below which affinity would no longer go first. */
const PLACE_COST = 0.01;
const CONTINUITY_FLOOR = 0.7;

/** [0, 1]: how much this agent is this customer's own; 0 for a stranger. */
export function continuityOf(why: PreferenceReason, place: number): number {
  return Math.max(CONTINUITY_FLOOR, CONTINUITY[why] - place * PLACE_COST);
}

/** [0, 1]: level 1 is 0, level 5 is 1 (mean over the required skills, 1 where none is); a queue of lower rank counts for less. */
export function skillFitOf(skills: readonly SkillRequirement[], levels: Record<string, number>, rank: number): number {
  let sum = 0;
  for (const { skill } of skills) sum += Math.min(1, Math.max(0, ((levels[skill] ?? 1) - 1) / 4));
  const strength = skills.length === 0 ? 1 : sum / skills.length;
  return strength / (1 + Math.max(0, rank));
}

/** [0, 1]: the share of the agent's capacity that is free: the least loaded scores highest. */
export function freeShare(capacity: number, free: number): number {
  return capacity > 0 ? Math.max(0, free) / capacity : 0;
}

/** [0, 1), rising strictly with the wait, so that among equals the oldest always goes first. */
export function waitingAgeOf(item: WaitingItem, now: number, policy: Policy): number {
  const waited = Math.max(0, now - item.waitingSince);
  return waited / (waited + policy.waitingHalfMs);
}

/** [0, 1]: 1 at or past the deadline, 0 where there is none. */
export function deadlineSlackOf(item: WaitingItem, now: number, policy: Policy): number {
  if (item.deadlineAt === null) return 0;
  return policy.slackHalfMs / (policy.slackHalfMs + Math.max(0, item.deadlineAt - now));
}

/**
 * Rounds parts to a grid so fine that nobody notices (2⁻⁴⁰ of the sum of the weights) and so coarse that sums of them, and the
 * sums of whole assignments, are exact in a double. Exact sums are what lets the selection compare keys (pair and item parts)
 * once and add the agent's load later: the order of two keys never depends on what is added to both.
 */
export function gridOf(weights: PolicyWeights): (part: number) => number {
  const sum = Object.values(weights).reduce((all: number, weight: number) => all + Math.abs(weight), 0);
  const step = 2 ** ((sum > 0 ? Math.ceil(Math.log2(sum)) : 0) - 40);
  const inverse = 1 / step;
  return (part) => Math.round(part * inverse) * step;
}

export function total({ continuity, skillFit, load, waitingAge, deadlineSlack }: ScoreParts): number {
  return continuity + skillFit + load + (waitingAge + deadlineSlack);
}
