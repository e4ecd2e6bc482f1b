import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import type { OfferView } from '../../../src/contracts/routing-views.js';
import { say } from '../frame/say.js';
import { useShortcuts } from '../frame/shortcuts.js';
import { onEvent } from '../live/apply.js';
import { type Desk as DeskState, useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { accept, decline, isActing } from './offer-acts.js';
import { OfferCard } from './offer-card.js';
import classes from './offers.module.css';

/** Those that are cards, the one that ends first in front. */
const cardOffers = ({ offers }: DeskState): OfferView[] =>
  [...offers.values()].filter((one) => one.channel !== 'voice').sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1));

export const firstOffer = (desk: DeskState): OfferView | null => cardOffers(desk)[0] ?? null;

/**
 * Offers come first on the screen and leave it when their time is over; the keys are for the one that ends first. A caller
 * is no card: who rings is shown over every page, by the calls.
 */
export function Offers({ className }: { className?: string | undefined }) {
  const { t } = useTranslation('inbox');
  const offers = useDesk(useShallow(cardOffers));
  const [first] = offers;
  useSayGone();
  useShortcuts(
    first
      ? [
          { keys: 'a', name: t('acceptOffer'), group: t('offers'), run: () => void accept(first) },
          { keys: 'mod+o', name: t('acceptWhileWriting'), group: t('offers'), run: () => void accept(first) },
          { keys: 'd', name: t('declineOffer'), group: t('offers'), run: () => void decline(first) },
        ]
      : [],
  );
  return (
    <section id="offers" className={className} aria-label={t('offers')} aria-live="polite" hidden={offers.length === 0}>
      <div className={classes.offers}>
        {offers.map((offer) => (
          <OfferCard key={offer.id} offer={offer} isFirst={offer === first} />
        ))}
      </div>
    </section>
  );
}

/** An offer that is gone without one's own doing says why, kindly: it is nobody's fault. */
function useSayGone(): void {
  const { t } = useTranslation('inbox');
  const names = useRef(new Map<string, string>());
  const offers = useDesk((desk) => desk.offers);
  for (const offer of offers.values()) names.current.set(offer.id, customerName(offer.customer.name, offer.customer.id));
  useEffect(
    () =>
      onEvent((type, data) => {
        if (type !== 'offer.withdrawn') return;
        const { id, because } = data as { id: string; because: string };
        const name = names.current.get(id);
        names.current.delete(id);
        if (name === undefined || isActing(id) || because === 'accepted' || because === 'declined') return;
        say(t(`gone.${because}`, { name }));
      }),
    [t],
  );
}
