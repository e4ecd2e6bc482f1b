import type { RoutingRuleView } from '../../../../src/contracts/rule-views.js';
import type { Draft } from '../records/changes.js';

const bodyOf = ({ name, condition, inboxId, enabled, actions, position }: RoutingRuleView): Draft => ({
  ...{ name, condition, inboxId, enabled, actions, position },
});

/**
 * The rules as they would be if the draft were saved, in their order. One without a position comes last.
 * @returns them, and where among them the draft stands
 */
export function rulesWith(rules: readonly RoutingRuleView[], id: string | null, draft: Draft): { rules: Draft[]; at: number } {
  const place = ({ position }: Draft): number => (typeof position === 'number' ? position : Number.POSITIVE_INFINITY);
  const named = { ...draft, name: String(draft['name'] ?? '').trim() || '?' };
  const known = rules.map((rule) => (rule.id === id ? named : bodyOf(rule)));
  const sorted = (id ? known : [...known, named]).sort((one, other) => place(one) - place(other) || 0);
  return { rules: sorted, at: sorted.indexOf(named) };
}
