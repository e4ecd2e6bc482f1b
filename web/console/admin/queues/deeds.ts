import type { QueueStepView } from '../../../../src/contracts/rule-views.js';

/** What a step can do: exactly one of these is named in it. */
export const deeds = [
  'lowerSkill',
  'dropSkill',
  'dropLanguage',
  'addGroups',
  'dropGroups',
  'addQueues',
  'raisePriority',
  'toQueue',
] as const;
export type Deed = (typeof deeds)[number];

export const deedOf = (step: QueueStepView): Deed | undefined => deeds.find((deed) => step[deed] !== undefined);

interface Known {
  skill: string | undefined;
  group: string | undefined;
  queueId: string | undefined;
}

/** The step with another deed; its time stays. What it needs is taken from what exists; undefined is for a person to fill in. */
export function withDeed({ afterMs }: QueueStepView, deed: Deed, { skill, group, queueId }: Known): QueueStepView {
  switch (deed) {
    case 'lowerSkill':
      return { afterMs, lowerSkill: { skill: skill ?? '', minLevel: 1 } };
    case 'dropSkill':
      return { afterMs, dropSkill: skill ?? '' };
    case 'dropLanguage':
      return { afterMs, dropLanguage: true };
    case 'dropGroups':
      return { afterMs, dropGroups: true };
    case 'addGroups':
      return { afterMs, addGroups: group ? [group] : [] };
    case 'addQueues':
      return { afterMs, addQueues: queueId ? [queueId] : [] };
    case 'raisePriority':
      return { afterMs, raisePriority: 1 };
    case 'toQueue':
      return { afterMs, toQueue: queueId ?? '' };
  }
}

const minute = 60_000;

/** The next step's time: later than all that are there. */
export const nextStepAt = (steps: readonly QueueStepView[]): number => Math.max(0, ...steps.map((step) => step.afterMs)) + minute;
