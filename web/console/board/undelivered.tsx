import { useEffect } from 'react';
import { closeDialog, useDialogs } from '../inbox/dialogs.js';
import { UndeliveredDialog } from '../inbox/undelivered-dialog.js';

/** The list that the trouble strip opens. Another page closes it. */
export function Undelivered() {
  const isOpen = useDialogs(({ open }) => open?.name === 'undelivered');
  useEffect(() => closeDialog, []);
  return isOpen && <UndeliveredDialog />;
}
