import { isHanSurname } from '../identity/han-names.js';
import { fold } from './fold.js';
import { type Compound, compoundsOf, numberGroups, type Run, runsOf } from './runs.js';
import { cut, isPlainWord, joined, pairsOf, piecesOf, tailToken } from './tokens.js';

/** What a document must have; `prefix`: something that begins so. */
export type Expression = { word: string; prefix?: boolean } | { all: readonly Expression[] } | { any: readonly Expression[] };

/** Something to mark in what was found: a word by its beginning, a code whatever signs stand in it, characters of a dense script. */
export interface Needle {
  sort: 'word' | 'code' | 'dense';
  text: string;
}

/** One thing that was asked for: as it is, as a beginning, and (a word alone) open to correction. */
export interface Term {
  exact: Expression;
  beginning: Expression;
  plain?: string;
  /** A Chinese name with another character in it, as customers may be called. */
  nearName?: Expression;
  needles: Needle[];
}

const MOST_TERMS = 12;
/** From this many digits on, a number may be the end of another. */
const FEWEST_LAST_DIGITS = 4;
/** A number with its country's code and one without it end alike. */
const NATIONAL_DIGITS = 9;
/** What is longer is an address or a sentence that signs hold together. */
const LONGEST_CODE = 24;

/** Takes apart what somebody typed: all of its terms must be found. Empty where it has nothing that can be looked for. */
export function termsOf(query: string): Term[] {
  const folded = fold(query);
  const runs = runsOf(folded);
  const groups = numberGroups(folded, runs);
  const grouped = new Set(groups.flatMap((one) => one.words));
  const terms: { from: number; term: Term }[] = [];
  const add = (from: number, term: Term): void => void terms.push({ from, term });
  for (const run of runs) if (run.dense) add(run.from, denseTerm(run.text));
  for (const { digits, words } of groups) add(words[0]!.from, numberTerm(digits, words));
  for (const compound of compoundsOf(folded, runs)) {
    if (compound.words.every((word) => grouped.has(word))) continue;
    add(compound.words[0]!.from, compound.words.length > 1 ? compoundTerm(compound) : wordTerm(compound.words[0]!.text));
  }
  return terms
    .sort((a, b) => a.from - b.from)
    .map(({ term }) => term)
    .slice(0, MOST_TERMS);
}

const all = (...parts: Expression[]): Expression => (parts.length === 1 ? parts[0]! : { all: parts });
const any = (...parts: Expression[]): Expression => (parts.length === 1 ? parts[0]! : { any: parts });
const is = (word: string): Expression => ({ word: cut(word) });
const begins = (word: string): Expression => ({ word: cut(word), prefix: true });

function denseTerm(text: string): Term {
  const pairs = pairsOf(text);
  // The last pair is a single character, and stands there only where a run ends with it.
  const exact = pairs.length === 1 ? begins(text) : all(...pairs.slice(0, -1).map(is));
  const near = nearName([...text]);
  return { exact, beginning: exact, ...(near ? { nearName: near } : {}), needles: [{ sort: 'dense', text }] };
}

/** Of a name of three characters the last, or the middle one, may be another of the same sound. */
function nearName([surname, first, last, ...more]: string[]): Expression | undefined {
  if (!last || more.length > 0 || !isHanSurname(surname!)) return undefined;
  return any(is(surname! + first!), all(begins(surname!), is(last)));
}

const endsSo = (digits: string): Expression[] => (digits.length >= FEWEST_LAST_DIGITS ? [begins(tailToken(digits))] : []);

function numberTerm(digits: string, words: readonly Run[]): Term {
  const nationalToo = digits.length > NATIONAL_DIGITS ? endsSo(digits.slice(-NATIONAL_DIGITS)) : [];
  const apart = all(...words.map((one) => is(one.text)));
  const exact = any(is(digits), ...endsSo(digits), ...nationalToo, apart);
  const needles = [digits, ...(nationalToo.length > 0 ? [digits.slice(-NATIONAL_DIGITS)] : [])];
  return { exact, beginning: any(exact, begins(digits)), needles: needles.map((text) => ({ sort: 'code', text })) };
}

function compoundTerm({ words }: Compound): Term {
  const whole = joined(words);
  const parts = words.map((one) => one.text);
  // The parts of a code stand apart in many texts; whoever holds the code itself comes before them.
  const exact = /\d/.test(whole) && whole.length <= LONGEST_CODE ? is(whole) : any(is(whole), all(...parts.map(is)));
  const last = all(...parts.slice(0, -1).map(is), begins(parts.at(-1)!));
  return { exact, beginning: any(exact, begins(whole), last), needles: codeOrWords(whole, parts) };
}

const codeOrWords = (whole: string, parts: string[]): Needle[] => [
  { sort: 'code', text: whole },
  ...parts.filter((part) => part.length > 1).map((text): Needle => ({ sort: 'word', text })),
];

function wordTerm(word: string): Term {
  if (/^\d+$/.test(word)) {
    if (word.length > NATIONAL_DIGITS) return numberTerm(word, [{ dense: false, text: word, from: 0, to: word.length }]);
    const exact = any(is(word), ...endsSo(word));
    const sort = word.length >= FEWEST_LAST_DIGITS ? 'code' : 'word';
    return { exact, beginning: word.length > 2 ? any(exact, begins(word)) : exact, needles: [{ sort, text: word }] };
  }
  const pieces = piecesOf(word);
  if (pieces.length > 0) {
    const apart = all(...pieces.map(is));
    return { exact: is(word), beginning: any(is(word), apart, begins(word)), needles: [{ sort: 'code', text: word }] };
  }
  const needles: Needle[] = [{ sort: 'word', text: word }];
  const beginning = [...word].length > 1 ? begins(word) : is(word);
  return { exact: is(word), beginning, needles, ...(isPlainWord(word) ? { plain: word } : {}) };
}

export const MATCHES = ['exact', 'prefix', 'typo'] as const;
export type Match = (typeof MATCHES)[number];

/**
 * What to look for, the best first: all as written; all at least as a beginning; all at least with a slip corrected. One that
 * would find nothing beyond the one before it is left out. `names`: of people, whose names may be written otherwise.
 */
export function tiersOf(
  terms: readonly Term[],
  corrected: ReadonlyMap<string, readonly string[]>,
  { names = false } = {},
): { match: Match; wanted: Expression; beyond?: Expression }[] {
  const exact = all(...terms.map((one) => one.exact));
  const prefix = all(...terms.map((one) => one.beginning));
  const typo = all(
    ...terms.map(({ beginning, plain, nearName }) =>
      any(beginning, ...(plain ? (corrected.get(plain) ?? []) : []).map(is), ...(names && nearName ? [nearName] : [])),
    ),
  );
  const tiers: { match: Match; wanted: Expression; beyond?: Expression }[] = [{ match: 'exact', wanted: exact }];
  for (const [match, wanted] of [['prefix', prefix] as const, ['typo', typo] as const]) {
    const beyond = tiers.at(-1)!.wanted;
    if (JSON.stringify(wanted) !== JSON.stringify(beyond)) tiers.push({ match, wanted, beyond });
  }
  return tiers;
}

/** As PostgreSQL reads it; every token is looked for under `stem`. Tokens have letters and digits alone, so nothing can escape. */
export function toTsquery(expression: Expression, stem: string): string {
  if ('word' in expression) return `'${stem}${expression.word}'${expression.prefix ? ':*' : ''}`;
  const [parts, sign] = 'all' in expression ? [expression.all, ' & '] : [expression.any, ' | '];
  return `(${parts.map((part) => toTsquery(part, stem)).join(sign)})`;
}
