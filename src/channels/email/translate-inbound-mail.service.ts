import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { normalise } from '../../core/identity/normalise.js';
import { holdersOf, rootOf } from '../../customers/customers.repository.js';
import type { Sql } from '../../platform/database/tx.js';
import { InboundTranslators, type RawDelivery, type Receipt, type Translation } from '../deliveries/inbound-translators.js';
import { type InboxRecord, InboxesQueries } from '../inboxes/inboxes.queries.js';
import { bouncedMessage } from './bounced-mail.queries.js';
import { agentByAddress } from './forwarding-agent.queries.js';
import { hardBounceOf } from './mail/hard-bounce.js';
import { forwardOfEmbedded, readForward } from './mail/forwarded-mail.js';
import { inboundOfMail, mediaOfMail } from './mail/inbound-of-mail.js';
import { normaliseAddress } from './mail/mail-address.js';
import { parseFiles, parseMail } from './mail/parse-mail.js';
import type { MailRefusal, ParsedMail } from './mail/parsed-mail.js';
import { inboxAddressOf } from './mail/reply-address.js';
import { asForwarded, type InboundMail, type MailDelivery, type MailInbox, translateMail } from './mail/translate-mail.js';
import { insteadOfUnreadable } from './mail/unreadable-mail.js';
import { OwnMail } from './own-mail.js';
import { suppressAddress } from './suppressed/suppressed-addresses.repository.js';

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
    const parsed = await parseMail(delivery.raw);
    const delivered = { receivedAt: delivery.receivedAt, envelopeFrom: envelope.from, envelopeTo: envelope.to ?? [] };
    const translated = translateMail(parsed, mailInbox, delivered);
    if (translated.outcome === 'unrecognised') {
      const instead = parsed.ok ? undefined : await this.noticeOf(parsed, mailInbox, delivered, delivery);
      const told = instead && (await this.describe(instead, mailInbox, delivery, sql));
      if (told?.outcome === 'message') return { ...told, unsupported: translated.reason };
      return { outcome: 'unrecognised', detail: translated.reason };
    }
    const mail = parsed.ok ? await originalOf(translated.message, parsed, mailInbox, delivery, sql) : translated.message;
    return this.describe(mail, mailInbox, delivery, sql);
  }

  /** Its sender wrote all the same: the thread says so, where the headers tell who it was. */
  private async noticeOf(
    { reason }: MailRefusal,
    inbox: MailInbox,
    delivered: MailDelivery,
    { raw, receivedAt }: RawDelivery,
  ): Promise<InboundMail | undefined> {
    const keptUntil = new Date(receivedAt.getTime() + this.config.rawRetentionDays * 86_400_000);
    const notice = insteadOfUnreadable(raw, reason, keptUntil);
    const translated = notice && translateMail(await parseMail(notice), inbox, delivered);
    return translated?.outcome === 'message' ? translated.message : undefined;
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
    return {
      outcome: 'message',
      message: inboundOfMail(mail, context),
      media: mediaOfMail(mail, delivery.id),
      receipts: await receiptsOf(mail, inbox, delivery, sql),
    };
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

/** A mail that an agent passed on from their own address is the mail of whoever wrote it; any other is what it is. */
async function originalOf(
  mail: InboundMail,
  parsed: ParsedMail,
  inbox: MailInbox,
  delivery: RawDelivery,
  sql: Sql,
): Promise<InboundMail> {
  if (mail.automatic || mail.threading.conversationToken !== null || parsed.fromAmbiguous) return mail;
  const embeddedAt = mail.attachments.findIndex(({ contentType }) => contentType === 'message/rfc822');
  const inline = readForward(parsed);
  if (embeddedAt < 0 && !inline) return mail;
  const agent = await agentByAddress(sql, mail.from.value);
  if (!agent) return mail;
  const embedded = inline ? undefined : await embeddedMail(delivery.raw, embeddedAt);
  const original = inline ?? (embedded && forwardOfEmbedded(embedded, parsed.text));
  // What we or a colleague wrote is nobody's request.
  if (!original || inbox.addresses.includes(inboxAddressOf(original.from.address))) return mail;
  if (await agentByAddress(sql, original.from.address)) return mail;
  return asForwarded(mail, { ...original, messageId: embedded?.messageId ?? null }, agent, delivery.receivedAt);
}

async function embeddedMail(raw: Buffer, index: number): Promise<ParsedMail | undefined> {
  const files = await parseFiles(raw).catch(() => []);
  const embedded = files[index] && (await parseMail(files[index].content));
  return embedded?.ok ? embedded : undefined;
}

/**
 * A message of ours that came back for good is shown as failed. Only mail of this inbox can be spoken of by its bounces, and
 * only for those it was sent to: what a bounce says of anybody else fails nothing and silences nobody.
 */
async function receiptsOf(mail: InboundMail, inbox: MailInbox, delivery: RawDelivery, sql: Sql): Promise<Receipt[]> {
  const bounce = hardBounceOf(mail, inbox.addresses);
  if (!bounce) return [];
  const { inboxId } = delivery;
  const known = await bouncedMessage(sql, bounce, { inboxId, conversationId: mail.threading.conversationToken });
  if (!known) return [];
  const { id: messageId, recipients } = known;
  return bounce.failed
    .filter(({ address, original }) => recipients.includes(address) || (original !== null && recipients.includes(original)))
    .map(({ address, reason, dead }) => {
      const receipt = { messageId, state: 'failed', reason } as const;
      if (!dead || !recipients.includes(address)) return receipt;
      return { ...receipt, also: ({ tx }) => suppressAddress(tx, { address, reason, inboxId, messageId }) };
    });
}
