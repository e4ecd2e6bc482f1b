import { Injectable } from '@nestjs/common';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { StoreDelivery, type StoredDelivery } from '../deliveries/store-delivery.service.js';
import { type InboxRecord, InboxesQueries } from '../inboxes/inboxes.queries.js';
import { normaliseAddress } from './mail/mail-address.js';
import { identifyMail } from './mail/mail-identity.js';
import { inboxAddressOf, readReplyAddress } from './mail/reply-address.js';
import { OwnMail } from './own-mail.js';
import { SmtpRefusal, tryLater } from './smtp-refusal.js';

export interface MailEnvelope {
  /** MAIL FROM; '' for the null path of bounces. */
  from: string;
  /** RCPT TO, as accepted by `recipient`. */
  to: string[];
  remoteAddress: string;
}

/** Wrong guesses at addresses that one sender may make before it has to wait. */
const unknownRecipients = { name: 'smtp-unknown-recipients', points: 100, seconds: 600 };

/** Which mail is taken in, and where it is put: only for our inboxes, and only as committed rows. */
@Injectable()
export class AcceptMail {
  constructor(
    private readonly inboxes: InboxesQueries,
    private readonly deliveries: StoreDelivery,
    private readonly limits: RateLimits,
    private readonly own: OwnMail,
  ) {}

  /** The inbox an address leads to. Throws SmtpRefusal 550 for any other address, a forged reply token included. */
  async recipient(address: string, remoteAddress: string): Promise<InboxRecord> {
    const inbox = await this.find(address);
    if (inbox) return inbox;
    await this.limits.spend(unknownRecipients, remoteAddress);
    throw new SmtpRefusal(550, 'No such mailbox here');
  }

  /** Resolves after commit: one row for each inbox among the recipients, all of them or none. */
  async accept(raw: Buffer, envelope: MailEnvelope): Promise<StoredDelivery[]> {
    const byInbox = new Map<string, string[]>();
    for (const address of envelope.to) {
      const inbox = await this.find(address);
      // Closed or renamed since RCPT: the sender asks again, and hears of it then.
      if (!inbox) throw tryLater();
      byInbox.set(inbox.id, [...(byInbox.get(inbox.id) ?? []), address]);
    }
    const { externalId, fingerprint } = identifyMail(raw);
    return this.deliveries.storeAll(
      [...byInbox].map(([inboxId, to]) => ({
        inboxId,
        channel: 'email',
        externalId,
        raw,
        meta: { fingerprint, envelope: { from: envelope.from, to, remoteAddress: envelope.remoteAddress } },
      })),
    );
  }

  /**
   * Mail read out of the inbox's own mailbox. Resolves after commit: all of them are stored, or were before. Nobody knows the
   * path it came by, so nothing is said of its envelope.
   */
  take(inboxId: string, raws: Buffer[]): Promise<StoredDelivery[]> {
    return this.deliveries.storeAll(
      raws.map((raw) => {
        const { externalId, fingerprint } = identifyMail(raw);
        return { inboxId, channel: 'email' as const, externalId, raw, meta: { fingerprint } };
      }),
    );
  }

  private async find(written: string): Promise<InboxRecord | undefined> {
    const address = normaliseAddress(written);
    if (address === null) return undefined;
    const inboxAddress = inboxAddressOf(address);
    if (inboxAddress !== address && readReplyAddress(address, this.own.replySecret) === null) return undefined;
    const inbox = await this.inboxes.byAddress(inboxAddress);
    return inbox?.channel === 'email' && !inbox.disabled ? inbox : undefined;
  }
}
