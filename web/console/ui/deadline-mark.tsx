import { AlarmClock, AlarmClockOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '../../../src/contracts/views.js';
import { deadlineOf } from './deadline.js';
import classes from './deadline-mark.module.css';
import { duration, fullTime, useSecond } from './time.js';

interface MarkProps {
  of: Pick<ConversationView, 'targets' | 'deadlineAt' | 'status'>;
  /** In a list: "4 min" before it is due, "+4 min" after. */
  isShort?: boolean;
}

/** What is due next and how long is left, counting; its state is told by sign and words as well as by colour. */
export function DeadlineMark({ of, isShort }: MarkProps) {
  const { t } = useTranslation('ui');
  const now = useSecond();
  const deadline = deadlineOf(of, now);
  if (!deadline) return null;
  const left = Date.parse(deadline.dueAt) - now;
  const isBroken = deadline.state === 'broken';
  const time = duration(Math.abs(left));
  const Sign = isBroken ? AlarmClockOff : AlarmClock;
  return (
    <span
      className={classes.mark}
      data-state={deadline.state}
      title={t(`target.${deadline.kind}`, { at: fullTime(deadline.dueAt) })}
    >
      <Sign size={11} aria-hidden />
      {isShort && <span aria-hidden>{isBroken ? `+${time}` : time}</span>}
      <span className={isShort ? 'visually-hidden' : undefined}>
        {isBroken ? t('overdueBy', { time }) : t('dueIn', { time })}
      </span>
    </span>
  );
}
