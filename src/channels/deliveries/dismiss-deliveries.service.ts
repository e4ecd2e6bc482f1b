import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { InboundDeliveryView, OutboundView } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import type { Actor } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { inboundView, isUnreadState } from './inbound.queries.js';
import { lockDelivery, markDeliveryDismissed } from './inbound-deliveries.repository.js';
import { outboundView } from './outbound.queries.js';
import { lockSend, markSendDismissed } from './outbound-sends.repository.js';

/** Why, in the words of whoever does it; kept in the audit log. */
export interface Dismissal {
  actor: Actor;
  id: string;
  reason?: string;
}

/**
 * A dead letter for which nothing is to be done is put aside, and can be taken up again: it needs no hands any more, and is
 * counted no more. What it is stays on record, and its message stays as not delivered. Whoever has it tried again takes it up
 * by that. Each act leaves an audit row.
 */
@Injectable()
export class DismissDeliveries {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  /** Throws `illegal_move` where it has left or is on its way, or stands so already. */
  async outbound({ actor, id, reason }: Dismissal, dismissed: boolean): Promise<OutboundView> {
    await this.db.transaction(async (tx) => {
      const send = await lockSend(tx, id);
      if (!send) throw notFound('message on its way out');
      if (send.state !== 'failed')
        throw new Refusal('illegal_move', 'Only a message that could not be delivered can be dismissed.', {
          translations: { zh: '只有未能送达的消息可以忽略。' },
        });
      if ((await markSendDismissed(tx, id, dismissed)) === 0) throw standsSo(dismissed);
      const data = { reason: reason ?? null };
      const action = dismissed ? 'outbound.dismissed' : 'outbound.taken_up';
      await this.audit.write({ tx, actor }, { action, subjectType: 'message', subjectId: id, data });
    });
    return (await outboundView(this.db, id))!;
  }

  /** Throws `illegal_move` where it was read or is being read, or stands so already. */
  async inbound({ actor, id, reason }: Dismissal, dismissed: boolean): Promise<InboundDeliveryView> {
    await this.db.transaction(async (tx) => {
      const row = await lockDelivery(tx, id);
      if (!row) throw notFound('delivery');
      if (!isUnreadState(row.state))
        throw new Refusal('illegal_move', 'Only what came in and was not read, or not taken, can be dismissed.', {
          translations: { zh: '只有收到但未能读取或未被接受的投递可以忽略。' },
        });
      if ((await markDeliveryDismissed(tx, id, dismissed)) === 0) throw standsSo(dismissed);
      const data = { state: row.state, reason: reason ?? null };
      const action = dismissed ? 'inbound.dismissed' : 'inbound.taken_up';
      await this.audit.write({ tx, actor }, { action, subjectType: 'inbound_delivery', subjectId: id, data });
    });
    return (await inboundView(this.db, id))!;
  }
}

const standsSo = (dismissed: boolean): Refusal =>
  dismissed
    ? new Refusal('illegal_move', 'This was dismissed already.', { translations: { zh: '已经忽略过了。' } })
    : new Refusal('illegal_move', 'This is not dismissed.', { translations: { zh: '它没有被忽略。' } });
