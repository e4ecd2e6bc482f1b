import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { ConversationsModule } from '../../conversations/conversations.module.js';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { MediaModule } from '../media/media.module.js';
import { AcceptMail } from './accept-mail.service.js';
import { EmailInboxes } from './email-inboxes.service.js';
import { MailFiles } from './mail-files.service.js';
import { MailTransport } from './mail-transport.js';
import { MailboxController } from './mailbox/mailbox.controller.js';
import { MailboxKeeper } from './mailbox/mailbox-keeper.service.js';
import { OwnMail } from './own-mail.js';
import { ReplyWhenClosed } from './reply-when-closed.service.js';
import { SendMail } from './send-mail.service.js';
import { SmtpDoor } from './smtp-door.service.js';
import { SuppressedAddressesController } from './suppressed/suppressed-addresses.controller.js';
import { TranslateInboundMail } from './translate-inbound-mail.service.js';

/** The drawer of mail: an SMTP listener and IMAP mailboxes in, SMTP_URL out. What a mail means is decided by pure code in `mail/`. */
@Module({
  imports: [AccountsModule, ConversationsModule, DeliveriesModule, DrawersModule, InboxesModule, MediaModule],
  controllers: [MailboxController, SuppressedAddressesController],
  providers: [
    EmailInboxes,
    OwnMail,
    AcceptMail,
    SmtpDoor,
    MailboxKeeper,
    TranslateInboundMail,
    MailFiles,
    MailTransport,
    SendMail,
    ReplyWhenClosed,
  ],
  exports: [SmtpDoor],
})
export class EmailModule {}
