import { Button, Group, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onSignOut } from '../live/session.js';
import { callDesk, useCallDesk } from './call-desk.js';
import classes from './calls.module.css';

/** Signing out in the middle of a call asks first: the customer would be left alone. */
export function SignOutDoubt() {
  const { t } = useTranslation('calls');
  const [answer, setAnswer] = useState<((goes: boolean) => void) | null>(null);
  const name = useCallDesk(({ line, calls }) => (line ? (calls.get(line.callId)?.customerName ?? null) : null));
  useEffect(
    () =>
      onSignOut(async () => {
        if (!callDesk.getState().line) return true;
        return new Promise<boolean>((resolve) => setAnswer(() => resolve));
      }),
    [],
  );
  const say = (goes: boolean): void => {
    answer?.(goes);
    setAnswer(null);
  };
  return (
    <Modal opened={answer !== null} onClose={() => say(false)} title={t('signOutTitle')} withCloseButton={false} size="sm">
      <p className={`${classes.line} user-text`}>{t('signOutWhy', { name: name ?? t('ui:visitor') })}</p>
      <Group gap="xs" justify="flex-end" mt="md">
        <Button variant="default" onClick={() => say(true)}>
          {t('signOutAnyway')}
        </Button>
        <Button data-autofocus onClick={() => say(false)}>
          {t('signOutStay')}
        </Button>
      </Group>
    </Modal>
  );
}
