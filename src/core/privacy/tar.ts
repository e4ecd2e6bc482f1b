/** One file of an archive. Names are ASCII and at most 100 characters; bytes are counted, not characters. */
export interface TarFile {
  name: string;
  size: number;
  /** Seconds since 1970. */
  at: number;
}

const block = 512;

/** The header of one file, as POSIX (ustar) writes it. */
export function tarHeader({ name, size, at }: TarFile): Uint8Array {
  if (name.length > 100 || !/^[\x21-\x7e]+$/.test(name)) throw new Error('a name that no archive of ours has');
  const header = new Uint8Array(block);
  const put = (offset: number, text: string): void =>
    header.set(
      [...text].map((sign) => sign.charCodeAt(0)),
      offset,
    );
  const octal = (value: number, digits: number): string => `${Math.floor(value).toString(8).padStart(digits, '0')}\0`;
  put(0, name);
  put(100, octal(0o600, 7) + octal(0, 7) + octal(0, 7) + octal(size, 11) + octal(at, 11));
  // The sum is taken with spaces in its own place.
  put(148, ' '.repeat(8));
  put(156, '0');
  put(257, 'ustar\0' + '00');
  put(
    148,
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    ) + ' ',
  );
  return header;
}

/** What fills the last block of a file up. */
export const tarPadding = (size: number): Uint8Array => new Uint8Array((block - (size % block)) % block);

/** What stands at the end of an archive. */
export const tarEnd = (): Uint8Array => new Uint8Array(2 * block);
