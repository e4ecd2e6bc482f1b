import { callItemSchema } from './calls.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';
import type { WidgetSync } from './sockets.js';
import type * as views from './views.js';
import * as words from './words.js';

/** What the room of the web chat answers to an opened session; the contract test compares it with real answers. */
export interface WidgetSessionView {
  token: string;
  expiresInS: number;
  visitorToken: string;
  customer: { id: string; name: string | null; level: words.IdentityLevel };
  conversation: views.WidgetConversationView | null;
  /** Outside the opening hours: what is said of it before anything is written. */
  closed: { opensAt: string | null; text: string } | null;
  inbox: { id: string; key: string; name: string; calls: boolean; callBack: boolean; preChat: words.PreChatField[] };
  head: number;
  epoch: number;
}

const expectedWait = s.orNull(s.object<{ fromMs: number; toMs: number }>({ fromMs: s.integer, toMs: s.integer }));

/** What a customer's page may see. */
export const widgetSchemas: Record<string, Schema> = {
  WidgetMessage: s.object<views.WidgetMessageView>({
    id: s.id,
    seq: s.integer,
    rev: s.integer,
    direction: s.oneOf(['in', 'out']),
    kind: s.oneOf(['text', 'event', 'call']),
    channel: s.oneOf(words.channels),
    author: s.object<views.WidgetMessageView['author']>({
      type: s.oneOf(['customer', 'agent', 'system']),
      name: s.orNull(s.text),
    }),
    text: s.text,
    attachments: s.list(s.refTo('WidgetAttachment')),
    clientId: s.orNull(s.text),
    delivery: s.object<{ state: string }>({ state: s.oneOf(words.deliveryStates) }),
    call: s.omittable(callItemSchema),
    createdAt: s.time,
  }),
  WidgetAttachment: s.object<views.WidgetAttachmentView>({
    name: s.text,
    contentType: s.text,
    sizeBytes: s.integer,
    inline: s.flag,
    kind: s.omittable(s.oneOf(words.attachmentKinds)),
    state: s.omittable(s.oneOf(words.attachmentStates)),
    width: s.omittable(s.integer),
    height: s.omittable(s.integer),
    url: s.omittable(s.described(s.text, 'Signed, good for an hour, relative to this server.')),
    thumbnailUrl: s.omittable(s.text),
  }),
  WidgetConversation: s.object<views.WidgetConversationView>({
    id: s.id,
    status: s.oneOf(words.conversationStatuses),
    agent: s.orNull(s.object<{ name: string }>({ name: s.text })),
    position: s.orNull(s.integer),
    expectedWait,
    opensAt: s.orNull(s.described(s.time, 'Outside opening hours, while it waits: the next opening.')),
    waiting: s.orNull(
      s.object<views.WidgetWaitingView>({
        position: s.orNull(s.integer),
        expectedWait,
        preferred: s.orNull(s.object<{ name: string; available: boolean }>({ name: s.text, available: s.always(false) })),
        choices: s.list(s.oneOf(words.waitingChoices)),
        waitingFor: s.orNull(s.object<{ name: string; until: string }>({ name: s.text, until: s.time })),
      }),
    ),
    rated: s.described(s.flag, 'The customer has said how it was, on whichever device.'),
    notice: s.object<views.WidgetConversationView['notice']>({ code: s.oneOf(words.noticeCodes), text: s.text }),
  }),
  WidgetSession: s.object<WidgetSessionView>({
    token: s.text,
    expiresInS: s.integer,
    visitorToken: s.described(s.text, 'To be kept by the page: with it the visitor comes back.'),
    customer: s.object<WidgetSessionView['customer']>({
      id: s.id,
      name: s.orNull(s.text),
      level: s.oneOf(words.identityLevels),
    }),
    conversation: s.orNull(s.refTo('WidgetConversation')),
    closed: s.orNull(
      s.object<NonNullable<WidgetSessionView['closed']>>({
        opensAt: s.orNull(s.described(s.time, 'The next opening, where one is known.')),
        text: s.described(s.text, 'A sentence for the customer, in their language.'),
      }),
    ),
    inbox: s.object<WidgetSessionView['inbox']>({
      id: s.id,
      key: s.text,
      name: s.text,
      calls: s.described(s.flag, 'Whether this page may call.'),
      callBack: s.described(s.flag, 'Whether this page may ask to be called back.'),
      preChat: s.described(s.list(s.oneOf(words.preChatFields)), 'What to ask of somebody who is not known, before the chat.'),
    }),
    head: s.integer,
    epoch: s.integer,
  }),
  WidgetSync: s.object<WidgetSync>({
    epoch: s.integer,
    head: s.integer,
    reset: s.described(s.flag, 'True: drop what you have and show `messages` instead.'),
    hasMore: s.flag,
    messages: s.list(s.refTo('WidgetMessage')),
    conversation: s.orNull(s.refTo('WidgetConversation')),
  }),
};
