import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../live/api.js';
import { isSupervisor, useDesk } from '../live/desk.js';
import { useAct, useKnown } from './known.js';
import rows from './rows.module.css';
import { Refused } from './section.js';
import classes from './who.module.css';

/** Keeps somebody away who abuses the house, or lets them in again. */
export function Block() {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const { act, isBusy, error } = useAct();
  const supervises = useDesk(isSupervisor);
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  // Only supervisors may; everybody sees that somebody is blocked.
  if (!supervises) return null;
  const { blocked, id } = known.customer;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const body = reason.trim() ? { reason: reason.trim() } : {};
    if (!(await act(() => call('POST', `/v1/customers/${id}/${blocked ? 'unblock' : 'block'}`, body)))) return;
    setAsking(false);
    setReason('');
  };
  const verb = t(blocked ? 'unblock' : 'block');
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        color={blocked ? 'gray' : 'red'}
        onClick={() => setAsking(!isAsking)}
        aria-expanded={isAsking}
      >
        {verb}
      </Button>
      {isAsking && (
        <form className={`${rows.form} ${classes.wide}`} aria-label={verb} onSubmit={(event) => void submit(event)}>
          <TextInput
            size="xs"
            label={t('reason')}
            value={reason}
            maxLength={500}
            required={!blocked}
            withAsterisk={false}
            onChange={(event) => setReason(event.currentTarget.value)}
            autoFocus
          />
          <Refused>{error}</Refused>
          <div className={rows.acts}>
            <Button type="submit" size="compact-xs" color={blocked ? 'blue' : 'red'} loading={isBusy}>
              {verb}
            </Button>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setAsking(false)}>
              {t('ui:cancel')}
            </Button>
          </div>
        </form>
      )}
    </>
  );
}
