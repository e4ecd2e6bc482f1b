import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../live/desk.js';
import { errorLine, Refusal } from '../live/problem.js';

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

/** A question before an act: Esc and Cancel leave it, Enter (in a longer text Ctrl+Enter) or the button carry it out. */
export function ActDialog({ title, action, run, onClose, children, size = 'md', isBad, disabled }: ActDialogProps) {
  const { t } = useTranslation('ui');
  const [failure, setFailure] = useState<unknown>(null);
  const link = useDesk((desk) => desk.link);
  // That there was no connection is no longer so once there is one again.
  useEffect(() => {
    if (link === 'online')
      setFailure((before: unknown) => (before instanceof Refusal && before.problem === null ? null : before));
  }, [link]);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // A dialog inside a page's form must not send that as well.
    event.stopPropagation();
    if (isBusy || disabled) return;
    setBusy(true);
    setFailure(null);
    try {
      await run();
      onClose();
    } catch (reason) {
      setFailure(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        onSubmit={(event) => void submit(event)}
        onKeyDown={(event) => {
          // In a field of several lines Enter begins a line.
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.currentTarget.requestSubmit();
        }}
      >
        <Stack gap="sm">
          {children}
          {failure !== null && (
            <Alert color="red" role="alert" p="xs">
              <span className="user-text">{errorLine(failure)}</span>
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
