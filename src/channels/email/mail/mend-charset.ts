const MAX_BYTES = 5_242_880;

/** A mail whose words came out broken may be read again under another charset than it declares. */
const CANDIDATES = ['utf-8', 'shift_jis', 'gb18030', 'big5', 'windows-1251', 'windows-1252'] as const;

const DECLARED = /^(content-type:(?:[^\r\n]|\r?\n[ \t]){0,500}?charset\s*=\s*)"?[a-z0-9_.:-]{2,40}"?/gim;

const replaced = (text: string): number => text.split('\uFFFD').length - 1;

/** UTF-8 that was read as a Western charset: pairs such as `Ã¤`, `â€™`. */
const misread = (text: string): number =>
  (text.match(/[ÃÂ][\u0080-\u00BF\u0152-\u0192\u02C6\u02DC\u2013-\u203A\u20AC\u2122]|â€/g) ?? []).length;

const isBroken = (text: string): boolean => replaced(text) > 0 || misread(text) > 0;

/** The share of letters beyond ASCII that are ordinary ones of the charset's languages. */
function plausible(text: string, charset: string): boolean {
  const foreign = [...text].filter((character) => character > '\u007f');
  if (foreign.length === 0) return true;
  const ordinary: Record<string, RegExp> = {
    gb18030: /[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u2026\u00b7]/,
    big5: /[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u2026]/,
    shift_jis: /[\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f\uff00-\uff65]/,
    'windows-1251': /[\u0400-\u04ff\u2010-\u203a\u00a0-\u00bb\u2116]/,
    'windows-1252': /[\u00a0-\u00ff\u2010-\u203a\u20ac]/,
  };
  const known = ordinary[charset];
  return !known || foreign.filter((character) => known.test(character)).length >= foreign.length * 0.9;
}

/** Japanese in Shift-JIS and Russian in windows-1251 have letters that the other guesses would never make of them. */
function isBetter(text: string, charset: string): boolean {
  if (isBroken(text) || !plausible(text, charset)) return false;
  if (charset === 'shift_jis') return /[\u3040-\u309f\u30a0-\u30ff]{2}/.test(text);
  if (charset === 'windows-1251') return /[\u0430-\u044f]{3}/.test(text);
  return true;
}

/**
 * For a mail that declares one charset and is written in another: read it again under each likely one and keep the first
 * that makes sense. `read` parses bytes, `wordsOf` gives what a person would see of the result.
 * @returns null where the mail is not broken, or no guess is better.
 */
export async function mendCharset<T>(
  bytes: Buffer,
  words: string,
  read: (bytes: Buffer) => Promise<T>,
  wordsOf: (parsed: T) => string,
): Promise<{ parsed: T; bytes: Buffer } | null> {
  if (!isBroken(words) || bytes.length > MAX_BYTES) return null;
  const text = bytes.toString('latin1');
  if (text.search(DECLARED) < 0) return null;
  // What was UTF-8 all along is told by its pairs alone; the other guesses are for bytes that gave no letters at all.
  const candidates = replaced(words) > 0 ? CANDIDATES : (['utf-8'] as const);
  for (const charset of candidates) {
    const turned = Buffer.from(text.replace(DECLARED, `$1"${charset}"`), 'latin1');
    const parsed = await read(turned);
    if (isBetter(wordsOf(parsed), charset)) return { parsed, bytes: turned };
  }
  return null;
}
