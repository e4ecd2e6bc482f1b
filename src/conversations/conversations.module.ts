import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { AttachmentsModule } from './attachments/attachments.module.js';
import { ChangeMessage } from './change-message.service.js';
import { ConversationChannelsController } from './conversation-channels.controller.js';
import { ConversationsController } from './conversations.controller.js';
import { EditConversation } from './edit-conversation.service.js';
import { IdentitySuggestionsController } from './identity-suggestions.controller.js';
import { MentionsController } from './mentions.controller.js';
import { MergeCustomers } from './merge-customers.service.js';
import { MergeFollowers } from './merge-followers.js';
import { ProveKey } from './prove-key.service.js';
import { ReceiveMessage } from './receive-message.service.js';
import { RecordEcho } from './record-echo.service.js';
import { RecordReceipt } from './record-receipt.service.js';
import { SendMessage } from './send-message.service.js';
import { ThreadController } from './thread.controller.js';
import { VerifyIdentityController } from './verify-identity.controller.js';
import { WriteMessage } from './write-message.service.js';

const services = [
  ReceiveMessage,
  SendMessage,
  WriteMessage,
  RecordReceipt,
  RecordEcho,
  ChangeMessage,
  EditConversation,
  MergeFollowers,
  MergeCustomers,
  ProveKey,
];

@Module({
  imports: [AccountsModule, CustomersModule, AttachmentsModule],
  controllers: [
    ConversationsController,
    ConversationChannelsController,
    ThreadController,
    IdentitySuggestionsController,
    MentionsController,
    VerifyIdentityController,
  ],
  providers: services,
  exports: [...services, AttachmentsModule],
})
export class ConversationsModule {}
