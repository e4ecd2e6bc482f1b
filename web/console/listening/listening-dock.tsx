import { Button } from '@mantine/core';
import { Ear } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { useHearings, watchListening } from './hear-calls.js';
import { dropEnded, listenTo } from './listening-acts.js';
import classes from './listening.module.css';

/** While a supervisor hears a call: said on every page, with the way out. */
export function ListeningDock() {
  const { t } = useTranslation('listening');
  const hearings = useHearings((state) => state.hearings);
  const conversations = useDesk((desk) => desk.conversations);
  useEffect(watchListening, []);
  useEffect(dropEnded, []);
  return [...hearings].map(([id, { mode, state }]) => {
    const one = conversations.get(id);
    const agent = one?.assignee?.name ?? t('colleague');
    return (
      <section key={id} className={classes.dock} aria-label={t('dockOf', { name: agent })}>
        <Ear size={14} aria-hidden />
        <Link href={`/c/${id}`} className={`${classes.link} user-text`}>
          {agent} · {one ? customerName(one.customerName, one.customerId) : t('ui:visitor')}
        </Link>
        <span className={classes.state} data-mode={mode}>
          {state === 'hearing' ? t(`call.hearing.${mode}`, { name: agent }) : t(`call.${state}`)}
        </span>
        <Button size="compact-xs" variant="default" onClick={() => void listenTo(id, 'off')}>
          {t('leave')}
        </Button>
      </section>
    );
  });
}
