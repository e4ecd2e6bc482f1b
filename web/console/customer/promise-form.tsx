import { Button, TextInput, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromiseView } from '../../../src/contracts/promises.js';
import { call } from '../live/api.js';
import { cityOf, isZone, momentOf, wallClock } from './due.js';
import { useZone } from './due-mark.js';
import { useAct } from './known.js';
import rows from './rows.module.css';
import { Refused } from './section.js';

type Wish =
  { conversationId: string; promise?: never; giveUp?: never } | { promise: PromiseView; giveUp: boolean; conversationId?: never };

/** A new promise; or another day for one, or why it will not be kept. Days are on the customer's clock. */
export function PromiseForm({ conversationId, promise, giveUp = false, onDone }: Wish & { onDone: () => void }) {
  const { t } = useTranslation('customer');
  const { act, isBusy, error } = useAct();
  const customers = useZone();
  const zone = isZone(promise?.zone) ? promise.zone : customers;
  const [text, setText] = useState('');
  const [due, setDue] = useState(promise?.dueAt ? wallClock(promise.dueAt, zone) : '');
  const isNew = !promise;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const dueAt = momentOf(due, zone);
    const path = isNew
      ? `/v1/conversations/${conversationId}/promises`
      : `/v1/promises/${promise.id}/${giveUp ? 'break' : 'move'}`;
    const reason = text.trim();
    const body = isNew ? { text: reason, dueAt } : giveUp ? (reason ? { reason } : {}) : { dueAt };
    if (await act(() => call('POST', path, body))) onDone();
  };
  return (
    <form
      className={rows.form}
      aria-label={t(isNew ? 'addPromise' : giveUp ? 'giveUp' : 'move')}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      {(isNew || giveUp) && (
        <Textarea
          size="xs"
          label={t(isNew ? 'promiseText' : 'giveUpWhy')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          required={isNew}
          withAsterisk={false}
          maxLength={isNew ? 1000 : 500}
          rows={2}
          autoFocus
        />
      )}
      {!giveUp && (
        <TextInput
          type="datetime-local"
          size="xs"
          label={t('dueThere', { city: cityOf(zone) })}
          value={due}
          onChange={(event) => setDue(event.currentTarget.value)}
          autoFocus={!isNew}
        />
      )}
      <Refused>{error}</Refused>
      <div className={rows.acts}>
        <Button type="submit" size="compact-xs" loading={isBusy} disabled={isNew && !text.trim()}>
          {t(isNew ? 'note' : giveUp ? 'giveUp' : due ? 'move' : 'withoutDay')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onDone}>
          {t('ui:cancel')}
        </Button>
      </div>
    </form>
  );
}
