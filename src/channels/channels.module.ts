import { Module } from '@nestjs/common';
import { ApiChannelModule } from './api/api-channel.module.js';
import { CallsModule } from './calls/calls.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { EmailModule } from './email/email.module.js';
import { InboxesModule } from './inboxes/inboxes.module.js';
import { LineModule } from './line/line.module.js';
import { MediaModule } from './media/media.module.js';
import { MetaModule } from './meta/meta.module.js';
import { ProfilesModule } from './profiles/profiles.module.js';
import { TypingModule } from './typing/typing.module.js';
import { TelegramModule } from './telegram/telegram.module.js';
import { TwilioModule } from './twilio/twilio.module.js';
import { WebCallModule } from './webcall/webcall.module.js';
import { VoiceModule } from './voice/voice.module.js';
import { WebchatModule } from './webchat/webchat.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WechatModule } from './wechat/wechat.module.js';

/** One drawer per channel, and what they share. */
@Module({
  imports: [
    InboxesModule,
    DeliveriesModule,
    MediaModule,
    ProfilesModule,
    TypingModule,
    CallsModule,
    WebhooksModule,
    WebchatModule,
    WebCallModule,
    EmailModule,
    ApiChannelModule,
    TelegramModule,
    LineModule,
    MetaModule,
    TwilioModule,
    WechatModule,
    VoiceModule,
  ],
})
export class ChannelsModule {}
