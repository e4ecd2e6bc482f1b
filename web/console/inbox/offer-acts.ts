import { create } from 'zustand';
import type { OfferView } from '../../../src/contracts/routing-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { say } from '../frame/say.js';
import { endOffer, putConversation } from '../live/apply.js';
import { problemLine } from '../live/problem.js';
import { type Answer, ask } from '../live/socket.js';
import { customerName } from '../ui/customer-name.js';
import { words } from '../words.js';
import { goTo } from './show-source.js';

/** Offers that are being answered here: their buttons wait, and their end is no news. */
export const useActing = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));
const answered = new Set<string>();
const GONE = ['offer_gone', 'stale_epoch', 'not_found'];

export function isActing(offerId: string): boolean {
  return useActing.getState().ids.has(offerId) || answered.has(offerId);
}

async function answering<T>(offerId: string, answer: () => Promise<T>): Promise<T | null> {
  if (useActing.getState().ids.has(offerId)) return null;
  useActing.setState(({ ids }) => ({ ids: new Set(ids).add(offerId) }));
  try {
    return await answer();
  } finally {
    useActing.setState(({ ids }) => ({ ids: new Set([...ids].filter((id) => id !== offerId)) }));
  }
}

export async function accept(offer: OfferView): Promise<void> {
  await answering(offer.id, async () => {
    const answer: Answer<{ conversation: ConversationView }> = await ask('offer.accept', {
      offerId: offer.id,
      epoch: offer.epoch,
    });
    if (!answer?.ok) return refused(offer, answer);
    answered.add(offer.id);
    endOffer(offer.id);
    putConversation(answer.conversation);
    goTo(answer.conversation.id);
  });
}

export async function decline(offer: OfferView, reason?: string): Promise<void> {
  await answering(offer.id, async () => {
    const answer = await ask('offer.decline', { offerId: offer.id, ...(reason ? { reason } : {}) });
    if (!answer?.ok) return refused(offer, answer);
    answered.add(offer.id);
    endOffer(offer.id);
  });
}

function refused(offer: OfferView, answer: Exclude<Answer<object>, { ok: true }>): void {
  const isGone = GONE.includes(answer?.problem.code ?? '');
  // Of several who were asked one is the first: that is how it is meant, and no mistake.
  if (isGone && offer.broadcast) say(words.t('inbox:gone.taken', { name: customerName(offer.customer.name, offer.customer.id) }));
  else say(problemLine(answer?.problem), 'bad');
  if (!isGone) return;
  answered.add(offer.id);
  endOffer(offer.id);
}
