import { UnstyledButton } from '@mantine/core';
import { Clock, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { takeBack } from '../composer/take-back.js';
import { type Pending, useDesk } from '../live/desk.js';
import { discard, retry } from '../live/outbox.js';
import classes from './message-row.module.css';
import { Written } from './written.js';

/** What was sent here and is not acknowledged: shown at once, and why it was refused where it was. */
export const PendingRow = memo(function PendingRow({ pending }: { pending: Pending }) {
  const { t } = useTranslation('thread');
  const isOnline = useDesk(({ link }) => link === 'online');
  const { kind, text, files, failed, clientId } = pending;
  return (
    <div className={classes.message} data-side={kind === 'note' ? 'note' : 'out'} data-pending={failed ? 'failed' : 'waiting'}>
      <div className={classes.line}>
        <div className={classes.bubble}>
          {text && <Written text={text} />}
          {files?.map((name) => (
            <p key={name} className="user-text">
              {name}
            </p>
          ))}
        </div>
      </div>
      {failed ? (
        <p className={classes.delivery} data-delivery="failed" role="alert">
          <TriangleAlert size={12} aria-hidden />
          <span className="user-text">{failed}</span>
          <UnstyledButton className={classes.act} onClick={() => retry(clientId)}>
            {t('retry')}
          </UnstyledButton>
          <TakeBack pending={pending} />
        </p>
      ) : (
        <p className={classes.delivery}>
          <Clock size={12} aria-hidden />
          {isOnline ? t('delivery.pending') : t('waiting')}
          {!isOnline && !pending.mayBeThere && <TakeBack pending={pending} />}
        </p>
      )}
    </div>
  );
});

/** As long as it is here alone it can be changed, or not be sent at all. */
function TakeBack({ pending }: { pending: Pending }) {
  const { t } = useTranslation('thread');
  return (
    <>
      <UnstyledButton className={classes.act} onClick={() => takeBack(pending)}>
        {t('edit')}
      </UnstyledButton>
      <UnstyledButton className={classes.act} onClick={() => discard(pending.clientId)}>
        {t('discard')}
      </UnstyledButton>
    </>
  );
}
