import { AlarmClock, CheckCircle2, Clock3, Forward, Phone } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ConversationView } from '../../../src/contracts/views.js';
import { useInCall } from '../calls/in-call.js';
import { type Desk, useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { DeadlineMark } from '../ui/deadline-mark.js';
import { ChannelMark } from '../ui/marks.js';
import { shortTime, Since, When } from '../ui/time.js';
import { words } from '../words.js';
import classes from './conversation-row.module.css';
import { useIsNewOne } from './handed-over.js';
import { waitingSince, waitsOnUs } from './list.js';
import { useMentions } from './mentions.js';
import { oneLine } from './one-line.js';

interface RowProps {
  one: ConversationView;
  isOpen: boolean;
  /** Tab reaches one row of the list; the arrow keys reach the others. */
  isReachable: boolean;
  onFocus: () => void;
}

export const ConversationRow = memo(Row, (a, b) => a.one === b.one && a.isOpen === b.isOpen && a.isReachable === b.isReachable);

function Row({ one, isOpen, isReachable, onFocus }: RowProps) {
  const { t } = useTranslation('inbox');
  const unread = useDesk((desk) => desk.unread.get(one.id) ?? 0);
  const mentions = useMentions(({ unseen }) => unseen.filter(({ conversationId }) => conversationId === one.id).length);
  const isNew = useIsNewOne(one);
  const waits = waitsOnUs(one) || isNew;
  const isInCall = useInCall().has(one.id);
  return (
    <Link
      href={`/c/${one.id}`}
      className={classes.row}
      data-row={one.id}
      data-waits={waits}
      aria-current={isOpen ? 'true' : undefined}
      tabIndex={isReachable ? 0 : -1}
      onFocus={onFocus}
    >
      <span className={classes.top}>
        <strong className={`${classes.name} user-text`}>{customerName(one.customerName, one.customerId)}</strong>
        {unread > 0 && (
          <span className={classes.unread} aria-label={t('unread', { count: unread })}>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
        {mentions > 0 && (
          <span className={classes.unread} role="img" aria-label={t('mentioned', { count: mentions })} data-mentions>
            @
          </span>
        )}
        <span className={classes.time}>
          {isInCall ? (
            <span className={classes.inCall}>
              <Phone size={11} aria-hidden /> {t('inCall')}
            </span>
          ) : (
            <Standing one={one} waits={waits} since={isNew && one.handedOver ? one.handedOver.at : waitingSince(one)} />
          )}
        </span>
      </span>
      <span className={classes.bottom}>
        <ChannelMark channel={one.channel} />
        {isNew && one.handedOver && (
          <span className={classes.handed}>
            <Forward size={11} aria-hidden /> {t('handedOverBy', { name: one.handedOver.by.name })}
          </span>
        )}
        <LastWords one={one} />
        <DeadlineMark of={one} isShort />
      </span>
    </Link>
  );
}

/** How long somebody has been waiting and who; for what sleeps when it wakes, for what is done since when. */
function Standing({ one, waits, since }: { one: ConversationView; waits: boolean; since: string }) {
  const { t } = useTranslation('inbox');
  if (one.status === 'closed')
    return (
      <>
        <CheckCircle2 size={11} aria-label={t('heading.closed')} /> <When at={one.closedAt} />
      </>
    );
  if (one.status === 'snoozed' && one.snoozedUntil)
    return (
      <>
        <AlarmClock size={11} aria-hidden /> {t('until', { at: shortTime(one.snoozedUntil) })}
      </>
    );
  return (
    <span className={waits ? classes.forUs : undefined} title={waits ? t('waitsOnUs') : t('waitsOnThem')}>
      <Clock3 size={11} aria-hidden /> <Since at={since} />
      <span className="visually-hidden"> {waits ? t('waitsOnUs') : t('waitsOnThem')}</span>
    </span>
  );
}

function LastWords({ one }: { one: ConversationView }) {
  const { t } = useTranslation('inbox');
  const typing = useDesk((desk) => desk.typing.get(one.id));
  const last = useDesk((desk) => lastWords(desk, one));
  if (typing)
    return (
      <span className={`${classes.words} ${classes.typing}`}>
        {t('typing', { name: typing.name ?? customerName(one.customerName, one.customerId) })}
      </span>
    );
  return <span className={`${classes.words} user-text`}>{last ?? withoutWords(one)}</span>;
}

function withoutWords(one: ConversationView): string {
  if (one.subject) return one.subject;
  if (one.status === 'closed')
    return one.outcome ? words.t(`inbox:outcome.${one.outcome}`, one.outcome) : words.t('inbox:heading.closed');
  return words.t('inbox:nothingYet');
}

/** The last thing said in it: as its thread on this screen tells, which may be ahead of the server's own row; else that. */
function lastWords({ threads, me }: Desk, one: ConversationView): string | null {
  const here = threads
    .get(one.customerId)
    ?.messages.findLast((message) => message.conversationId === one.id && message.kind === 'text');
  const told = one.lastMessage;
  if (here && here.createdAt >= (told?.at ?? '')) {
    const by = here.direction === 'out' ? (here.author.id === me?.id ? '↩ ' : `${here.author.name ?? ''}: `) : '';
    return by + oneLine(here);
  }
  if (!told) return null;
  const by = told.direction === 'out' ? (told.authorName === me?.name ? '↩ ' : `${told.authorName ?? ''}: `) : '';
  return by + (told.text.replace(/\s+/g, ' ').trim() || words.t(told.kind === 'call' ? 'inbox:aCall' : 'inbox:withoutText'));
}
