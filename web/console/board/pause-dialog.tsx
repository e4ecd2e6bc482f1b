import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../frame/say.js';
import { call, serverNow } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { readLive } from '../live/snapshot.js';
import classes from './dialog.module.css';
import { useAct } from './use-act.js';

const lengths = ['', '15', '30', '60', '240'] as const;

/** Holds a queue back, for a reason and as long as wanted. */
export function PauseDialog({ queueId, close }: { queueId: string; close: () => void }) {
  const { t } = useTranslation('board');
  const name = useDesk((desk) => desk.live.get(queueId)?.name ?? '');
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState('');
  const [isTried, setTried] = useState(false);
  const why = useRef<HTMLInputElement>(null);
  const { isBusy, error, act } = useAct();
  const resume = async (): Promise<void> => {
    await call('POST', `/v1/queues/${queueId}/resume`, {});
    await readLive(queueId);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() === '') return why.current?.focus();
    act(async () => {
      const until = minutes ? new Date(serverNow() + Number(minutes) * 60_000).toISOString() : undefined;
      await call('POST', `/v1/queues/${queueId}/pause`, { reason: reason.trim(), ...(until ? { until } : {}) });
      await readLive(queueId);
      say(t('isPaused', { name }), 'plain', () => void resume());
      close();
    });
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <p>{t('pauseMeans', { name })}</p>
      <TextInput
        ref={why}
        data-autofocus
        required
        maxLength={500}
        label={t('reasonField')}
        error={isTried && reason.trim() === '' ? t('sayWhy') : undefined}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('forHowLong')}
        value={minutes}
        onChange={(event) => setMinutes(event.currentTarget.value)}
        data={lengths.map((value) => ({ value, label: value ? t('ui:minutes', { n: value }) : t('untilResumed') }))}
      />
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={close}>
          {t('ui:cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {t('pause')}
        </Button>
      </div>
    </form>
  );
}
