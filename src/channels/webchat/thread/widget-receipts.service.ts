import { Inject, Injectable } from '@nestjs/common';
import type { WidgetMessageView } from '../../../contracts/views.js';
import { RecordReceipt } from '../../../conversations/record-receipt.service.js';
import { Database } from '../../../platform/database/database.js';
import { systemActor } from '../../../platform/database/tx.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { actorOfSession, readsWholeThread, type WidgetSession } from '../sessions/widget-session.js';

/** Delivered and read, as the widget tells them. */
@Injectable()
export class WidgetReceipts {
  constructor(
    private readonly db: Database,
    private readonly receipts: RecordReceipt,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** The session has read everything it can see up to `seq`. */
  async read(session: WidgetSession, seq: number): Promise<void> {
    const reader = { customerId: session.customerId, readerId: session.identity.id, seq, by: 'customer' as const };
    const narrowed = readsWholeThread(session) ? reader : { ...reader, identityId: session.identity.id };
    await this.db.transaction((tx) => this.receipts.read({ tx, actor: actorOfSession(session) }, narrowed));
  }

  /**
   * These messages reached the customer's device: its socket acknowledged them, or it was given them when it asked.
   * Never fails its caller: a receipt that is lost is made good by the next reading.
   */
  async delivered(messages: WidgetMessageView[]): Promise<void> {
    const ids = messages.filter(awaitsDelivery).map((message) => message.id);
    if (ids.length === 0) return;
    await this.db
      .transaction((tx) => this.receipts.delivered({ tx, actor: systemActor }, ids))
      .catch((error: unknown) => this.log.warn({ err: error, messageIds: ids }, 'a delivery receipt was not recorded'));
  }
}

/** Mails and the like get their receipts from their own channel, also when they are read here. */
export const awaitsDelivery = ({ direction, channel, delivery }: WidgetMessageView): boolean =>
  direction === 'out' && channel === 'webchat' && delivery.state === 'sent';
