import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PresenceView } from '../../../src/contracts/views.js';
import { useDesk } from '../live/desk.js';
import { When } from '../ui/time.js';
import { setPresence } from './presence.js';
import classes from './presence-banner.module.css';

/** What the server says of why it set a state by itself; any other reason is a person's own word. */
const SET_BY_SERVER = new Set(['missed_offers', 'disconnected', 'lease_expired']);

const isSetByOthers = ({ state, reason, forcedBy, agentId }: PresenceView): boolean =>
  (forcedBy !== null && forcedBy.id !== agentId) || (state !== 'available' && SET_BY_SERVER.has(reason ?? ''));

/** A state that somebody else chose says so for as long as it holds: nobody waits for work that cannot come. */
export function PresenceBanner() {
  const presence = useDesk((desk) => (desk.link === 'online' ? desk.presence : null));
  const [seen, setSeen] = useState('');
  const isShown = presence !== null && isSetByOthers(presence) && presence.since !== seen;
  return <div role="status">{isShown && <Line presence={presence} dismiss={() => setSeen(presence.since)} />}</div>;
}

function Line({ presence, dismiss }: { presence: PresenceView; dismiss: () => void }) {
  const { state, reason, forcedBy, since } = presence;
  const { t } = useTranslation('frame');
  const named = t(`presence.${state}`);
  const said = forcedBy
    ? t(reason ? 'forcedBecause' : 'forced', { name: forcedBy.name, state: named, reason })
    : t(`setBecause.${reason}`, { state: named });
  return (
    <p id="presence-why" className={classes.banner}>
      <span>
        {said} <When at={since} className={classes.since} />
      </span>
      {state === 'available' ? (
        <Button size="compact-xs" variant="default" onClick={dismiss}>
          {t('dismiss')}
        </Button>
      ) : (
        <Button size="compact-xs" variant="default" onClick={() => void setPresence('available')}>
          {t('presence.available')}
        </Button>
      )}
    </p>
  );
}
