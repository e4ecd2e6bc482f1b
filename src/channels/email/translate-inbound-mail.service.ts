import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { normalise } from '../../core/identity/normalise.js';
import { holdersOf, rootOf } from '../../customers/customers.repository.js';
import type { Sql } from '../../platform/database/tx.js';
import { InboundTranslators, type RawDelivery, type Receipt, type Translation } from '../deliveries/inbound-translators.js';
import { type InboxRecord, InboxesQueries } from '../inboxes/inboxes.queries.js';
import { hardBounceOf } from './mail/hard-bounce.js';
import { inboundOfMail } from './mail/inbound-of-mail.js';
import { normaliseAddress } from './mail/mail-address.js';
import { parseMail } from './mail/parse-mail.js';
import { type InboundMail, type MailInbox, translateMail } from './mail/translate-mail.js';
import { OwnMail } from './own-mail.js';

/** From the stored bytes of a mail to a message of the thread. What the mail says is read by pure code in `mail/`. */
@Injectable()
export class TranslateInboundMail implements OnModuleInit {
  constructor(
    private readonly translators: InboundTranslators,
    private readonly inboxes: InboxesQueries,
    private readonly own: OwnMail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.translators.register('email', (delivery, sql) => this.translate(delivery, sql));
  }

  private async translate(delivery: RawDelivery, sql: Sql): Promise<Translation> {
    const inbox = await this.inboxes.byId(delivery.inboxId);
    const address = inbox?.address ? normaliseAddress(inbox.address) : null;
    if (!inbox || address === null) return { outcome: 'unsupported', detail: 'the inbox has no mail address' };
    const mailInbox = this.mailInbox(inbox, address);
    const envelope = (delivery.meta['envelope'] ?? {}) as { from?: string; to?: string[] };
    const translated = translateMail(await parseMail(delivery.raw), mailInbox, {
      receivedAt: delivery.receivedAt,
      envelopeFrom: envelope.from,
      envelopeTo: envelope.to ?? [],
    });
    if (translated.outcome === 'unrecognised') return { outcome: 'unrecognised', detail: translated.reason };
    return this.describe(translated.message, mailInbox, delivery, sql);
  }

  private async describe(mail: InboundMail, inbox: MailInbox, delivery: RawDelivery, sql: Sql): Promise<Translation> {
    // Our own mail that came back: it stands in the thread already.
    if (mail.automatic?.kind === 'loop') return { outcome: 'ignored', detail: `loop: ${mail.automatic.because}` };
    const sender = normalise('email', mail.from.value);
    if (!sender.ok) return { outcome: 'unrecognised', detail: `sender_unusable: ${sender.code}` };
    const { conversationToken } = mail.threading;
    const proved =
      mail.proof === 'dmarc' ||
      (mail.proof === 'reply_token' &&
        conversationToken !== null &&
        (await writesFromOwnAddress(sql, sender.value, conversationToken)));
    const context = { inboxId: delivery.inboxId, externalId: delivery.externalId, address: sender.value, proved };
    return { outcome: 'message', message: inboundOfMail(mail, context), receipts: await receiptsOf(mail, inbox, delivery, sql) };
  }

  private mailInbox(inbox: InboxRecord, address: string): MailInbox {
    const lists = inbox.settings['forwardingLists'];
    return {
      addresses: [address],
      secrets: [this.own.replySecret],
      instanceId: this.own.instanceId,
      trustedAuthservIds: this.config.mailAuthservId ? [this.config.mailAuthservId] : [],
      forwardingLists: Array.isArray(lists) ? lists.filter((list) => typeof list === 'string') : [],
    };
  }
}

/**
 * A reply token proves that the sender holds a mail which went to that conversation's customer. It speaks for the From
 * address only where that customer already writes from it: whoever was forwarded the mail proves nothing about another's.
 */
async function writesFromOwnAddress(sql: Sql, address: string, conversationId: string): Promise<boolean> {
  const holder = (await holdersOf(sql, 'email', address)).find((one) => one.level === 'verified' || one.joins);
  const [conversation] = await sql.query<{ customer_id: string }>('SELECT customer_id FROM conversations WHERE id = $1', [
    conversationId,
  ]);
  if (!holder || !conversation) return false;
  return (await rootOf(sql, holder.customer_id)) === (await rootOf(sql, conversation.customer_id));
}

/** A message of ours that came back for good is shown as failed. Only mail of this inbox can be spoken of by its bounces. */
async function receiptsOf(mail: InboundMail, inbox: MailInbox, delivery: RawDelivery, sql: Sql): Promise<Receipt[]> {
  const bounced = hardBounceOf(mail, inbox.addresses);
  if (!bounced) return [];
  const [known] = await sql.query<{ id: string }>(
    `SELECT id FROM messages WHERE id = $1 AND inbox_id = $2 AND direction = 'out' AND channel = 'email'`,
    [bounced.messageId, delivery.inboxId],
  );
  return known ? [{ messageId: known.id, state: 'failed', reason: bounced.reason }] : [];
}
