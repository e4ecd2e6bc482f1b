import type * as context from './context.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';
import * as words from './words.js';

const agentAndName = s.object<{ id: string; name: string }>({ id: s.id, name: s.text });
const channel = s.oneOf(words.channels);

/** What an agent is told before the first word. */
export const contextSchemas: Record<string, Schema> = {
  Context: s.object<context.ContextView>({
    conversation: s.refTo('Conversation'),
    customer: s.refTo('ContextCustomer'),
    identities: s.list(s.refTo('Identity')),
    thread: s.object<context.ContextView['thread']>({ messages: s.list(s.refTo('Message')), hasMore: s.flag }),
    conversations: s.object<context.ContextView['conversations']>({
      open: s.list(s.refTo('Conversation')),
      past: s.list(s.refTo('PastConversation')),
    }),
    lastAgents: s.list(s.refTo('LastAgent')),
    facts: s.list(s.refTo('Fact')),
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
  Fact: s.object<context.FactView>({
    id: s.id,
    kind: s.text,
    value: s.text,
    label: s.orNull(s.text),
    confidence: s.number,
    at: s.time,
    channel: s.orNull(channel),
    conversationId: s.orNull(s.id),
    source: s.object<context.FactView['source']>({
      type: s.oneOf(['message', 'form', 'note', 'agent']),
      messageId: s.orNull(s.id),
      snippet: s.omittable(s.text),
      by: s.omittable(agentAndName),
    }),
  }),
  Promise: s.object<context.PromiseView>({
    id: s.id,
    customerId: s.id,
    conversationId: s.id,
    text: s.text,
    dueAt: s.orNull(s.time),
    madeBy: agentAndName,
    madeAt: s.time,
    keptAt: s.orNull(s.time),
  }),
};
