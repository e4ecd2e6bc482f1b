import { callSchemas } from './calls.js';
import { contextSchemas } from './context-schemas.js';
import { panelSchemas } from './panels.js';
import { touchpointSchemas } from './touchpoints.js';
import { decisionSchemas } from './decision-schemas.js';
import { deliverySchemas } from './delivery-schemas.js';
import { errorCodes } from './errors.js';
import type { FieldError, Problem } from './errors.js';
import { reportSchemas } from './report-schemas.js';
import { hoursSchemas, routingSchemas, targetTimes } from './routing-schemas.js';
import { privacySchemas } from './privacy.js';
import { identitySchemas } from './identity-schemas.js';
import * as s from './schema.js';
import { queueSchemas } from './queue-schemas.js';
import { searchSchemas } from './search.js';
import type { Schema } from './schema.js';
import type { ConsoleSnapshot, ConsoleSync } from './sockets.js';
import type * as views from './views.js';
import { widgetSchemas } from './widget-schemas.js';
import * as words from './words.js';

const agentAndName = s.object<{ id: string; name: string }>({ id: s.id, name: s.text });
const channel = s.oneOf(words.channels);
const actorType = s.oneOf(['agent', 'customer', 'integration', 'system']);
const delivery = s.object<views.DeliveryView>({
  state: s.oneOf(words.deliveryStates),
  reason: s.omittable(s.described(s.text, 'Why it failed; while it is pending, what the last attempt came to.')),
  attempts: s.omittable(s.integer),
  nextAttemptAt: s.omittable(s.time),
});

const thread: Record<string, Schema> = {
  Attachment: s.object<views.AttachmentView>({
    id: s.omittable(s.id),
    kind: s.omittable(s.oneOf(words.attachmentKinds)),
    state: s.omittable(s.oneOf(words.attachmentStates)),
    name: s.text,
    contentType: s.text,
    sizeBytes: s.integer,
    inline: s.flag,
    contentId: s.omittable(s.text),
    width: s.omittable(s.integer),
    height: s.omittable(s.integer),
    url: s.omittable(s.described(s.text, 'Signed, good for an hour, relative to this server.')),
    thumbnailUrl: s.omittable(s.text),
    reason: s.omittable(s.text),
  }),
  Author: s.object<views.AuthorView>({ type: actorType, id: s.orNull(s.text), name: s.orNull(s.text) }),
  Message: s.object<views.MessageView>({
    id: s.id,
    seq: s.described(s.integer, "Place in the customer's thread."),
    rev: s.described(s.integer, 'Number of the last change in the thread that touched this message.'),
    conversationId: s.id,
    customerId: s.id,
    inboxId: s.id,
    channel,
    direction: s.oneOf(['in', 'out', 'internal']),
    kind: s.oneOf(['text', 'note', 'event', 'call']),
    author: s.refTo('Author'),
    text: s.text,
    content: s.orNull(s.fields),
    attachments: s.list(s.refTo('Attachment')),
    externalId: s.orNull(s.text),
    clientId: s.orNull(s.text),
    unproved: s.described(s.flag, "True where the sender's address was not proved."),
    delivery,
    createdAt: s.time,
  }),
  WrittenMessage: s.both(
    s.refTo('Message'),
    s.object<Pick<views.WrittenMessageView, 'promiseSuggestions'>>({
      promiseSuggestions: s.omittable(s.list(s.refTo('PromiseSuggestion'))),
    }),
  ),
  Conversation: s.object<views.ConversationView>({
    id: s.id,
    customerId: s.id,
    customerName: s.orNull(s.text),
    inboxId: s.id,
    queueId: s.id,
    status: s.oneOf(words.conversationStatuses),
    channel,
    subject: s.orNull(s.text),
    tags: s.list(s.text),
    fields: s.fields,
    priority: s.integer,
    language: s.orNull(s.text),
    assignee: s.orNull(agentAndName),
    joined: s.list(
      s.object<views.ConversationView['joined'][number]>({ id: s.id, name: s.text, mode: s.oneOf(['whisper', 'barge']) }),
    ),
    epoch: s.described(s.integer, 'Rises with every act on who holds it; an old one is refused as stale_epoch.'),
    splitFromId: s.orNull(s.id),
    previousId: s.orNull(s.id),
    waitingSince: s.orNull(s.time),
    deadlineAt: s.orNull(s.described(s.time, 'When the next reply falls due, where one is owed.')),
    targets: s.described(
      s.list(s.object<views.ConversationView['targets'][number]>(targetTimes)),
      'What the queue promises: the latest clock of each kind.',
    ),
    snoozedUntil: s.orNull(s.time),
    openedAt: s.time,
    closedAt: s.orNull(s.time),
    outcome: s.orNull(s.text),
    coverFor: s.orNull(
      s.object<{ id: string; name: string; until: string | null }>({ id: s.id, name: s.text, until: s.orNull(s.time) }),
    ),
    customerHere: s.orNull(s.flag),
    lastInboundAt: s.orNull(s.time),
    lastOutboundAt: s.orNull(s.time),
    lastMessage: s.orNull(
      s.object<views.LastMessageView>({
        ...{ text: s.described(s.text, 'The first 140 characters, or the names of its files.'), authorName: s.orNull(s.text) },
        ...{ direction: s.oneOf(['in', 'out']), kind: s.oneOf(['text', 'call']), at: s.time },
      }),
    ),
    handedOver: s.orNull(s.object<NonNullable<views.ConversationView['handedOver']>>({ by: agentAndName, at: s.time })),
    version: s.integer,
  }),
};

