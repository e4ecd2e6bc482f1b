/** A stretch of a folded text: a word (letters and digits), or a dense run, whose script puts no spaces between words. */
export interface Run {
  dense: boolean;
  text: string;
  from: number;
  to: number;
}

/** Han, kana, Hangul, Thai, Lao, Khmer, Burmese: first and last code point of each range. */
const DENSE: readonly [number, number][] = [
  [0x0e00, 0x0eff],
  [0x1000, 0x109f],
  [0x1100, 0x11ff],
  [0x1780, 0x17ff],
  [0x2e80, 0x2fdf],
  [0x3005, 0x3007],
  [0x3021, 0x3029],
  [0x3041, 0x30ff],
  [0x31f0, 0x31ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7af],
  [0xf900, 0xfaff],
  [0x20000, 0x3ffff],
];

/** A mark belongs to whatever it stands on. */
type Sort = 'none' | 'word' | 'dense' | 'mark';

function sortOf(code: number): Sort {
  if (code < 0x80) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) ? 'word' : 'none';
  if (code >= 0x4e00 && code <= 0x9fff) return 'dense';
  const character = String.fromCodePoint(code);
  if (code >= 0x0e00 && DENSE.some(([first, last]) => code >= first && code <= last))
    return /[\p{L}\p{N}\p{M}]/u.test(character) ? 'dense' : 'none';
  if (/\p{M}/u.test(character)) return 'mark';
  return /[\p{L}\p{N}]/u.test(character) ? 'word' : 'none';
}

/** The words and dense runs of a folded text, in their order. */
export function runsOf(folded: string): Run[] {
  const runs: Run[] = [];
  let open: Sort = 'none';
  let from = 0;
  const close = (to: number): void => {
    if (open !== 'none') runs.push({ dense: open === 'dense', text: folded.slice(from, to), from, to });
  };
  for (let at = 0; at < folded.length;) {
    const code = folded.codePointAt(at)!;
    const found = sortOf(code);
    const sort: Sort = found === 'mark' ? open : found;
    if (sort !== open) {
      close(at);
      [open, from] = [sort, at];
    }
    at += code > 0xffff ? 2 : 1;
  }
  close(folded.length);
  return runs;
}

/** Words that stand together without a space: `a-20417`, `mei.lin@shop.test`. */
export interface Compound {
  words: Run[];
  /** The sign before each word but the first. */
  signs: string[];
}

/** Signs that hold a compound together. */
const SIGNS = new Set("-_./:@+#'’&\\");
const digits = (text: string): boolean => /^\d+$/.test(text);

/** The words of a text gathered into compounds; dense runs are left out, and part what is around them. */
export function compoundsOf(folded: string, runs: readonly Run[]): Compound[] {
  const compounds: Compound[] = [];
  let last: Run | undefined;
  for (const run of runs) {
    const sign = last && !last.dense && !run.dense && run.from === last.to + 1 ? folded[last.to]! : '';
    // 1,299 is one number; "yes,please" is two words.
    const held = SIGNS.has(sign) || (sign === ',' && digits(last!.text) && digits(run.text));
    if (held) {
      const open = compounds.at(-1)!;
      open.words.push(run);
      open.signs.push(sign);
    } else if (!run.dense) compounds.push({ words: [run], signs: [] });
    last = run;
  }
  return compounds;
}

const FEWEST_DIGITS = 7;
const MOST_DIGITS = 18;

/** Numbers written in groups, as telephone numbers are: `138 0013 8000`, `(555) 123-4567`. */
export function numberGroups(folded: string, runs: readonly Run[]): { digits: string; words: Run[] }[] {
  const groups: { digits: string; words: Run[] }[] = [];
  let open: Run[] = [];
  const close = (): void => {
    const all = open.map((one) => one.text).join('');
    if (open.length > 1 && all.length >= FEWEST_DIGITS) groups.push({ digits: all, words: open });
    open = [];
  };
  for (const run of runs) {
    if (run.dense || !digits(run.text)) {
      close();
      continue;
    }
    const before = open.at(-1);
    const length = open.reduce((sum, one) => sum + one.text.length, 0);
    if (before && (!/^[ ().\-/\u00a0]{1,3}$/.test(folded.slice(before.to, run.from)) || length + run.text.length > MOST_DIGITS))
      close();
    open.push(run);
  }
  close();
  return groups;
}
