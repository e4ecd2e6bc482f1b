import { Injectable } from '@nestjs/common';
import { ExpectMedia } from '../../conversations/attachments/expect-media.service.js';
import { ReceiveMessage } from '../../conversations/receive-message.service.js';
import { RecordReceipt } from '../../conversations/record-receipt.service.js';
import { ProveKey } from '../../conversations/prove-key.service.js';
import type { Arriving } from '../../customers/resolve-customer.service.js';
import type { Scope } from '../../platform/database/tx.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { type DeliveryOutcome, type DeliveryRow, putBackDelivery } from './inbound-deliveries.repository.js';
import type { InboundMessage, Received } from '../../conversations/inbound-message.js';
import { holderOf, keyName, KnownSenders } from './known-senders.js';
import type { Receipt, Recorded, Translation } from './inbound-translators.js';
import { markSendFailed } from './outbound-sends.repository.js';

/** Rolls the transaction back and names the outcome to write instead of it. */
export class Otherwise extends Error {
  constructor(readonly outcome: DeliveryOutcome) {
    super(outcome.state);
  }
}

/** Writes what a delivery was found to mean, in the transaction in which it gets its outcome. */
@Injectable()
export class RecordInbound {
  constructor(
    private readonly messages: ReceiveMessage,
    private readonly receipts: RecordReceipt,
    private readonly media: ExpectMedia,
    private readonly keys: ProveKey,
    private readonly metrics: Metrics,
    private readonly senders: KnownSenders,
  ) {}

  /** Undefined where it was put back for later. */
  async record(scope: Scope, row: DeliveryRow, translation: Translation): Promise<DeliveryOutcome | undefined> {
    if (translation.outcome === 'event') return this.event(scope, row, await translation.record(scope));
    const outcome = await this.message(scope, translation);
    await this.recordReceipts(scope, translation.receipts ?? []);
    return outcome;
  }

  private async event(scope: Scope, row: DeliveryRow, recorded: Recorded): Promise<DeliveryOutcome | undefined> {
    if (recorded.outcome === 'later')
      return (await putBackDelivery(scope.tx, row, recorded.detail)) ? undefined : { state: 'ignored', detail: recorded.detail };
    if (recorded.outcome !== 'accepted') return { state: recorded.outcome, detail: recorded.detail };
    const { messageId, detail, media = [] } = recorded;
    await this.media.expect(scope.tx, { messageId, inboxId: row.inbox_id, references: media });
    return { state: 'accepted', messageId, detail };
  }

  private async message(scope: Scope, translation: Exclude<Translation, { outcome: 'event' }>): Promise<DeliveryOutcome> {
    if (translation.outcome !== 'message') return { state: translation.outcome, detail: translation.detail };
    const { message, receipts = [], unsupported, alsoKnownAs = [] } = translation;
    // What the vendor vouches for besides the sender's key comes first: it may lead into the thread of somebody who is here.
    await this.keys.learnFrom(scope, message.from, alsoKnownAs);
    const received = await this.messages.receiveIn({ ...scope, actor: { type: 'customer', id: null } }, message);
    if (!received) {
      const detail = `automatic, and answers no thread of ours${because(message.content)}`;
      // Rolled back where nothing else was learnt, so that a machine whose mail belongs nowhere leaves no customer behind.
      if (receipts.length === 0) throw new Otherwise({ state: 'ignored', detail });
      return { state: 'ignored', detail };
    }
    const { messageId } = received;
    if (received.duplicate) return { state: 'accepted', messageId, detail: 'the message was recorded before' };
    scope.tx.afterCommit(() => this.metrics.messages.inc({ channel: message.channel, direction: 'in' }));
    await this.media.expect(scope.tx, {
      ...{ messageId, inboxId: message.inboxId, references: translation.media ?? [] },
    });
    await this.rememberSender(scope, message, received, alsoKnownAs);
    return unsupported
      ? { state: 'unsupported', messageId, detail: `shown as a placeholder: ${unsupported}` }
      : { state: 'accepted', messageId, detail: null };
  }

  /** The next message of a sender whom the vendor vouches for needs no looking up. */
  private async rememberSender(scope: Scope, { from }: InboundMessage, received: Received, keys: Arriving[]): Promise<void> {
    const { identityId, customerId } = received;
    if (from.level !== 'verified' || (await holderOf(scope.tx, identityId)) !== customerId) return;
    scope.tx.afterCommit(() => this.senders.remember(from, { identityId, customerId, keys: new Set(keys.map(keyName)) }));
  }

  private async recordReceipts(scope: Scope, receipts: Receipt[]): Promise<void> {
    for (const receipt of receipts) {
      await receipt.also?.(scope);
      if (receipt.state !== 'failed') await this.receipts.delivered(scope, receipt.messageId);
      else {
        await markSendFailed(scope.tx, receipt.messageId, receipt.reason);
        await this.receipts.failed(scope, receipt.messageId, receipt.reason);
      }
    }
  }
}

function because(content: Record<string, unknown> | null | undefined): string {
  const automatic = content?.['automatic'] as { kind?: string; because?: string } | undefined;
  return automatic?.kind ? ` (${automatic.kind}: ${automatic.because ?? 'by its headers'})` : '';
}
