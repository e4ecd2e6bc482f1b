import type { Applied } from '../requirements/effective.js';
import { deedOf } from '../requirements/steps.js';

/** Names by key or id; one that is missing is said by its key. */
export interface StepNames {
  skills?: Record<string, string>;
  groups?: Record<string, string>;
  queues?: Record<string, string>;
}

/** What a step of a queue does, in the present tense and without a subject: "drops the language". */
export function stepWords(step: Applied, names: StepNames = {}): string {
  if ('expired' in step) return `no longer asks for ${namedIn(names.skills, step.expired)}`;
  switch (deedOf(step)) {
    case 'dropSkill':
      return `no longer asks for ${namedIn(names.skills, step.dropSkill!)}`;
    case 'lowerSkill':
      return `asks for ${namedIn(names.skills, step.lowerSkill!.skill)} at level ${step.lowerSkill!.minLevel} only`;
    case 'dropLanguage':
      return 'drops the language';
    case 'dropGroups':
      return 'takes agents of any group';
    case 'addGroups':
      return `takes agents of ${several('group', step.addGroups!, names.groups)} too`;
    case 'addQueues':
      return `asks the members of ${several('queue', step.addQueues!, names.queues)} too`;
    case 'raisePriority':
      return `raises its priority by ${step.raisePriority}`;
    case 'toQueue':
      return `passes it on to ${several('queue', [step.toQueue!], names.queues)}`;
    case undefined:
      return 'changes nothing';
  }
}

/** "after 5 min: drops the language", for what has applied. */
export function appliedWords(step: Applied, names: StepNames = {}): string {
  return `after ${durationWords(step.afterMs)} it ${stepWords(step, names)}`;
}

/** In the largest unit that keeps it whole: 90 s, 5 min, 2 h. */
export function durationWords(ms: number): string {
  const units = [
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1_000, 's'],
    [1, 'ms'],
  ] as const;
  const [size, unit] = units.find(([one]) => ms >= one && ms % one === 0) ?? [1, 'ms'];
  return `${ms / size} ${unit}`;
}

const several = (what: string, keys: string[], names: Record<string, string> | undefined): string =>
  `the ${what}${keys.length > 1 ? 's' : ''} ${keys.map((key) => namedIn(names, key)).join(', ')}`;

/** The name by which people know a key; the key itself where there is none. */
export function namedIn(names: Record<string, string> | undefined, key: string): string {
  return names && Object.hasOwn(names, key) ? (names[key] as string) : key;
}