interface InboxShape {
  id: string;
  key: string;
  name: string;
  channel: words.Channel;
  queueId: string;
  address: string | null;
  allowedOrigins: string[];
  provider: string | null;
  settings: Record<string, unknown>;
  secrets: string[];
  templates: views.InboxTemplateView[];
  webhookUrl: string | null;
  hasIdentitySecret: boolean;
  disabled: boolean;
  version: number;
  createdAt: string;
}

const people: Record<string, Schema> = {
  Identity: s.object<views.IdentityView>({
    id: s.id,
    kind: s.oneOf(words.identityKinds),
    value: s.text,
    display: s.orNull(s.text),
    level: s.oneOf(words.identityLevels),
    joins: s.flag,
    evidence: s.orNull(
      s.object<NonNullable<views.IdentityView['evidence']>>(
        { by: s.text, reference: s.omittable(s.text) },
        'What speaks for it.',
      ),
    ),
    createdAt: s.time,
  }),
  Customer: s.object<views.CustomerView>({
    id: s.id,
    name: s.orNull(s.text),
    tier: s.orNull(s.text),
    locale: s.orNull(s.text),
    timeZone: s.orNull(s.text),
    attributes: s.fields,
    accountOwnerId: s.orNull(s.id),
    blocked: s.flag,
    mergedInto: s.orNull(s.id),
    since: s.time,
    version: s.integer,
  }),
  Presence: s.object<views.PresenceView>({
    agentId: s.id,
    state: s.oneOf(words.presenceStates),
    reason: s.orNull(s.text),
    since: s.time,
    leaseExpiresAt: s.time,
    returnAt: s.orNull(s.time),
    forcedBy: s.orNull(agentAndName),
    remaining: s.described(s.integer, 'Conversations in their hands.'),
  }),
  AgentStates: s.object<views.AgentStatesView>({
    agentId: s.id,
    from: s.time,
    to: s.time,
    states: s.list(
      s.object<views.AgentStatesView['states'][number]>({
        state: s.oneOf(words.presenceStates),
        reason: s.orNull(s.text),
        since: s.time,
        until: s.time,
        durationMs: s.integer,
        by: s.refTo('Author'),
      }),
    ),
    totals: s.list(
      s.object<views.AgentStatesView['totals'][number]>({
        state: s.oneOf(words.presenceStates),
        reason: s.orNull(s.text),
        durationMs: s.integer,
      }),
    ),
  }),
  Agent: s.object<views.AgentView>({
    id: s.id,
    name: s.text,
    email: s.text,
    role: s.oneOf(words.roles),
    capacity: s.described(s.integer, 'Units over all channels; 100 is full attention.'),
    returnReserve: s.described(s.integer, 'Units kept free of new work for customers who come back.'),
    rampUpMs: s.described(s.integer, 'How long after becoming available they are given to fill up; 0: at once.'),
    onboardingFrom: s.orNull(s.described(s.time, 'While they are new their limit grows from a quarter to the whole.')),
    onboardingUntil: s.orNull(s.time),
    channelLimits: s.described(
      s.mapOf(s.integer),
      'Conversations at once by channel; a channel left out has no limit of its own.',
    ),
    groups: s.list(s.text),
    languages: s.list(s.text),
    skills: s.list(s.object<views.AgentView['skills'][number]>({ skillId: s.id, key: s.text, level: s.integer })),
    disabled: s.flag,
    version: s.integer,
  }),
  SignIn: s.object<views.SignInView>({
    accessToken: s.text,
    expiresInS: s.integer,
    agent: s.object<views.SignInView['agent']>({ id: s.id, name: s.text, email: s.text, role: s.oneOf(words.roles) }),
  }),
  Me: s.object<views.MeView>({
    type: s.oneOf(['agent', 'integration']),
    id: s.id,
    name: s.text,
    role: s.oneOf([...words.roles, 'integration']),
    inboxIds: s.orNull(s.list(s.id)),
  }),
  ApiKey: s.object<views.ApiKeyView>({
    id: s.id,
    name: s.text,
    inboxIds: s.orNull(s.list(s.id)),
    lastUsedAt: s.orNull(s.time),
    revokedAt: s.orNull(s.time),
    createdAt: s.time,
  }),
  AuditEntry: s.object<views.AuditEntryView>({
    id: s.id,
    actor: s.refTo('Author'),
    action: s.text,
    subjectType: s.text,
    subjectId: s.text,
    data: s.fields,
    at: s.time,
  }),
  Skill: s.object<views.SkillView>({ id: s.id, key: s.text, name: s.text }),
  Mention: s.object<views.MentionView>({
    messageId: s.id,
    conversationId: s.described(s.id, 'In which the note stands now.'),
    customer: s.object<views.MentionView['customer']>({ id: s.id, name: s.orNull(s.text) }),
    by: s.refTo('Author'),
    text: s.text,
    at: s.time,
    seenAt: s.orNull(s.described(s.time, 'When they opened the conversation after it; null: they have not.')),
  }),
  CannedReply: s.object<views.CannedReplyView>({
    id: s.id,
    key: s.text,
    title: s.text,
    text: s.text,
    locale: s.text,
    version: s.integer,
  }),
};

