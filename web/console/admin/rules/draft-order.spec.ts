import { describe, expect, it } from '@jest/globals';
import type { RoutingRuleView } from '../../../../src/contracts/rule-views.js';
import { rulesWith } from './draft-order.js';

const rule = (id: string, position: number): RoutingRuleView => ({
  ...{ id, position, name: `rule ${id}`, inboxId: null, enabled: true, condition: 'true' },
  ...{ actions: { then: 'stop' }, version: 1 },
});
const names = (rules: object[]): unknown[] => rules.map((one) => (one as { name: string }).name);

describe('the rules as they would be', () => {
  const all = [rule('a', 10), rule('b', 20)];

  it('have a new rule without a position at the end', () => {
    const { rules, at } = rulesWith(all, null, { name: 'new' });
    expect(names(rules)).toEqual(['rule a', 'rule b', 'new']);
    expect(at).toBe(2);
  });

  it('have it where it asks to be', () => {
    expect(names(rulesWith(all, null, { name: 'new', position: 15 }).rules)).toEqual(['rule a', 'new', 'rule b']);
  });

  it('have a changed rule in place of itself, and hold nothing that is not of a body', () => {
    const { rules, at } = rulesWith(all, 'a', { name: 'changed', position: 30 });
    expect(names(rules)).toEqual(['rule b', 'changed']);
    expect(at).toBe(1);
    expect(rules[0]).not.toHaveProperty('id');
    expect(rules[0]).not.toHaveProperty('version');
  });
});
