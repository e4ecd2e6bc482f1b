import { AlarmClock, CheckCircle2, Clock3 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ConversationView } from '../../../src/contracts/views.js';
import { type Desk, useDesk } from '../live/desk.js';
import { DeadlineMark } from '../ui/deadline-mark.js';
import { ChannelMark } from '../ui/marks.js';
import { clockTime, dayOf, Since, When } from '../ui/time.js';
import { words } from '../words.js';
import classes from './conversation-row.module.css';
import { waitingSince, waitsOnUs } from './list.js';
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
  const waits = waitsOnUs(one);
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
        <strong className={`${classes.name} user-text`}>{one.customerName ?? t('ui:visitor')}</strong>
        {unread > 0 && (
          <span className={classes.unread} aria-label={t('unread', { count: unread })}>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
        <span className={classes.time}>
          <Standing one={one} waits={waits} />
        </span>
      </span>
      <span className={classes.bottom}>
        <ChannelMark channel={one.channel} />
        <LastWords one={one} />
        <DeadlineMark of={one} isShort />
      </span>
    </Link>
  );
}

/** How long somebody has been waiting and who; for what sleeps when it wakes, for what is done since when. */
function Standing({ one, waits }: { one: ConversationView; waits: boolean }) {
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
        <AlarmClock size={11} aria-hidden /> {t('until', { at: whenWords(one.snoozedUntil) })}
      </>
    );
  return (
    <span className={waits ? classes.forUs : undefined} title={waits ? t('waitsOnUs') : t('waitsOnThem')}>
      <Clock3 size={11} aria-hidden /> <Since at={waitingSince(one)} />
      <span className="visually-hidden"> {waits ? t('waitsOnUs') : t('waitsOnThem')}</span>
    </span>
  );
}

const whenWords = (at: string): string =>
  new Date(at).toDateString() === new Date().toDateString() ? clockTime(at) : `${dayOf(at)} ${clockTime(at)}`;

function LastWords({ one }: { one: ConversationView }) {
  const { t } = useTranslation('inbox');
  const typing = useDesk((desk) => desk.typing.get(one.id));
  const last = useDesk((desk) => lastWords(desk, one));
  if (typing)
    return (
      <span className={`${classes.words} ${classes.typing}`}>
        {t('typing', { name: typing.name ?? one.customerName ?? t('ui:visitor') })}
      </span>
    );
  const fallback =
    one.subject ?? (one.status === 'closed' ? outcomeWords(one.outcome) : waitsOnUs(one) ? t('waitsOnUs') : t('answered'));
  return <span className={`${classes.words} user-text`}>{last ?? fallback}</span>;
}

function outcomeWords(outcome: string | null): string {
  return outcome ? words.t(`inbox:outcome.${outcome}`, outcome) : words.t('inbox:heading.closed');
}

/** The last thing said in it, as far as its thread is here. */
function lastWords({ threads, me }: Desk, one: ConversationView): string | null {
  const last = threads
    .get(one.customerId)
    ?.messages.findLast((message) => message.conversationId === one.id && message.kind === 'text');
  if (!last) return null;
  const by = last.direction === 'out' ? (last.author.id === me?.id ? '↩ ' : `${last.author.name ?? ''}: `) : '';
  return by + oneLine(last);
}
