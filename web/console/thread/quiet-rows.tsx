import { Phone, PhoneMissed } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../../../src/contracts/views.js';
import { useDesk } from '../live/desk.js';
import { ChannelMark } from '../ui/marks.js';
import { clockTime, dayOf, fullTime } from '../ui/time.js';
import { contentOf } from './content.js';
import { FileView } from './file-view.js';
import classes from './quiet-rows.module.css';
import { Written } from './written.js';

/** Where a day begins. */
export function DayLine({ at }: { at: string }) {
  useTranslation('ui');
  return (
    <p className={classes.divider}>
      <time dateTime={at}>{dayOf(at)}</time>
    </p>
  );
}

/** Where another conversation of the thread begins: which one, what it was about, what came of it. */
export function StartLine({ conversationId, at, isOther }: { conversationId: string; at: string; isOther: boolean }) {
  const { t } = useTranslation('thread');
  const known = useDesk((desk) => desk.conversations.get(conversationId));
  const past = useDesk((desk) =>
    desk.openId ? desk.contexts.get(desk.openId)?.conversations.past.find((one) => one.id === conversationId) : undefined,
  );
  const subject = known?.subject ?? past?.subject;
  const outcome = known?.outcome ?? past?.outcome;
  return (
    <p className={classes.divider} data-start data-other={isOther || undefined}>
      <span>
        <time dateTime={at}>{dayOf(at)}</time> · {isOther ? t('otherConversation') : t('thisConversation')}
        {subject && (
          <>
            {' · '}
            <bdi>{subject.length > 80 ? `${subject.slice(0, 79)}…` : subject}</bdi>
          </>
        )}
        {outcome && (
          <>
            {' · '}
            <bdi>{t('outcome', { outcome: t(`inbox:outcome.${outcome}`, outcome) })}</bdi>
          </>
        )}
      </span>
    </p>
  );
}

/** What happened, in a quiet line; a recording of a call is one of them, with its sound. */
export function EventRow({ message }: { message: MessageView }) {
  const { t } = useTranslation('thread');
  return (
    <div className={classes.event}>
      <div>
        {message.direction === 'out' && <span>{t('automatic')} · </span>}
        <Written text={message.text} />
        <Time at={message.createdAt} />
      </div>
      {message.attachments.map((file, index) => (
        <FileView key={file.id ?? index} message={message} index={index} />
      ))}
    </div>
  );
}

/** A call: whom with and how long, or what came of it. */
export function CallRow({ message }: { message: MessageView }) {
  const { t } = useTranslation('thread');
  const { state = 'ended', outcome = null, durationMs = null, agentName = null } = contentOf(message);
  const wasTaken = state !== 'ended' || durationMs !== null;
  const Icon = wasTaken ? Phone : PhoneMissed;
  const named = agentName ? t('callWith', { name: agentName }) : t('call');
  const line =
    state !== 'ended'
      ? t(`callState.${state}`, named)
      : durationMs !== null
        ? `${named} · ${t('minutes', { clock: clockOf(durationMs) })}`
        : t(`outcome.${outcome ?? 'answered'}`, named);
  return (
    <div className={classes.call} data-taken={wasTaken || undefined}>
      <Icon size={14} aria-hidden />
      <bdi>{line}</bdi>
      <ChannelMark channel={message.channel} />
      <Time at={message.createdAt} />
    </div>
  );
}

function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={fullTime(at)} className={classes.time}>
      {clockTime(at)}
    </time>
  );
}

/** Of a call: "2:05", "1:02:05". */
export function clockOf(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const rest = `${String(Math.floor(s / 60) % 60).padStart(s >= 3600 ? 2 : 1, '0')}:${String(s % 60).padStart(2, '0')}`;
  return s >= 3600 ? `${Math.floor(s / 3600)}:${rest}` : rest;
}
