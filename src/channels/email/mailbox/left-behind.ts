const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

/** Headers that speak of a body which is not there. */
const OF_THE_BODY = /^(?:content-[a-z-]+|mime-version|lines|dkim-signature)\s*:/i;
const maxHead = 65_536;

/**
 * The mail that stands in the thread for one too large to be taken in: its own headers, and where the rest is. Pure. Who wrote
 * it, and under which id, is kept, so that it is answered like any other.
 */
export function leftBehind(headers: Buffer, size: number, maxBytes: number): Buffer {
  const lines = headers
    .subarray(0, maxHead)
    .toString('latin1')
    .split(/\r?\n(?![ \t])/)
    .filter((line) => line.trim() !== '' && line.includes(':') && !OF_THE_BODY.test(line));
  const words =
    `[This mail has ${megabytes(size)} MB, more than the ${megabytes(maxBytes)} MB taken in here. ` +
    'It was left unread in the mailbox.]';
  const head = [...lines, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'X-Throughline-Left-Behind: 1'];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${words}\r\n`, 'latin1');
}
