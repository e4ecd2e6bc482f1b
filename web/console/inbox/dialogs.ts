import { create } from 'zustand';
import type { ConversationView } from '../../../src/contracts/views.js';

/** A dialog about a conversation holds it as it was when the person began: its epoch goes with the act. */
export type OpenDialog =
  | { name: 'transfer' | 'snooze' | 'close' | 'priority' | 'why' | 'subject'; conversation: ConversationView }
  | { name: 'split'; conversation: ConversationView; fromMessageId?: string }
  | { name: 'start'; customer?: { id: string; name: string | null } }
  | { name: 'undelivered' };

/** One dialog at a time. Any room may open one: `openDialog({ name: 'split', conversation, fromMessageId })`. */
export const useDialogs = create<{ open: OpenDialog | null }>(() => ({ open: null }));

export function openDialog(open: OpenDialog): void {
  useDialogs.setState({ open });
}

export function closeDialog(): void {
  useDialogs.setState({ open: null });
}
