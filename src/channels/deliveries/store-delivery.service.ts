import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { Channel } from '../../contracts/words.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Secrets } from '../../platform/secrets/secrets.js';

export interface NewDelivery {
  inboxId: string;
  channel: Channel;
  /** What the other side calls it; unique per inbox. */
  externalId: string;
  raw: Buffer;
  meta?: {
    /** Hex hash over what makes two deliveries the same; without one every repeat of the external id is a duplicate. */
    fingerprint?: string;
    /** What the door knew besides the bytes (addresses and the like): expires with them. */
    envelope?: Record<string, unknown>;
  };
}

export interface StoredDelivery {
  deliveryId: string;
  externalId: string;
  /** True where it was stored before; nothing was changed. */
  duplicate: boolean;
}

/** Takes raw deliveries in. Resolves after commit, so that a door may say yes to the other side. */
@Injectable()
export class StoreDelivery {
  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async store(delivery: NewDelivery): Promise<StoredDelivery> {
    const [stored] = await this.storeAll([delivery]);
    return stored!;
  }

  /** All of them or none, in one transaction: one mail to two inboxes is answered once. */
  storeAll(deliveries: NewDelivery[]): Promise<StoredDelivery[]> {
    // In one order everywhere: two mails to the same two inboxes would otherwise wait for each other's unique key.
    const ordered = [...deliveries].sort((a, b) => (a.inboxId < b.inboxId ? -1 : 1));
    return this.db.transaction(async (tx) => {
      const stored: StoredDelivery[] = [];
      for (const delivery of ordered) stored.push(await this.storeIn(tx, delivery));
      return stored;
    });
  }

  private async storeIn(tx: Tx, delivery: NewDelivery): Promise<StoredDelivery> {
    const { externalId } = delivery;
    const first = await this.insert(tx, delivery, externalId);
    if (first) return first;
    const [known] = await tx.query<{ id: string; fingerprint: string | null }>(
      `SELECT id, meta->>'fingerprint' AS fingerprint FROM inbound_deliveries WHERE inbox_id = $1 AND external_id = $2`,
      [delivery.inboxId, externalId],
    );
    const fingerprint = delivery.meta?.fingerprint;
    if (!fingerprint || known?.fingerprint === fingerprint) return { deliveryId: known!.id, externalId, duplicate: true };
    // Somebody else's message under the same id (ids can be forged, and mailers repeat them): neither may hide the other.
    const namesake = `${externalId}#${fingerprint.slice(0, 12)}`;
    const second = await this.insert(tx, delivery, namesake);
    if (second) return second;
    const [again] = await tx.query<{ id: string }>('SELECT id FROM inbound_deliveries WHERE inbox_id = $1 AND external_id = $2', [
      delivery.inboxId,
      namesake,
    ]);
    return { deliveryId: again!.id, externalId: namesake, duplicate: true };
  }

  private async insert(tx: Tx, delivery: NewDelivery, externalId: string): Promise<StoredDelivery | undefined> {
    const deliveryId = newId();
    const inserted = await tx.run(
      `INSERT INTO inbound_deliveries (id, inbox_id, channel, external_id, raw_sealed, size_bytes, meta, due_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, app_now(), app_now() + $8 * interval '1 day')
       ON CONFLICT (inbox_id, external_id) DO NOTHING`,
      [
        deliveryId,
        delivery.inboxId,
        delivery.channel,
        externalId,
        this.secrets.seal(delivery.raw),
        delivery.raw.length,
        JSON.stringify(delivery.meta ?? {}),
        this.config.rawRetentionDays,
      ],
    );
    if (inserted === 0) return undefined;
    await this.outbox.add(tx, { type: 'inbound.received', payload: { deliveryId, inboxId: delivery.inboxId } });
    return { deliveryId, externalId, duplicate: false };
  }
}
