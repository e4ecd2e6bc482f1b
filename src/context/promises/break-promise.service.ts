import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { PromiseView } from '../../contracts/promises.js';
import { announceCustomer } from '../../conversations/announce-customer.js';
import type { Scope } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { storable } from '../storable.js';
import { lockPromise, promiseView } from './promises.queries.js';

/** A promise will not be kept. Saying so twice changes nothing. */
@Injectable()
export class BreakPromise {
  constructor(
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** @throws Refusal `not_found`, `customer_erased`; `illegal_move` where it was kept. */
  async execute(scope: Scope, promiseId: string, reason: string | null): Promise<PromiseView> {
    await lockPromise(scope.tx, promiseId);
    const [broken] = await scope.tx.query<{ customer_id: string }>(
      `UPDATE promises SET broken_at = app_now(), broken_by = $2, broken_reason = $3, remind_at = NULL
       WHERE id = $1 AND kept_at IS NULL AND broken_at IS NULL RETURNING customer_id`,
      [promiseId, scope.actor.id, reason && storable(reason)],
    );
    if (broken) {
      const data = { customerId: broken.customer_id };
      await this.audit.write(scope, { action: 'promise.broken', subjectType: 'promise', subjectId: promiseId, data });
      await announceCustomer(scope.tx, this.outbox, broken.customer_id);
    }
    const view = (await promiseView(scope.tx, promiseId))!;
    if (view.state === 'kept') throw new Refusal('illegal_move', 'The promise was kept.');
    return view;
  }
}
