import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { isDatabaseAway } from '../../platform/database/errors.js';
import { type Sql, systemActor, type Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import {
  type DeliveryOutcome,
  type DeliveryRow,
  nextInLine,
  postponeDelivery,
  settleDelivery,
  takeDelivery,
} from './inbound-deliveries.repository.js';
import { InboundTranslators, type RawDelivery, type Translation } from './inbound-translators.js';
import { Otherwise, RecordInbound } from './record-inbound.service.js';

/** Turns one stored delivery into a message of the thread, or into a named outcome that a supervisor can see. */
@Injectable()
export class TranslateInbound {
  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly translators: InboundTranslators,
    private readonly recording: RecordInbound,
  ) {}

  /**
   * Translates a delivery, and then those of the same sender that waited for it. Repeatable: what is recorded and the
   * delivery's outcome are one transaction, and a delivery that is settled, waits or is in other hands is left alone. An
   * unexpected error counts as an attempt and is thrown on, to be logged with the job.
   */
  async run(deliveryId: string): Promise<void> {
    for (let next: string | undefined = deliveryId; next; [next] = await nextInLine(this.db, [next]))
      if (!(await this.one(next))) return;
  }

  /** False where there was nothing to do. */
  private async one(deliveryId: string): Promise<boolean> {
    try {
      return await this.db.transaction((tx) => this.translate(tx, deliveryId));
    } catch (error) {
      const outcome = otherwise(error);
      if (outcome) {
        await settleDelivery(this.db, deliveryId, outcome);
        return true;
      }
      // The database's absence is no fault of the delivery: it stays due, and counts no attempt.
      if (!isDatabaseAway(error)) await postponeDelivery(this.db, deliveryId, describe(error));
      throw error;
    }
  }

  private async translate(tx: Tx, deliveryId: string): Promise<boolean> {
    const row = await takeDelivery(tx, deliveryId);
    if (!row) return false;
    const outcome = row.raw_sealed
      ? await this.recorded(tx, row, row.raw_sealed)
      : ({ state: 'failed', detail: 'the raw bytes have expired' } as const);
    if (outcome) await settleDelivery(tx, row.id, outcome);
    return true;
  }

  /** What a delivery means, where that is quickly said; nothing is written. */
  async quickMeaning(row: DeliveryRow, sealed: Buffer): Promise<Translation | undefined> {
    return this.translators.isDrawn(row.channel) ? this.meaning(this.db, row, sealed) : undefined;
  }

  private meaning(sql: Sql, row: DeliveryRow, sealed: Buffer): Promise<Translation> {
    return this.translators.translate(rawDelivery(row, this.secrets.unseal(sealed)), sql);
  }

  private async recorded(tx: Tx, row: DeliveryRow, sealed: Buffer): Promise<DeliveryOutcome | undefined> {
    return this.recording.record({ tx, actor: systemActor }, row, await this.meaning(tx, row, sealed));
  }
}

const rawDelivery = (row: DeliveryRow, raw: Buffer): RawDelivery => ({
  id: row.id,
  inboxId: row.inbox_id,
  channel: row.channel,
  externalId: row.external_id,
  raw,
  meta: row.meta,
  receivedAt: row.received_at,
  attempts: row.attempts,
});

/** What an expected "no" settles it as. */
function otherwise(error: unknown): DeliveryOutcome | undefined {
  if (error instanceof Otherwise) return error.outcome;
  return error instanceof Refusal ? { state: 'refused', detail: `${error.code}: ${error.message}` } : undefined;
}

/** The kind of error alone: its message may repeat what the customer wrote. The log has the rest. */
function describe(error: unknown): string {
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  return `translation failed (${[name ?? 'Error', code].filter(Boolean).join(' ')}); the log of this moment says more`;
}
