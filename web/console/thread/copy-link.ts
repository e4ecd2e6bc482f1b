import type { MessageView } from '../../../src/contracts/views.js';
import { say } from '../frame/say.js';
import { words } from '../words.js';
import { linkTo } from './show-message.js';

/** Where the clipboard is closed to us the link is shown, to be copied by hand. */
export async function copyLink(message: MessageView): Promise<void> {
  const link = linkTo(message);
  try {
    await navigator.clipboard.writeText(link);
    say(words.t('thread:linkCopied'));
  } catch {
    say(words.t('thread:yourLink', { link }));
  }
}
