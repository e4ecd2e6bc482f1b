import type { AlertView, OfferView } from '../../../src/contracts/routing-views.js';
import type { MessageView } from '../../../src/contracts/views.js';

/** Something that somebody who looks elsewhere should hear of. */
export interface News {
  /** The same news is told once, whatever brings it again. */
  id: string;
  sort: 'offer' | 'message' | 'promise';
  conversationId: string | null;
  who: string | null;
  text: string;
}

/** What decides whether it is news for whoever sits here. */
export interface Sitting {
  now: number;
  myId: string;
  /** Whom the conversation of a message belongs to, and who its customer is. */
  conversation: { assigneeId: string | null; customerName: string | null } | null;
  /** The conversation is open in a window that is looked at. */
  isLookedAt: boolean;
}

/** Older than this it was said while the screen was away: the list shows it, nothing rings. */
const FRESH_MS = 30_000;
const LONGEST = 140;

/** Offers, what customers of mine write, and promises of mine that fall due; null for everything else. */
export function newsOf(type: string, data: unknown, sitting: Sitting): News | null {
  if (type === 'offer.made') return offerNews(data as OfferView, sitting);
  if (type === 'message.created') return messageNews(data as MessageView, sitting);
  if (type === 'alert.raised') return promiseNews(data as AlertView, sitting);
  return null;
}

function offerNews(offer: OfferView, { now, myId }: Sitting): News | null {
  if (offer.agentId !== myId || offer.state !== 'pending' || Date.parse(offer.expiresAt) <= now) return null;
  const { id, conversationId, customer, preview } = offer;
  return { id: `offer-${id}`, sort: 'offer', conversationId, who: customer.name, text: short(preview) };
}

function messageNews(message: MessageView, { now, myId, conversation, isLookedAt }: Sitting): News | null {
  if (message.direction !== 'in' || message.kind !== 'text' || isLookedAt) return null;
  if (conversation?.assigneeId !== myId || now - Date.parse(message.createdAt) > FRESH_MS) return null;
  const { id, conversationId, text } = message;
  return { id: `message-${id}`, sort: 'message', conversationId, who: conversation.customerName, text: short(text) };
}

function promiseNews(alert: AlertView, { now, myId, conversation }: Sitting): News | null {
  if (alert.agent?.id !== myId || !alert.kind.startsWith('promise_') || now - Date.parse(alert.raisedAt) > FRESH_MS) return null;
  const who = conversation?.customerName ?? null;
  return { id: `alert-${alert.id}`, sort: 'promise', conversationId: alert.conversationId, who, text: alert.kind };
}

/** Files come without words; a notification is one line. */
function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${[...line.slice(0, LONGEST - 1)].join('').toWellFormed()}…` : line;
}
