import { Module } from '@nestjs/common';
import { ApiChannelModule } from './api/api-channel.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { EmailModule } from './email/email.module.js';
import { InboxesModule } from './inboxes/inboxes.module.js';
import { WebchatModule } from './webchat/webchat.module.js';

/** One drawer per channel, and what they share. */
@Module({ imports: [InboxesModule, DeliveriesModule, WebchatModule, EmailModule, ApiChannelModule] })
export class ChannelsModule {}
