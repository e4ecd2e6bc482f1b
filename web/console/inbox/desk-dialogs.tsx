import { useEffect } from 'react';
import type { ConversationView } from '../../../src/contracts/views.js';
import { useDesk } from '../live/desk.js';
import { CloseDialog } from './close-dialog.js';
import { closeDialog, type OpenDialog, useDialogs } from './dialogs.js';
import { OfferOverDialog } from './offer-over-dialog.js';
import { PriorityDialog } from './priority-dialog.js';
import { SnoozeDialog } from './snooze-dialog.js';
import { SplitDialog } from './split-dialog.js';
import { StartDialog } from './start-dialog.js';
import { SubjectDialog } from './subject-dialog.js';
import { TransferDialog } from './transfer-dialog.js';
import { UndeliveredDialog } from './undelivered-dialog.js';
import { WhyDialog } from './why-dialog.js';

/** The dialog that is open, if any. Another page closes it. */
export function DeskDialogs() {
  const open = useDialogs((dialogs) => dialogs.open);
  useEffect(() => closeDialog, []);
  return (
    open && (
      <>
        <Which open={open} />
        <OfferOverDialog />
      </>
    )
  );
}

function Which({ open }: { open: OpenDialog }) {
  if (open.name === 'start') return <StartDialog {...(open.customer ? { customer: open.customer } : {})} />;
  if (open.name === 'undelivered') return <UndeliveredDialog />;
  return <About open={open} />;
}

/**
 * About one conversation. The act goes with the epoch of when the person began; once a refusal has brought the fresh state
 * and said so, a second try is meant for that.
 */
function About({ open }: { open: Extract<OpenDialog, { conversation: ConversationView }> }) {
  const { id, epoch } = open.conversation;
  const fresh = useDesk((desk) => desk.conversations.get(id));
  const one = open.conversation;
  const props = { one, fresh: fresh && fresh.epoch !== epoch ? fresh : null };
  switch (open.name) {
    case 'transfer':
      return <TransferDialog {...props} />;
    case 'snooze':
      return <SnoozeDialog {...props} />;
    case 'close':
      return <CloseDialog {...props} />;
    case 'priority':
      return <PriorityDialog {...props} />;
    case 'split':
      return <SplitDialog {...props} {...(open.fromMessageId ? { fromMessageId: open.fromMessageId } : {})} />;
    case 'subject':
      return <SubjectDialog one={one} />;
    case 'why':
      return <WhyDialog one={one} />;
  }
}
