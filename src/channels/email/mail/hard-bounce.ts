import { isDeadAddress } from './bounce-report.js';
import { ownMessageId } from './classify-mail.js';
import type { InboundMail } from './translate-mail.js';

export type HardBounce = {
  /** Of ours; null where the report does not say which mail came back. */
  messageId: string | null;
  /** Whom it did not reach. */
  address: string;
  /** For the agent. */
  reason: string;
  /** True where nobody can ever be reached there. */
  dead: boolean;
};

/** Whom a mail of ours will never reach, by a bounce; null for any other mail and for delays. Pure. */
export function hardBounceOf(mail: InboundMail, ownAddresses: readonly string[]): HardBounce | null {
  const bounce = mail.automatic?.bounce;
  // A 4.x.x status beside `failed` means that the other side gave up trying: just as final.
  const failed = bounce?.recipients.find(({ action }) => action === 'failed');
  if (!bounce || !failed) return null;
  const detail =
    (failed.diagnostic ?? '').replace(/^smtp\s*;\s*/i, '').trim() || failed.status || 'the mail server gave no reason';
  return {
    messageId: bounce.originalMessageId === null ? null : ownMessageId(bounce.originalMessageId, ownAddresses),
    address: failed.address,
    reason: `came back from ${failed.address}: ${detail}`.slice(0, 500),
    dead: isDeadAddress(failed),
  };
}
