import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PresenceView } from '../../../src/contracts/views.js';
import { sayError } from '../frame/say.js';
import { call } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import classes from './empty-list.module.css';
import type { Filter } from './list.js';

interface EmptyProps {
  /** The agent has conversations; the filter shows none of them. */
  hasAny: boolean;
  filter: Filter;
  isFiltered: boolean;
}

/** An empty list says what to do. */
export function EmptyList({ hasAny, filter, isFiltered }: EmptyProps) {
  const { t } = useTranslation('inbox');
  const state = useDesk((desk) => desk.presence?.state);
  const link = useDesk((desk) => desk.link);
  const position = useDesk((desk) => desk.position);
  if (position === null && link !== 'online') return <p className={classes.empty}>{t('reading')}</p>;
  if (isFiltered || (hasAny && filter !== 'all')) return <p className={classes.empty}>{t('noneFits')}</p>;
  if (filter !== 'all') return <p className={classes.empty}>{t(`none.${filter}`)}</p>;
  if (state === 'available') return <p className={classes.empty}>{t('emptyAvailable')}</p>;
  return (
    <div className={classes.empty}>
      <p>{t('emptyAway')}</p>
      <Button size="compact-sm" variant="light" onClick={() => void goAvailable()}>
        {t('goAvailable')}
      </Button>
    </div>
  );
}

async function goAvailable(): Promise<void> {
  try {
    useDesk.setState({ presence: await call<PresenceView>('PUT', '/v1/me/presence', { state: 'available' }) });
  } catch (error) {
    sayError(error);
  }
}
