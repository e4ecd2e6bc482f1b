import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { InboxesController } from './inboxes.controller.js';
import { InboxesQueries } from './inboxes.queries.js';
import { SaveInbox } from './save-inbox.service.js';

@Module({
  imports: [AccountsModule],
  controllers: [InboxesController],
  providers: [InboxesQueries, SaveInbox],
  exports: [InboxesQueries],
})
export class InboxesModule {}
