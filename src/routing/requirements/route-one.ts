import type { RoutingFacts } from '../../core/requirements/condition.js';
import { localTime } from '../../core/requirements/local-time.js';
import { applyRules, type CompiledRule, type RuleTrace } from '../../core/requirements/route.js';
import type { SkillAsk } from '../../core/requirements/steps.js';
import { detectLanguage } from './detect-language.js';
import type { Unrouted } from './unrouted.queries.js';

export type LanguageFrom = 'rule' | 'locale' | 'text' | 'conversation';

/** Where a conversation goes and what it asks beyond its queue. */
export interface Route {
  queueId: string;
  /** Null: as it is, or that of the new queue where a rule chose one. */
  priority: number | null;
  language: string | null;
  languageFrom: LanguageFrom | null;
  skills: SkillAsk[];
  preferredAgentId: string | null;
  trace: RuleTrace[];
}

/**
 * The queue it is in already (by its inbox, or where it was when it was closed), then what the rules say, then the language:
 * set by hand, else by a rule, else as the conversation or the customer's locale gives it, else as the text shows it.
 */
export function routeOne(one: Unrouted, rules: readonly CompiledRule[]): Route {
  const matched = rules.length > 0 && !one.held ? applyRules(rules, one.inboxId, factsOf(one)) : undefined;
  const { queueId, priority, language, preferredAgentId, skills = [] } = matched?.chosen ?? {};
  return {
    queueId: queueId ?? one.queueId,
    priority: priority ?? null,
    ...languageOf(one, language),
    skills,
    // Who served the customer last in this matter comes before a wish of everybody's.
    preferredAgentId: one.preferredAgentId ?? preferredAgentId ?? null,
    trace: matched?.trace ?? [],
  };
}

function languageOf(one: Unrouted, ruled: string | undefined): Pick<Route, 'language' | 'languageFrom'> {
  const before = one.routing.language;
  // It differs from what was put on record: a person has said it since.
  const byHand = one.language !== null && before !== undefined && before.tag !== one.language;
  if (byHand) return { language: one.language, languageFrom: 'conversation' };
  if (ruled !== undefined) return { language: ruled, languageFrom: 'rule' };
  if (one.language !== null)
    return { language: one.language, languageFrom: one.language === one.locale ? 'locale' : 'conversation' };
  if (one.locale !== null) return { language: one.locale, languageFrom: 'locale' };
  const language = detectLanguage(one.subject ? `${one.subject}\n${one.text}` : one.text);
  return { language, languageFrom: language ? 'text' : null };
}

const known = <T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as { [K in keyof T]?: NonNullable<T[K]> };

function factsOf(one: Unrouted): RoutingFacts {
  const { customerName: name, tier, locale, timeZone, attributes, channel, subject, language } = one;
  return {
    customer: { ...known({ name, tier, locale, timeZone }), attributes },
    conversation: {
      ...known({ subject, language }),
      ...{
        channel,
        priority: one.priority,
        reopened: one.reopened,
        inbox: one.inbox,
        text: one.text,
        tags: one.tags,
        fields: one.fields,
      },
    },
    channel,
    now: { ...localTime(one.now, one.zone), open: one.open },
  };
}
