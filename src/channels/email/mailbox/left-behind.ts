import { headAlone } from '../mail/head-alone.js';

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

/** The mail that stands in the thread for one too large to be taken in: its own headers, and where the rest is. Pure. */
export function leftBehind(headers: Buffer, size: number, maxBytes: number): Buffer {
  const words =
    `[This mail has ${megabytes(size)} MB, more than the ${megabytes(maxBytes)} MB taken in here. ` +
    'It was left unread in the mailbox.]';
  return headAlone(headers, words, 'X-Throughline-Left-Behind');
}
