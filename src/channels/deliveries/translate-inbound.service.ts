import { Injectable } from '@nestjs/common';
import { ReceiveMessage } from '../../conversations/receive-message.service.js';
import { RecordReceipt } from '../../conversations/record-receipt.service.js';
import { Database } from '../../platform/database/database.js';
import { isDatabaseAway } from '../../platform/database/errors.js';
import { type Scope, systemActor, type Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import {
  type DeliveryOutcome,
  type DeliveryRow,
  postponeDelivery,
  settleDelivery,
  takeDelivery,
} from './inbound-deliveries.repository.js';
import { InboundTranslators, type Receipt, type Translation } from './inbound-translators.js';

/** Rolls the transaction back and names the outcome to write instead of it. */
class Otherwise extends Error {
  constructor(readonly outcome: DeliveryOutcome) {
    super(outcome.state);
  }
}

/** Turns one stored delivery into a message of the thread, or into a named outcome that a supervisor can see. */
@Injectable()
export class TranslateInbound {
  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly translators: InboundTranslators,
    private readonly messages: ReceiveMessage,
    private readonly receipts: RecordReceipt,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Repeatable: the message and the delivery's outcome are one transaction, and a delivery that is settled, waits or is in
   * other hands is left alone. An unexpected error counts as an attempt and is thrown on, to be logged with the job.
   */
  async run(deliveryId: string): Promise<void> {
    try {
      await this.db.transaction((tx) => this.translate(tx, deliveryId));
    } catch (error) {
      if (error instanceof Otherwise) return settleDelivery(this.db, deliveryId, error.outcome);
      if (error instanceof Refusal)
        return settleDelivery(this.db, deliveryId, { state: 'refused', detail: `${error.code}: ${error.message}` });
      // The database's absence is no fault of the delivery: it stays due, and counts no attempt.
      if (!isDatabaseAway(error)) await postponeDelivery(this.db, deliveryId, describe(error));
      throw error;
    }
  }

  private async translate(tx: Tx, deliveryId: string): Promise<void> {
    const row = await takeDelivery(tx, deliveryId);
    if (!row) return;
    if (!row.raw_sealed) return settleDelivery(tx, row.id, { state: 'failed', detail: 'the raw bytes have expired' });
    const translation = await this.translators.translate(rawDelivery(row, this.secrets.unseal(row.raw_sealed)), tx);
    const scope: Scope = { tx, actor: systemActor };
    const outcome = await this.record(scope, translation);
    await this.recordReceipts(scope, translation.receipts ?? []);
    await settleDelivery(tx, row.id, outcome);
  }

  private async record(scope: Scope, translation: Translation): Promise<DeliveryOutcome> {
    if (translation.outcome !== 'message') return { state: translation.outcome, detail: translation.detail };
    const { message, receipts = [] } = translation;
    const received = await this.messages.receiveIn({ ...scope, actor: { type: 'customer', id: null } }, message);
    if (!received) {
      const ignored = {
        state: 'ignored',
        detail: `automatic, and answers no thread of ours${because(message.content)}`,
      } as const;
      // Rolled back where nothing else was learnt, so that a machine whose mail belongs nowhere leaves no customer behind.
      if (receipts.length === 0) throw new Otherwise(ignored);
      return ignored;
    }
    if (!received.duplicate) scope.tx.afterCommit(() => this.metrics.messages.inc({ channel: message.channel, direction: 'in' }));
    return {
      state: 'accepted',
      messageId: received.messageId,
      detail: received.duplicate ? 'the message was recorded before' : null,
    };
  }

  private async recordReceipts(scope: Scope, receipts: Receipt[]): Promise<void> {
    for (const receipt of receipts) {
      if (receipt.state === 'failed') await this.receipts.failed(scope, receipt.messageId, receipt.reason);
      else await this.receipts.delivered(scope, receipt.messageId);
    }
  }
}

const rawDelivery = (row: DeliveryRow, raw: Buffer) => ({
  id: row.id,
  inboxId: row.inbox_id,
  channel: row.channel,
  externalId: row.external_id,
  raw,
  meta: row.meta,
  receivedAt: row.received_at,
});

function because(content: InboundContent): string {
  const automatic = content?.['automatic'] as { kind?: string; because?: string } | undefined;
  return automatic?.kind ? ` (${automatic.kind}: ${automatic.because ?? 'by its headers'})` : '';
}

type InboundContent = Record<string, unknown> | null | undefined;

/** The kind of error alone: its message may repeat what the customer wrote. The log has the rest. */
function describe(error: unknown): string {
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  return `translation failed (${[name ?? 'Error', code].filter(Boolean).join(' ')}); the log of this moment says more`;
}
