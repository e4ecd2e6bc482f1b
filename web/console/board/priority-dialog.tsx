import { Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../frame/say.js';
import { desk } from '../live/desk.js';
import { readQueueWork } from '../live/snapshot.js';
import classes from './dialog.module.css';
import { setPriority, undo } from './moves.js';
import { useAct } from './use-act.js';

const LIMIT = 100;

/** Who is served sooner, and why; the server is asked first whom it would change. */
export function PriorityDialog({ ids, close }: { ids: readonly string[]; close: () => void }) {
  const { t } = useTranslation('board');
  const [priority, setPriorityTo] = useState<number | string>(10);
  const [reason, setReason] = useState('');
  const [changes, setChanges] = useState<number | null>(null);
  const { isBusy, error, act } = useAct();
  const isNumber = typeof priority === 'number' && Number.isInteger(priority) && Math.abs(priority) <= LIMIT;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => {
      const to = priority as number;
      if (changes === null) return setChanges((await setPriority(ids, to, reason.trim(), true)).items.length);
      const { reassignment } = await setPriority(ids, to, reason.trim(), false);
      const queues = new Set(ids.flatMap((id) => desk.getState().conversations.get(id)?.queueId ?? []));
      await Promise.all([...queues].map((id) => readQueueWork(id)));
      const failed = reassignment?.counts.failed ?? 0;
      const moved = reassignment?.counts.moved ?? 0;
      const text = failed > 0 ? t('priorityPartly', { moved, failed }) : t('priorityChanged', { count: moved });
      say(text, failed > 0 ? 'plain' : 'good', reassignment ? () => void undo(reassignment.id) : undefined);
      close();
    });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p>{t('priorityMeans', { count: ids.length })}</p>
      <NumberInput
        data-autofocus
        label={t('newPriority')}
        description={t('priorityRange')}
        min={-LIMIT}
        max={LIMIT}
        allowDecimal={false}
        value={priority}
        onChange={(value) => {
          setPriorityTo(value);
          setChanges(null);
        }}
      />
      <TextInput
        required
        withAsterisk={false}
        maxLength={500}
        label={t('reasonField')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {changes !== null && <p role="status">{t('priorityWould', { count: changes })}</p>}
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={close}>
          {t('ui:cancel')}
        </Button>
        <Button type="submit" loading={isBusy} disabled={!isNumber || reason.trim() === '' || changes === 0}>
          {changes === null ? t('showChanges') : t('changePriority')}
        </Button>
      </div>
    </form>
  );
}
