import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { Connections } from './connections.service.js';
import { InboxesController } from './inboxes.controller.js';
import { InboxesQueries } from './inboxes.queries.js';
import { SaveInbox } from './save-inbox.service.js';

@Module({
  imports: [AccountsModule, DrawersModule],
  controllers: [InboxesController],
  providers: [InboxesQueries, SaveInbox, Connections],
  exports: [InboxesQueries, Connections],
})
export class InboxesModule {}
