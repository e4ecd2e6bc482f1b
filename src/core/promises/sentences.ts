import { inSimplified } from '../chinese/simplified.js';

/** One sentence as it was written, and where it begins. */
export interface Sentence {
  text: string;
  index: number;
}

/** A longer text is read up to here. */
export const READ_LIMIT = 4_000;
/** A sentence without an end is cut here, so that no expression ever looks at a long one. */
const LONGEST = 600;
const MOST = 80;

/** A full stop ends a sentence where white space follows, but not in "3 p.m. tomorrow", "Dr. Li" and "on 25.11. at". */
const ENDS =
  /(?<![\s.](?:no|nr|mr|ms|dr|st|mrs|approx|e\.g|i\.e))(?<!\d\.\d{1,2})(?<!\b[ap]\.m(?=\.\s+[a-z\d]))[.?!;…]+["'”’)]{0,2}(?=\s|$)|[。！？；]+[”’」』）]{0,2}|[\n\r]+/gi;

/** Quoted lines of a mail and what is longer than a person reads are left out. */
export function sentencesOf(text: string): Sentence[] {
  const cut = text.slice(0, READ_LIMIT);
  const all: Sentence[] = [];
  let from = 0;
  for (const { 0: sign, index } of [...cut.matchAll(ENDS), { 0: '', index: cut.length }]) {
    const part = cut.slice(from, index + sign.length);
    const sentence = part.trim();
    if (sentence !== '' && !sentence.startsWith('>') && all.length < MOST)
      all.push({ text: sentence.slice(0, LONGEST), index: from + part.indexOf(sentence) });
    from = index + sign.length;
  }
  return all;
}

/** Full-width signs become plain ones, one for one, and letters small: what is matched stands where it was written. */
export const plainOf = (text: string): string =>
  inSimplified(text)
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u2013\u2014]/g, '-')
    .replace(/[\u3000\u00a0]/g, ' ')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());

export const hasHan = (text: string): boolean => /[\u4e00-\u9fff]/.test(text);

/** The first `most` characters, never half of one; with a sign where something was left out. */
export function clip(text: string, most: number): string {
  const one = text.replace(/\s+/g, ' ').trim();
  return one.length <= most ? one : `${one.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
