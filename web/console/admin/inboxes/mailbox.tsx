import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailboxView } from '../../../../src/contracts/views.js';
import { call } from '../../live/api.js';
import { errorLine } from '../../live/problem.js';
import { When } from '../../ui/time.js';
import classes from '../records/records.module.css';

/** How reading the mailbox goes, and a button to try it now. */
export function Mailbox({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const [view, setView] = useState<MailboxView | null>(null);
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  const path = `/v1/inboxes/${id}/mailbox`;

  const read = async (isNow: boolean): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      setView(await call<MailboxView>(isNow ? 'POST' : 'GET', isNow ? `${path}/poll` : path));
    } catch (reason) {
      setError(errorLine(reason));
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => void read(false), [path]);

  return (
    <>
      <h3>{t('inboxes.mailbox')}</h3>
      <div role="status">
        {view && (
          <p>
            {t(`inboxes.mailbox.${view.state}`)} {view.user}@{view.host} · {view.mailbox}
            {view.lastMailAt && (
              <>
                {' · '}
                {t('inboxes.mailbox.lastMail')} <When at={view.lastMailAt} />
              </>
            )}
          </p>
        )}
        {view?.error && <p className={classes.error}>{view.error.detail}</p>}
        {view?.warning && <p className={classes.warning}>{view.warning}</p>}
        {error && <p className={classes.error}>{error}</p>}
      </div>
      <p>
        <Button variant="default" size="compact-sm" loading={isBusy} onClick={() => void read(true)}>
          {t('inboxes.mailbox.check')}
        </Button>
      </p>
    </>
  );
}
