import { Injectable } from '@nestjs/common';
import { Audit } from '../accounts/audit/audit.service.js';
import type { FactView } from '../contracts/context.js';
import { spellFact } from '../core/facts/spell.js';
import { lockCustomer, membersOf } from '../customers/customers.repository.js';
import { RecordFacts } from '../customers/record-facts.service.js';
import type { Scope } from '../platform/database/tx.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { announceCustomer } from '../conversations/announce-customer.js';
import { factViews } from './facts.queries.js';
import { storable } from './storable.js';

export interface EnteredFact {
  customerId: string;
  kind: string;
  value: string;
  label?: string | null;
  conversationId?: string | null;
  /** The id of a fact that this one puts right. */
  supersedes?: string | null;
}

/** An agent enters something about a customer by hand. What is known already stays as it was first said. */
@Injectable()
export class EnterFact {
  constructor(
    private readonly facts: RecordFacts,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** @throws Refusal `not_found`; `invalid_request` where the value is none of its kind. */
  async execute(scope: Scope, entered: EnteredFact): Promise<FactView> {
    const { customerId, kind, conversationId = null } = entered;
    const value = valueOf(kind, storable(entered.value));
    const root = await lockCustomer(scope.tx, customerId);
    if (!root) throw notFound('customer');
    const memberIds = await membersOf(scope.tx, root.id);
    if (conversationId) await assertOwn(scope, memberIds, conversationId);
    if (entered.supersedes) await supersede(scope, memberIds, entered.supersedes);
    const label = entered.label ? storable(entered.label).trim() : null;
    await this.facts.record(scope, { customerId, conversationId, type: 'agent' }, [{ kind, value, label }]);
    const [fact] = await factViews(scope.tx, memberIds, { kind, value });
    if (!fact) throw new Error(`a fact of customer ${customerId} was not kept`);
    if (entered.supersedes)
      await scope.tx.run('UPDATE facts SET superseded_by = $2 WHERE id = $1 AND id <> $2', [entered.supersedes, fact.id]);
    const data = { customerId, kind, conversationId, supersedes: entered.supersedes ?? null };
    await this.audit.write(scope, { action: 'fact.entered', subjectType: 'fact', subjectId: fact.id, data });
    await announceCustomer(scope.tx, this.outbox, customerId);
    return fact;
  }
}

async function assertOwn(scope: Scope, memberIds: string[], conversationId: string): Promise<void> {
  const own = await scope.tx.query('SELECT 1 FROM conversations WHERE id = $1 AND customer_id = ANY($2)', [
    conversationId,
    memberIds,
  ]);
  if (own.length === 0)
    throw new Refusal('invalid_request', 'The conversation is not this customer’s.', {
      errors: [{ pointer: '/conversationId', detail: 'is not of this customer' }],
    });
}

async function supersede(scope: Scope, memberIds: string[], factId: string): Promise<void> {
  const ended = await scope.tx.run(
    `UPDATE facts SET superseded_at = app_now() WHERE id = $1 AND customer_id = ANY($2) AND superseded_at IS NULL`,
    [factId, memberIds],
  );
  if (ended === 0)
    throw new Refusal('invalid_request', 'There is no such fact to put right.', {
      errors: [{ pointer: '/supersedes', detail: 'is not known' }],
    });
}

function valueOf(kind: string, value: string): string {
  const spelled = spellFact(kind, value);
  if (spelled === undefined)
    throw new Refusal('invalid_request', `That is no ${kind}.`, { errors: [{ pointer: '/value', detail: `is no ${kind}` }] });
  return spelled;
}
