import { InboundDelivery } from './deliveries/inbound-delivery.entity.js';
import { OutboundPart } from './deliveries/outbound-part.entity.js';
import { OutboundSend } from './deliveries/outbound-send.entity.js';
import { MailAutoReply } from './email/mail-auto-reply.entity.js';
import { Mailbox } from './email/mailbox/mailbox.entity.js';
import { SuppressedAddress } from './email/suppressed/suppressed-address.entity.js';
import { Inbox } from './inboxes/inbox.entity.js';
import { Call } from './calls/call.entity.js';
import { CallEventRecord } from './calls/call-event.entity.js';
import { AgentPhone } from './voice/agents/agent-phone.entity.js';
import { Callback } from './voice/callbacks/callback.entity.js';
import { VoiceLeg } from './voice/lines/voice-leg.entity.js';
import { VoiceLine } from './voice/lines/voice-line.entity.js';

export const channelsEntities = [
  Inbox,
  InboundDelivery,
  OutboundSend,
  OutboundPart,
  Mailbox,
  SuppressedAddress,
  MailAutoReply,
  Call,
  CallEventRecord,
  VoiceLine,
  VoiceLeg,
  Callback,
  AgentPhone,
];
