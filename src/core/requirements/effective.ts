import type { SkillRequirement } from '../matching/snapshot.js';
import { deedOf, type SkillAsk, type Step, type StepDeed } from './steps.js';

/** What a queue asks of whoever serves it, and how that gives way with time. */
export interface QueueAsk {
  skills: readonly SkillAsk[];
  /** Agents must be in one of these; empty for any. */
  groups: readonly string[];
  steps: readonly Step[];
}

/** What one conversation asks beyond its queue. */
export interface ConversationAsk {
  skills: readonly SkillAsk[];
  language: string | null;
}

/** A step that has applied, or a skill whose time has run out. */
export type Applied = { afterMs: number } & (StepDeed | { expired: string });

export interface Effective {
  /** Each skill once, at the highest level that is still asked. */
  skills: SkillRequirement[];
  language: string | null;
  groups: string[];
  /** Further queues whose members may serve it. */
  alsoQueues: string[];
  /** Priority classes on top of its own. */
  raise: number;
  /** The queue it should be in by now; null: where it is. */
  toQueue: string | null;
  /** In the order in which they fell due. */
  applied: Applied[];
  /** The wait (ms) at which the next thing changes; null: nothing more will. */
  nextDueMs: number | null;
}

/** Once everything that can give way has. */
export const AT_LAST = Number.MAX_SAFE_INTEGER;

interface Given {
  caps: Map<string, number>;
  language: boolean;
  groups: Set<string> | null;
  alsoQueues: Set<string>;
  raise: number;
  toQueue: string | null;
}

/**
 * What a conversation that has waited for `waitedMs` asks. Each step only ever gives way, so a longer wait never asks more:
 * whoever could serve it before still can.
 */
export function effective(queue: QueueAsk, conversation: ConversationAsk, waitedMs: number): Effective {
  const given: Given = {
    ...{ caps: new Map<string, number>(), language: false, alsoQueues: new Set<string>(), raise: 0, toQueue: null },
    groups: queue.groups.length > 0 ? new Set(queue.groups) : null,
  };
  const due = queue.steps.filter((step) => step.afterMs <= waitedMs).sort((a, b) => a.afterMs - b.afterMs);
  for (const step of due) give(given, step);
  const asked = [...queue.skills, ...conversation.skills];
  const expired = asked.flatMap(({ skill, expiresAfterMs }) =>
    expiresAfterMs !== undefined && expiresAfterMs <= waitedMs ? [{ afterMs: expiresAfterMs, expired: skill }] : [],
  );
  return {
    skills: skillsLeft(asked, given.caps, waitedMs),
    language: given.language ? null : conversation.language,
    groups: given.groups ? [...given.groups] : [],
    alsoQueues: [...given.alsoQueues],
    raise: given.raise,
    toQueue: given.toQueue,
    applied: [...due, ...expired].sort((a, b) => a.afterMs - b.afterMs),
    nextDueMs: nextOf(queue, conversation, waitedMs),
  };
}

function give(given: Given, step: Step): void {
  switch (deedOf(step)) {
    case 'dropSkill':
      return void given.caps.set(step.dropSkill as string, 0);
    case 'lowerSkill': {
      const { skill, minLevel } = step.lowerSkill as SkillRequirement;
      return void given.caps.set(skill, Math.min(given.caps.get(skill) ?? minLevel, minLevel));
    }
    case 'dropLanguage':
      return void (given.language = true);
    case 'dropGroups':
      return void (given.groups = null);
    case 'addGroups':
      return void step.addGroups?.forEach((group) => given.groups?.add(group));
    case 'addQueues':
      return void step.addQueues?.forEach((queueId) => given.alsoQueues.add(queueId));
    case 'raisePriority':
      return void (given.raise += step.raisePriority as number);
    case 'toQueue':
      return void (given.toQueue ??= step.toQueue as string);
    case undefined:
      return;
  }
}

function skillsLeft(asked: readonly SkillAsk[], caps: ReadonlyMap<string, number>, waitedMs: number): SkillRequirement[] {
  const levels = new Map<string, number>();
  for (const { skill, minLevel, expiresAfterMs } of asked) {
    if (expiresAfterMs !== undefined && expiresAfterMs <= waitedMs) continue;
    const level = Math.min(minLevel, caps.get(skill) ?? minLevel);
    if (level > 0) levels.set(skill, Math.max(levels.get(skill) ?? 0, level));
  }
  return [...levels].map(([skill, minLevel]) => ({ skill, minLevel }));
}

function nextOf(queue: QueueAsk, conversation: ConversationAsk, waitedMs: number): number | null {
  const later = [...thresholdsOf(queue), ...expiriesOf(conversation.skills)].filter((at) => at > waitedMs);
  return later.length > 0 ? Math.min(...later) : null;
}

const expiriesOf = (skills: readonly SkillAsk[]): number[] => skills.flatMap((one) => one.expiresAfterMs ?? []);

/** The waits (ms, rising, each once) at which what the queue itself asks changes. */
export function thresholdsOf(queue: QueueAsk): number[] {
  return [...new Set([...queue.steps.map((step) => step.afterMs), ...expiriesOf(queue.skills)])].sort((a, b) => a - b);
}

/** A skill and the most that is still asked of it in a queue after such a wait; 0: nothing. What is left out has no cap. */
export function capsOf(queue: QueueAsk, waitedMs: number): Record<string, number> {
  const caps = new Map<string, number>();
  for (const { afterMs, dropSkill, lowerSkill } of queue.steps) {
    if (afterMs > waitedMs) continue;
    if (dropSkill !== undefined) caps.set(dropSkill, 0);
    if (lowerSkill) caps.set(lowerSkill.skill, Math.min(caps.get(lowerSkill.skill) ?? lowerSkill.minLevel, lowerSkill.minLevel));
  }
  return Object.fromEntries(caps);
}
