import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { ConsentsController } from './consents/consents.controller.js';
import { EraseCustomer } from './erasure/erase-customer.service.js';
import { ErasuresController } from './erasure/erasures.controller.js';
import { NoticeReturn } from './erasure/notice-return.listener.js';
import { RequestErasure } from './erasure/request-erasure.service.js';
import { ExportsController } from './exports/exports.controller.js';
import { WriteExport } from './exports/write-export.service.js';
import { RetentionController } from './retention/retention.controller.js';
import { Retention } from './retention/retention.service.js';

/** What customers allow, what they get of theirs, how long it is kept, and how it is forgotten. */
@Module({
  imports: [AccountsModule, CustomersModule, ConversationsModule],
  controllers: [ConsentsController, ExportsController, ErasuresController, RetentionController],
  providers: [EraseCustomer, RequestErasure, NoticeReturn, WriteExport, Retention],
})
export class PrivacyModule {}
