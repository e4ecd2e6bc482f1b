import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { InboundDeliveryView } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import type { Actor } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { inboundView } from './inbound.queries.js';
import { lockDelivery, readDelivery, reviveDelivery } from './inbound-deliveries.repository.js';

/** What supervisors may do with a raw delivery: read it, and have it translated again. Both leave an audit row. */
@Injectable()
export class InspectInbound {
  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /** The bytes as received. Whoever reads a customer's letter is on record before it is handed out. */
  async readRaw(actor: Actor, id: string): Promise<Buffer> {
    const row = await readDelivery(this.db, id);
    if (!row) throw notFound('delivery');
    if (!row.raw_sealed)
      throw new Refusal('not_found', 'The raw bytes of this delivery have expired.', {
        translations: { zh: '这次投递的原始内容已过期。' },
      });
    await this.db.transaction((tx) =>
      this.audit.write({ actor, tx }, { action: 'inbound.raw_read', subjectType: 'inbound_delivery', subjectId: id }),
    );
    return this.secrets.unseal(row.raw_sealed);
  }

  /** Throws `illegal_move` where it became a message already, is under way, or its bytes are gone. */
  async retry(actor: Actor, id: string): Promise<InboundDeliveryView> {
    await this.db.transaction(async (tx) => {
      const row = await lockDelivery(tx, id);
      if (!row) throw notFound('delivery');
      if (row.state === 'accepted')
        throw new Refusal('illegal_move', 'This delivery became a message already.', {
          translations: { zh: '这次投递已经成为消息。' },
        });
      if (!row.raw_sealed)
        throw new Refusal('illegal_move', 'The raw bytes of this delivery have expired.', {
          translations: { zh: '这次投递的原始内容已过期。' },
        });
      await reviveDelivery(tx, id);
      await this.outbox.add(tx, { type: 'inbound.received', payload: { deliveryId: id, inboxId: row.inbox_id } });
      await this.audit.write(
        { actor, tx },
        { action: 'inbound.retried', subjectType: 'inbound_delivery', subjectId: id, data: { state: row.state } },
      );
    });
    return (await inboundView(this.db, id))!;
  }
}
