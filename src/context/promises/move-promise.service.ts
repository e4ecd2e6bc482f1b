import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { PromiseView } from '../../contracts/promises.js';
import { announceCustomer } from '../../conversations/announce-customer.js';
import type { Scope } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { assertDueAhead } from './due-bounds.js';
import { lockPromise, promiseView, REMIND_BEFORE } from './promises.queries.js';

/** A promise falls due at another time, as agreed with the customer; the audit log keeps from when to when. */
@Injectable()
export class MovePromise {
  constructor(
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** @throws Refusal `not_found`, `customer_erased`; `illegal_move` where it was kept or given up; `invalid_request` for a time that is over or far off. */
  async execute(scope: Scope, promiseId: string, dueAt: string | null): Promise<PromiseView> {
    const before = await lockPromise(scope.tx, promiseId);
    const isOpen = before.keptAt === null && before.brokenAt === null;
    if (isOpen && dueAt && dueAt !== before.dueAt) await assertDueAhead(scope.tx, dueAt);
    const [moved] = await scope.tx.query<{ customer_id: string }>(
      // Nobody was told of the new moment yet: reminders begin again.
      `UPDATE promises SET due_at = $2::timestamptz, reminder_stage = 0,
         remind_at = $2::timestamptz - greatest(interval '0', least(${REMIND_BEFORE}, ($2::timestamptz - app_now()) / 2))
       WHERE id = $1 AND kept_at IS NULL AND broken_at IS NULL RETURNING customer_id`,
      [promiseId, dueAt],
    );
    if (!moved) throw new Refusal('illegal_move', 'The promise was kept or given up already.');
    const data = { customerId: moved.customer_id, from: before.dueAt, to: dueAt };
    await this.audit.write(scope, { action: 'promise.moved', subjectType: 'promise', subjectId: promiseId, data });
    await announceCustomer(scope.tx, this.outbox, moved.customer_id);
    return (await promiseView(scope.tx, promiseId))!;
  }
}
