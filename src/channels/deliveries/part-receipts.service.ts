import { Injectable } from '@nestjs/common';
import { RecordReceipt } from '../../conversations/record-receipt.service.js';
import type { Scope, Tx } from '../../platform/database/tx.js';
import type { VendorReceipt } from '../drawers/drawer.js';
import { messageOfPart, messageStateOf, partLeft, partsOf, raisePart } from './outbound-parts.repository.js';
import { lockSend, markSendFailed } from './outbound-sends.repository.js';
import { keyOf } from './part-key.js';

/** What vendors tell of parts, made into what became of messages. */
@Injectable()
export class PartReceipts {
  constructor(private readonly receipts: RecordReceipt) {}

  /** False where no message of this inbox left under that id (yet: a receipt may overtake the answer to our send). */
  async record(scope: Scope, inboxId: string, { externalId, state, reason, part }: VendorReceipt): Promise<boolean> {
    const messageId =
      (await messageOfPart(scope.tx, inboxId, externalId)) ?? (part && (await adopt(scope.tx, { ...part, inboxId, externalId })));
    if (!messageId) return false;
    const send = await lockSend(scope.tx, messageId);
    const why = reason ? reason.replace(/\p{Cc}+/gu, ' ').slice(0, 500) : null;
    const raised = await raisePart(scope.tx, {
      messageId,
      externalId,
      state,
      reason: state === 'failed' ? (why ?? 'the vendor could not deliver it') : null,
    });
    // While parts of it are still leaving, the end of the send will tell.
    if (raised && send?.state !== 'pending') await this.tell(scope, messageId);
    return true;
  }

  /** Brings a message to where its parts are. */
  async tell(scope: Scope, messageId: string): Promise<void> {
    const now = messageStateOf(await partsOf(scope.tx, messageId));
    if (!now || now.state === 'sent') return;
    if (now.state === 'delivered') return this.receipts.delivered(scope, messageId);
    if (now.state === 'read') return this.receipts.wereRead(scope, messageId);
    await markSendFailed(scope.tx, messageId, now.reason);
    await this.receipts.failed(scope, messageId, now.reason ?? 'the vendor could not deliver it');
  }
}

type Named = NonNullable<VendorReceipt['part']> & { inboxId: string; externalId: string };

/**
 * A part that the vendor took over although its answer never came: the next attempt finds it gone and leaves it out. Only
 * where the vendor gives back the key of the attempts that are being made now.
 */
async function adopt(tx: Tx, { messageId, index, idempotencyKey, inboxId, externalId }: Named): Promise<string | undefined> {
  const [send] = await tx.query<{ retries: number }>(
    `SELECT retries FROM outbound_sends WHERE message_id = $1 AND inbox_id = $2 AND state = 'pending' AND attempts > 0 FOR UPDATE`,
    [messageId, inboxId],
  );
  if (!send || keyOf(messageId, index, send.retries) !== idempotencyKey) return undefined;
  await partLeft(tx, { messageId, part: index, inboxId, externalId });
  return messageId;
}
