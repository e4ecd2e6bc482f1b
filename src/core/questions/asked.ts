import { inSimplified } from '../chinese/simplified.js';
import { asksInChinese } from './frames-zh.js';
import { asksInEnglish } from './frames-en.js';
import type { Mention } from './mention.js';
import type { Noun } from './nouns.js';
import { NOUNS } from './nouns.js';

/** One thing that a text asks the customer for. */
export interface Asked {
  /** A fact kind: `order_number`, `phone` … */
  kind: string;
  /** The sentence that asks, as it was written. */
  question: string;
  /** Where that sentence begins in the text. */
  index: number;
}

/** A longer draft is read up to here. */
export const DRAFT_LIMIT = 4_000;
/** How far around a noun a frame is looked for. */
const REACH = 140;
const LONGEST_QUESTION = 300;
/** Stands for a noun that was found before in the same sentence. */
export const NOUN = '\u00a4';

/** What a text asks the customer for, each kind once, in the order it is asked. Pure; English and Chinese. */
export function askedIn(text: string, own: readonly Noun[] = []): Asked[] {
  const found = new Map<string, Asked>();
  for (const { written, plain, index } of sentences(text.slice(0, DRAFT_LIMIT))) {
    for (const kind of kindsAsked(plain, [...NOUNS, ...own])) {
      if (!found.has(kind)) found.set(kind, { kind, question: written.slice(0, LONGEST_QUESTION), index });
    }
  }
  return [...found.values()];
}

const ENDS = /(?<![\s.](?:no|nr|mr|ms|dr|st|mrs))[.?!;]+(?=\s|$)|[。！？；\n\r]+/gi;

/** Full-width signs become plain ones, one for one, and letters small: what is matched stands where it was written. */
const plainOf = (text: string): string =>
  inSimplified(text)
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u3000\u00a0]/g, ' ')
    .toLowerCase();

function sentences(text: string): { written: string; plain: string; index: number }[] {
  const all = [];
  let from = 0;
  for (const { 0: sign, index } of [...text.matchAll(ENDS), { 0: '', index: text.length }]) {
    const part = text.slice(from, index + sign.length);
    const written = part.trim();
    if (written !== '') all.push({ written, plain: plainOf(written), index: from + part.indexOf(written) });
    from = index + sign.length;
  }
  return all;
}

interface Spot {
  noun: Noun;
  start: number;
  end: number;
  bare: boolean;
}

function kindsAsked(sentence: string, nouns: readonly Noun[]): string[] {
  const kinds: { kind: string; at: number }[] = [];
  const asks = /[\u4e00-\u9fff]/.test(sentence) ? asksInChinese : asksInEnglish;
  const spots = spotsIn(sentence, nouns);
  for (const spot of spots)
    if (!holdsValue(spot.noun.kind, sentence) && asks(mentionOf(sentence, spot, spots)))
      kinds.push({ kind: spot.noun.kind, at: spot.start });
  for (const { kind, direct } of nouns) {
    const match = direct && !holdsValue(kind, sentence) ? [...sentence.matchAll(direct)][0] : undefined;
    if (match) kinds.push({ kind, at: match.index });
  }
  return kinds.sort((a, b) => a.at - b.at).map(({ kind }) => kind);
}

/** Where nouns stand; of two that overlap the longer. */
function spotsIn(sentence: string, nouns: readonly Noun[]): Spot[] {
  const all = nouns.flatMap((noun) => [
    ...[...sentence.matchAll(noun.names)].map((match) => spotOf(noun, match, false)),
    ...(noun.bare ? [...sentence.matchAll(noun.bare)].map((match) => spotOf(noun, match, true)) : []),
  ]);
  all.sort((a, b) => b.end - b.start - (a.end - a.start) || Number(a.bare) - Number(b.bare));
  const kept: Spot[] = [];
  for (const spot of all) if (!kept.some((one) => one.start < spot.end && spot.start < one.end)) kept.push(spot);
  return kept.sort((a, b) => a.start - b.start);
}

const spotOf = (noun: Noun, { 0: words, index }: RegExpExecArray, bare: boolean): Spot => ({
  noun,
  start: index,
  end: index + words.length,
  bare,
});

function mentionOf(sentence: string, { start, end, bare }: Spot, spots: readonly Spot[]): Mention {
  const from = Math.max(0, start - REACH);
  let before = '';
  let at = from;
  for (const one of spots) {
    if (one.start < from || one.end > start || one.bare) continue;
    before += sentence.slice(at, one.start) + NOUN;
    at = one.end;
  }
  before += sentence.slice(at, start);
  let after = sentence.slice(end, end + REACH);
  for (const one of spots.filter((other) => other.start >= end && other.end <= end + REACH && !other.bare).reverse())
    after = after.slice(0, one.start - end) + NOUN + after.slice(one.end - end);
  return { before, after, bare, sentence };
}

const REFERENCE = /(?<![0-9a-z])[a-z]{0,6}-?\d{3,}|(?<![0-9a-z])[a-z]{1,3}-?\d{2,}/;
/** What an answer looks like: a sentence that holds one confirms or tells, and does not ask. */
const VALUES: Record<string, RegExp> = {
  order_number: REFERENCE,
  invoice_number: REFERENCE,
  error_code: REFERENCE,
  email: /@/,
  phone: /\+?\d[\d -]{6,}/,
  version: /\d\.\d/,
};

const holdsValue = (kind: string, sentence: string): boolean => VALUES[kind]?.test(sentence) ?? false;
