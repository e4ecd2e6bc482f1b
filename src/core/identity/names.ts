import { type HanName, readHanName } from './han-names.js';
import { jaroWinkler, oneSlipApart } from './jaro-winkler.js';

/** A name taken apart: in Chinese characters, or in words of any other script; null where nothing of it is a name. */
export type PersonName = { han: HanName } | { tokens: string[] };

/**
 * - `same`: the same name, whatever its order, case, accents and way of writing.
 * - `common`: the same, but so short that many people bear it (one word, or two Chinese characters).
 * - `close`: one slip of the hand, or a middle name more.
 * - `across`: Chinese characters and Latin letters that sound the same.
 * - `similar`: more alike than chance.
 * - `family`: the family name is shared, and the given name is another.
 * - `different`.
 */
export type NameLevel = 'same' | 'common' | 'close' | 'across' | 'similar' | 'family' | 'different';

const MAX = 200;
/** Letters that no accent is taken off from. */
const LETTERS: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i', þ: 'th', ð: 'd' };
const TITLES = new Set('mr mrs ms miss dr prof sir madam herr frau mme m sr sra'.split(' '));
const HAN_TITLES = /(先生|女士|小姐|太太|老师|老師|经理|經理|同学|師傅|师傅)$/u;

/** Case, accents, width and ligatures taken off. */
export const fold = (text: string): string =>
  text
    .slice(0, MAX)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßøłđæœıþð]/g, (letter) => LETTERS[letter] ?? letter);

export function readName(written: string | null | undefined): PersonName | null {
  if (!written) return null;
  const han = written
    .slice(0, MAX)
    .normalize('NFKC')
    .trim()
    .replace(HAN_TITLES, '')
    .match(/\p{Script=Han}+/gu);
  if (han) {
    const name = readHanName(han);
    if (name) return { han: name };
  }
  const words = fold(written).match(/\p{L}+/gu) ?? [];
  const tokens = words.filter((word) => !TITLES.has(word)).slice(0, 8);
  return tokens.length === 0 ? null : { tokens };
}

export function compareNames(one: PersonName, other: PersonName): NameLevel {
  if ('han' in one) return 'han' in other ? compareHan(one.han, other.han) : compareAcross(one.han, other.tokens);
  return 'han' in other ? compareAcross(other.han, one.tokens) : compareTokens(one.tokens, other.tokens);
}

function compareHan(one: HanName, other: HanName): NameLevel {
  if (one.surname === other.surname) {
    if (one.given === other.given) return [...one.given].length < 2 ? 'common' : 'same';
    // Typed by sound, so another character of the same sound is the slip of this script.
    if (one.givenPinyin && one.givenPinyin.join() === other.givenPinyin?.join()) return 'close';
    return [...one.given].length > 1 && shareCharacter(one.given, other.given) ? 'similar' : 'family';
  }
  if (one.given === other.given && [...one.given].length > 1) return 'similar';
  // Given name first without a space to tell.
  return one.given + one.surname === other.surname + other.given ? 'close' : 'different';
}

function shareCharacter(one: string, other: string): boolean {
  const [a, b] = [[...one], [...other]];
  return a.length === b.length && a.filter((character, index) => character !== b[index]).length === 1 && a.length > 2;
}

function compareAcross(han: HanName, tokens: string[]): NameLevel {
  if (han.surnameSpellings.length === 0 || tokens.length === 0) return 'different';
  const ends = [0, tokens.length - 1].filter((at) => han.surnameSpellings.includes(tokens[at]!));
  if (ends.length === 0) return tokens.length === 1 && han.givenPinyin?.join('') === tokens[0] ? 'similar' : 'different';
  if (!han.givenPinyin) return 'similar';
  const given = han.givenPinyin.join('');
  const rests = ends.map((at) => tokens.filter((_token, index) => index !== at).join(''));
  if (rests.includes(given)) return 'across';
  return rests.some((rest) => oneSlipApart(rest, given)) ? 'similar' : 'family';
}

function compareTokens(one: string[], other: string[]): NameLevel {
  const joined = (tokens: string[]): string => [...tokens].sort().join(' ');
  // In one order whoever comes first, so that the answer is the same both ways.
  const inOrder = one.length < other.length || (one.length === other.length && joined(one) <= joined(other));
  const [few, many] = inOrder ? [one, other] : [other, one];
  if (joined(few) === joined(many)) return few.length === 1 ? 'common' : 'same';
  // "Xiao Ming Wang" and "Wang Xiaoming": the same letters, parted elsewhere.
  if (sameLettersTurned(few, many)) return 'same';
  const scores = alignment(few, many);
  const strong = scores.filter((score) => score >= 0.92).length;
  const mean = scores.reduce((sum, score) => sum + score, 0) / few.length;
  const extra = many.length - few.length;
  if (few.length === 1) return mean >= 0.92 ? 'similar' : 'different';
  if (strong === few.length) return extra > 1 ? 'similar' : 'close';
  if (mean >= 0.9 && extra <= 1) return 'similar';
  return strong > 0 ? 'family' : 'different';
}

function sameLettersTurned(one: string[], other: string[]): boolean {
  const target = other.join('');
  return one.some((_token, start) => [...one.slice(start), ...one.slice(0, start)].join('') === target);
}

/** For each word of the shorter name its best counterpart that no other word has; an initial stands for its word. */
function alignment(few: string[], many: string[]): number[] {
  const left = [...many];
  return few.map((token) => {
    let [best, at] = [0, -1];
    left.forEach((candidate, index) => {
      const score = alike(token, candidate);
      if (score > best) [best, at] = [score, index];
    });
    if (at >= 0) left.splice(at, 1);
    return best;
  });
}

function alike(one: string, other: string): number {
  if (one.length === 1 || other.length === 1) return one[0] === other[0] ? 0.92 : 0;
  if (one.length > 3 && other.length > 3 && oneSlipApart(one, other)) return 0.95;
  const score = jaroWinkler(one, other);
  // Short words of other people are alike by chance ("Jan" and "Jana").
  return Math.min(one.length, other.length) <= 3 && one !== other ? score * 0.85 : score;
}
