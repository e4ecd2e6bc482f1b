import { Injectable } from '@nestjs/common';
import { Audit } from '../accounts/audit/audit.service.js';
import type { PromiseView } from '../contracts/context.js';
import { lockConversation } from '../conversations/conversations.repository.js';
import { zoneOfCustomer } from '../conversations/promised-in.js';
import type { Scope } from '../platform/database/tx.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/ids/new-id.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { announceCustomer } from '../conversations/announce-customer.js';
import { storable } from './storable.js';
import { assertDueAhead } from './promises/due-bounds.js';
import { promiseView, REMIND_BEFORE } from './promises/promises.queries.js';

export interface NewPromise {
  conversationId: string;
  text: string;
  /** RFC 3339. */
  dueAt?: string | null;
  /** By default whoever notes it down. */
  madeBy?: string;
  /** The message it was recognised in. */
  sourceMessageId?: string;
  /** Its moment is what was written then, which may be over by now. */
  dueAsWritten?: boolean;
}

/** An agent writes down what the customer was promised, so that whoever answers next knows. */
@Injectable()
export class MakePromise {
  constructor(
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** @throws Refusal `not_found`, `customer_erased`; `invalid_request` for a day that is in no calendar, is over or far off. */
  async execute(scope: Scope, promised: NewPromise): Promise<PromiseView> {
    const { conversationId, text, dueAt, madeBy, sourceMessageId } = promised;
    const due = dueAt ? readTime(dueAt) : null;
    if (due && !promised.dueAsWritten) await assertDueAhead(scope.tx, due);
    // The lock keeps a merge from moving the thread between the insert and its announcement.
    const locked = await lockConversation(scope.tx, conversationId);
    if (!locked) throw notFound('conversation');
    const { customer_id: customerId } = locked.conversation;
    const id = newId();
    await scope.tx.run(
      `INSERT INTO promises (id, customer_id, conversation_id, text, due_at, made_by, source_message_id, zone, remind_at)
       VALUES ($1, $2, $3, $4, $5::timestamptz, $6, $7, $8,
         $5::timestamptz - greatest(interval '0', least(${REMIND_BEFORE}, ($5::timestamptz - app_now()) / 2)))`,
      [
        id,
        customerId,
        conversationId,
        storable(text),
        due,
        madeBy ?? scope.actor.id,
        sourceMessageId ?? null,
        await zoneOfCustomer(scope.tx, conversationId),
      ],
    );
    await this.audit.write(scope, {
      action: 'promise.made',
      subjectType: 'promise',
      subjectId: id,
      data: { customerId, conversationId, dueAt: due },
    });
    await announceCustomer(scope.tx, this.outbox, customerId);
    return (await promiseView(scope.tx, id))!;
  }
}

/** Leap seconds and 30 February pass the pattern of the body. */
function readTime(value: string): Date {
  const time = new Date(value);
  if (Number.isNaN(time.getTime()))
    throw new Refusal('invalid_request', 'dueAt is not a time.', { errors: [{ pointer: '/dueAt', detail: 'is not a time' }] });
  return time;
}
