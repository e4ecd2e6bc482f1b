import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorLine } from '../live/problem.js';

interface ActDialogProps {
  title: string;
  /** What the button says. */
  action: string;
  /** A refusal leaves the dialog open with its sentence; what was filled in stays. */
  run: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
  size?: string;
  isBad?: boolean;
  disabled?: boolean;
}

/** A question before an act: Esc and Cancel leave it, Enter or the button carry it out. */
export function ActDialog({ title, action, run, onClose, children, size = 'md', isBad, disabled }: ActDialogProps) {
  const { t } = useTranslation('ui');
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // A dialog inside a page's form must not send that as well.
    event.stopPropagation();
    if (isBusy || disabled) return;
    setBusy(true);
    setError('');
    try {
      await run();
      onClose();
    } catch (reason) {
      setError(errorLine(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          {children}
          {error && (
            <Alert color="red" role="alert" p="xs">
              <span className="user-text">{error}</span>
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button size="xs" type="submit" loading={isBusy} disabled={disabled} {...(isBad ? { color: 'red' } : {})}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
