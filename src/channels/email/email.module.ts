import { Module } from '@nestjs/common';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { AcceptMail } from './accept-mail.service.js';
import { MailTransport } from './mail-transport.js';
import { OwnMail } from './own-mail.js';
import { SendMail } from './send-mail.service.js';
import { SmtpDoor } from './smtp-door.service.js';
import { TranslateInboundMail } from './translate-inbound-mail.service.js';

/** The drawer of mail: an SMTP listener in, SMTP_URL out. What a mail means is decided by pure code in `mail/`. */
@Module({
  imports: [DeliveriesModule, InboxesModule],
  providers: [OwnMail, AcceptMail, SmtpDoor, TranslateInboundMail, MailTransport, SendMail],
  exports: [SmtpDoor],
})
export class EmailModule {}
