import { compileCondition, type Condition, type ConditionFault, isFault, type RoutingFacts } from './condition.js';
import type { SkillAsk } from './steps.js';

/** What a rule does where its condition holds; what is left out it leaves alone. */
export interface RuleActions {
  queueId?: string;
  priority?: number;
  /** Asked for beyond what the queue asks. */
  skills?: SkillAsk[];
  /** BCP 47. */
  language?: string;
  preferredAgentId?: string;
  /** `stop`: no later rule is looked at. */
  then: 'stop' | 'continue';
}

export interface RoutingRule {
  id: string;
  name: string;
  /** Null: of every inbox. */
  inboxId: string | null;
  enabled: boolean;
  condition: string;
  actions: RuleActions;
}

export type CompiledRule = RoutingRule & { test: Condition | ConditionFault };

export interface RuleTrace {
  ruleId: string;
  /** `not_set`: the condition read a field that is not there; `error`: it could not be worked out. Neither matches. `skipped`: not looked at. */
  outcome: 'matched' | 'not_matched' | 'not_set' | 'error' | 'skipped';
  detail?: string;
}

export interface Chosen {
  queueId?: string;
  priority?: number;
  language?: string;
  preferredAgentId?: string;
  skills: SkillAsk[];
}

export interface Routed {
  chosen: Chosen;
  /** Every rule in its order. */
  trace: RuleTrace[];
}

export const compileRules = (rules: readonly RoutingRule[]): CompiledRule[] =>
  rules.map((rule) => ({ ...rule, test: compileCondition(rule.condition) }));

/**
 * Goes through the rules in their order. A later rule that matches says the last word on what it names; skills add up (of one
 * asked twice the later wish counts). A rule that fails does not match and stops nothing.
 */
export function applyRules(rules: readonly CompiledRule[], inboxId: string, facts: RoutingFacts): Routed {
  const trace: RuleTrace[] = [];
  const skills = new Map<string, SkillAsk>();
  let chosen: Omit<Chosen, 'skills'> = {};
  let stopped = false;
  for (const rule of rules) {
    const looked = stopped ? skip(rule, 'an earlier rule was the last') : look(rule, inboxId, facts);
    trace.push(looked);
    if (looked.outcome !== 'matched') continue;
    const { skills: wished = [], then, ...named } = rule.actions;
    chosen = { ...chosen, ...named };
    for (const one of wished) skills.set(one.skill, one);
    stopped = then === 'stop';
  }
  return { chosen: { ...chosen, skills: [...skills.values()] }, trace };
}

const skip = (rule: RoutingRule, detail: string): RuleTrace => ({ ruleId: rule.id, outcome: 'skipped', detail });

function look(rule: CompiledRule, inboxId: string, facts: RoutingFacts): RuleTrace {
  if (!rule.enabled) return skip(rule, 'is switched off');
  if (rule.inboxId !== null && rule.inboxId !== inboxId) return skip(rule, 'is for another inbox');
  if (isFault(rule.test)) return { ruleId: rule.id, outcome: 'error', detail: rule.test.detail };
  return { ruleId: rule.id, ...rule.test(facts) };
}
