import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PresenceView } from '../../../src/contracts/views.js';
import type { PresenceState } from '../../../src/contracts/words.js';
import { say } from '../frame/say.js';
import { call } from '../live/api.js';
import { applyEvent } from '../live/apply.js';
import classes from './dialog.module.css';
import { useAct } from './use-act.js';

interface PresenceDialogProps {
  agentId: string;
  name: string;
  state: PresenceState;
  close: () => void;
}

/** Sets somebody's state over their head: they are told by whom and why. */
export function PresenceDialog({ agentId, name, state, close }: PresenceDialogProps) {
  const { t } = useTranslation('board');
  const [reason, setReason] = useState('');
  const { isBusy, error, act } = useAct();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => {
      const why = reason.trim();
      const presence = await call<PresenceView>('PUT', `/v1/agents/${agentId}/presence`, {
        state,
        ...(why ? { reason: why } : {}),
      });
      applyEvent('presence.updated', presence);
      say(t('isSet', { name, state: t(`frame:presence.${state}`) }), 'good');
      close();
    });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p>{t('setMeans', { name, state: t(`frame:presence.${state}`) })}</p>
      <TextInput
        data-autofocus
        maxLength={100}
        label={t('whyOptional')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
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
          {t('setIt')}
        </Button>
      </div>
    </form>
  );
}
