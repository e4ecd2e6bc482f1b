import type { ConversationEvent } from '../../core/lifecycle/conversation.js';
import { type ConversationRow, moveConversation } from '../../conversations/conversations.repository.js';
import type { Scope } from '../../platform/database/tx.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import { statusAfter } from '../work/lock-for-act.js';
import { endOffer, lockPendingOffers, type OfferRow } from './offers.repository.js';

/** How an offer can end without anybody taking the conversation, and the event of the table of moves for it. */
const events = { declined: 'offer_declined', expired: 'offer_expired', withdrawn: 'transferred' } as const satisfies Record<
  string,
  ConversationEvent
>;

/**
 * Ends an offer and, unless it is still held out to somebody else, puts its conversation back where it stood: `waiting_since` is untouched, so it loses no time. The epoch
 * stays, because nobody held it; that is also what keeps the memory of who was asked. Caller holds conversation and offer.
 */
export async function returnToLine(
  scope: Scope,
  outbox: Outbox,
  conversation: ConversationRow,
  offer: OfferRow,
  because: keyof typeof events,
  data: object = {},
): Promise<void> {
  await endOffer(scope, outbox, offer, because);
  if (conversation.status !== 'offered') return;
  if (offer.broadcast && (await lockPendingOffers(scope.tx, conversation.id)).length > 0) return;
  await moveConversation(scope, outbox, conversation, {
    change: 'requeued',
    changes: { status: statusAfter(conversation.status, events[because]) },
    data: { because, agentId: offer.agent_id, offerId: offer.id, ...data },
  });
}
