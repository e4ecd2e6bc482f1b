import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { ContextController } from './context.controller.js';
import { ContextQueries } from './context.queries.js';
import { EnterFact } from './enter-fact.service.js';
import { KeepPromise } from './keep-promise.service.js';
import { MakePromise } from './make-promise.service.js';
import { ReadNotes } from './read-notes.listener.js';

/** What an agent needs to know before the first word. */
@Module({
  imports: [AccountsModule, CustomersModule, ConversationsModule],
  controllers: [ContextController],
  providers: [ContextQueries, MakePromise, KeepPromise, EnterFact, ReadNotes],
  exports: [ContextQueries],
})
export class ContextModule {}
