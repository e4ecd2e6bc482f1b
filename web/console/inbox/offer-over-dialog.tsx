import { Button, Portal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../live/desk.js';
import { ChannelMark } from '../ui/marks.js';
import { customerName } from '../ui/customer-name.js';
import { CountdownRing } from './countdown-ring.js';
import { accept, useActing } from './offer-acts.js';
import { firstOffer } from './offers.js';
import classes from './offer-over-dialog.module.css';

/** An offer counts down while a dialog lies over it: it can be taken all the same, and the dialog stays as it is. */
export function OfferOverDialog() {
  const { t } = useTranslation('inbox');
  const offer = useDesk(firstOffer);
  const isBusy = useActing((acting) => offer !== null && acting.ids.has(offer.id));
  if (!offer) return null;
  const name = customerName(offer.customer.name, offer.customer.id);
  return (
    <Portal>
      <section className={classes.over} role="status" aria-label={t('offerOf', { name })}>
        <strong className={`${classes.name} user-text`}>{name}</strong>
        <ChannelMark channel={offer.channel} />
        <span className={`${classes.words} user-text`}>{offer.preview}</span>
        <CountdownRing from={offer.madeAt} until={offer.expiresAt} offerId={offer.id} />
        <Button size="compact-sm" loading={isBusy} onClick={() => void accept(offer)}>
          {t('accept')} <kbd aria-hidden>{/Mac/.test(navigator.platform) ? '⌘' : 'Ctrl'} O</kbd>
        </Button>
      </section>
    </Portal>
  );
}
