import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { OutboundSenders, type SendAttempt, type SendOutcome } from '../deliveries/outbound-senders.js';
import { composeReply } from './mail/compose-mail.js';
import { MailTransport } from './mail-transport.js';
import { nameMail, type OutgoingMail, outgoingMail } from './outgoing-mail.queries.js';
import { OwnMail } from './own-mail.js';

/** Carries a message out as a mail that its reader's mail program hangs into the right thread. */
@Injectable()
export class SendMail implements OnModuleInit {
  constructor(
    private readonly senders: OutboundSenders,
    private readonly db: Database,
    private readonly transport: MailTransport,
    private readonly own: OwnMail,
  ) {}

  onModuleInit(): void {
    this.senders.register('email', (attempt) => this.send(attempt));
  }

  private async send({ messageId }: SendAttempt): Promise<SendOutcome> {
    const mail = await outgoingMail(this.db, messageId);
    if (!mail) return { state: 'failed', reason: 'the message is no outgoing one' };
    if (!mail.inbox_address) return { state: 'failed', reason: 'the inbox has no mail address' };
    // Always the address the customer wrote from; a differing Reply-To is shown to the agent and never simply answered.
    if (mail.to_kind !== 'email' || !mail.to_value) return { state: 'failed', reason: 'the customer has no mail address here' };
    const composed = this.compose(mail, mail.inbox_address, mail.to_value);
    await nameMail(this.db, messageId, String(composed.messageId).replace(/^<|>$/g, ''));
    return this.transport.send(composed);
  }

  private compose(mail: OutgoingMail, inboxAddress: string, to: string) {
    return composeReply({
      inbox: { address: inboxAddress, name: mail.inbox_name },
      fromName: mail.author_name ?? mail.inbox_name,
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
      automatic: mail.kind === 'event',
    });
  }
}
