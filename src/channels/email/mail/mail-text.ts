const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
// Controls except tab and line feed, and the marks that reverse the reading order of what follows them ("fdp.exe").
const UNPRINTABLE = /(?![\t\n])\p{Cc}|[\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/**
 * Text that PostgreSQL and a screen can take: no NUL (a text column refuses it), no other control, no half of a
 * surrogate pair (also where the cut falls inside one), line ends as `\n`.
 */
export function cleanText(text: string, limit: number): string {
  const bounded = text.length > limit * 2 ? text.slice(0, limit * 2) : text;
  return bounded.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, '').slice(0, limit).replace(LONE_SURROGATE, '');
}

/** As cleanText, on one line: names, subjects, file names. */
export const cleanLine = (text: string, limit: number): string =>
  cleanText(text.slice(0, limit * 4).replace(/\s+/g, ' '), limit).trim();
