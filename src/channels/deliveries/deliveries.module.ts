import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { ConversationsModule } from '../../conversations/conversations.module.js';
import { CustomersModule } from '../../customers/customers.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { AccountKeys } from './account-keys.service.js';
import { DeliveryIntake } from './delivery-intake.js';
import { InboundController } from './inbound.controller.js';
import { InboundTranslators } from './inbound-translators.js';
import { InboundWork } from './inbound-work.js';
import { InspectInbound } from './inspect-inbound.service.js';
import { OutboundSenders } from './outbound-senders.js';
import { OutboundWork } from './outbound-work.js';
import { KnownSenders } from './known-senders.js';
import { OutboundController } from './outbound.controller.js';
import { PartReceipts } from './part-receipts.service.js';
import { RecordInbound } from './record-inbound.service.js';
import { RecordVendorEvent } from './record-vendor-event.service.js';
import { RecordVendorNews } from './record-vendor-news.service.js';
import { DismissDeliveries } from './dismiss-deliveries.service.js';
import { RetryDeliveries } from './retry-deliveries.service.js';
import { SendOutbound } from './send-outbound.service.js';
import { SendParts } from './send-parts.service.js';
import { StoreDelivery } from './store-delivery.service.js';
import { TranslateInbound } from './translate-inbound.service.js';
import { TranslateTogether } from './translate-together.service.js';

/** What all drawers share: raw deliveries in, sends out, each finished by a job and caught by the sweep. */
@Module({
  imports: [AccountsModule, ConversationsModule, CustomersModule, InboxesModule, DrawersModule],
  controllers: [InboundController, OutboundController],
  providers: [
    InboundTranslators,
    OutboundSenders,
    StoreDelivery,
    DeliveryIntake,
    TranslateInbound,
    TranslateTogether,
    KnownSenders,
    AccountKeys,
    SendOutbound,
    SendParts,
    InspectInbound,
    PartReceipts,
    RecordVendorEvent,
    RecordVendorNews,
    RecordInbound,
    RetryDeliveries,
    DismissDeliveries,
    InboundWork,
    OutboundWork,
  ],
  exports: [InboundTranslators, OutboundSenders, StoreDelivery, DeliveryIntake],
})
export class DeliveriesModule {}
