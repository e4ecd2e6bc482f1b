import { createHash } from 'node:crypto';
import { headLength } from './mail-bytes.js';
import { type HeaderLine, headerValues, readMessageId } from './mail-headers.js';

const MAX_HEAD = 262_144;

export type MailIdentity = {
  /** Message-ID without angle brackets, or `sha256:<hex of the raw bytes>`. */
  externalId: string;
  /** Hex hash over author, date, subject and body: the same mail again has the same one, whatever way it came. */
  fingerprint: string;
};

/**
 * Tells which mail this is, quickly and without reading its MIME parts: for the door, which answers while the other server
 * waits. Trace headers (Received and the like) are left out of the fingerprint: a second delivery of one mail has others.
 */
export function identifyMail(raw: Buffer): MailIdentity {
  const length = headLength(raw);
  const lines = headerLines(raw.subarray(0, Math.min(length, MAX_HEAD)));
  const messageId = headerValues(lines, 'message-id', 1).map(readMessageId)[0];
  const hash = createHash('sha256');
  for (const key of ['from', 'date', 'subject']) hash.update(`${key}:${headerValues(lines, key, 1)[0] ?? ''}\n`);
  hash.update(raw.subarray(length));
  return { externalId: messageId ?? `sha256:${createHash('sha256').update(raw).digest('hex')}`, fingerprint: hash.digest('hex') };
}

function headerLines(head: Buffer): HeaderLine[] {
  const unfolded = head.toString('latin1').split(/\r?\n(?![ \t])/);
  return unfolded.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 ? [{ key: line.slice(0, colon).trim().toLowerCase(), line }] : [];
  });
}
