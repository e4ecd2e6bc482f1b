import { Injectable } from '@nestjs/common';
import { Audit } from '../accounts/audit/audit.service.js';
import type { PromiseView } from '../contracts/context.js';
import type { Scope } from '../platform/database/tx.js';
import { Refusal } from '../platform/http/refusal.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { announceCustomer } from '../conversations/announce-customer.js';
import { lockPromise, promiseView } from './promises/promises.queries.js';

/** A promise was kept. Saying so twice changes nothing: the first time counts. */
@Injectable()
export class KeepPromise {
  constructor(
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** @throws Refusal `not_found`, `customer_erased`; `illegal_move` where it was given up. */
  async execute(scope: Scope, promiseId: string): Promise<PromiseView> {
    await lockPromise(scope.tx, promiseId);
    const [kept] = await scope.tx.query<{ customer_id: string }>(
      `UPDATE promises SET kept_at = app_now(), kept_by = $2, remind_at = NULL
       WHERE id = $1 AND kept_at IS NULL AND broken_at IS NULL RETURNING customer_id`,
      [promiseId, scope.actor.id],
    );
    if (kept) {
      await this.audit.write(scope, {
        action: 'promise.kept',
        subjectType: 'promise',
        subjectId: promiseId,
        data: { customerId: kept.customer_id },
      });
      await announceCustomer(scope.tx, this.outbox, kept.customer_id);
    }
    const view = (await promiseView(scope.tx, promiseId))!;
    if (view.state === 'broken') throw new Refusal('illegal_move', 'The promise was given up.');
    return view;
  }
}
