/** Where the header ends and the body begins; the whole mail is header when no blank line is found. */
export function headLength(raw: Buffer): number {
  const crlf = raw.indexOf('\r\n\r\n');
  const lf = raw.indexOf('\n\n');
  if (crlf < 0 && lf < 0) return raw.length;
  return Math.min(crlf < 0 ? raw.length : crlf + 4, lf < 0 ? raw.length : lf + 2);
}

function decodeAs(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null; // an unknown charset, or bytes that are none of it
  }
}

/**
 * Chinese text in a double-byte charset comes in runs of an even number of high bytes; Western accents stand alone between
 * ASCII letters. A guess, used only where the mail itself declares nothing.
 */
function looksDoubleByte(bytes: Buffer): boolean {
  let [run, even, odd] = [0, 0, 0];
  for (const byte of [...bytes.subarray(0, 16_384), 0]) {
    if (byte >= 0x80) run += 1;
    else {
      if (run % 2 === 1) odd += run;
      else even += run;
      run = 0;
    }
  }
  return even > odd;
}

function toUtf8(bytes: Buffer, doubleByte: boolean, declared?: string): Buffer {
  const guesses = [...(declared ? [declared] : []), ...(doubleByte ? ['gb18030', 'big5'] : []), 'windows-1252'];
  for (const charset of guesses) {
    const text = decodeAs(bytes, charset);
    if (text !== null) return Buffer.from(text);
  }
  return bytes;
}

const isUtf8 = (bytes: Buffer): boolean => decodeAs(bytes, 'utf-8') !== null;

/**
 * mailparser takes every raw 8-bit byte of a header, and of a body without a charset, for UTF-8. Old mailers (many in China)
 * send GBK there. Such bytes are turned into UTF-8 first: by the charset the mail declares anywhere, else by a guess.
 * @returns the bytes to parse, and whether anything had to be turned.
 */
export function readableBytes(raw: Buffer): { bytes: Buffer; turned: boolean } {
  const length = headLength(raw);
  const head = raw.subarray(0, length);
  const body = raw.subarray(length);
  const declared = /charset\s*=\s*"?([a-z0-9_.:-]{2,40})/i.exec(raw.subarray(0, 65_536).toString('latin1'))?.[1];
  const headText = head.subarray(0, 262_144).toString('latin1');
  const contentType = /^content-type:((?:[^\r\n]|\r?\n[ \t]){0,2000})/im.exec(headText)?.[1]?.trim();
  const bodyUndeclared = contentType === undefined || (/^text\//i.test(contentType) && !/charset\s*=/i.test(contentType));
  const headTurned = !isUtf8(head);
  const bodyTurned = bodyUndeclared && !isUtf8(body);
  if (!headTurned && !bodyTurned) return { bytes: raw, turned: false };
  const doubleByte = looksDoubleByte(raw); // of head and body together: two accents in a row are no Chinese
  const parts = [headTurned ? toUtf8(head, doubleByte, declared) : head, bodyTurned ? toUtf8(body, doubleByte) : body];
  return { bytes: Buffer.concat(parts), turned: true };
}
