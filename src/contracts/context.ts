import type { DigestView } from './digest.js';
import type { PromiseView } from './promises.js';
import type { PanelContentView } from './panels.js';
import type { PageViewView, TouchpointView } from './touchpoints.js';
import type { ConversationView, IdentityView, MessageView } from './views.js';
import type { Channel, IdentityKind } from './words.js';

export type { PromiseView } from './promises.js';

/**
 * What an agent needs to know before the first word: `GET /v1/conversations/{id}/context`. Whatever was merged into the
 * customer is included. Lists are newest first unless they say otherwise.
 */
export interface ContextView {
  /** The handover brief: to be shown before everything else. */
  digest: DigestView;
  conversation: ConversationView;
  customer: ContextCustomerView;
  identities: IdentityView[];
  /** The latest messages over all channels, oldest first. `hasMore`: the thread has earlier ones. */
  thread: {
    messages: MessageView[];
    hasMore: boolean;
    /** Grows when somebody is merged into the customer and when that is undone: what was read of the thread before is another thread's. */
    epoch: number;
    /**
     * Whose messages are in it: the customer, and whoever was merged into them. Where there are several the thread is read in true
     * time order (`createdAt`, then `seq`, then `id`), for numbers of two histories do not tell which came first; else by `seq`.
     */
    customerIds: string[];
    /** What other systems saw of them, the latest fifty, oldest first: they stand between the messages by `occurredAt`. */
    touchpoints: TouchpointView[];
  };
  /** Pages they let us know of: the one they are on now, and the last ten. */
  pages: { current: PageViewView | null; last: PageViewView[] };
  /** What there is to look at, with what was said before; `GET …/panels/{key}` asks anew. */
  panels: PanelContentView[];
  conversations: { open: ConversationView[]; past: PastConversationView[] };
  lastAgents: LastAgentView[];
  facts: FactView[];
  /** Facts of which a customer has one, and here more than one is in force: each kind with all of them. */
  conflicts: FactConflictView[];
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
  /** Where each field that is set comes from: by `name`, `tier`, `locale`, `timeZone`, `accountOwner`, and `attributes.<name>`. */
  origins: Record<string, OriginView>;
}

/** `record`: it stood on the record before origins were noted; an identity kind: it came with what they wrote or called by. */
export interface OriginView {
  source: 'record' | 'import' | 'agent' | 'integration' | IdentityKind;
  at: string;
  /** The colleague or the API key. */
  by: { id: string; name: string } | null;
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

/** Facts that cannot all be right, the newest first. */
export interface FactConflictView {
  kind: string;
  facts: FactView[];
}

/** As it was known once, or is known still; `supersededBy` is the fact that put it right. */
export interface PastFactView extends FactView {
  supersededAt: string | null;
  supersededBy: string | null;
}

/** What facts of a deployment's own look like. */
export interface FactPatternView {
  id: string;
  kind: string;
  label: string | null;
  pattern: string;
  languages: string[];
  example: string;
  /** A customer has one of it. */
  single: boolean;
  enabled: boolean;
  /** It took too long and was taken out of force; until it is saved again. */
  switchedOff: { at: string; because: string } | null;
  version: number;
}

/** What a draft asks for although the customer told us. */
export interface DraftCheckView {
  context: { alreadyKnown: AlreadyKnownView[] };
}

export interface AlreadyKnownView {
  /** The fact kind that is asked for. */
  kind: string;
  /** The part of the draft that asks. */
  question: string;
  /** The answers, the latest first. */
  facts: KnownAnswerView[];
}

export interface KnownAnswerView {
  /** Null where it is an address they are reached by, the name on their record, or what a panel said last. */
  factId: string | null;
  value: string;
  label: string | null;
  /** 0 to 1 */
  confidence: number;
  source: {
    type: FactSource | 'identity' | 'panel';
    panel?: string;
    messageId: string | null;
    channel: Channel | null;
    at: string;
  };
}

/** How we came to know a fact. A `note` is what a colleague wrote, an `agent` entered it by hand. */
export type FactSource = 'message' | 'form' | 'ivr' | 'bot' | 'note' | 'agent';

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
    type: FactSource;
    messageId: string | null;
    /** The words around it, where a message said it. */
    snippet?: string;
    /** The colleague who wrote it down. */
    by?: { id: string; name: string };
  };
}
