import type { Applied } from '../requirements/effective.js';
import { deedOf } from '../requirements/steps.js';
import { namedIn, type StepNames } from './step-words.js';

/** As `stepWords`, in Chinese: "不再要求语言". */
export function stepWordsInChinese(step: Applied, names: StepNames = {}): string {
  if ('expired' in step) return `不再要求${namedIn(names.skills, step.expired)}`;
  const all = (keys: string[], of: Record<string, string> | undefined): string => keys.map((key) => namedIn(of, key)).join('、');
  switch (deedOf(step)) {
    case 'dropSkill':
      return `不再要求${namedIn(names.skills, step.dropSkill!)}`;
    case 'lowerSkill':
      return `${namedIn(names.skills, step.lowerSkill!.skill)}只要求 ${step.lowerSkill!.minLevel} 级`;
    case 'dropLanguage':
      return '不再要求语言';
    case 'dropGroups':
      return '不限组别';
    case 'addGroups':
      return `${all(step.addGroups!, names.groups)}组也可接待`;
    case 'addQueues':
      return `${all(step.addQueues!, names.queues)}队列的成员也可接待`;
    case 'raisePriority':
      return `优先级提高 ${step.raisePriority}`;
    case 'toQueue':
      return `转到${all([step.toQueue!], names.queues)}队列`;
    case undefined:
      return '没有变化';
  }
}
