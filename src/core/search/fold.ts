import { simplifiedOf } from '../chinese/simplified.js';

/** No more of a text is looked at, in characters: what is found in a book of a message stands in its beginning. */
export const LONGEST_TEXT = 20_000;

/** Where each UTF-16 unit of a folded text stood before: [from, to) of the written character. */
export interface Origins {
  from: number[];
  to: number[];
}

/** Scripts whose accents and vowel signs are spelling habits: without them the word is the same word. */
const ACCENTED = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}]/u;
/** Letters that no accent is taken off from. */
const LETTERS: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i', þ: 'th', ð: 'd', ς: 'σ' };
/** Zeros of other scripts; the nine digits follow each. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];
// eslint-disable-next-line no-control-regex -- the whole of ASCII is what is meant
const ASCII = /^[\x00-\x7f]*$/;

/**
 * One spelling of a text for comparing: NFKC, lower case, accents off, digits of every script alike, invisible characters
 * gone, common traditional characters simplified. `origins`, where given, is filled with the place of each unit in the text as it was written.
 */
export function fold(written: string, origins?: Origins): string {
  const text = written.length > LONGEST_TEXT ? written.slice(0, LONGEST_TEXT) : written;
  if (ASCII.test(text)) {
    if (origins) for (let at = 0; at < text.length; at++) note(origins, at, at + 1, 1);
    return text.toLowerCase();
  }
  let out = '';
  for (const { 0: cluster, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gsu)) {
    const folded = foldCluster(cluster);
    if (origins) note(origins, index, index + cluster.length, folded.length);
    out += folded;
    // A few characters unfold into eighteen.
    if (out.length >= LONGEST_TEXT) break;
  }
  return out;
}

function note(origins: Origins, from: number, to: number, times: number): void {
  for (let n = 0; n < times; n++) {
    origins.from.push(from);
    origins.to.push(to);
  }
}

function foldCluster(cluster: string): string {
  const code = cluster.charCodeAt(0);
  if (cluster.length === 1) {
    if (code < 0x80) return cluster.toLowerCase();
    if (code >= 0x4e00 && code <= 0x9fff) return simplifiedOf(cluster);
  }
  let folded = cluster.normalize('NFKC').toLowerCase();
  if (ACCENTED.test(folded))
    folded = folded
      .normalize('NFD')
      .replace(/\p{M}+/gu, '')
      .normalize('NFC');
  folded = folded.replace(/[ßøłđæœıþðς]/g, (letter) => LETTERS[letter] ?? letter);
  return folded
    .replace(/\p{Script=Han}/gu, simplifiedOf)
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\p{Cf}\u034f\p{Variation_Selector}]+/gu, '');
}

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  const zero = ZEROS.find((one) => code >= one && code < one + 10);
  return zero === undefined ? digit : String(code - zero);
}
