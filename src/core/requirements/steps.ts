import type { SkillRequirement } from '../matching/snapshot.js';

/** A skill that is asked for, and after how long a wait (ms) it no longer is. */
export interface SkillAsk extends SkillRequirement {
  expiresAfterMs?: number;
}

/** What a step does; exactly one of these. */
export interface StepDeed {
  /** A skill (key) is no longer asked for. */
  dropSkill?: string;
  /** A skill is asked for at a lower level. */
  lowerSkill?: SkillRequirement;
  /** Whoever speaks another language may serve too. */
  dropLanguage?: true;
  /** Any group will do. */
  dropGroups?: true;
  /** These groups will do as well. */
  addGroups?: string[];
  /** Members of these queues may serve it too; it stays where it is. */
  addQueues?: string[];
  /** So many priority classes higher. */
  raisePriority?: number;
  /** Overflow: it goes to this queue, and its wait goes with it. */
  toQueue?: string;
}

/** What is relaxed or widened once a conversation has waited so long (ms, from when it began to wait). */
export interface Step extends StepDeed {
  afterMs: number;
}

export const STEP_DEEDS = [
  'dropSkill',
  'lowerSkill',
  'dropLanguage',
  'dropGroups',
  'addGroups',
  'addQueues',
  'raisePriority',
  'toQueue',
] as const satisfies readonly (keyof StepDeed)[];

/** What the step does; undefined where it does nothing or several things at once. */
export function deedOf(step: StepDeed): (typeof STEP_DEEDS)[number] | undefined {
  const named = STEP_DEEDS.filter((deed) => step[deed] !== undefined);
  return named.length === 1 ? named[0] : undefined;
}

const isTime = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
const isLevel = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 5;
const isText = (value: unknown): boolean => typeof value === 'string' && value.length > 0;
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isText);

const sound: Record<(typeof STEP_DEEDS)[number], (value: unknown) => boolean> = {
  dropSkill: isText,
  lowerSkill: (value) => isText((value as SkillRequirement | null)?.skill) && isLevel((value as SkillRequirement).minLevel),
  dropLanguage: (value) => value === true,
  dropGroups: (value) => value === true,
  addGroups: areTexts,
  addQueues: areTexts,
  raisePriority: (value) => Number.isInteger(value) && (value as number) >= 1,
  toQueue: isText,
};

/** Steps as they are stored, checked; undefined where they cannot be read. */
export function readSteps(stored: unknown): Step[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  const good = (stored as (Step | null)[]).every((step) => {
    if (typeof step !== 'object' || step === null || !isTime(step.afterMs)) return false;
    const deed = deedOf(step);
    return deed !== undefined && sound[deed](step[deed]);
  });
  return good ? (stored as Step[]) : undefined;
}

/** Skills as they are stored, checked; undefined where they cannot be read. */
export function readSkills(stored: unknown): SkillAsk[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  const skills = (stored as (Partial<SkillAsk> | null)[]).map((one) => ({
    skill: one?.skill,
    minLevel: one?.minLevel ?? 1,
    ...(one?.expiresAfterMs === undefined || one.expiresAfterMs === null ? {} : { expiresAfterMs: one.expiresAfterMs }),
  }));
  const good = skills.every(
    (one) =>
      isText(one.skill) && Number.isInteger(one.minLevel) && (one.expiresAfterMs === undefined || isTime(one.expiresAfterMs)),
  );
  return good ? (skills as SkillAsk[]) : undefined;
}