const work: Record<string, Schema> = {
  Mailbox: s.object<views.MailboxView>({
    inboxId: s.id,
    host: s.text,
    user: s.text,
    mailbox: s.text,
    state: s.oneOf(['connecting', 'connected', 'failed']),
    idles: s.flag,
    error: s.orNull(s.object<NonNullable<views.MailboxView['error']>>({ code: s.text, detail: s.text, failures: s.integer })),
    warning: s.orNull(s.text),
    connectedAt: s.orNull(s.time),
    lastPollAt: s.orNull(s.time),
    lastMailAt: s.orNull(s.time),
    nextAttemptAt: s.orNull(s.time),
  }),
  SuppressedAddress: s.object<views.SuppressedAddressView>({
    address: s.text,
    reason: s.text,
    inboxId: s.orNull(s.id),
    messageId: s.orNull(s.id),
    createdAt: s.time,
  }),
  ConversationChannel: s.object<views.ConversationChannelView>({
    channel,
    inboxId: s.id,
    default: s.described(s.flag, 'Where an answer goes unless its writer chooses.'),
    open: s.described(s.flag, 'Whether a free text may be sent now.'),
    whyNot: s.orNull(s.oneOf(['outside_reply_window', 'inbox_closed'])),
    opensAt: s.orNull(s.time),
    closesAt: s.orNull(s.time),
    templates: s.list(s.refTo('InboxTemplate')),
    maxTextLength: s.integer,
    overlong: s.oneOf(['split', 'refuse']),
    media: s.mapOf(s.object<{ types: string[]; maxBytes: number }>({ types: s.list(s.text), maxBytes: s.integer })),
  }),
  InboxTemplate: s.object<views.InboxTemplateView>({
    name: s.text,
    language: s.text,
    body: s.described(s.text, 'With {{1}}, {{2}} where the variables stand.'),
    variables: s.integer,
  }),
  // Owned by the rooms of channels, which this file cannot see; the contract test compares them with real answers.
  Inbox: s.object<InboxShape>({
    id: s.id,
    key: s.text,
    name: s.text,
    channel,
    queueId: s.id,
    address: s.orNull(s.text),
    allowedOrigins: s.list(s.text),
    provider: s.orNull(s.described(s.text, 'Whose API it speaks to.')),
    settings: s.fields,
    secrets: s.described(s.list(s.text), 'Names of the secrets it holds; their values are never shown.'),
    templates: s.list(s.refTo('InboxTemplate')),
    webhookUrl: s.orNull(s.described(s.text, 'Where the vendor delivers.')),
    hasIdentitySecret: s.flag,
    disabled: s.flag,
    version: s.integer,
    createdAt: s.time,
  }),
  ConsoleSnapshot: s.object<ConsoleSnapshot>({
    position: s.integer,
    me: s.refTo('Me'),
    presence: s.orNull(s.refTo('Presence')),
    offers: s.list(s.refTo('Offer')),
    conversations: s.list(s.refTo('Conversation')),
    queues: s.list(s.refTo('QueueLive')),
    alerts: s.list(s.refTo('Alert')),
    listening: s.list(s.refTo('Listening')),
  }),
  ConsoleSync: s.object<ConsoleSync>({
    events: s.list(s.object<ConsoleSync['events'][number]>({ position: s.integer, type: s.text, data: s.anything })),
    position: s.integer,
    reset: s.flag,
  }),
};

