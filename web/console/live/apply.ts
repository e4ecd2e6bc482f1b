import type { AlertView, OfferView, QueueLiveView } from '../../../src/contracts/routing-views.js';
import type { ConversationView, MessageView, PresenceView } from '../../../src/contracts/views.js';
import { desk, isMerged, type Thread, threadOf, withEntry } from './desk.js';
import { byPlace } from './place.js';

/** Offers known to be over: a late event must not show them again. */
const ended = new Set<string>();

/** What others do with every event, after it was applied: sounds, desktop notifications. */
const hearers = new Set<(type: string, data: unknown) => void>();

/** @returns takes the hearer out again */
export function onEvent(hear: (type: string, data: unknown) => void): () => void {
  hearers.add(hear);
  return () => void hearers.delete(hear);
}

/**
 * How each event changes the screen. Every rule can be applied any number of times and never puts an older version over a
 * newer one: events come over the socket, in answers and once more with a sync, in no promised order.
 */
const rules: Record<string, (data: never) => void> = {
  'offer.made': (offer: OfferView) => {
    if (ended.has(offer.id) || (offer.state && offer.state !== 'pending')) return;
    desk.setState(({ offers }) => ({ offers: withEntry(offers, offer.id, offer) }));
  },
  'offer.withdrawn': ({ id }: { id: string }) => endOffer(id),
  'conversation.assigned': (conversation: ConversationView) => putConversation(conversation),
  'conversation.updated': (conversation: ConversationView) => putConversation(conversation),
  'message.created': (message: MessageView) => receive(message),
  'message.updated': (message: MessageView) => void putMessages([message]),
  'customer.updated': ({ customerId }: { customerId: string }) =>
    desk.setState(({ customerNews }) => ({
      customerNews: withEntry(customerNews, customerId, (customerNews.get(customerId) ?? 0) + 1),
    })),
  'presence.updated': (presence: PresenceView) => putPresence(presence),
  'queue.updated': (live: QueueLiveView) => putLive(live),
  'alert.raised': (alert: AlertView) => putAlert(alert),
  'alert.updated': (alert: AlertView) => putAlert(alert),
  'alert.cleared': (alert: AlertView) => putAlert(alert),
};

export const eventTypes = Object.keys(rules);

export function applyEvent(type: string, data: unknown): void {
  rules[type]?.(data as never);
  for (const hear of hearers) hear(type, data);
}

export function endOffer(offerId: string): void {
  ended.add(offerId);
  if (desk.getState().offers.has(offerId)) desk.setState(({ offers }) => ({ offers: withEntry(offers, offerId, undefined) }));
}

/** Each tells its present state: one that is over by now is not shown, whatever else was said of it before. */
function putAlert(alert: AlertView): void {
  desk.setState(({ alerts }) => ({ alerts: withEntry(alerts, alert.id, alert.clearedAt === null ? alert : undefined) }));
}

function putPresence(presence: PresenceView): void {
  const { me, presence: mine, presences } = desk.getState();
  const known = presences.get(presence.agentId);
  if (known && presence.since < known.since) return;
  const isMine = presence.agentId === me?.id && (!mine || presence.since >= mine.since);
  desk.setState({ presences: withEntry(presences, presence.agentId, presence), ...(isMine ? { presence } : {}) });
}

export function putLive(live: QueueLiveView): void {
  const known = desk.getState().live.get(live.queueId);
  if (known && known.at > live.at) return;
  desk.setState((state) => ({ live: withEntry(state.live, live.queueId, live) }));
}

export function putConversation(conversation: ConversationView): void {
  putConversations([conversation]);
}

/** Several at once are one change of the screen. */
export function putConversations(views: readonly ConversationView[]): void {
  const { me, ...before } = desk.getState();
  const [conversations, held] = [new Map(before.conversations), new Set(before.held)];
  for (const view of views) {
    const known = conversations.get(view.id);
    if (known && known.version > view.version) continue;
    if (view.assignee?.id === me?.id) held.add(view.id);
    else if (view.assignee) held.delete(view.id);
    conversations.set(view.id, {
      ...view,
      // These two only ever move on; the messages themselves may have told of a later one than this view knew.
      lastInboundAt: later(view.lastInboundAt, known?.lastInboundAt),
      lastOutboundAt: later(view.lastOutboundAt, known?.lastOutboundAt),
    });
  }
  desk.setState({ conversations, held });
}

