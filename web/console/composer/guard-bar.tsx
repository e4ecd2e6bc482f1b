import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { InTheWay } from './guard.js';
import classes from './warning.module.css';

interface Props {
  guard: InTheWay | null;
  sendAnyway: () => void;
  look: () => void;
}

/** Somebody else is at it, or was: asked once for each draft. */
export function GuardBar({ guard, sendAnyway, look }: Props) {
  const { t } = useTranslation('composer');
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (guard) first.current?.focus();
  }, [guard]);
  if (!guard) return null;
  const name = guard.name ?? t('aColleague');
  return (
    <div role="alert" className={classes.place} data-tone="warn" data-guard={guard.why}>
      <bdi>{guard.why === 'typing' ? t('isWriting', { name }) : t('hasAnswered', { name })}</bdi>
      <Button ref={first} size="compact-xs" variant="default" onClick={look}>
        {t('look')}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={sendAnyway}>
        {t('sendAnyway')}
      </Button>
    </div>
  );
}
