import { navigate } from 'wouter/use-browser-location';
import { say, sayError } from '../frame/say.js';
import { open } from '../live/selection.js';
import { showMessage } from '../thread/show-message.js';
import { words } from '../words.js';
import { closeDialog } from './dialogs.js';

/** Opens a conversation from wherever the person is. */
export function goTo(conversationId: string): void {
  navigate(`/console/c/${conversationId}`);
}

/** Opens the conversation at the message that a sentence rests on; also that of an offer not yet accepted. */
export async function showSource(conversationId: string, messageId: string): Promise<void> {
  closeDialog();
  try {
    const isRead = open(conversationId);
    goTo(conversationId);
    await isRead;
    if (!(await showMessage(messageId))) say(words.t('inbox:sourceGone'));
  } catch (error) {
    sayError(error);
  }
}
