import { Module } from '@nestjs/common';
import { ConversationsModule } from '../../conversations/conversations.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { ApiChannelController } from './api-channel.controller.js';
import { PostInboundMessage } from './post-inbound-message.service.js';

/** The drawer of the generic channel. Answers are read from the thread, so nothing is carried out. */
@Module({
  imports: [ConversationsModule, InboxesModule],
  controllers: [ApiChannelController],
  providers: [PostInboundMessage],
})
export class ApiChannelModule {}
