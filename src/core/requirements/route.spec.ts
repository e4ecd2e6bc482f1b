import type { RoutingFacts } from './condition.js';
import { applyRules, compileRules, type RoutingRule, type RuleActions } from './route.js';

const facts: RoutingFacts = {
  customer: { tier: 'gold', attributes: {} },
  conversation: {
    ...{ channel: 'email', priority: 0, reopened: false, inbox: 'support', text: '', tags: [], fields: {} },
  },
  channel: 'email',
  now: { hour: 9, minute: 0, weekday: 1, date: '2026-11-23', open: true },
};
const rule = (id: string, condition: string, actions: Partial<RuleActions>, more: Partial<RoutingRule> = {}): RoutingRule => ({
  ...{ id, name: id, inboxId: null, enabled: true, condition, actions: { then: 'continue', ...actions } },
  ...more,
});
const route = (...rules: RoutingRule[]) => applyRules(compileRules(rules), 'inbox-1', facts);

it('lets a later rule say the last word, and adds skills up', () => {
  const { chosen } = route(
    rule('one', 'true', { queueId: 'a', priority: 1, skills: [{ skill: 'x', minLevel: 1 }] }),
    rule('two', 'true', { queueId: 'b', skills: [{ skill: 'y', minLevel: 2 }] }),
    rule('three', 'true', { skills: [{ skill: 'x', minLevel: 4, expiresAfterMs: 9 }] }),
  );
  expect(chosen).toEqual({
    ...{ queueId: 'b', priority: 1 },
    skills: [
      { skill: 'x', minLevel: 4, expiresAfterMs: 9 },
      { skill: 'y', minLevel: 2 },
    ],
  });
});

it('looks at no rule after one that matches and stops', () => {
  const { chosen, trace } = route(
    rule('one', 'channel == "sms"', { queueId: 'a', then: 'stop' }),
    rule('two', 'channel == "email"', { queueId: 'b', then: 'stop' }),
    rule('three', 'true', { queueId: 'c' }),
  );
  expect(chosen.queueId).toBe('b');
  expect(trace.map((one) => one.outcome)).toEqual(['not_matched', 'matched', 'skipped']);
});

it('goes on past rules that are off, of another inbox, broken, or meet a missing key', () => {
  const { chosen, trace } = route(
    rule('off', 'true', { queueId: 'a' }, { enabled: false }),
    rule('elsewhere', 'true', { queueId: 'b' }, { inboxId: 'inbox-2' }),
    rule('broken', 'custmer.tier == 1', { queueId: 'c' }),
    rule('missing', 'customer.locale == "fr"', { queueId: 'd' }),
    rule('good', 'customer.tier == "gold"', { queueId: 'e' }, { inboxId: 'inbox-1' }),
  );
  expect(chosen.queueId).toBe('e');
  expect(trace).toEqual([
    { ruleId: 'off', outcome: 'skipped', detail: 'is switched off' },
    { ruleId: 'elsewhere', outcome: 'skipped', detail: 'is for another inbox' },
    { ruleId: 'broken', outcome: 'error', detail: 'Unknown variable: custmer' },
    { ruleId: 'missing', outcome: 'not_set', detail: 'customer.locale is not set; the rule does not match' },
    { ruleId: 'good', outcome: 'matched' },
  ]);
});

it('chooses nothing where there are no rules', () => {
  expect(route()).toEqual({ chosen: { skills: [] }, trace: [] });
});
