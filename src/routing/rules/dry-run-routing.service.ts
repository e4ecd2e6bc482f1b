import { Injectable } from '@nestjs/common';
import { type CompiledRule, compileRules } from '../../core/requirements/route.js';
import { isTimeZone } from '../../core/hours/local-time.js';
import type { RoutingDryRunView } from '../../contracts/rule-views.js';
import { Database } from '../../platform/database/database.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { findQueue } from '../queues/queues.queries.js';
import { type Route, routeOne } from '../requirements/route-one.js';
import { readAsUnrouted, readInboxFor, type Unrouted } from '../requirements/unrouted.queries.js';
import { checkRule } from './check-rule.js';
import type { DryRunBody, NewRuleBody, SampleBody } from './rule-bodies.js';
import { RuleBook } from './rule-book.js';

/** What the rules (or a draft of them) would do with a conversation, real or made up. Changes nothing. */
@Injectable()
export class DryRunRouting {
  constructor(
    private readonly db: Database,
    private readonly book: RuleBook,
  ) {}

  /** Errors: `not_found` (conversation or inbox), `invalid_request` (not exactly one of the two; a zone that is none; a rule of the draft). */
  async execute({ conversationId, sample, rules: draft }: DryRunBody): Promise<RoutingDryRunView> {
    if ((conversationId === undefined) === (sample === undefined))
      throw new Refusal('invalid_request', 'Give either conversationId or sample.', {
        errors: [{ pointer: '/conversationId', detail: 'exactly one of conversationId and sample is needed' }],
      });
    const one = conversationId ? await this.real(conversationId) : await this.madeUp(sample as SampleBody);
    const rules = draft ? await this.drafted(draft) : await this.book.at(one.rules);
    return this.view(one, routeOne(one, rules), rules, draft !== undefined);
  }

  private async real(id: string): Promise<Unrouted> {
    const found = await readAsUnrouted(this.db, id);
    if (!found) throw notFound('conversation');
    // As though it had just come: what an act by hand holds back is not what is asked here.
    return { ...found, held: false };
  }

  private async madeUp(sample: SampleBody): Promise<Unrouted> {
    const inbox = await readInboxFor(this.db, sample.inboxId);
    if (!inbox) throw notFound('inbox');
    const { customer = {} } = sample;
    refuseStrangeZone(customer.timeZone);
    return {
      ...inbox,
      ...{
        id: '',
        epoch: 1,
        inboxId: sample.inboxId,
        channel: sample.channel ?? inbox.channel,
        held: false,
        promises: false,
        routing: {},
      },
      ...{ subject: sample.subject ?? null, text: sample.text ?? '', language: sample.language ?? customer.locale ?? null },
      ...{ tags: sample.tags ?? [], fields: sample.fields ?? {}, reopened: sample.reopened ?? false, preferredAgentId: null },
      ...{ customerName: customer.name ?? null, tier: customer.tier ?? null, locale: customer.locale ?? null },
      ...{ timeZone: customer.timeZone ?? null, attributes: customer.attributes ?? {} },
      now: sample.at === undefined ? inbox.now : Date.parse(sample.at),
    };
  }

  private async drafted(draft: readonly NewRuleBody[]): Promise<CompiledRule[]> {
    const rules = draft.map(({ name, condition, actions, inboxId = null, enabled = true }, place) => ({
      ...{ id: String(place), name, condition, actions, inboxId, enabled },
    }));
    for (const [place, rule] of rules.entries()) await checkRule(this.db, rule, `/rules/${place}`);
    return compileRules(rules);
  }

  private async view(one: Unrouted, route: Route, rules: readonly CompiledRule[], drafted: boolean): Promise<RoutingDryRunView> {
    const queue = (await findQueue(this.db, route.queueId))!;
    return {
      rules: route.trace.map(({ ruleId, outcome, detail = null }, place) => ({
        ...{ ruleId: drafted ? null : ruleId, name: rules[place]?.name ?? '', outcome, detail },
      })),
      queue: { id: queue.id, key: queue.key, name: queue.name },
      priority: route.priority ?? (route.queueId === one.queueId ? one.priority : queue.priority),
      language: route.language,
      languageFrom: route.languageFrom,
      requirements: route.skills,
      preferredAgentId: route.preferredAgentId,
    };
  }
}

function refuseStrangeZone(timeZone: string | undefined): void {
  if (timeZone === undefined || isTimeZone(timeZone)) return;
  const detail = 'must be an IANA time zone, e.g. Europe/Berlin';
  throw new Refusal('invalid_request', `sample.customer.timeZone: ${detail}`, {
    errors: [{ pointer: '/sample/customer/timeZone', detail }],
  });
}
