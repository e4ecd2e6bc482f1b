/** Headers that speak of a body which is not there. */
const OF_THE_BODY = /^(?:content-[a-z-]+|mime-version|lines|dkim-signature)\s*:/i;
const maxHead = 65_536;

/**
 * A mail of the headers that came and words of ours, for one whose body cannot be shown. Who wrote it, and under which id, is
 * kept, so that it is answered like any other. Pure.
 */
export function headAlone(headers: Buffer, words: string, mark: string): Buffer {
  const lines = headers
    .subarray(0, maxHead)
    .toString('latin1')
    .split(/\r?\n(?![ \t])/)
    .filter((line) => line.trim() !== '' && line.includes(':') && !OF_THE_BODY.test(line));
  const head = [...lines, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', `${mark}: 1`];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${words}\r\n`, 'latin1');
}
