import { presenceViews } from '../agents/agents.queries.js';
import { type EventMap, type EventType, type PublishedEvent, room } from '../contracts/events.js';
import type { ConsoleServerEvents } from '../contracts/sockets.js';
import { readDigests } from '../context/digest/digests.queries.js';
import { conversationViews, messageViews } from '../conversations/conversations.queries.js';
import type { Sql } from '../platform/database/tx.js';
import type { SignedLinks } from '../platform/storage/signed-links.js';
import { alertViews } from '../routing/alerts/alerts.queries.js';
import { offerViews } from '../routing/offers/offers.queries.js';

/** What the console shows; every other event is somebody else's. */
export const consoleEvents = [
  'message.created',
  'message.updated',
  'conversation.updated',
  'conversation.assigned',
  'offer.made',
  'offer.withdrawn',
  'presence.updated',
  'customer.updated',
  'alert.raised',
  'alert.updated',
  'alert.cleared',
] as const satisfies readonly EventType[];

type ConsoleEvent = {
  [T in (typeof consoleEvents)[number]]: PublishedEvent & { type: T; payload: EventMap[T] };
}[(typeof consoleEvents)[number]];

/** One thing to tell, ready to be sent: the same live and in the answer to a `sync`. */
export interface ConsoleNews {
  position: number;
  type: (typeof consoleEvents)[number] & keyof ConsoleServerEvents;
  data: object;
  rooms: string[];
}

const consoleRoom = /^(agent|queue|conversation):|^supervisors$/;
const ofQueue = /^queue:/;

/** An offer is between Throughline and one agent; others see it as the state of the conversation. */
export function consoleRooms({ type, payload, rooms }: PublishedEvent): string[] {
  if (type === 'offer.made' || type === 'offer.withdrawn') return [room.agent((payload as EventMap['offer.made']).agentId)];
  const shown = rooms.filter((one) => consoleRoom.test(one));
  // What belongs to no queue (presence, say) is for every supervisor, also for those who are given some queues only.
  return shown.includes(room.supervisors) && !shown.some((one) => ofQueue.test(one)) ? [...shown, room.supervisorsOfSome] : shown;
}

interface Present {
  messages: ReadonlyMap<string, object & { direction: string }>;
  conversations: ReadonlyMap<string, object>;
  offers: ReadonlyMap<string, object>;
  presences: ReadonlyMap<string, object>;
  alerts: ReadonlyMap<string, object>;
  /** Of conversations that somebody has now: the brief, in their language. */
  digests: ReadonlyMap<string, object>;
}

/**
 * Events as screens need them: with the present state of what they speak of, read in one statement per kind. A late or
 * repeated event therefore never shows an old state. What is no longer there is left out.
 */
export async function hydrate(sql: Sql, events: readonly PublishedEvent[], links: SignedLinks): Promise<ConsoleNews[]> {
  const known = events as readonly ConsoleEvent[];
  const present = await readPresent(sql, known, links);
  const lastIn = lastMessages(known, present);
  return known.flatMap((event) => toNews(event, present, lastIn.has(event)));
}

async function readPresent(sql: Sql, events: readonly ConsoleEvent[], links: SignedLinks): Promise<Present> {
  const ids = {
    messages: new Set<string>(),
    conversations: new Set<string>(),
    offers: new Set<string>(),
    presences: new Set<string>(),
    alerts: new Set<string>(),
  };
  const assigned = new Map<string, string>();
  for (const { type, payload } of events) {
    if (type === 'message.created' || type === 'message.updated') ids.messages.add(payload.messageId);
    if (type === 'conversation.updated' || type === 'conversation.assigned' || type === 'message.created')
      ids.conversations.add(payload.conversationId);
    if (type === 'offer.made') ids.offers.add(payload.offerId);
    if (type === 'alert.raised' || type === 'alert.updated' || type === 'alert.cleared') ids.alerts.add(payload.alertId);
    if (type === 'conversation.assigned') assigned.set(payload.conversationId, payload.agentId);
    if (type === 'presence.updated') ids.presences.add(payload.agentId);
  }
  const [messages, conversations, offers, presences, alerts, digests] = await Promise.all([
    messageViews(sql, [...ids.messages], links),
    conversationViews(sql, [...ids.conversations]),
    offerViews(sql, [...ids.offers]),
    ids.presences.size > 0 ? presenceViews(sql, [...ids.presences]) : [],
    alertViews(sql, [...ids.alerts]),
    readDigests(
      sql,
      [...assigned].map(([conversationId, agentId]) => ({ conversationId, agentId })),
    ),
  ]);
  return {
    messages: new Map(messages.map((one) => [one.id, one])),
    conversations: new Map(conversations.map((one) => [one.id, one])),
    offers: new Map(offers.map((one) => [one.id, one])),
    presences: new Map(presences.map((one) => [one.agentId, one])),
    alerts: new Map(alerts.map((one) => [one.id, one])),
    digests: new Map(digests.flatMap((one) => (one ? [[one.conversationId, one] as const] : []))),
  };
}

/** The last message of each conversation in the batch that moved it (a note does not): the conversation is told once, after it. */
function lastMessages(events: readonly ConsoleEvent[], { messages }: Present): Set<ConsoleEvent> {
  const last = new Map<string, ConsoleEvent>();
  for (const event of events) {
    if (event.type !== 'message.created') continue;
    const message = messages.get(event.payload.messageId);
    if (message && message.direction !== 'internal') last.set(event.payload.conversationId, event);
  }
  return new Set(last.values());
}

function toNews(event: ConsoleEvent, present: Present, isLast: boolean): ConsoleNews[] {
  const { position, type, payload } = event;
  const rooms = consoleRooms(event);
  const news = (data: object | undefined, more: object = {}, as: ConsoleNews['type'] = type): ConsoleNews[] =>
    data ? [{ position, type: as, data: { ...data, ...more, position }, rooms }] : [];
  switch (type) {
    case 'message.created': {
      const message = present.messages.get(payload.messageId);
      // The hot path announces the message alone, though it moves the conversation's times and version too.
      const moved = isLast ? present.conversations.get(payload.conversationId) : undefined;
      return [...news(message), ...news(moved, { change: 'message' }, 'conversation.updated')];
    }
    case 'message.updated':
      return news(present.messages.get(payload.messageId));
    case 'conversation.updated':
      return news(present.conversations.get(payload.conversationId), { change: payload.change });
    case 'conversation.assigned':
      return news(present.conversations.get(payload.conversationId), {
        digest: present.digests.get(payload.conversationId) ?? null,
      });
    case 'offer.made':
      return news(present.offers.get(payload.offerId));
    case 'offer.withdrawn':
      return news({ id: payload.offerId, conversationId: payload.conversationId, because: payload.because });
    case 'presence.updated':
      return news(present.presences.get(payload.agentId));
    case 'alert.raised':
    case 'alert.updated':
    case 'alert.cleared':
      return news(present.alerts.get(payload.alertId));
    case 'customer.updated':
      return news({ customerId: payload.customerId });
  }
}