const problems: Record<string, Schema> = {
  FieldError: s.object<FieldError>({
    pointer: s.described(s.text, 'A JSON Pointer into the body, or `?name` for a query parameter.'),
    detail: s.text,
  }),
  // The index signature of `Problem` (codes carry data of their own) would let any property pass.
  Problem: s.object<{ [K in keyof Problem as string extends K ? never : K]: Problem[K] }>(
    {
      type: s.text,
      title: s.text,
      status: s.integer,
      detail: s.omittable(s.text),
      translations: s.omittable(
        s.described(s.object<{ zh: string }>({ zh: s.text }), 'The detail in other languages, where it has been put into them.'),
      ),
      instance: s.omittable(s.text),
      code: s.oneOf(Object.keys(errorCodes)),
      errors: s.omittable(s.list(s.refTo('FieldError'))),
      requestId: s.omittable(s.described(s.text, 'Also in the header X-Request-Id, and in the log.')),
    },
    'RFC 9457. `code` is what programs read; some codes carry data of their own beside it.',
  ),
  PageMeta: s.object<views.Page<never>['meta']>({
    hasMore: s.flag,
    nextCursor: s.orNull(s.described(s.text, 'Opaque; goes into `cursor`.')),
  }),
};

/** Every view that leaves the building, by the name of its component. */
export const viewSchemas: Record<string, Schema> = {
  ...thread,
  ...hoursSchemas,
  ...routingSchemas,
  ...reportSchemas,
  ...widgetSchemas,
  ...callSchemas,
  ...people,
  ...work,
  ...queueSchemas,
  ...decisionSchemas,
  ...contextSchemas,
  ...panelSchemas,
  ...touchpointSchemas,
  ...deliverySchemas,
  ...searchSchemas,
  ...identitySchemas,
  ...privacySchemas,
  ...problems,
};

/** A page of a list. */
export const pageOf = (name: string): Schema =>
  s.object<views.Page<unknown>>({ data: s.list(s.refTo(name)), meta: s.refTo('PageMeta') });
/** A short list that comes whole. */
export const allOf = (name: string): Schema => s.object<{ data: unknown[] }>({ data: s.list(s.refTo(name)) });
