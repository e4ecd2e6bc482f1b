import { Alert, Button, Overlay, PasswordInput, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import icon from '../icon.svg';
import type { Me } from '../live/desk.js';
import { errorLine } from '../live/problem.js';
import { signIn } from '../live/session.js';
import { useQuietFocus } from './quiet-focus.js';
import classes from './sign-in.module.css';

/** @param over whose desk waits underneath; another person starts with an empty one */
export function SignIn({ over, onOther }: { over?: Me; onOther?: () => void }) {
  const { t } = useTranslation('frame');
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  const place = useRef<HTMLFormElement>(null);
  useQuietFocus(place, over !== undefined);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError('');
    try {
      await signIn(String(form.get('email')).trim(), String(form.get('password')));
    } catch (reason) {
      setError(errorLine(reason));
    } finally {
      setBusy(false);
    }
  };

  const form = (
    <main className={classes.place}>
      <form ref={place} className={classes.form} onSubmit={(event) => void submit(event)} aria-label={t('signIn')}>
        <img src={icon} alt="" width="40" height="40" />
        <Title order={1} size="h3">
          Throughline
        </Title>
        {over && <Text c="dimmed">{t('sessionEnded', { name: over.name })}</Text>}
        <TextInput
          name="email"
          type="email"
          label={t('email')}
          autoComplete="username"
          required
          withAsterisk={false}
          defaultValue={over?.email}
          autoFocus={!over}
          data-first={over && !over.email ? true : undefined}
        />
        <PasswordInput
          name="password"
          label={t('password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-first={over?.email ? true : undefined}
        />
        {error && (
          <Alert color="red" role="alert" p="xs">
            {error}
          </Alert>
        )}
        <Button type="submit" loading={isBusy}>
          {t('signIn')}
        </Button>
        {over && (
          <Button variant="subtle" onClick={onOther}>
            {t('somebodyElse')}
          </Button>
        )}
      </form>
    </main>
  );
  return over ? (
    <Overlay fixed zIndex={400} backgroundOpacity={0.5} blur={2}>
      {form}
    </Overlay>
  ) : (
    form
  );
}
