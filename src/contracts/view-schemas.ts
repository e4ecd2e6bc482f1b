import { contextSchemas } from './context-schemas.js';
import { errorCodes } from './errors.js';
import type { FieldError, Problem } from './errors.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';
import type { ConsoleSnapshot, ConsoleSync } from './sockets.js';
import type * as views from './views.js';
import { widgetSchemas } from './widget-schemas.js';
import * as words from './words.js';

const agentAndName = s.object<{ id: string; name: string }>({ id: s.id, name: s.text });
const channel = s.oneOf(words.channels);
const actorType = s.oneOf(['agent', 'customer', 'integration', 'system']);
const delivery = s.object<views.MessageView['delivery']>({ state: s.oneOf(words.deliveryStates), reason: s.omittable(s.text) });

const thread: Record<string, Schema> = {
  Attachment: s.object<views.AttachmentView>({ name: s.text, contentType: s.text, sizeBytes: s.integer, inline: s.flag }),
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
    epoch: s.described(s.integer, 'Rises with every act on who holds it; an old one is refused as stale_epoch.'),
    splitFromId: s.orNull(s.id),
    previousId: s.orNull(s.id),
    waitingSince: s.orNull(s.time),
    deadlineAt: s.orNull(s.time),
    snoozedUntil: s.orNull(s.time),
    openedAt: s.time,
    closedAt: s.orNull(s.time),
    outcome: s.orNull(s.text),
    lastInboundAt: s.orNull(s.time),
    lastOutboundAt: s.orNull(s.time),
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
  settings: Record<string, unknown>;
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
  }),
  Agent: s.object<views.AgentView>({
    id: s.id,
    name: s.text,
    email: s.text,
    role: s.oneOf(words.roles),
    capacity: s.described(s.integer, 'Units over all channels; 100 is full attention.'),
    languages: s.list(s.text),
    skills: s.list(s.object<views.AgentView['skills'][number]>({ skillId: s.id, key: s.text, level: s.integer })),
    disabled: s.flag,
    version: s.integer,
  }),
  SignIn: s.object<views.SignInView>({
    accessToken: s.text,
    expiresInS: s.integer,
    agent: s.object<views.SignInView['agent']>({ id: s.id, name: s.text, role: s.oneOf(words.roles) }),
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
  Offer: s.object<views.OfferView>({
    id: s.id,
    conversationId: s.id,
    agentId: s.id,
    queueId: s.id,
    state: s.oneOf(words.offerStates),
    epoch: s.integer,
    expiresAt: s.time,
    madeAt: s.time,
    reason: s.object<views.OfferView['reason']>({ sentence: s.text, parts: s.mapOf(s.number) }),
    customer: s.object<views.OfferView['customer']>({ id: s.id, name: s.orNull(s.text) }),
    channel,
    preview: s.text,
  }),
  Queue: s.object<views.QueueView>({
    id: s.id,
    key: s.text,
    name: s.text,
    offerMode: s.oneOf(['offer', 'assign']),
    offerTimeoutMs: s.integer,
    wrapUpMs: s.integer,
    reopenWithinMs: s.integer,
    firstReplyTargetMs: s.orNull(s.integer),
    priority: s.integer,
    requirements: s.list(s.object<{ skill: string; minLevel: number }>({ skill: s.text, minLevel: s.integer })),
    weights: s.object<views.QueueView['weights']>({
      channels: s.omittable(s.mapOf(s.integer)),
      statePercent: s.omittable(s.mapOf(s.integer)),
    }),
    paused: s.flag,
    agents: s.list(s.object<views.QueueView['agents'][number]>({ agentId: s.id, name: s.text, rank: s.integer })),
    version: s.integer,
  }),
  QueueLive: s.object<views.QueueLiveView>({
    queueId: s.id,
    key: s.text,
    name: s.text,
    waiting: s.integer,
    offered: s.integer,
    assigned: s.integer,
    oldestWaitingMs: s.orNull(s.integer),
    agents: s.list(
      s.object<views.QueueLiveView['agents'][number]>({
        id: s.id,
        name: s.text,
        state: s.oneOf(words.presenceStates),
        capacity: s.integer,
        reserved: s.integer,
        conversations: s.integer,
      }),
    ),
    at: s.time,
  }),
  Alert: s.object<views.AlertView>({
    id: s.id,
    kind: s.oneOf(words.alertKinds),
    queueId: s.orNull(s.id),
    conversationId: s.orNull(s.id),
    agent: s.orNull(agentAndName),
    data: s.mapOf(s.anything),
    raisedAt: s.time,
    clearedAt: s.orNull(s.time),
  }),
  Decision: s.object<views.DecisionView>({
    id: s.id,
    conversationId: s.id,
    queueId: s.id,
    kind: s.text,
    policyVersion: s.text,
    actor: s.refTo('Author'),
    epoch: s.integer,
    at: s.time,
    chosen: s.orNull(agentAndName),
    runnerUp: s.orNull(agentAndName),
    score: s.orNull(s.number),
    parts: s.mapOf(s.number),
    sentence: s.text,
    counts: s.mapOf(s.integer),
    others: s.list(
      s.object<views.DecisionAgentView>({
        id: s.id,
        name: s.text,
        outcome: s.oneOf(['chosen', 'runner-up', 'outscored', 'blocked']),
        reason: s.orNull(s.text),
        score: s.orNull(s.number),
        sentence: s.text,
      }),
    ),
    offerState: s.orNull(s.text),
  }),
  ReassignmentPlan: s.object<views.ReassignmentPlanView>({
    planToken: s.text,
    expiresAt: s.time,
    items: s.list(
      s.object<views.ReassignmentPlanView['items'][number]>({
        conversationId: s.id,
        epoch: s.integer,
        from: s.object<{ agentId: string | null; queueId: string }>({ agentId: s.orNull(s.id), queueId: s.id }),
        to: s.either(s.object<{ agentId: string }>({ agentId: s.id }), s.object<{ queueId: string }>({ queueId: s.id })),
        sentence: s.text,
      }),
    ),
    effect: s.object<views.ReassignmentPlanView['effect']>({
      assigned: s.integer,
      waiting: s.integer,
      agents: s.list(
        s.object<views.ReassignmentPlanView['effect']['agents'][number]>({
          id: s.id,
          name: s.text,
          capacity: s.integer,
          before: s.integer,
          after: s.integer,
        }),
      ),
    }),
  }),
  Reassignment: s.object<views.ReassignmentView>({
    id: s.id,
    done: s.list(s.id),
    failed: s.list(s.object<views.ReassignmentView['failed'][number]>({ conversationId: s.id, code: s.text, detail: s.text })),
  }),
  InboundDelivery: s.object<views.InboundDeliveryView>({
    id: s.id,
    inboxId: s.id,
    channel,
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
    settings: s.fields,
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
  ...widgetSchemas,
  ...people,
  ...work,
  ...contextSchemas,
  ...problems,
};

/** A page of a list. */
export const pageOf = (name: string): Schema =>
  s.object<views.Page<unknown>>({ data: s.list(s.refTo(name)), meta: s.refTo('PageMeta') });
/** A short list that comes whole. */
export const allOf = (name: string): Schema => s.object<{ data: unknown[] }>({ data: s.list(s.refTo(name)) });
