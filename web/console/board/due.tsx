import { useTranslation } from 'react-i18next';
import { duration, fullTime, useSecond } from '../ui/time.js';
import classes from './due.module.css';

const SOON_MS = 120_000;

/** How long until our answer is due, or how long it has been: in words, and in a colour. */
export function Due({ at }: { at: string | null }) {
  const { t } = useTranslation('board');
  const now = useSecond();
  if (!at) return null;
  const left = Date.parse(at) - now;
  return (
    <time
      className={classes.due}
      dateTime={at}
      title={fullTime(at)}
      data-tone={left <= 0 ? 'bad' : left <= SOON_MS ? 'warn' : 'plain'}
    >
      {left <= 0 ? t('overdueBy', { time: duration(-left) }) : t('dueIn', { time: duration(left) })}
    </time>
  );
}
