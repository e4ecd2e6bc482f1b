import { changed, state, threadOf } from './store.js';

/**
 * @typedef {import('./store.js').ConversationView} ConversationView
 * @typedef {import('./store.js').MessageView} MessageView
 */

/**
 * Events may come twice (live, and again by a sync) and late. Each rule below can be applied any number of times and never
 * puts an older version over a newer one.
 * @type {Record<string, (data: any) => void>}
 */
const rules = {
  'offer.made': (offer) => {
    if (state.endedOffers.has(offer.id) || (offer.state && offer.state !== 'pending')) return;
    state.offers.set(offer.id, offer);
    changed('offers');
  },
  'offer.withdrawn': ({ id }) => endOffer(id),
  'conversation.assigned': (conversation) => putConversation(conversation),
  'conversation.updated': (conversation) => putConversation(conversation),
  'message.created': (message) => receive(message),
  'message.updated': (message) => void putMessage(message),
  'customer.updated': ({ customerId }) => {
    state.customerNews.set(customerId, (state.customerNews.get(customerId) ?? 0) + 1);
    changed('selection');
  },
  'presence.updated': (presence) => {
    if (presence.agentId !== state.me?.id || (state.presence && presence.since < state.presence.since)) return;
    state.presence = presence;
    changed('presence');
  },
  'queue.updated': (live) => {
    const known = state.live.get(live.queueId);
    if (known && known.at > live.at) return;
    state.live.set(live.queueId, live);
    changed('queues');
  },
};

/** @param {string} type @param {any} data */
export function applyEvent(type, data) {
  rules[type]?.(data);
}

export const eventTypes = Object.keys(rules);

/** @param {string} offerId */
export function endOffer(offerId) {
  state.endedOffers.add(offerId);
  if (state.offers.delete(offerId)) changed('offers');
}

/** @param {ConversationView} conversation */
export function putConversation(conversation) {
  const known = state.conversations.get(conversation.id);
  if (known && known.version > conversation.version) return;
  if (conversation.assignee?.id === state.me?.id) state.held.add(conversation.id);
  else if (conversation.assignee) state.held.delete(conversation.id);
  state.conversations.set(conversation.id, {
    ...conversation,
    // These two only ever move on; the messages themselves may have told of a later one than this view knew.
    lastInboundAt: later(conversation.lastInboundAt, known?.lastInboundAt),
    lastOutboundAt: later(conversation.lastOutboundAt, known?.lastOutboundAt),
  });
  changed('conversations', 'selection');
}

/** @param {string | null} a @param {string | null | undefined} b */
function later(a, b) {
  return (b ?? '') > (a ?? '') ? (b ?? null) : a;
}

/**
 * @param {MessageView} message
 * @param {string} [customerId] whose thread it was read from: after a merge a message still names the customer it came by
 * @returns {boolean} true when it is new here
 */
export function putMessage(message, customerId) {
  const thread = threadOf(customerId ?? state.conversations.get(message.conversationId)?.customerId ?? message.customerId);
  const known = thread.get(message.id);
  if (known && known.rev > message.rev) return false;
  thread.set(message.id, message);
  if (message.clientId) state.pending = state.pending.filter((one) => one.clientId !== message.clientId);
  changed('thread');
  return !known;
}

/** @param {MessageView} message */
function receive(message) {
  if (!putMessage(message) || message.kind !== 'text') return;
  touch(message);
  if (message.direction !== 'in') return;
  state.typing.delete(message.conversationId);
  const isSeen = state.selectedId === message.conversationId && document.visibilityState === 'visible';
  if (!isSeen) state.unread.set(message.conversationId, (state.unread.get(message.conversationId) ?? 0) + 1);
  changed('conversations');
}

/**
 * The list shows at once who waits for us and who does not; the version stays, so that the server's own view still wins.
 * @param {MessageView} message
 */
export function touch(message) {
  const conversation = state.conversations.get(message.conversationId);
  const key = message.direction === 'in' ? 'lastInboundAt' : 'lastOutboundAt';
  if (!conversation || message.kind !== 'text' || (conversation[key] ?? '') >= message.createdAt) return;
  const channel = message.direction === 'in' ? message.channel : conversation.channel;
  state.conversations.set(conversation.id, { ...conversation, [key]: message.createdAt, channel });
  changed('conversations');
}
