import type * as rules from './rule-views.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';
import type { QueueView } from './routing-views.js';
import * as words from './words.js';

const agentAndName = s.object<{ id: string; name: string }>({ id: s.id, name: s.text });
const skillAsk = s.object<rules.SkillAskView>({ skill: s.text, minLevel: s.integer, expiresAfterMs: s.omittable(s.integer) });
const queueStep = s.object<rules.QueueStepView>({
  afterMs: s.integer,
  dropSkill: s.omittable(s.text),
  lowerSkill: s.omittable(s.object<{ skill: string; minLevel: number }>({ skill: s.text, minLevel: s.integer })),
  dropLanguage: s.omittable(s.flag),
  dropGroups: s.omittable(s.flag),
  addGroups: s.omittable(s.list(s.text)),
  addQueues: s.omittable(s.list(s.id)),
  raisePriority: s.omittable(s.integer),
  toQueue: s.omittable(s.id),
});

/** Queues and the rules that choose them. */
export const queueSchemas: Record<string, Schema> = {
  Warning: s.object<rules.WarningView>({ pointer: s.text, detail: s.text, nearest: s.orNull(agentAndName) }),
  Queue: s.object<QueueView>({
    id: s.id,
    key: s.text,
    name: s.text,
    offerMode: s.oneOf(words.offerModes),
    broadcastSize: s.integer,
    offerTimeoutMs: s.integer,
    wrapUpMs: s.integer,
    reopenWithinMs: s.integer,
    firstReplyTargetMs: s.orNull(s.integer),
    nextReplyTargetMs: s.orNull(s.integer),
    resolutionTargetMs: s.orNull(s.integer),
    targetClock: s.oneOf(['business', 'calendar']),
    warnPercent: s.integer,
    breachPriority: s.integer,
    nudgeAfterMs: s.orNull(s.integer),
    supervisorAfterMs: s.orNull(s.integer),
    moveAfterMs: s.orNull(s.integer),
    goneAfterMs: s.orNull(s.integer),
    remindCustomerAfterMs: s.orNull(s.integer),
    closeSilentAfterMs: s.orNull(s.integer),
    manualHoldMs: s.integer,
    hoursId: s.orNull(s.id),
    open: s.described(s.flag, 'Whether its hours say so now; a pause by hand is another matter.'),
    opensAt: s.orNull(s.described(s.time, 'The next opening, where it is closed.')),
    priority: s.integer,
    requirements: s.list(skillAsk),
    groups: s.list(s.text),
    steps: s.list(queueStep),
    fallbackQueueId: s.orNull(s.id),
    weights: s.object<QueueView['weights']>({
      channels: s.omittable(s.mapOf(s.integer)),
      statePercent: s.omittable(s.mapOf(s.integer)),
      exclusive: s.omittable(s.list(s.text)),
    }),
    paused: s.flag,
    agents: s.list(s.object<QueueView['agents'][number]>({ agentId: s.id, name: s.text, rank: s.integer })),
    version: s.integer,
    warnings: s.omittable(s.list(s.refTo('Warning'))),
  }),
  RoutingRule: s.object<rules.RoutingRuleView>({
    id: s.id,
    name: s.text,
    position: s.integer,
    inboxId: s.orNull(s.id),
    enabled: s.flag,
    condition: s.described(
      s.text,
      'CEL over customer, conversation, channel and now; docs/routing-rules.md lists every variable and function',
    ),
    actions: s.object<rules.RuleActionsView>({
      queueId: s.omittable(s.id),
      priority: s.omittable(s.integer),
      skills: s.omittable(s.list(skillAsk)),
      language: s.omittable(s.text),
      preferredAgentId: s.omittable(s.id),
      then: s.oneOf(['stop', 'continue']),
    }),
    version: s.integer,
    warnings: s.omittable(s.list(s.refTo('Warning'))),
  }),
  RoutingDryRun: s.object<rules.RoutingDryRunView>({
    rules: s.list(
      s.object<rules.RoutingDryRunView['rules'][number]>({
        ruleId: s.orNull(s.id),
        name: s.text,
        outcome: s.oneOf(['matched', 'not_matched', 'not_set', 'error', 'skipped']),
        detail: s.orNull(s.text),
      }),
    ),
    queue: s.object<rules.RoutingDryRunView['queue']>({ id: s.id, key: s.text, name: s.text }),
    priority: s.integer,
    language: s.orNull(s.text),
    languageFrom: s.orNull(s.oneOf(['rule', 'locale', 'text', 'conversation'])),
    requirements: s.list(skillAsk),
    preferredAgentId: s.orNull(s.id),
  }),
};
