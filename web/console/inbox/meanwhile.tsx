import { Alert, Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '../../../src/contracts/views.js';
import { openDialog, useDialogs } from './dialogs.js';

export interface AboutProps {
  /** As it was when the person began. */
  one: ConversationView;
  /** As it is, where somebody else has acted meanwhile. */
  fresh: ConversationView | null;
}

/** Somebody acted while the dialog was open: said, with how it stands; going on means the new state. */
export function Meanwhile({ fresh }: { fresh: ConversationView | null }) {
  const { t } = useTranslation('inbox');
  if (!fresh) return null;
  const goOn = (): void => {
    const { open } = useDialogs.getState();
    if (open && 'conversation' in open) openDialog({ ...open, conversation: fresh });
  };
  const status = t(`ui:status.${fresh.status}`);
  return (
    <Alert color="yellow" p="xs" role="status">
      {fresh.assignee ? t('meanwhileWith', { status, name: fresh.assignee.name }) : t('meanwhile', { status })}{' '}
      <Anchor component="button" type="button" size="sm" onClick={goOn}>
        {t('goOnWithIt')}
      </Anchor>
    </Alert>
  );
}
