import type { ConversationView, IdentityView, MessageView } from './views.js';
import type { Channel, IdentityKind } from './words.js';

/**
 * What an agent needs to know before the first word: `GET /v1/conversations/{id}/context`. Whatever was merged into the
 * customer is included. Lists are newest first unless they say otherwise.
 */
export interface ContextView {
  conversation: ConversationView;
  customer: ContextCustomerView;
  identities: IdentityView[];
  /** The latest messages over all channels, oldest first. `hasMore`: the thread has earlier ones. */
  thread: { messages: MessageView[]; hasMore: boolean };
  conversations: { open: ConversationView[]; past: PastConversationView[] };
  lastAgents: LastAgentView[];
  facts: FactView[];
  /** Open ones, the first due first. */
  promises: PromiseView[];
  /** When this was read. */
  asOf: string;
}

export interface ContextCustomerView {
  id: string;
  name: string | null;
  names: NameView[];
  /** The first day we knew them by any of their merged records. */
  since: string;
  tier: string | null;
  locale: string | null;
  timeZone: string | null;
  attributes: Record<string, unknown>;
  accountOwner: { id: string; name: string } | null;
  blocked: boolean;
}

/** A name they are or were known by, and where it comes from: their record, or the name an address carried. */
export interface NameView {
  name: string;
  source: 'record' | IdentityKind;
  at: string;
}

export interface PastConversationView {
  id: string;
  subject: string | null;
  channel: Channel;
  outcome: string | null;
  openedAt: string;
  closedAt: string;
  /** Who held it last. */
  agent: { id: string; name: string } | null;
}

export interface LastAgentView {
  id: string;
  name: string;
  /** When they last held a conversation of this customer; now for one they hold. */
  at: string;
  conversationId: string;
}

export interface FactView {
  id: string;
  kind: string;
  value: string;
  label: string | null;
  /** 0 to 1; 1 where a person or a form said so outright. */
  confidence: number;
  at: string;
  channel: Channel | null;
  conversationId: string | null;
  source: {
    type: 'message' | 'form' | 'note' | 'agent';
    messageId: string | null;
    /** The words around it, where a message said it. */
    snippet?: string;
    /** The colleague who wrote it down. */
    by?: { id: string; name: string };
  };
}

export interface PromiseView {
  id: string;
  customerId: string;
  conversationId: string;
  text: string;
  dueAt: string | null;
  madeBy: { id: string; name: string };
  madeAt: string;
  keptAt: string | null;
}
