import { ownMessageId } from './classify-mail.js';
import type { InboundMail } from './translate-mail.js';

/**
 * Which of our messages will never arrive, by a bounce; null for any other mail, for delays, and for bounces that do not say
 * which mail they speak of. `reason` is for the agent.
 */
export function hardBounceOf(mail: InboundMail, ownAddresses: readonly string[]): { messageId: string; reason: string } | null {
  const bounce = mail.automatic?.bounce;
  if (!bounce?.originalMessageId) return null;
  // A 4.x.x status beside `failed` means that the other side gave up trying: just as final.
  const failed = bounce.recipients.find(({ action }) => action === 'failed');
  const messageId = ownMessageId(bounce.originalMessageId, ownAddresses);
  if (!failed || messageId === null) return null;
  const detail =
    (failed.diagnostic ?? '').replace(/^smtp\s*;\s*/i, '').trim() || failed.status || 'the mail server gave no reason';
  return { messageId, reason: `came back from ${failed.address}: ${detail}`.slice(0, 500) };
}
