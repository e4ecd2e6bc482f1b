import { InboundDelivery } from './deliveries/inbound-delivery.entity.js';
import { OutboundSend } from './deliveries/outbound-send.entity.js';
import { Inbox } from './inboxes/inbox.entity.js';

export const channelsEntities = [Inbox, InboundDelivery, OutboundSend];
