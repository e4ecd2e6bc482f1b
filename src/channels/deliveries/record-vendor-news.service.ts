import { Injectable } from '@nestjs/common';
import { ChangeMessage } from '../../conversations/change-message.service.js';
import { RecordEcho } from '../../conversations/record-echo.service.js';
import { RecordReceipt } from '../../conversations/record-receipt.service.js';
import { holdersOf, rootOf } from '../../customers/customers.repository.js';
import type { Scope, Sql } from '../../platform/database/tx.js';
import type { VendorChange, VendorEvent, VendorReceipt } from '../drawers/drawer.js';
import { overtakenWaitsMs } from './attempts.js';
import type { RawDelivery, Recorded } from './inbound-translators.js';
import { PartReceipts } from './part-receipts.service.js';
import { arriving, mediaOf, plainText, plausible } from './vendor-message.js';
import { isSending, messageUnder, readMessages } from './vendor-messages.queries.js';

/** What vendors tell of messages that are in the thread already, or that were written elsewhere. */
@Injectable()
export class RecordVendorNews {
  constructor(
    private readonly parts: PartReceipts,
    private readonly states: RecordReceipt,
    private readonly changes: ChangeMessage,
    private readonly echoes: RecordEcho,
  ) {}

  async receipts(scope: Scope, { inboxId }: RawDelivery, receipts: VendorReceipt[]): Promise<Recorded> {
    let known = 0;
    for (const receipt of receipts) if (await this.parts.record(scope, inboxId, receipt)) known++;
    const detail = `receipts of ${receipts.length}, of which ${known} of messages of ours`;
    return known === receipts.length ? { outcome: 'ignored', detail } : { outcome: 'later', detail };
  }

  async read(
    scope: Scope,
    { inboxId, receivedAt }: RawDelivery,
    { from, upTo }: Extract<VendorEvent, { outcome: 'read' }>,
  ): Promise<Recorded> {
    const who = arriving(from);
    const until = plausible(upTo, receivedAt);
    if (!who || !until) return { outcome: 'unrecognised', detail: 'a read receipt without a reader or a moment' };
    const ids = await readMessages(scope.tx, { inboxId, kind: who.kind, value: who.value, until });
    await this.states.wereRead(scope, ids);
    return { outcome: 'ignored', detail: `read: ${ids.length} messages` };
  }

  async change(scope: Scope, { inboxId, receivedAt }: RawDelivery, change: VendorChange): Promise<Recorded> {
    const message = await messageUnder(scope.tx, inboxId, plainText(change.externalId, 500));
    if (!message) return { outcome: 'later', detail: `${change.kind}: no message has this id` };
    const who = arriving(change.from);
    const [holder] = who ? await holdersOf(scope.tx, who.kind, who.value) : [];
    // Only its author edits and takes back; a reaction may be to either side's message.
    if (
      !holder ||
      (change.kind !== 'reacted' && message.identity_id !== holder.id) ||
      !(await sameThread(scope.tx, holder.customer_id, message.customer_id))
    )
      return { outcome: 'ignored', detail: `${change.kind}: by somebody else` };
    if (change.kind !== 'reacted' && message.direction !== 'in')
      return { outcome: 'ignored', detail: `${change.kind}: not the customer's` };
    const at = plausible(change.at, receivedAt) ?? receivedAt;
    if (change.kind === 'edited')
      await this.changes.change(scope, message.id, { kind: 'edited', text: plainText(change.text), at });
    else if (change.kind === 'deleted') await this.changes.change(scope, message.id, { kind: 'deleted', at });
    else {
      const emoji = change.emoji === null ? null : plainText(change.emoji, 50);
      await this.changes.change(scope, message.id, { kind: 'reacted', emoji, by: holder.id, at });
    }
    return { outcome: 'accepted', messageId: message.id, detail: change.kind };
  }

  async echo(scope: Scope, delivery: RawDelivery, echo: Extract<VendorEvent, { outcome: 'echo' }>): Promise<Recorded> {
    const to = arriving(echo.to);
    if (!to) return { outcome: 'unrecognised', detail: unusable };
    const { inboxId, channel, receivedAt } = delivery;
    const externalId = plainText(echo.externalId ?? delivery.externalId, 500);
    if (await messageUnder(scope.tx, inboxId, externalId)) return { outcome: 'ignored', detail: 'echo of a message of ours' };
    // Our own message may be on its way at this moment: the vendor's answer says under which id.
    if (delivery.attempts < overtakenWaitsMs.length && (await isSending(scope.tx, { inboxId, kind: to.kind, value: to.value })))
      return { outcome: 'later', detail: 'echo: a message of ours is on its way' };
    const recorded = await this.echoes.record(scope, {
      ...{ inboxId, channel, to, externalId, text: plainText(echo.text) },
      occurredAt: plausible(echo.sentAt, receivedAt),
    });
    if (!recorded) return { outcome: 'ignored', detail: 'echo: nobody who ever wrote to us' };
    return { outcome: 'accepted', messageId: recorded.messageId, detail: 'echo', media: mediaOf(echo) };
  }
}

/** Why somebody cannot be anybody here. */
export const unusable = 'sender_unusable: the sender has no key that can be kept';

async function sameThread(sql: Sql, one: string, other: string): Promise<boolean> {
  return one === other || (await rootOf(sql, one)) === (await rootOf(sql, other));
}
