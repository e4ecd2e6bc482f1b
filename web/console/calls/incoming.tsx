import { ActionIcon, Button, Kbd, Tooltip } from '@mantine/core';
import { Bell, BellOff, PhoneIncoming } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { CallView } from '../../../src/contracts/calls.js';
import type { DigestView } from '../../../src/contracts/digest.js';
import type { OfferView } from '../../../src/contracts/routing-views.js';
import { useShortcuts } from '../frame/shortcuts.js';
import { endOffer } from '../live/apply.js';
import { useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { useSecond } from '../ui/time.js';
import { steer } from './call-acts.js';
import { useCallDesk } from './call-desk.js';
import { leftS } from './call-standing.js';
import classes from './calls.module.css';
import { choose, useDevices } from './devices.js';
import { answerOffer, declineOffer, takeUp } from './talk.js';

/** A call whose conversation is held out to this agent. To accept is to answer. */
export function IncomingOffer({ offer, hasKeys }: { offer: OfferView; hasKeys: boolean }) {
  const { t } = useTranslation('calls');
  const [, go] = useLocation();
  const view = useCallDesk((state) => state.offered.get(offer.conversationId));
  const myName = useDesk((state) => state.me?.name ?? '');
  const name = customerName(offer.customer.name, offer.customer.id);
  const isCall = view !== null;
  const own = `${myName}: `;
  const { sentence } = offer.reason;
  return (
    <Card
      conversationId={offer.conversationId}
      title={isCall ? t('from', { name }) : t('callBack', { name })}
      from={offer.madeAt}
      until={offer.expiresAt}
      onOver={() => endOffer(offer.id)}
      yes={isCall ? t('answer') : t('accept')}
      onYes={() => void answerOffer(offer, (id) => go(`/c/${id}`))}
      onNo={() => void declineOffer(offer)}
      hasKeys={hasKeys}
    >
      {!isCall && <p className={classes.line}>{t('callBackWhy')}</p>}
      <ShortBrief digest={offer.digest} />
      <p className={`${classes.quiet} user-text`}>
        {sentence.startsWith(own) ? t('you', { sentence: sentence.slice(own.length) }) : sentence}
      </p>
    </Card>
  );
}

/** A call that rings for this agent because the conversation is theirs, or was handed on to them. */
export function IncomingCall({ view, hasKeys }: { view: CallView; hasKeys: boolean }) {
  const { t } = useTranslation('calls');
  const [, go] = useLocation();
  const wentTo = useCallDesk((state) => state.handedOn.get(view.id));
  const digest = useDesk((state) => state.contexts.get(view.conversationId)?.digest ?? null);
  const isKnown = useDesk((state) => state.held.has(view.conversationId));
  return (
    <Card
      conversationId={view.conversationId}
      title={t('from', { name: customerName(view.customerName, view.customerId) })}
      from={null}
      until={view.ringUntil}
      yes={t('answer')}
      onYes={() => void takeUp(view, (id) => go(`/c/${id}`))}
      onNo={() => void steer(view, 'decline')}
      hasKeys={hasKeys}
    >
      {wentTo ? <p className={classes.line}>{t('returned', { name: wentTo })}</p> : <ShortBrief digest={digest} />}
      {isKnown && !wentTo && <p className={classes.quiet}>{t('inYourChat')}</p>}
    </Card>
  );
}

interface CardProps {
  conversationId: string;
  title: string;
  from: string | null;
  until: string | null;
  onOver?: () => void;
  yes: string;
  onYes: () => void;
  onNo: () => void;
  /** Of several that ring the keys are for the first. */
  hasKeys: boolean;
  children: React.ReactNode;
}

function Card({ conversationId, title, from, until, onOver, yes, onYes, onNo, hasKeys, children }: CardProps) {
  const { t } = useTranslation('calls');
  const blocked = useCallDesk((state) => state.blocked.get(conversationId));
  const isBusy = useCallDesk((state) => state.answering.has(conversationId));
  const isTalking = useCallDesk((state) => state.line !== null);
  const isRingMuted = useDevices((state) => state.isRingMuted);
  useShortcuts(
    hasKeys
      ? [
          { keys: 'F2', name: yes, group: t('group'), run: onYes, inFields: true },
          { keys: 'shift+F2', name: t('notNow'), group: t('group'), run: onNo, inFields: true },
        ]
      : [],
  );
  return (
    <article className={classes.card} aria-label={title}>
      <header className={classes.head}>
        <PhoneIncoming size={16} aria-hidden className={classes.ringing} />
        <strong className={`${classes.title} user-text`}>{title}</strong>
        {until && <Countdown from={from} until={until} onOver={onOver} />}
        <Tooltip label={isRingMuted ? t('unmuteRing') : t('muteRing')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={isRingMuted ? t('unmuteRing') : t('muteRing')}
            onClick={() => choose({ isRingMuted: !isRingMuted })}
          >
            {isRingMuted ? <BellOff size={15} /> : <Bell size={15} />}
          </ActionIcon>
        </Tooltip>
      </header>
      {/* Read out once, without taking the focus from whoever is typing. */}
      <span className="visually-hidden" role="alert">
        {title}
      </span>
      {children}
      {blocked && (
        <p className={classes.blocked} role="alert">
          {t(`blocked.${blocked}`)}
        </p>
      )}
      <footer className={classes.foot}>
        <Button
          className={classes.yes}
          onClick={onYes}
          loading={isBusy}
          disabled={isTalking}
          rightSection={
            hasKeys && (
              <Kbd size="xs" aria-hidden>
                F2
              </Kbd>
            )
          }
        >
          {blocked ? t('again') : yes}
        </Button>
        <Button
          variant="default"
          onClick={onNo}
          rightSection={
            hasKeys && (
              <Kbd size="xs" aria-hidden>
                ⇧F2
              </Kbd>
            )
          }
        >
          {t('notNow')}
        </Button>
      </footer>
    </article>
  );
}

function Countdown({ from, until, onOver }: { from: string | null; until: string; onOver?: (() => void) | undefined }) {
  const { t } = useTranslation('calls');
  const now = useSecond();
  const left = leftS(until, now);
  const isOver = left === 0;
  useEffect(() => {
    // The server takes it back too; nobody should press a button that no longer does anything.
    if (isOver) onOver?.();
  }, [isOver]);
  const whole = from ? Date.parse(until) - Date.parse(from) : 0;
  return (
    <span className={classes.left} role="timer" aria-live="off" aria-label={t('left', { n: left })}>
      {t('ui:seconds', { n: left })}
      {whole > 0 && (
        <span
          className={classes.run}
          aria-hidden
          style={{ transform: `scaleX(${Math.min(1, Math.max(0, (Date.parse(until) - now) / whole))})` }}
        />
      )}
    </span>
  );
}

const shown = ['now', 'promised', 'mood', 'unknown'];
const mostLines = 4;

/** A call is decided on in seconds: what it is about, what is promised and how they feel. */
function ShortBrief({ digest }: { digest: DigestView | null }) {
  if (!digest) return null;
  const lines = digest.sections.filter(({ key }) => shown.includes(key)).map(({ sentences: [first] }) => first?.sentence);
  const all = [digest.handover?.note, ...lines].filter((one) => one !== undefined && one !== null).slice(0, mostLines);
  if (all.length === 0) return null;
  return (
    <ul className={classes.brief} lang={digest.language}>
      {all.map((line) => (
        <li key={line} className="user-text">
          {line}
        </li>
      ))}
    </ul>
  );
}
