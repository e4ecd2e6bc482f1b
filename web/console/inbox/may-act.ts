import type { ConversationView } from '../../../src/contracts/views.js';

/** Which acts make sense now; the server refuses the others, and an act that can only fail is not shown. */
export interface MayAct {
  isMine: boolean;
  /** Transfer, snooze, close, priority, split need its holder or a supervisor. */
  handle: boolean;
  snooze: boolean;
  split: boolean;
  claim: boolean;
  wake: boolean;
  reopen: boolean;
}

export function mayAct(one: ConversationView, me: { id: string } | null, supervises: boolean): MayAct {
  const isMine = one.assignee !== null && one.assignee.id === me?.id;
  const isOpen = one.status !== 'closed';
  const handle = isOpen && (isMine || supervises);
  return {
    isMine,
    handle,
    snooze: handle,
    split: handle && one.status === 'assigned',
    claim: one.status === 'waiting' || (one.status === 'offered' && !isMine),
    wake: one.status === 'snoozed' && isMine,
    reopen: !isOpen,
  };
}
