import { headAlone } from './head-alone.js';
import { headLength } from './mail-bytes.js';
import type { MailRefusal } from './parsed-mail.js';

const because: Record<Exclude<MailRefusal['reason'], 'empty'>, string> = {
  headers_too_large: 'its headers are too large',
  too_many_parts: 'it has too many parts',
  timed_out: 'reading it took too long',
  unreadable: 'its form is broken',
};

/**
 * The mail that stands in the thread for one that could not be read: its sender and subject, why, and how long the original is
 * kept. Undefined for an empty one: nobody wrote anything.
 */
export function insteadOfUnreadable(raw: Buffer, reason: MailRefusal['reason'], keptUntil: Date): Buffer | undefined {
  if (reason === 'empty') return undefined;
  const words = `[This mail could not be read: ${because[reason]}. The original is kept until ${keptUntil.toISOString().slice(0, 10)}.]`;
  return headAlone(raw.subarray(0, headLength(raw)), words, 'X-Throughline-Unreadable');
}
