import { move } from './moves.js';
import type { Move, MoveTable } from './moves.js';

export const CONVERSATION_STATUSES = ['waiting', 'offered', 'assigned', 'snoozed', 'closed'] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

export const CONVERSATION_EVENTS = [
  'received',
  'offered',
  'offer_accepted',
  'offer_declined',
  'offer_expired',
  'assigned',
  'transferred',
  'snoozed',
  'woken',
  'closed',
  'reopened',
] as const;
export type ConversationEvent = (typeof CONVERSATION_EVENTS)[number];

/**
 * - `received`: the customer wrote; it never changes who holds the conversation, but wakes a snoozed one back into line.
 *   A closed conversation does not receive: `onInbound` says first whether it is reopened or a new one begins.
 * - `assigned` is given directly (assign at once, by hand, a move to an agent); `transferred` puts it back in line.
 * - `woken` by its timer: the owner, if any, is re-read by the caller, who follows with `assigned` where they still serve.
 */
const MOVES: MoveTable<ConversationStatus, ConversationEvent> = {
  waiting: {
    received: 'waiting',
    offered: 'offered',
    assigned: 'assigned',
    transferred: 'waiting',
    snoozed: 'snoozed',
    closed: 'closed',
  },
  offered: {
    received: 'offered',
    offer_accepted: 'assigned',
    offer_declined: 'waiting',
    offer_expired: 'waiting',
    assigned: 'assigned',
    transferred: 'waiting',
    snoozed: 'snoozed',
    closed: 'closed',
  },
  assigned: {
    received: 'assigned',
    assigned: 'assigned',
    transferred: 'waiting',
    snoozed: 'snoozed',
    closed: 'closed',
  },
  snoozed: {
    received: 'waiting',
    woken: 'waiting',
    assigned: 'assigned',
    transferred: 'waiting',
    snoozed: 'snoozed',
    closed: 'closed',
  },
  closed: { reopened: 'waiting' },
};

/** Where the event takes the conversation. Errors: `illegal_move`. */
export function nextConversationStatus(status: ConversationStatus, event: ConversationEvent): Move<ConversationStatus> {
  return move(MOVES, status, event);
}

export const DEFAULT_REOPEN_WITHIN_MS = 72 * 60 * 60 * 1000;

/** What is known of the customer's conversation when a message arrives; null: they have none. */
export interface InboundState {
  status: ConversationStatus;
  /** Epoch ms; null unless closed. */
  closedAt: number | null;
  /** The queue's own term; 72 h where it has none. 0: never reopen. */
  reopenWithinMs?: number;
  now: number;
  /** Whether somebody owns it and has a live presence lease right now. False also when nobody owns it. */
  ownerPresent: boolean;
}

/**
 * - `append`: the message joins the conversation, who holds it does not change (waiting and offered ones keep their place).
 * - `requeue`: it joins, and the owner is not there to answer: back in line (or to a cover) at once, with a new epoch.
 * - `wake`: it joins a snoozed conversation whose owner is present: theirs again, now.
 * - `reopen`: the closed conversation opens again with a new epoch, routed afresh, the last agent preferred.
 * - `open_new`: a new conversation, linked to the old one by `previousId` where there is one.
 */
export type InboundAction = 'append' | 'requeue' | 'wake' | 'reopen' | 'open_new';

export function onInbound(state: InboundState | null): InboundAction {
  if (state === null) return 'open_new';
  const { status, closedAt, now, ownerPresent, reopenWithinMs = DEFAULT_REOPEN_WITHIN_MS } = state;
  switch (status) {
    case 'waiting':
    case 'offered':
      return 'append';
    case 'assigned':
      return ownerPresent ? 'append' : 'requeue';
    case 'snoozed':
      return ownerPresent ? 'wake' : 'requeue';
    case 'closed':
      return closedAt !== null && now - closedAt < reopenWithinMs ? 'reopen' : 'open_new';
  }
}
