import { does, type Operation } from './operation.js';
import * as s from './schema.js';
import { allOf, pageOf } from './view-schemas.js';

const inbox = s.refTo('Inbox');
const inboxWithSecret = s.both(
  inbox,
  s.object<{ identitySecret?: string }>({ identitySecret: s.omittable(s.described(s.text, 'Shown this once.')) }),
);
const message = s.object<{ message: object }>({ message: s.refTo('Message') });
const widgetMessages = s.object<{ data: object[]; meta: object }>({
  data: s.list(s.refTo('WidgetMessage')),
  meta: s.object<{ hasMore: boolean; nextCursor: string | null; head: number; epoch: number }>({
    hasMore: s.flag,
    nextCursor: s.orNull(s.described(s.text, 'Goes into `after`.')),
    head: s.integer,
    epoch: s.integer,
  }),
});

const uploadedByWidget = s.both(s.refTo('WidgetAttachment'), s.object<{ id: string }>({ id: s.id }));
const bytes = s.described(s.text, 'The bytes, under the type of their content; all but a few harmless types as a download.');
export const files: Record<string, Operation> = {
  'POST /v1/attachments': does('Upload a file for a message that is yet to be sent', 'Attachment', { upload: true }),
  'GET /v1/attachments/{id}': does('A file, by the signed link of its message; ranges are served', bytes, {
    mediaType: 'application/octet-stream',
  }),
  'GET /v1/attachments/{id}/thumbnail': does('A small picture of an image, by its signed link', bytes, {
    mediaType: 'image/webp',
  }),
};

export const channels: Record<string, Operation> = {
  'GET /v1/inboxes': does('Inboxes', pageOf('Inbox')),
  'POST /v1/inboxes': does('Add an inbox', inboxWithSecret),
  'GET /v1/inboxes/{inbox}': does('An inbox by id or key', 'Inbox'),
  'PATCH /v1/inboxes/{id}': does('Change an inbox', inboxWithSecret),
  'DELETE /v1/inboxes/{id}': does('Close an inbox; its threads stay'),
  'POST /v1/inboxes/{id}/identity-secret': does('A new identity secret', inboxWithSecret),
  'GET /v1/inboxes/{inbox}/templates': does('Texts that may be sent outside the reply window', allOf('InboxTemplate')),
  'GET /v1/inboxes/{inbox}/webhook': does('A vendor asks whether this address is ours', s.text, { mediaType: 'text/plain' }),
  'POST /v1/inboxes/{inbox}/webhook': does('A vendor delivers events; signed as the vendor signs', s.text, {
    mediaType: 'text/plain',
  }),
  'POST /v1/inboxes/{inbox}/messages': does('A customer wrote something in another system', message, { repeat: 200 }),
  'GET /v1/inboxes/{inbox}/mailbox': does('How reading the IMAP mailbox of an e-mail inbox goes', 'Mailbox'),
  'POST /v1/inboxes/{inbox}/mailbox/poll': does('Ask the mailbox now, whatever wait a failure has imposed', 'Mailbox'),
  'GET /v1/suppressed-addresses': does('Addresses that mail came back from for good', pageOf('SuppressedAddress')),
  'DELETE /v1/suppressed-addresses/{address}': does('Let mail go to an address again'),
  'GET /v1/inbound': does('What came in at the doors, and what became of it', pageOf('InboundDelivery')),
  'GET /v1/inbound/{id}/raw': does('The bytes as they came', s.text, { mediaType: 'text/plain' }),
  'GET /v1/outbound': does('Messages that have not left yet, or could not be delivered, the latest first', pageOf('Outbound')),
  'GET /v1/undelivered': does(
    'How many messages of the last three days did not arrive, either way, and were not dismissed',
    'Undelivered',
  ),
  'POST /v1/outbound/{messageId}/retry': does('Send what of a failed message did not leave', 'Outbound'),
  'POST /v1/outbound/{messageId}/dismiss': does('Nothing is to be done about a message that could not be delivered', 'Outbound'),
  'POST /v1/outbound/{messageId}/dismiss/undo': does('Something is to be done about it after all', 'Outbound'),
  'POST /v1/inbound/{id}/dismiss': does('Nothing is to be done about a delivery that was not read', 'InboundDelivery'),
  'POST /v1/inbound/{id}/dismiss/undo': does('Something is to be done about it after all', 'InboundDelivery'),
  'POST /v1/inboxes/{id}/retry': does(
    'Translate, or send, again whatever failed in an inbox',
    s.object<{ count: number; more: boolean }>({ count: s.integer, more: s.flag }),
  ),
  'POST /v1/inbound/{id}/retry': does('Translate a delivery again', 'InboundDelivery'),
  'POST /v1/widget/sessions': does('Open a session of a page', 'WidgetSession'),
  'GET /v1/widget/messages': does('Messages that this session may see', widgetMessages),
  'POST /v1/widget/messages': does('Write as the customer', 'WidgetMessage', { repeat: 200 }),
  'POST /v1/widget/attachments': does('Upload a file for a message that is yet to be sent', uploadedByWidget, { upload: true }),
  'POST /v1/widget/rating': does(
    'Rate the conversation',
    s.object<{ conversationId: string; score: number }>({ conversationId: s.id, score: s.integer }),
  ),
  'POST /v1/widget/callback': does('Ask to be called back, as a message of the customer', 'WidgetMessage', { repeat: 200 }),
  'POST /v1/widget/waiting': does('Wait for the agent who knows the customer, or for anyone', 'WidgetConversation'),
  'POST /v1/widget/read': does('Everything up to a message was read'),
};

export const calls: Record<string, Operation> = {
  'GET /v1/calls/{id}': does('A call', 'Call'),
  'GET /v1/me/calls': does('Live calls in which the caller is rung or talks', allOf('Call')),
  'GET /v1/conversations/{id}/calls': does('The calls of a conversation, oldest first', allOf('Call')),
  'POST /v1/calls/{id}/answer': does('Answer a call that rings for the caller', 'Call'),
  'POST /v1/calls/{id}/decline': does('Not now: the next agent is asked', 'Call'),
  'POST /v1/calls/{id}/hold': does('Put the customer on hold', 'Call'),
  'POST /v1/calls/{id}/resume': does('Take the customer from hold', 'Call'),
  'POST /v1/calls/{id}/hangup': does('Hang up', 'Call'),
  'POST /v1/calls/{id}/recording': does('Start, pause, resume or stop recording', 'Call'),
  'POST /v1/calls/{id}/consult': does('Ask a colleague on the line while the caller hears music', 'Call'),
  'POST /v1/calls/{id}/consult/complete': does('Leave the call to the colleague who is asked', 'Call'),
  'POST /v1/calls/{id}/consult/cancel': does('Let the colleague go and take the caller back', 'Call'),
  'GET /v1/agents/{id}/phone': does('Where an agent is rung for telephone calls', 'AgentPhone'),
  'PUT /v1/agents/{id}/phone': does('Say where an agent is rung', 'AgentPhone'),
  'POST /v1/inboxes/{inbox}/voice': does('A telephone call comes in; signed by the vendor, answered with TwiML', s.text, {
    mediaType: 'text/xml',
  }),
  'POST /v1/inboxes/{inbox}/voice/{what}': does(
    'The further steps of a telephone call, and what the vendor tells beside them: next, leg, called, status, conference, recording, transcription',
    s.text,
    { mediaType: 'text/xml' },
  ),
};
