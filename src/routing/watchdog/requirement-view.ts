import { appliedWords, type StepNames } from '../../core/matching/step-words.js';
import type { WaitingItem } from '../../core/matching/snapshot.js';
import type { Applied } from '../../core/requirements/effective.js';
import type { RequirementView } from '../../contracts/decision-views.js';

/** What an item of a picture asks, stored or of this moment. */
export function requirementView(item: WaitingItem, names: StepNames & { agents?: Record<string, string> }): RequirementView {
  const { skills, language, groups = [], alsoQueues = [], exclusive = false, heldFor, relaxed = [] } = item;
  return {
    ...{ skills, language, groups, alsoQueueIds: alsoQueues, exclusive },
    heldFor: heldFor === undefined ? null : { id: heldFor, name: names.agents?.[heldFor] ?? '' },
    relaxed: (relaxed as Applied[]).map((step) => appliedWords(step, names)),
  };
}
