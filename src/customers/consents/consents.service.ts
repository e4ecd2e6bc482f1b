import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { membersOf, rootOf } from '../customers.repository.js';
import { storedDocument, storedText } from '../stored-text.js';
import { Database } from '../../platform/database/database.js';
import type { Actor, Scope, Sql, Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { consentOf, grantedNow } from './consents.queries.js';

export interface NewConsent {
  customerId: string;
  purpose: string;
  granted: boolean;
  source: string;
  evidence?: Record<string, unknown>;
}

/** Forgets, in the transaction of the refusal, what is only kept as long as these customers do not refuse it. */
export type OnRefusal = (tx: Tx, customerIds: readonly string[]) => Promise<unknown>;

/** What a customer allows, purpose by purpose. It holds from the commit on: nothing here is cached. */
@Injectable()
export class Consents {
  private readonly refusals: { purpose: string; act: OnRefusal }[] = [];

  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  /** A room that keeps something only for a purpose says here how it goes when the purpose is refused. */
  onRefusal(purpose: string, act: OnRefusal): void {
    this.refusals.push({ purpose, act });
  }

  /** Takes the word down; the customer may be a visitor who has not written yet. */
  async say(scope: Scope, { customerId, purpose, granted, source, evidence }: NewConsent): Promise<void> {
    await scope.tx.run(
      `INSERT INTO consents (id, customer_id, purpose, granted, source, evidence, actor_type, actor_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        newId(),
        customerId,
        purpose,
        granted,
        storedText(source),
        JSON.stringify(storedDocument(evidence ?? {})),
        scope.actor.type,
        scope.actor.id,
      ],
    );
    const refused = granted ? [] : this.refusals.filter((one) => one.purpose === purpose);
    if (refused.length === 0) return;
    const members = [customerId, ...(await membersOf(scope.tx, await rootOf(scope.tx, customerId)))];
    for (const { act } of refused) await act(scope.tx, members);
  }

  /** What a widget's page says of its visitor: only what differs from what is known is taken down. */
  async sayAll(
    customerId: string,
    consent: Record<string, boolean | undefined>,
    evidence: Record<string, unknown>,
  ): Promise<void> {
    const known = await grantedNow(this.db, customerId);
    const news = Object.entries(consent).filter(([purpose, granted]) => granted !== undefined && known[purpose] !== granted);
    if (news.length === 0) return;
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: { type: 'customer' as const, id: null } };
      for (const [purpose, granted] of news)
        await this.say(scope, { customerId, purpose, granted: granted!, source: 'widget', evidence });
    });
  }

  /** Whether it may be used, where a no is no refusal but only leaves something out. @param unlessRefused as for `require` */
  async allows(sql: Sql, customerId: string, purpose: string, { unlessRefused = false } = {}): Promise<boolean> {
    return (await consentOf(sql, customerId, purpose)) ?? unlessRefused;
  }

  /**
   * To be asked before a customer's data is used for a purpose. Throws `consent_missing` with `purpose` and `reason`
   * (`never_given` or `withdrawn`); the attempt is kept in the audit log, whatever becomes of the caller's transaction.
   * With `unlessRefused` only a spoken no refuses, for what is lawful without a yes.
   */
  async require(
    sql: Sql,
    customerId: string,
    purpose: string,
    actor: Actor,
    { unlessRefused = false }: { unlessRefused?: boolean } = {},
  ): Promise<void> {
    const granted = await consentOf(sql, customerId, purpose);
    if (granted ?? unlessRefused) return;
    const reason = granted === null ? 'never_given' : 'withdrawn';
    await this.db.transaction((tx) =>
      this.audit.write(
        { tx, actor },
        { action: 'consent.missing', subjectType: 'customer', subjectId: customerId, data: { purpose, reason } },
      ),
    );
    throw new Refusal('consent_missing', `The customer has not consented to the use of their data for "${purpose}".`, {
      purpose,
      reason,
    });
  }
}
