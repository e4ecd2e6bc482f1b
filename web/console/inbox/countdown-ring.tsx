import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { endOffer } from '../live/apply.js';
import { useSecond } from '../ui/time.js';
import classes from './countdown-ring.module.css';

const RADIUS = 11;
const ROUND = 2 * Math.PI * RADIUS;

interface RingProps {
  from: string;
  until: string;
  offerId: string;
}

/** How long there is to answer, by the server's clock; at its end the offer leaves the screen even if no news comes. */
export function CountdownRing({ from, until, offerId }: RingProps) {
  const { t } = useTranslation('inbox');
  const now = useSecond();
  const leftMs = Math.max(0, Date.parse(until) - now);
  const share = Math.min(1, leftMs / Math.max(1, Date.parse(until) - Date.parse(from)));
  const left = Math.ceil(leftMs / 1000);
  const isOver = leftMs === 0;
  useEffect(() => {
    // The server withdraws it too; nobody should be able to press a button that no longer does anything.
    if (isOver) endOffer(offerId);
  }, [isOver, offerId]);
  return (
    <span className={classes.ring} role="timer" aria-live="off" aria-label={t('secondsLeft', { count: left })}>
      <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden>
        <circle cx="14" cy="14" r={RADIUS} className={classes.track} />
        <circle
          cx="14"
          cy="14"
          r={RADIUS}
          className={classes.left}
          data-low={left <= 5}
          strokeDasharray={ROUND}
          strokeDashoffset={ROUND * (1 - share)}
          transform="rotate(-90 14 14)"
        />
        <text x="14" y="17.5" textAnchor="middle" className={classes.number}>
          {left}
        </text>
      </svg>
    </span>
  );
}
