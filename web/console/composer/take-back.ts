import type { Pending } from '../live/desk.js';
import { discard } from '../live/outbox.js';
import { putIntoDraft } from './drafts.js';

/** A message that was refused, or has not left yet, becomes a draft again, with its files. */
export function takeBack({
  conversationId,
  clientId,
  kind,
  text,
  channel,
  template,
  attachments = [],
  files = [],
}: Pending): void {
  const again = attachments.map((id, index) => ({
    ...{ key: id, id, name: files[index] ?? id, contentType: '', sizeBytes: 0 },
    ...{ progress: 1, failed: null, thumbnailUrl: null },
  }));
  const more = { kind, channel, ...(again.length > 0 ? { files: again } : {}) };
  putIntoDraft(conversationId, template ? '' : text, more);
  discard(clientId);
}
