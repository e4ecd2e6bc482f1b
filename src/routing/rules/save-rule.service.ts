import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import { assertSupervisesAll } from '../../accounts/supervised-queues.queries.js';
import type { RoutingRuleView } from '../../contracts/rule-views.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { notFound } from '../../platform/http/refusal.js';
import { assertVersion } from '../../platform/http/version-guard.js';
import { newId } from '../../platform/ids/new-id.js';
import { checkRule, ruleWarnings } from './check-rule.js';
import type { NewRuleBody, RulePatch } from './rule-bodies.js';
import { deleteRule, findRule, lockRule, nextPosition, type RuleValues, writeRule } from './rules.repository.js';

/** Makes, changes and removes routing rules. They hold for what arrives from then on; what has its queue keeps it. */
@Injectable()
export class SaveRule {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  /** Errors: `forbidden`; `invalid_request` (the condition, or something named that is not there). */
  create(by: Principal, body: NewRuleBody): Promise<RoutingRuleView> {
    return this.db.transaction(async (tx) => {
      await assertSupervisesAll(tx, by);
      const position = body.position ?? (await nextPosition(tx));
      const rule = { inboxId: null, enabled: true, ...given(body), position };
      return this.write({ tx, actor: actorOf(by) }, newId(), rule, 'routing_rule.created');
    });
  }

  /** Errors: `forbidden`, `not_found`, `version_mismatch`, `invalid_request`. */
  change(by: Principal, id: string, body: RulePatch, ifMatch?: string): Promise<RoutingRuleView> {
    return this.db.transaction(async (tx) => {
      await assertSupervisesAll(tx, by);
      const locked = await lockRule(tx, id);
      if (!locked) throw notFound('routing rule');
      assertVersion(ifMatch, locked.version);
      return this.write({ tx, actor: actorOf(by) }, id, { ...locked, ...given(body) }, 'routing_rule.changed');
    });
  }

  /** Errors: `forbidden`, `not_found`, `version_mismatch`. */
  async remove(by: Principal, id: string, ifMatch?: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await assertSupervisesAll(tx, by);
      const locked = await lockRule(tx, id);
      if (!locked) throw notFound('routing rule');
      assertVersion(ifMatch, locked.version);
      await deleteRule(tx, id);
      const subject = { subjectType: 'routing_rule', subjectId: id, data: { name: locked.name } };
      await this.audit.write({ tx, actor: actorOf(by) }, { action: 'routing_rule.deleted', ...subject });
    });
  }

  private async write(scope: Scope, id: string, rule: RuleValues, action: string): Promise<RoutingRuleView> {
    await checkRule(scope.tx, rule);
    await writeRule(scope.tx, id, rule);
    const { name, position, inboxId, enabled, condition, actions } = rule;
    const data = { name, position, inboxId, enabled, condition, actions };
    await this.audit.write(scope, { action, subjectType: 'routing_rule', subjectId: id, data });
    const warnings = await ruleWarnings(scope.tx, rule);
    return { ...(await findRule(scope.tx, id))!, ...(warnings.length > 0 ? { warnings } : {}) };
  }
}

/** The fields that were sent; those left out are there as undefined and would hide what they fall back on. */
const given = <T extends object>(body: T): T =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as T;
