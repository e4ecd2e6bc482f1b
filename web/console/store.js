/**
 * @typedef {import('../../src/contracts/views.js').ConversationView} ConversationView
 * @typedef {import('../../src/contracts/views.js').MessageView} MessageView
 * @typedef {import('../../src/contracts/views.js').OfferView} OfferView
 * @typedef {import('../../src/contracts/views.js').PresenceView} PresenceView
 * @typedef {import('../../src/contracts/views.js').QueueLiveView} QueueLiveView
 * @typedef {{ id: string, name: string, role: string }} Me
 * @typedef {{ clientId: string, conversationId: string, kind: 'reply' | 'note', text: string, channel: string | null,
 *   attachments?: string[], files?: string[], template?: import('./outbox.js').Template, failed: string | null }} Pending
 * @typedef {'me' | 'presence' | 'offers' | 'conversations' | 'selection' | 'thread' | 'context' | 'queues' | 'link' | 'tab'} Topic
 */

/** Everything the screen shows. Views read it; `apply.js` and the actions write it and say what changed. */
export const state = {
  /** @type {Me | null} */
  me: null,
  /** @type {PresenceView | null} */
  presence: null,
  /** @type {'connecting' | 'online' | 'offline'} */
  link: 'connecting',
  /** The event number up to which a sync said we know all; null before the first. @type {number | null} */
  position: null,
  /** @type {'inbox' | 'queues'} */
  tab: 'inbox',
  /** @type {Map<string, OfferView>} */
  offers: new Map(),
  /** Offers known to be over: a late event must not show them again. @type {Set<string>} */
  endedOffers: new Set(),
  /** @type {Map<string, ConversationView>} */
  conversations: new Map(),
  /** @type {string | null} */
  selectedId: null,
  /** Threads by customer, messages by id. @type {Map<string, Map<string, MessageView>>} */
  threads: new Map(),
  /** Customers whose thread is here from its beginning. @type {Set<string>} */
  wholeThreads: new Set(),
  /** @type {Pending[]} */
  pending: [],
  /** Unread inbound messages by conversation. @type {Map<string, number>} */
  unread: new Map(),
  /** Who is typing, by conversation. @type {Map<string, string>} */
  typing: new Map(),
  /** Conversations this agent holds or held while the page was open. @type {Set<string>} */
  held: new Set(),
  /** How often there was news of a customer (facts, promises, merges). @type {Map<string, number>} */
  customerNews: new Map(),
  /** Contexts as read, by conversation. @type {Map<string, import('../../src/contracts/context.js').ContextView>} */
  contexts: new Map(),
  /** @type {{ id: string, key?: string, name: string }[]} */
  queues: [],
  /** @type {Map<string, QueueLiveView>} */
  live: new Map(),
  /** @type {string | null} */
  queueId: null,
};

/** @type {Map<Topic, Set<() => void>>} */
const readers = new Map();
/** @type {Set<() => void>} */
const due = new Set();

/**
 * @param {Topic[]} topics
 * @param {() => void} render run once after all changes of one turn
 */
export function on(topics, render) {
  for (const topic of topics) {
    if (!readers.has(topic)) readers.set(topic, new Set());
    readers.get(topic)?.add(render);
  }
}

/** @param {...Topic} topics */
export function changed(...topics) {
  if (due.size === 0) queueMicrotask(runDue);
  for (const topic of topics) for (const render of readers.get(topic) ?? []) due.add(render);
}

function runDue() {
  const renders = [...due];
  due.clear();
  for (const render of renders) render();
}

export function selected() {
  return state.selectedId ? (state.conversations.get(state.selectedId) ?? null) : null;
}

/** @param {string} customerId @returns {Map<string, MessageView>} */
export function threadOf(customerId) {
  let thread = state.threads.get(customerId);
  if (!thread) state.threads.set(customerId, (thread = new Map()));
  return thread;
}

export function isSupervisor() {
  return state.me?.role === 'supervisor' || state.me?.role === 'admin';
}

/** The agent's own work: what they hold, and what they held until it was closed (a closed conversation has no assignee). */
export function myConversations() {
  return [...state.conversations.values()].filter((one) =>
    one.status === 'closed'
      ? state.held.has(one.id)
      : one.assignee?.id === state.me?.id && ['assigned', 'snoozed'].includes(one.status),
  );
}

/** Forgets everything, for the next person at this screen. */
export function forget() {
  for (const bag of [state.offers, state.endedOffers, state.conversations, state.threads, state.unread, state.typing])
    bag.clear();
  for (const bag of [state.contexts, state.live, state.held, state.customerNews, state.wholeThreads]) bag.clear();
  Object.assign(state, { me: null, presence: null, position: null, selectedId: null, queueId: null, tab: 'inbox' });
  state.pending = [];
  state.queues = [];
  changed('me', 'presence', 'offers', 'conversations', 'selection', 'thread', 'context', 'queues', 'tab');
}
