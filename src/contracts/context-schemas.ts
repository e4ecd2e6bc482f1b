import type * as context from './context.js';
import { digestSchemas } from './digest.js';
import { promiseSchemas } from './promises.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';
import * as words from './words.js';

const agentAndName = s.object<{ id: string; name: string }>({ id: s.id, name: s.text });
const channel = s.oneOf(words.channels);
const factSources = ['message', 'form', 'ivr', 'bot', 'note', 'agent'] as const;
const fact = {
  id: s.id,
  kind: s.text,
  value: s.text,
  label: s.orNull(s.text),
  confidence: s.number,
  at: s.time,
  channel: s.orNull(channel),
  conversationId: s.orNull(s.id),
  source: s.object<context.FactView['source']>({
    type: s.oneOf(factSources),
    messageId: s.orNull(s.id),
    snippet: s.omittable(s.text),
    by: s.omittable(agentAndName),
  }),
};

/** What an agent is told before the first word. */
export const contextSchemas: Record<string, Schema> = {
  ...digestSchemas,
  ...promiseSchemas,
  Context: s.object<context.ContextView>({
    digest: s.refTo('Digest'),
    conversation: s.refTo('Conversation'),
    customer: s.refTo('ContextCustomer'),
    identities: s.list(s.refTo('Identity')),
    thread: s.object<context.ContextView['thread']>({
      messages: s.list(s.refTo('Message')),
      hasMore: s.flag,
      epoch: s.integer,
      customerIds: s.list(s.id),
      touchpoints: s.list(s.refTo('Touchpoint')),
    }),
    pages: s.object<context.ContextView['pages']>({
      current: s.orNull(s.refTo('PageView')),
      last: s.list(s.refTo('PageView')),
    }),
    panels: s.list(s.refTo('PanelContent')),
    conversations: s.object<context.ContextView['conversations']>({
      open: s.list(s.refTo('Conversation')),
      past: s.list(s.refTo('PastConversation')),
    }),
    lastAgents: s.list(s.refTo('LastAgent')),
    facts: s.list(s.refTo('Fact')),
    conflicts: s.list(s.object<context.FactConflictView>({ kind: s.text, facts: s.list(s.refTo('Fact')) })),
    promises: s.list(s.refTo('Promise')),
    asOf: s.time,
  }),
  ContextCustomer: s.object<context.ContextCustomerView>({
    id: s.id,
    name: s.orNull(s.text),
    names: s.list(s.object<context.NameView>({ name: s.text, source: s.oneOf(['record', ...words.identityKinds]), at: s.time })),
    since: s.time,
    tier: s.orNull(s.text),
    locale: s.orNull(s.text),
    timeZone: s.orNull(s.text),
    attributes: s.fields,
    accountOwner: s.orNull(agentAndName),
    blocked: s.flag,
    origins: s.mapOf(
      s.object<context.OriginView>({
        source: s.oneOf(['record', 'import', 'agent', 'integration', ...words.identityKinds]),
        at: s.time,
        by: s.orNull(agentAndName),
      }),
    ),
  }),
  PastConversation: s.object<context.PastConversationView>({
    id: s.id,
    subject: s.orNull(s.text),
    channel,
    outcome: s.orNull(s.text),
    openedAt: s.time,
    closedAt: s.time,
    agent: s.orNull(agentAndName),
  }),
  LastAgent: s.object<context.LastAgentView>({ id: s.id, name: s.text, at: s.time, conversationId: s.id }),
  Fact: s.object<context.FactView>(fact),
  PastFact: s.object<context.PastFactView>({ ...fact, supersededAt: s.orNull(s.time), supersededBy: s.orNull(s.id) }),
  FactPattern: s.object<context.FactPatternView>({
    id: s.id,
    kind: s.text,
    label: s.orNull(s.text),
    pattern: s.text,
    languages: s.list(s.text),
    example: s.text,
    single: s.flag,
    enabled: s.flag,
    switchedOff: s.orNull(s.object<{ at: string; because: string }>({ at: s.time, because: s.text })),
    version: s.integer,
  }),
  DraftCheck: s.object<context.DraftCheckView>({
    context: s.object<context.DraftCheckView['context']>({ alreadyKnown: s.list(s.refTo('AlreadyKnown')) }),
  }),
  AlreadyKnown: s.object<context.AlreadyKnownView>({
    kind: s.text,
    question: s.text,
    facts: s.list(
      s.object<context.KnownAnswerView>({
        factId: s.orNull(s.id),
        value: s.text,
        label: s.orNull(s.text),
        confidence: s.number,
        source: s.object<context.KnownAnswerView['source']>({
          type: s.oneOf([...factSources, 'identity', 'panel']),
          panel: s.omittable(s.text),
          messageId: s.orNull(s.id),
          channel: s.orNull(channel),
          at: s.time,
        }),
      }),
    ),
  }),
};