function later(a: string | null, b: string | null | undefined): string | null {
  return (b ?? '') > (a ?? '') ? (b ?? null) : a;
}

/** What was read of a customer's thread: after a merge a message still names the customer it came by. */
export function putRead(messages: readonly MessageView[], customerId: string): void {
  put(messages, () => [customerId]);
}

/**
 * What an event or an answer told of. A thread of several customers is known under each of them, and shows what any of them says.
 * @returns those that are new here
 */
export function putMessages(messages: readonly MessageView[]): MessageView[] {
  const { conversations, threads } = desk.getState();
  const before = new Map(threads);
  return put(messages, (one) => {
    const own = conversations.get(one.conversationId)?.customerId ?? one.customerId;
    const among = [...threads].flatMap(([id, { read }]) =>
      id !== own && read?.customerIds.includes(one.customerId) ? [id] : [],
    );
    return [own, ...among].filter((id) => !standsBefore(one, before.get(id)));
  });
}

/** Of what is not read yet nothing is shown: between it and the first that is here there would be a gap nobody sees. */
function standsBefore(message: MessageView, thread: Thread | undefined): boolean {
  const first = thread?.messages[0];
  return thread?.read !== undefined && !thread.isWhole && first !== undefined && byPlace(isMerged(thread))(message, first) < 0;
}

function put(messages: readonly MessageView[], threadsOf: (message: MessageView) => string[]): MessageView[] {
  const byThread = new Map<string, MessageView[]>();
  for (const one of messages) for (const id of threadsOf(one)) byThread.set(id, [...(byThread.get(id) ?? []), one]);
  const isNew = new Set<MessageView>();
  let { threads } = desk.getState();
  for (const [id, theirs] of byThread) {
    const thread = threadOf(id);
    threads = withEntry(threads, id, { ...thread, messages: merge(thread, theirs, isNew) });
  }
  const sent = new Set(messages.map((one) => one.clientId));
  desk.setState(({ pending }) => ({
    threads,
    pending: pending.some((one) => sent.has(one.clientId)) ? pending.filter((one) => !sent.has(one.clientId)) : pending,
  }));
  return [...isNew];
}

/** More than so many are looked up in a map of the known ones rather than one by one. */
const FEW = 4;

/** In the thread's order; of two versions of one message the later stays. The usual case, one more at the end, costs one copy. */
function merge(thread: Thread, more: readonly MessageView[], isNew: Set<MessageView>): MessageView[] {
  const known = thread.messages;
  const order = byPlace(isMerged(thread));
  const next = [...known];
  const places = more.length > FEW ? new Map(known.map(({ id }, at) => [id, at])) : null;
  let isSorted = true;
  for (const message of more) {
    const at = places ? (places.get(message.id) ?? -1) : next.findLastIndex((one) => one.id === message.id);
    if (at < 0) {
      const last = next.at(-1);
      isSorted &&= !last || order(last, message) < 0;
      places?.set(message.id, next.length);
      next.push(message);
      isNew.add(message);
    } else if ((next[at]?.rev ?? -1) <= message.rev) {
      isSorted &&= next[at]?.seq === message.seq;
      next[at] = message;
    }
  }
  return isSorted ? next : next.sort(order);
}

function receive(message: MessageView): void {
  const isNew = putMessages([message]).length > 0;
  if (!isNew || message.kind !== 'text') return;
  touch(message);
  if (message.direction !== 'in') return;
  desk.setState(({ typing, unread, openId }) => {
    const isSeen = openId === message.conversationId && document.visibilityState === 'visible';
    const count = (unread.get(message.conversationId) ?? 0) + 1;
    return {
      typing: withEntry(typing, message.conversationId, undefined),
      ...(isSeen ? {} : { unread: withEntry(unread, message.conversationId, count) }),
    };
  });
}

/** The list shows at once who waits for us and who does not; the version stays, so that the server's own view still wins. */
export function touch(message: MessageView): void {
  const conversation = desk.getState().conversations.get(message.conversationId);
  const key = message.direction === 'in' ? 'lastInboundAt' : 'lastOutboundAt';
  if (!conversation || message.kind !== 'text' || (conversation[key] ?? '') >= message.createdAt) return;
  const channel = message.direction === 'in' ? message.channel : conversation.channel;
  desk.setState(({ conversations }) => ({
    conversations: withEntry(conversations, conversation.id, { ...conversation, [key]: message.createdAt, channel }),
  }));
}
