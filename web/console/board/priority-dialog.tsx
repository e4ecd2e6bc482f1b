import { Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkPriorityView } from '../../../src/contracts/routing-views.js';
import { say } from '../frame/say.js';
import { desk } from '../live/desk.js';
import { readQueueWork } from '../live/snapshot.js';
import classes from './dialog.module.css';
import { setPriority, undo } from './moves.js';
import { isInLine } from './rows.js';
import { useAct } from './use-act.js';

const LIMIT = 100;

/** What a change would do: who is in line has another place there; who is with an agent only would, once back in line. */
interface Changes {
  all: number;
  inLine: number;
  sooner: number;
  held: number;
}

function changesOf(ids: readonly string[], items: BulkPriorityView['items']): Changes {
  const { conversations } = desk.getState();
  const isWaiting = (id: string): boolean => {
    const one = conversations.get(id);
    return one !== undefined && isInLine(one);
  };
  const sooner = items.filter((one) => isWaiting(one.conversationId)).length;
  return { all: items.length, inLine: ids.filter(isWaiting).length, sooner, held: items.length - sooner };
}

/** Who is served sooner, and why; the server is asked first whom it would change. */
export function PriorityDialog({ ids, close }: { ids: readonly string[]; close: () => void }) {
  const { t } = useTranslation('board');
  const [priority, setPriorityTo] = useState<number | string>(10);
  const [reason, setReason] = useState('');
  const [changes, setChanges] = useState<Changes | null>(null);
  /** Said at the fields once it was tried: a button that does nothing says nothing. */
  const [isTried, setTried] = useState(false);
  const { isBusy, error, act } = useAct();
  const isNumber = typeof priority === 'number' && Number.isInteger(priority) && Math.abs(priority) <= LIMIT;
  const field = useRef<HTMLInputElement>(null);
  const why = useRef<HTMLInputElement>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!isNumber) return field.current?.focus();
    if (reason.trim() === '') return why.current?.focus();
    act(async () => {
      const to = priority;
      if (changes === null) return setChanges(changesOf(ids, (await setPriority(ids, to, reason.trim(), true)).items));
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
    <form className={classes.form} onSubmit={submit} noValidate>
      <p>{t('priorityMeans', { count: ids.length })}</p>
      <NumberInput
        ref={field}
        data-autofocus
        required
        label={t('newPriority')}
        description={t('priorityRange')}
        min={-LIMIT}
        max={LIMIT}
        allowDecimal={false}
        clampBehavior="none"
        value={priority}
        onChange={(value) => {
          setPriorityTo(value);
          setChanges(null);
        }}
        onFocus={(event) => event.currentTarget.select()}
        error={!isNumber && (isTried || priority !== '') ? t('priorityRange') : undefined}
      />
      <TextInput
        ref={why}
        required
        maxLength={500}
        label={t('reasonField')}
        error={isTried && reason.trim() === '' ? t('sayWhy') : undefined}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {changes?.all === 0 && <p role="status">{t('priorityNothing')}</p>}
      {changes !== null && changes.all > 0 && (
        <p role="status">
          {t('priorityInLine', { count: ids.length, inLine: changes.inLine })} {t('priorityWould', { count: changes.sooner })}
          {changes.held > 0 && ` ${t('priorityHeld', { count: changes.held })}`}
        </p>
      )}
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={close}>
          {t('ui:cancel')}
        </Button>
        <Button type="submit" loading={isBusy} disabled={changes?.all === 0}>
          {changes === null ? t('showChanges') : t('changePriority')}
        </Button>
      </div>
    </form>
  );
}
