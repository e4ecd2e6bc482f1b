import { move } from './moves.js';
import type { Move, MoveTable } from './moves.js';

export const OFFER_STATUSES = ['pending', 'accepted', 'declined', 'expired', 'withdrawn'] as const;
export type OfferStatus = (typeof OFFER_STATUSES)[number];

export type OfferEvent = 'accepted' | 'declined' | 'expired' | 'withdrawn';

/** An offer is answered once: every state but `pending` is final, so of two racing answers exactly one counts. */
const MOVES: MoveTable<OfferStatus, OfferEvent> = {
  pending: { accepted: 'accepted', declined: 'declined', expired: 'expired', withdrawn: 'withdrawn' },
  accepted: {},
  declined: {},
  expired: {},
  withdrawn: {},
};

export function nextOfferStatus(status: OfferStatus, event: OfferEvent): Move<OfferStatus> {
  return move(MOVES, status, event);
}

/** A pending offer past its time is over even if no timer has run: it weighs nothing and cannot be accepted. */
export function offerIsLive(status: OfferStatus, expiresAt: number, now: number): boolean {
  return status === 'pending' && expiresAt > now;
}
