import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { OutboundView } from '../../contracts/views.js';
import { RecordReceipt } from '../../conversations/record-receipt.service.js';
import { Database } from '../../platform/database/database.js';
import type { Actor, Scope } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { failedDeliveries, reviveDelivery } from './inbound-deliveries.repository.js';
import { failedSends, outboundView } from './outbound.queries.js';
import { forgetFailedParts } from './outbound-parts.repository.js';
import { lockSend, reviveSends } from './outbound-sends.repository.js';

/** So many at once: whoever has more asks again. */
const atOnce = 500;

export interface Retried {
  count: number;
  /** True where there may be more of them. */
  more: boolean;
}

/** Dead letters that somebody wants to have tried again, in both directions. Each act leaves an audit row. */
@Injectable()
export class RetryDeliveries {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly receipts: RecordReceipt,
  ) {}

  /** Only the parts that did not leave are sent. Throws `illegal_move` where it has left, or is on its way. */
  async message(actor: Actor, messageId: string): Promise<OutboundView> {
    await this.db.transaction(async (tx) => {
      const send = await lockSend(tx, messageId);
      if (!send) throw notFound('message on its way out');
      if (send.state === 'sent')
        throw new Refusal('illegal_move', 'This message has left already.', { translations: { zh: '这条消息已经发出。' } });
      if (send.state === 'pending')
        throw new Refusal('illegal_move', 'This message is on its way; it is tried again by itself.', {
          translations: { zh: '这条消息正在发送，会自动重试。' },
        });
      await this.sendAgain({ tx, actor }, [messageId]);
      await this.audit.write({ tx, actor }, { action: 'outbound.retried', subjectType: 'message', subjectId: messageId });
    });
    return (await outboundView(this.db, messageId))!;
  }

  /** All that failed in an inbox, the oldest first, a bounded number at once. */
  async inbox(actor: Actor, inboxId: string, what: 'inbound' | 'outbound', since: Date | null): Promise<Retried> {
    return this.db.transaction(async (tx) => {
      const scope = { tx, actor };
      const ids = await (what === 'outbound'
        ? failedSends(tx, inboxId, since, atOnce)
        : failedDeliveries(tx, inboxId, since, atOnce));
      if (what === 'outbound') await this.sendAgain(scope, ids);
      else await this.translateAgain(scope, inboxId, ids);
      const data = { what, count: ids.length, since: since?.toISOString() ?? null };
      await this.audit.write(scope, { action: 'inbox.retried', subjectType: 'inbox', subjectId: inboxId, data });
      return { count: ids.length, more: ids.length === atOnce };
    });
  }

  private async sendAgain(scope: Scope, messageIds: string[]): Promise<void> {
    const revived = await reviveSends(scope.tx, messageIds);
    await forgetFailedParts(scope.tx, revived);
    await this.receipts.pending(scope, revived);
    await this.outbox.add(
      scope.tx,
      ...revived.map((messageId) => ({ type: 'outbound.queued' as const, payload: { messageId } })),
    );
  }

  private async translateAgain({ tx }: Scope, inboxId: string, ids: string[]): Promise<void> {
    for (const id of ids) await reviveDelivery(tx, id);
    await this.outbox.add(
      tx,
      ...ids.map((deliveryId) => ({ type: 'inbound.received' as const, payload: { deliveryId, inboxId } })),
    );
  }
}
