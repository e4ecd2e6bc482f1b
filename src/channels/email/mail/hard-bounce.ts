import { isDeadAddress } from './bounce-report.js';
import { ownMessageId } from './classify-mail.js';
import type { InboundMail } from './translate-mail.js';

export type HardBounce = {
  /** Of ours; null where the report does not say which mail came back. */
  messageId: string | null;
  /** Everybody whom the report says it did not reach; never empty. */
  failed: FailedRecipient[];
};

export type FailedRecipient = {
  address: string;
  /** Whom we wrote to, where the report says that they had it passed on to `address`. */
  original: string | null;
  /** For the agent. */
  reason: string;
  /** True where nobody can ever be reached there. */
  dead: boolean;
};

/** Whom a mail of ours will never reach, by a bounce; null for any other mail and for delays. Pure. */
export function hardBounceOf(mail: InboundMail, ownAddresses: readonly string[]): HardBounce | null {
  const bounce = mail.automatic?.bounce;
  // A 4.x.x status beside `failed` means that the other side gave up trying: just as final.
  const failed = bounce?.recipients.filter(({ action }) => action === 'failed') ?? [];
  if (!bounce || failed.length === 0) return null;
  return {
    messageId: bounce.originalMessageId === null ? null : ownMessageId(bounce.originalMessageId, ownAddresses),
    failed: failed.map((one) => {
      const said = (one.diagnostic ?? '').replace(/^smtp\s*;\s*/i, '').trim();
      const detail = said || one.status || 'the mail server gave no reason';
      return {
        address: one.address,
        original: one.original,
        reason: `came back from ${one.address}: ${detail}`.slice(0, 500),
        dead: isDeadAddress(one),
      };
    }),
  };
}
