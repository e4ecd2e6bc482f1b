import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { ConversationsModule } from '../../conversations/conversations.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { InboundController } from './inbound.controller.js';
import { InboundTranslators } from './inbound-translators.js';
import { InboundWork } from './inbound-work.js';
import { InspectInbound } from './inspect-inbound.service.js';
import { OutboundSenders } from './outbound-senders.js';
import { OutboundWork } from './outbound-work.js';
import { SendOutbound } from './send-outbound.service.js';
import { StoreDelivery } from './store-delivery.service.js';
import { TranslateInbound } from './translate-inbound.service.js';

/** What all drawers share: raw deliveries in, sends out, each finished by a job and caught by the sweep. */
@Module({
  imports: [AccountsModule, ConversationsModule, InboxesModule],
  controllers: [InboundController],
  providers: [
    InboundTranslators,
    OutboundSenders,
    StoreDelivery,
    TranslateInbound,
    SendOutbound,
    InspectInbound,
    InboundWork,
    OutboundWork,
  ],
  exports: [InboundTranslators, OutboundSenders, StoreDelivery],
})
export class DeliveriesModule {}
