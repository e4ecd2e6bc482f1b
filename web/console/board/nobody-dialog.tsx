import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDesk } from '../live/desk.js';
import { ask } from './board-store.js';
import classes from './dialog.module.css';
import { inLineOf } from './figures.js';

/** Nobody of a queue is there: the plan could give its line to nobody, so the ways on are others. */
export function NobodyDialog({ queueId, close }: { queueId: string; close: () => void }) {
  const { t } = useTranslation('board');
  const live = useDesk((desk) => desk.live.get(queueId));
  const isAdmin = useDesk((desk) => desk.me?.role === 'admin');
  if (!live) return null;
  const absent = live.agents.filter(({ state }) => state === 'away' || state === 'offline');
  return (
    <div className={classes.form}>
      <p>{t('nobodyMeans', { name: live.name, count: inLineOf(live) })}</p>
      <Button
        data-autofocus
        variant="default"
        disabled={inLineOf(live) === 0}
        onClick={() => ask({ kind: 'move', ids: [], line: { queueId, count: inLineOf(live) } })}
        justify="flex-start"
      >
        {t('moveAllElsewhere', { count: inLineOf(live) })}
      </Button>
      {absent.length > 0 ? (
        <>
          <p>{t('whoWorksThere')}</p>
          <ul className={classes.choices}>
            {absent.map(({ id, name, state }) => (
              <li key={id} className={classes.choice}>
                <span>
                  <span className="user-text">{name}</span> <small>{t(`frame:presence.${state}`)}</small>
                </span>
                {state === 'away' && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={t('actOn', { act: t('callBack'), name })}
                    onClick={() => ask({ kind: 'presence', agentId: id, name, state: 'available' })}
                  >
                    {t('callBack')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{t('nobodyBelongs')}</p>
      )}
      <p className={classes.hint}>
        {isAdmin ? (
          <Link href="/admin/queues" onClick={close}>
            {t('widenQueue')}
          </Link>
        ) : (
          t('widenByAdmin')
        )}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={close}>
          {t('ui:close')}
        </Button>
      </div>
    </div>
  );
}
