import { create } from 'zustand';
import type { ContextView } from '../../../src/contracts/context.js';
import type { AlertView, ListeningView, OfferView, QueueLiveView } from '../../../src/contracts/routing-views.js';
import type { ConversationView, MessageView, PresenceView } from '../../../src/contracts/views.js';

export interface Me {
  id: string;
  name: string;
  role: 'agent' | 'supervisor' | 'admin';
  /** What they sign in with. */
  email?: string;
}

export interface Template {
  name: string;
  language: string;
  variables: string[];
}

/** A message that was sent here and is not acknowledged yet. */
export interface Pending {
  clientId: string;
  conversationId: string;
  kind: 'reply' | 'note';
  text: string;
  channel: string | null;
  /** Ids of uploaded files, and their names. */
  attachments?: string[];
  files?: string[];
  /** Goes in place of the text, which only shows it here. */
  template?: Template;
  /** Ids of the colleagues whom a note names. */
  mentions?: string[];
  at: string;
  /** It was given to a connection and may be there: what is written anew in its place could be said twice. */
  mayBeThere?: boolean;
  /** Why the server will not have it; null while it is on its way. */
  failed: string | null;
}

/** What is known of a customer's one thread: messages in their order, without a gap from the first that is here to the last. */
export interface Thread {
  messages: readonly MessageView[];
  /** The first message of all is here. */
  isWhole: boolean;
  /** Whose thread it was and who was merged into it, when it was last read. */
  read?: ThreadRead;
}

export interface ThreadRead {
  rootId: string;
  epoch: number;
  asOf: string;
  /** The customer, and whoever was merged into them. */
  customerIds: readonly string[];
  /** The last message there was: up to it nothing is missing. What came since came by events, which tell of less. */
  lastId: string | null;
}

/** Everything the console knows, by the noun it is about. `apply.ts`, `snapshot.ts` and the rooms' acts write; views read. */
export interface Desk {
  me: Me | null;
  /** The sign-in ended while the page was open: the same screen waits under the sign-in form. */
  isSignedOut: boolean;
  link: 'connecting' | 'online' | 'offline';
  /** The event number up to which a sync said we know all; null before the first. */
  position: number | null;
  presence: PresenceView | null;
  offers: ReadonlyMap<string, OfferView>;
  conversations: ReadonlyMap<string, ConversationView>;
  /** The conversation in the middle. */
  openId: string | null;
  /** Threads by customer. */
  threads: ReadonlyMap<string, Thread>;
  pending: readonly Pending[];
  /** Unread inbound messages by conversation. */
  unread: ReadonlyMap<string, number>;
  /** Who is typing, by conversation. */
  typing: ReadonlyMap<string, { by: 'customer' | 'agent'; name: string | null }>;
  /** Conversations this agent holds or held while the page was open. */
  held: ReadonlySet<string>;
  /** How often there was news of a customer (facts, promises, merges). */
  customerNews: ReadonlyMap<string, number>;
  /** Contexts as read, by conversation. */
  contexts: ReadonlyMap<string, ContextView>;
  queues: readonly { id: string; key?: string; name: string }[];
  /** Supervisors: each queue as it is now. */
  live: ReadonlyMap<string, QueueLiveView>;
  /** Supervisors: presence of everybody heard of. */
  presences: ReadonlyMap<string, PresenceView>;
  alerts: ReadonlyMap<string, AlertView>;
  listening: readonly ListeningView[];
}

const fresh = (): Desk => ({
  me: null,
  isSignedOut: false,
  link: 'connecting',
  position: null,
  presence: null,
  offers: new Map(),
  conversations: new Map(),
  openId: null,
  threads: new Map(),
  pending: [],
  unread: new Map(),
  typing: new Map(),
  held: new Set(),
  customerNews: new Map(),
  contexts: new Map(),
  queues: [],
  live: new Map(),
  presences: new Map(),
  alerts: new Map(),
  listening: [],
});

/** Both a hook (`useDesk((desk) => desk.offers)`) and a store (`desk.getState()`). */
export const useDesk = create<Desk>(fresh);
export const desk = useDesk;

/** Forgets everything, for the next person at this screen. */
export function forget(): void {
  desk.setState(fresh(), true);
}

const nothing: Thread = { messages: [], isWhole: false };

export function threadOf(customerId: string): Thread {
  return desk.getState().threads.get(customerId) ?? nothing;
}

/** Somebody was merged into the customer: the thread is in the order of time. */
export function isMerged({ read }: Thread): boolean {
  return (read?.customerIds.length ?? 1) > 1;
}

export function openConversation({ conversations, openId }: Desk): ConversationView | null {
  return openId ? (conversations.get(openId) ?? null) : null;
}

export function isSupervisor({ me }: Desk): boolean {
  return me?.role === 'supervisor' || me?.role === 'admin';
}

/**
 * The agent's own work: what they hold, and what they held until it was closed (a closed conversation has no assignee). A split
 * that was undone is none: it is gone.
 */
export function isMine({ me, held }: Desk, one: ConversationView): boolean {
  return one.status === 'closed'
    ? held.has(one.id) && one.outcome !== 'rejoined'
    : one.assignee?.id === me?.id && ['assigned', 'snoozed'].includes(one.status);
}

/** A copy of a map with one entry put in or (undefined) taken out. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | undefined): Map<K, V> {
  const next = new Map(map);
  if (value === undefined) next.delete(key);
  else next.set(key, value);
  return next;
}
