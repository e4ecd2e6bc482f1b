import { Button, Menu, Textarea } from '@mantine/core';
import { ChevronDown, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OfferView } from '../../../src/contracts/routing-views.js';
import { useDesk } from '../live/desk.js';
import { ActDialog } from '../ui/act-dialog.js';
import { customerName } from '../ui/customer-name.js';
import { ChannelMark } from '../ui/marks.js';
import { toldIn, withoutName } from '../ui/told.js';
import { Brief, shortly } from './brief.js';
import { CountdownRing } from './countdown-ring.js';
import { accept, decline, useActing } from './offer-acts.js';
import classes from './offer-card.module.css';

/**
 * A conversation held out to this agent: who, what about, why them, and how long there is to answer. The first has the keys
 * and shows all of it; of the others the brief is folded, so that several fit on the screen.
 */
export function OfferCard({ offer, isFirst }: { offer: OfferView; isFirst: boolean }) {
  const { t } = useTranslation('inbox');
  const queue = useDesk((desk) => desk.queues.find((each) => each.id === offer.queueId)?.name);
  const isBusy = useActing((acting) => acting.ids.has(offer.id));
  const name = customerName(offer.customer.name, offer.customer.id);
  return (
    <article className={classes.offer} data-channel={offer.channel} aria-label={t('offerOf', { name })}>
      <header className={classes.head}>
        <strong className={`${classes.name} user-text`}>{name}</strong>
        <ChannelMark channel={offer.channel} />
        <CountdownRing from={offer.madeAt} until={offer.expiresAt} offerId={offer.id} />
      </header>
      <p className={`${classes.preview} user-text`}>{offer.preview}</p>
      <OfferBrief offer={offer} isOpen={isFirst} />
      <Reason reason={offer.reason} queue={queue} />
      {offer.broadcast && (
        <p className={classes.quiet}>
          <Users size={12} aria-hidden /> {t('broadcast')}
        </p>
      )}
      <footer className={classes.acts}>
        <Button size="compact-sm" loading={isBusy} onClick={() => void accept(offer)}>
          {t('accept')} {isFirst && <kbd aria-hidden>a</kbd>}
        </Button>
        <Decline offer={offer} isBusy={isBusy} hasKeys={isFirst} />
      </footer>
    </article>
  );
}

function OfferBrief({ offer: { digest, preview }, isOpen }: { offer: OfferView; isOpen: boolean }) {
  const { t } = useTranslation('inbox');
  if (!digest || (shortly(digest.sections, preview).length === 0 && !digest.handover)) return null;
  const brief = <Brief digest={digest} isShort shown={preview} />;
  if (isOpen) return brief;
  return (
    <details className={classes.quiet}>
      <summary>{t('brief')}</summary>
      {brief}
    </details>
  );
}

/** "Ana: helped Mei last, 4 of 4 slots free" is told to Ana herself. */
function Reason({ reason, queue }: { reason: OfferView['reason']; queue: string | undefined }) {
  const { t, i18n } = useTranslation('inbox');
  const me = useDesk((desk) => desk.me?.name);
  return (
    <p className={classes.quiet}>
      <span className={classes.why}>{t('whyYou')}</span>{' '}
      <span className="user-text">{withoutName(me, toldIn(i18n.language, reason))}</span>
      {queue && ` · ${queue}`}
    </p>
  );
}

const reasons = ['busy', 'not_mine', 'language', 'break'] as const;

function Decline({ offer, isBusy, hasKeys }: { offer: OfferView; isBusy: boolean; hasKeys: boolean }) {
  const { t } = useTranslation('inbox');
  const [isAsking, setAsking] = useState(false);
  const [own, setOwn] = useState('');
  return (
    <>
      <Button.Group>
        <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void decline(offer)}>
          {t('decline')} {hasKeys && <kbd aria-hidden>d</kbd>}
        </Button>
        <Menu position="bottom-end" withinPortal={false} returnFocus>
          <Menu.Target>
            <Button size="compact-sm" variant="default" px={4} disabled={isBusy} aria-label={t('declineBecause')}>
              <ChevronDown size={14} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t('declineBecause')}</Menu.Label>
            {reasons.map((reason) => (
              <Menu.Item key={reason} onClick={() => void decline(offer, t(`decline.${reason}`))}>
                {t(`decline.${reason}`)}
              </Menu.Item>
            ))}
            <Menu.Item onClick={() => setAsking(true)}>{t('ownWords')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      {isAsking && (
        <ActDialog
          title={t('declineBecause')}
          action={t('decline')}
          run={() => decline(offer, own.trim())}
          onClose={() => setAsking(false)}
        >
          <Textarea
            label={t('reason')}
            value={own}
            onChange={(event) => setOwn(event.currentTarget.value)}
            maxLength={200}
            data-autofocus
          />
        </ActDialog>
      )}
    </>
  );
}
