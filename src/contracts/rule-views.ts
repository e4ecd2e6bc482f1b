/** What queues ask, and how rules choose: the parts of views and the views of rules. */

/** After so long a wait (ms) something gives way: exactly one of the other fields is there. */
export interface QueueStepView {
  afterMs: number;
  dropSkill?: string;
  lowerSkill?: { skill: string; minLevel: number };
  dropLanguage?: boolean;
  dropGroups?: boolean;
  addGroups?: string[];
  addQueues?: string[];
  raisePriority?: number;
  toQueue?: string;
}

export interface SkillAskView {
  skill: string;
  minLevel: number;
  /** After so long a wait it is no longer asked for. */
  expiresAfterMs?: number;
}

/** Saved, but no agent of today can satisfy it. */
export interface WarningView {
  /** JSON Pointer to the field of what was saved. */
  pointer: string;
  detail: string;
  /** Who comes nearest; null where there is nobody at all, or it is not about agents. */
  nearest: { id: string; name: string } | null;
}

/** What a rule does where its condition holds. */
export interface RuleActionsView {
  queueId?: string;
  priority?: number;
  skills?: SkillAskView[];
  language?: string;
  preferredAgentId?: string;
  then: 'stop' | 'continue';
}

export interface RoutingRuleView {
  id: string;
  name: string;
  /** Rules are gone through by position, then by age. */
  position: number;
  /** null: of every inbox. */
  inboxId: string | null;
  enabled: boolean;
  /** CEL. */
  condition: string;
  actions: RuleActionsView;
  version: number;
  /** In the answer to a change only. */
  warnings?: WarningView[];
}

/** What the rules would do; nothing was changed. */
export interface RoutingDryRunView {
  rules: {
    /** null: of the draft. */
    ruleId: string | null;
    name: string;
    /** `not_set`: the condition reads a field that this conversation does not have; `detail` names it. */
    outcome: 'matched' | 'not_matched' | 'not_set' | 'error' | 'skipped';
    detail: string | null;
  }[];
  queue: { id: string; key: string; name: string };
  priority: number;
  language: string | null;
  /** Who said the language: a rule, the customer's locale, the text, or what the conversation has already. */
  languageFrom: 'rule' | 'locale' | 'text' | 'conversation' | null;
  /** What the conversation asks beyond its queue. */
  requirements: SkillAskView[];
  preferredAgentId: string | null;
}
