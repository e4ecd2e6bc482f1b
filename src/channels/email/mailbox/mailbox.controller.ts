import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../../../accounts/principal.js';
import type { MailboxView } from '../../../contracts/views.js';
import { Database } from '../../../platform/database/database.js';
import { notFound } from '../../../platform/http/refusal.js';
import { InboxesQueries } from '../../inboxes/inboxes.queries.js';
import { EmailInboxes } from '../email-inboxes.service.js';
import { mailboxView } from './mailboxes.queries.js';
import { makeDue } from './mailboxes.repository.js';

/** How the IMAP mailbox of an inbox does, for whoever has to see to it. */
@ApiTags('Inboxes')
@Controller('v1/inboxes/:inbox/mailbox')
export class MailboxController {
  constructor(
    private readonly db: Database,
    private readonly inboxes: InboxesQueries,
    private readonly email: EmailInboxes,
  ) {}

  @Roles('supervisor')
  @Get()
  read(@Param('inbox') reference: string): Promise<MailboxView> {
    return this.view(reference);
  }

  /** Asked now, whatever wait a failure has imposed. */
  @Roles('admin')
  @Post('poll')
  @HttpCode(200)
  async poll(@Param('inbox') reference: string): Promise<MailboxView> {
    const { inboxId } = await this.view(reference);
    await makeDue(this.db, inboxId);
    return this.view(reference);
  }

  private async view(reference: string): Promise<MailboxView> {
    const inbox = await this.inboxes.byIdOrKey(reference);
    const account = inbox?.channel === 'email' ? this.email.accountOf(inbox) : undefined;
    if (!inbox || !account) throw notFound('mailbox');
    return mailboxView(this.db, inbox.id, { host: account.host, user: account.user, mailbox: account.mailbox });
  }
}
