import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueView } from '../../../../src/contracts/routing-views.js';
import { say, sayError } from '../../frame/say.js';
import { call } from '../../live/api.js';
import { takeRecord } from '../records/records.js';
import classes from '../records/records.module.css';

/** Stops giving out work of the queue, for a reason, until a moment or by hand; and the way back. */
export function PauseQueue({ record }: { record: QueueView }) {
  const { t } = useTranslation('admin');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [isBusy, setBusy] = useState(false);

  const act = async (isPaused: boolean): Promise<void> => {
    setBusy(true);
    try {
      const body = isPaused ? { reason, ...(until ? { until: new Date(until).toISOString() } : {}) } : {};
      takeRecord('/v1/queues', await call<QueueView>('POST', `/v1/queues/${record.id}/${isPaused ? 'pause' : 'resume'}`, body));
      if (isPaused) say(t('queues.pausedNow', { name: record.name }), 'plain', () => void act(false));
      else say(t('queues.resumedNow', { name: record.name }), 'good');
      setReason('');
    } catch (error) {
      sayError(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <h3>{t('queues.pauseTitle')}</h3>
      {record.paused ? (
        <p>
          {t('queues.isPaused')}{' '}
          <Button size="compact-sm" loading={isBusy} onClick={() => void act(false)}>
            {t('queues.resume')}
          </Button>
        </p>
      ) : (
        <form
          className={classes.row}
          onSubmit={(event) => {
            event.preventDefault();
            void act(true);
          }}
        >
          <div className={classes.rowFields}>
            <TextInput
              label={t('queues.pauseReason')}
              description={t('queues.pauseReason.hint')}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              label={t('queues.pauseUntil')}
              description={t('queues.pauseUntil.hint')}
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={isBusy} disabled={!reason.trim()}>
              {t('queues.pause')}
            </Button>
          </div>
        </form>
      )}
    </>
  );
}
