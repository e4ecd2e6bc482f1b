import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadAttachment } from '../../conversations/attachments/read-attachment.service.js';
import { Database } from '../../platform/database/database.js';
import { OutboundSenders, type SendAttempt, type SendOutcome } from '../deliveries/outbound-senders.js';
import { EmailInboxes } from './email-inboxes.service.js';
import { readSmtpRefusal } from './mail/bounce-report.js';
import { type ComposeInput, composeReply, type OutgoingFile } from './mail/compose-mail.js';
import { normaliseAddress } from './mail/mail-address.js';
import { signatureOf } from './mail/mail-signature.js';
import { quotedHistory } from './mail/quoted-history.js';
import { MailTransport } from './mail-transport.js';
import { nameMail, type OutgoingMail, outgoingMail } from './outgoing-mail.queries.js';
import { OwnMail } from './own-mail.js';
import { suppressAddress, suppressedAmong } from './suppressed/suppressed-addresses.repository.js';

/** More than this in one mail is refused by most servers of this world; said here, where the agent sees it. */
const mostBytes = 25 * 1024 * 1024;

const failed = (reason: string): SendOutcome => ({ state: 'failed', reason });

/** Carries a message out as a mail that its reader's mail program hangs into the right thread. */
@Injectable()
export class SendMail implements OnModuleInit {
  constructor(
    private readonly senders: OutboundSenders,
    private readonly db: Database,
    private readonly transport: MailTransport,
    private readonly own: OwnMail,
    private readonly inboxes: EmailInboxes,
    private readonly attachments: ReadAttachment,
  ) {}

  onModuleInit(): void {
    this.senders.register('email', (attempt) => this.send(attempt));
  }

  private async send({ messageId }: SendAttempt): Promise<SendOutcome> {
    const mail = await outgoingMail(this.db, messageId);
    if (!mail) return failed('the message is no outgoing one');
    if (!mail.inbox_address) return failed('the inbox has no mail address');
    // Always the address the customer wrote from; a differing Reply-To is shown to the agent and never simply answered.
    if (mail.to_kind !== 'email' || !mail.to_value) return failed('the customer has no mail address here');
    const [to, cc] = [mail.to_value, copiesOf(mail)];
    const [dead] = await suppressedAmong(this.db, [normaliseAddress(to) ?? to, ...cc]);
    if (dead) return failed(`mail to ${dead.address} is suppressed: ${dead.reason}`);
    const files = await this.filesOf(messageId);
    if (!files) return failed(`the files are larger than the ${mostBytes / 1024 / 1024} MB that one mail may have`);
    const composed = composeReply({ ...(await this.written(mail, mail.inbox_address, to)), cc, files });
    await nameMail(this.db, messageId, String(composed.messageId).replace(/^<|>$/g, ''));
    const outcome = await this.transport.send(composed);
    if (outcome.state === 'failed') await this.learn(mail, to, outcome.reason);
    return outcome;
  }

  /** Undefined where they are too much for one mail. Rejects while the store is away: the mail leaves later. */
  private async filesOf(messageId: string): Promise<OutgoingFile[] | undefined> {
    const stored = await this.attachments.ofMessage(messageId);
    if (stored.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > mostBytes) return undefined;
    return Promise.all(stored.map(async ({ name, contentType, read }) => ({ name, contentType, content: await read() })));
  }

  /** A server that says at the door that there is no such mailbox tells the same as a bounce. */
  private async learn(mail: OutgoingMail, to: string, reason: string): Promise<void> {
    const address = normaliseAddress(to);
    if (address === null || !readSmtpRefusal(reason)) return;
    await suppressAddress(this.db, { address, reason, inboxId: mail.inbox_id, messageId: mail.id });
  }

  private async written(mail: OutgoingMail, inboxAddress: string, to: string): Promise<ComposeInput> {
    const inbox = await this.inboxes.byId(mail.inbox_id);
    const { signature, quoteHistory, dkim } = inbox ? this.inboxes.settingsOf(inbox) : {};
    const privateKey = inbox && this.inboxes.secretsOf(inbox).dkimPrivateKey;
    const automatic = mail.kind === 'event';
    const fromName = mail.author_name ?? mail.inbox_name;
    return {
      inbox: { address: inboxAddress, name: mail.inbox_name },
      fromName,
      to: { address: to, name: mail.to_name ?? '' },
      subject: mail.answered_subject || mail.conversation_subject || mail.inbox_name,
      text: mail.text,
      conversationId: mail.conversation_id,
      messageId: mail.id,
      createdAt: mail.created_at,
      inReplyTo: mail.answered_id?.startsWith('sha256:') ? null : mail.answered_id,
      references: mail.answered_references ?? [],
      secret: this.own.replySecret,
      instanceId: this.own.instanceId,
      automatic,
      signature: automatic ? null : signatureOf(signature, mail.locale, { agent: fromName, inbox: mail.inbox_name }),
      history: quoteHistory && !automatic ? historyOf(mail) : null,
      ...(dkim && privateKey ? { dkim: { ...dkim, privateKey } } : {}),
    };
  }
}

const copiesOf = ({ content }: OutgoingMail): string[] => {
  const cc = content?.['cc'];
  return Array.isArray(cc) ? cc.flatMap((address) => normaliseAddress(String(address)) ?? []) : [];
};

function historyOf(mail: OutgoingMail): ComposeInput['history'] {
  if (!mail.answered_text || !mail.answered_at) return null;
  const customer = mail.to_name || mail.to_value || '';
  const name = mail.answered_direction === 'in' ? customer : (mail.answered_name ?? mail.inbox_name);
  return quotedHistory({ text: mail.answered_text, name, writtenAt: mail.answered_at }, mail.locale, mail.time_zone ?? 'UTC');
}
