import { fold } from './fold.js';
import { type Compound, compoundsOf, numberGroups, type Run, runsOf } from './runs.js';

const MOST_TOKENS = 400;
const LONGEST_WORD = 40;
const MOST_WORDS_JOINED = 8;
const MOST_PIECES = 4;
/** From this many digits on a number is also found by its last ones. */
const TAILED = 7;

/** Before a number's digits in reverse: whoever knows the last ones asks for the first ones of this. */
const TAIL = '~';

export const tailToken = (digits: string): string => TAIL + [...digits].reverse().join('').slice(0, LONGEST_WORD);

/**
 * What a text is found by, each once: words as they are and, where signs hold them together, joined; the letters and the
 * digits of codes apart; numbers by their ends; dense scripts by pairs of characters. At most 400.
 */
export function tokensOf(text: string): string[] {
  const folded = fold(text);
  const runs = runsOf(folded);
  const tokens = new Set<string>();
  for (const run of runs) if (run.dense) for (const pair of pairsOf(run.text)) tokens.add(pair);
  for (const compound of compoundsOf(folded, runs)) for (const token of compoundTokens(compound)) tokens.add(token);
  for (const { digits } of numberGroups(folded, runs)) {
    tokens.add(digits);
    tokens.add(tailToken(digits));
  }
  return [...tokens].slice(0, MOST_TOKENS);
}

/** Each character with the next one, and the last alone: a single character is found as the beginning of one of these. */
export function pairsOf(dense: string): string[] {
  const characters = [...dense];
  return characters.map((character, at) => character + (characters[at + 1] ?? ''));
}

/** No token is longer than forty characters. */
export const cut = (word: string): string => (word.length > LONGEST_WORD ? [...word].slice(0, LONGEST_WORD).join('') : word);
export const joined = (words: readonly Run[]): string => cut(words.map((one) => one.text).join(''));

function compoundTokens({ words, signs }: Compound): string[] {
  const found = words.flatMap(({ text }) => [cut(text), ...piecesOf(text), ...(isLongNumber(text) ? [tailToken(text)] : [])]);
  if (words.length === 1 || words.length > MOST_WORDS_JOINED) return found;
  found.push(joined(words));
  // The two sides of an address are asked for by themselves.
  const at = signs.indexOf('@') + 1;
  if (at > 0) found.push(joined(words.slice(0, at)), joined(words.slice(at)));
  return found;
}

const isLongNumber = (word: string): boolean => word.length >= TAILED && /^\d+$/.test(word);

/** Letters and digits of a code apart (`a20417`: `a`, `20417`); none for a plain word, and none for a tangle such as a key. */
export function piecesOf(word: string): string[] {
  const pieces = word.match(/\d+|\D+/g) ?? [];
  return pieces.length > 1 && pieces.length <= MOST_PIECES ? pieces.map(cut) : [];
}

const PLAIN = /^\p{L}[\p{L}\p{M}]{3,23}$/u;

/** Whether a token is a word that somebody may mistype: letters alone, four to twenty-four. Pairs of characters are shorter. */
export const isPlainWord = (token: string): boolean => PLAIN.test(token);
