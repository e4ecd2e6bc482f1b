import { compileCondition, isFault } from '../../core/requirements/condition.js';
import { readSkills, readSteps } from '../../core/requirements/steps.js';
import { unmetInRule } from '../../core/requirements/warnings.js';
import type { WarningView } from '../../contracts/rule-views.js';
import type { Sql } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { findQueue } from '../queues/queues.queries.js';
import { readRoster, warningsOf } from '../queues/roster.queries.js';
import { missingOf, type RuleValues } from './rules.repository.js';

const wrong = (pointer: string, detail: string, more: object = {}): Refusal =>
  new Refusal('invalid_request', `${pointer.slice(1)}: ${detail}`, { errors: [{ pointer, detail }], ...more });

/**
 * The condition compiles to true or false over what is known here, and everything the rule names is there. Throws
 * `invalid_request` with the field and, of a condition, the `position` (characters from 0). `at` is where the rule stands.
 */
export async function checkRule(sql: Sql, rule: Pick<RuleValues, 'condition' | 'actions' | 'inboxId'>, at = ''): Promise<void> {
  const compiled = compileCondition(rule.condition);
  if (isFault(compiled))
    throw wrong(`${at}/condition`, `at character ${compiled.position}: ${compiled.detail}`, { position: compiled.position });
  const { queueId = null, preferredAgentId = null, skills = [] } = rule.actions;
  const missing = await missingOf(sql, {
    ...{ inboxId: rule.inboxId, queueId, agentId: preferredAgentId },
    skills: skills.map((one) => one.skill),
  });
  if (missing.inbox) throw wrong(`${at}/inboxId`, 'there is no such inbox');
  if (missing.queue) throw wrong(`${at}/actions/queueId`, 'there is no such queue');
  if (missing.agent) throw wrong(`${at}/actions/preferredAgentId`, 'there is no such agent');
  const place = skills.findIndex((one) => missing.skills.includes(one.skill));
  if (place >= 0) throw wrong(`${at}/actions/skills/${place}/skill`, `there is no skill ${skills[place]?.skill}`);
}

const idle = 'does nothing and stops: of what it matches, no later rule is looked at; name an action, or then: continue';

/** Switches off the rules after it, maybe without wanting to. It may be wished, so it is no refusal. */
const onlyStops = ({ then, skills = [], ...named }: RuleValues['actions']): boolean =>
  then === 'stop' && skills.length === 0 && Object.values(named).every((value) => value === undefined);

/** What the rule asks that nobody of today who would get the work can satisfy; and a rule that does nothing but stop. */
export async function ruleWarnings(sql: Sql, { actions }: Pick<RuleValues, 'actions'>): Promise<WarningView[]> {
  if (onlyStops(actions)) return [{ pointer: '/actions', detail: idle, nearest: null }];
  if (!actions.skills?.length && actions.language === undefined) return [];
  const queue = actions.queueId ? await findQueue(sql, actions.queueId) : undefined;
  const roster = await readRoster(sql);
  const asks = queue && {
    ...{ id: queue.id, groups: queue.groups },
    ...{ skills: readSkills(queue.requirements) ?? [], steps: readSteps(queue.steps) ?? [] },
  };
  return warningsOf(unmetInRule(actions, asks ?? null, roster), roster);
}
