import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './calls.module.css';
import { levels } from './measure.js';
import { lineNow } from './talk.js';

const EVERY_MS = 150;

/** How loud both sides are: an agent sees that they are heard before they ask. Drawn past React, six times a second. */
export function Levels() {
  const { t } = useTranslation('calls');
  const own = useRef<HTMLSpanElement>(null);
  const theirs = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const draw = async (): Promise<void> => {
      const pc = lineNow()?.pc;
      const now = pc && pc.connectionState === 'connected' ? await levels(pc) : { own: 0, theirs: 0 };
      // Loudness is felt by its logarithm; the root is near enough for a bar of fifty pixels.
      if (own.current) own.current.style.transform = `scaleX(${Math.sqrt(now.own)})`;
      if (theirs.current) theirs.current.style.transform = `scaleX(${Math.sqrt(now.theirs)})`;
    };
    const timer = setInterval(() => void draw().catch(() => undefined), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className={classes.levels}>
      <span className={classes.level} role="img" aria-label={t('ownLevel')} title={t('ownLevel')}>
        <span ref={own} />
      </span>
      <span className={classes.level} role="img" aria-label={t('theirLevel')} title={t('theirLevel')}>
        <span ref={theirs} />
      </span>
    </span>
  );
}
