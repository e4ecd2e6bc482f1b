import * as s from './schema.js';
import type { Schema } from './schema.js';
import type * as views from './views.js';
import * as words from './words.js';

/** What came in at the doors, what has not left, and how much of both did not arrive. */
export const deliverySchemas: Record<string, Schema> = {
  InboundDelivery: s.object<views.InboundDeliveryView>({
    id: s.id,
    inboxId: s.id,
    channel: s.oneOf(words.channels),
    externalId: s.text,
    state: s.oneOf(words.inboundStates),
    detail: s.orNull(s.text),
    messageId: s.orNull(s.id),
    conversationId: s.orNull(s.id),
    attempts: s.integer,
    nextAttemptAt: s.orNull(s.time),
    sizeBytes: s.integer,
    receivedAt: s.time,
    rawKeptUntil: s.orNull(s.time),
    from: s.orNull(s.described(s.text, "The customer's name, or what the door knew of the sender.")),
    dismissedAt: s.orNull(s.described(s.time, 'Since when nothing is to be done about it any more, as a supervisor said.')),
  }),
  Outbound: s.object<views.OutboundView>({
    messageId: s.id,
    conversationId: s.id,
    customerId: s.id,
    inboxId: s.id,
    channel: s.oneOf(words.channels),
    state: s.oneOf(['pending', 'failed']),
    reason: s.orNull(s.text),
    attempts: s.integer,
    partsLeft: s.described(s.integer, 'How many vendor messages of it left.'),
    nextAttemptAt: s.orNull(s.time),
    createdAt: s.time,
    customerName: s.orNull(s.text),
    text: s.described(s.text, 'The first 140 characters, or the names of its files.'),
    dismissedAt: s.orNull(s.described(s.time, 'Since when nothing is to be done about it any more, as a supervisor said.')),
  }),
  Undelivered: s.object<views.UndeliveredView>({
    outbound: s.described(s.integer, 'Ours that could not be delivered, at most 100.'),
    inbound: s.described(s.integer, 'What came in and could not be read, at most 100.'),
    since: s.orNull(s.described(s.time, 'When the oldest of them was written, or came.')),
  }),
};
