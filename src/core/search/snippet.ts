import { fold, type Origins } from './fold.js';
import type { Needle } from './query.js';
import { pairsOf } from './tokens.js';
import { type Run, runsOf } from './runs.js';

/** A piece of a text; `marks` are [from, to) in UTF-16 units of the piece. */
export interface Snippet {
  text: string;
  marks: [number, number][];
}

const WIDTH = 200;
const BEFORE = 60;
const MOST_MARKS = 20;

/** The piece of a text around the first thing that was looked for, or its beginning where nothing of it stands there as written. */
export function snippetOf(text: string, needles: readonly Needle[]): Snippet {
  const marks = marksIn(text, needles);
  const first = marks[0]?.[0] ?? 0;
  let from = text.length > WIDTH && first > BEFORE ? wordStart(text, first - BEFORE, first) : 0;
  if (isSecondHalf(text, from)) from--;
  let to = Math.min(text.length, from + WIDTH);
  if (isSecondHalf(text, to)) to--;
  const [before, after] = [from > 0 ? '…' : '', to < text.length ? '…' : ''];
  const shift = before.length - from;
  return {
    // One for one, so that the marks keep their places.
    text: before + text.slice(from, to).replace(/\s/g, ' ') + after,
    marks: marks.filter((mark) => mark[0] >= from && mark[1] <= to).map(([a, b]) => [a + shift, b + shift]),
  };
}

function wordStart(text: string, from: number, before: number): number {
  const space = text.slice(from, before).search(/\s/);
  return space < 0 ? from : from + space + 1;
}

const isSecondHalf = (text: string, at: number): boolean => /[\udc00-\udfff]/.test(text[at] ?? '') && at > 0;

function marksIn(text: string, needles: readonly Needle[]): [number, number][] {
  const origins: Origins = { from: [], to: [] };
  const folded = fold(text, origins);
  const runs = runsOf(folded);
  const found = needles.flatMap((needle) => {
    if (needle.sort === 'dense') return denseMarks(folded, needle.text);
    return needle.sort === 'word' ? wordMarks(runs, needle.text) : codeMarks(runs, needle.text);
  });
  const written = found.map(([from, to]): [number, number] => [origins.from[from]!, origins.to[to - 1]!]);
  return merged(written).slice(0, MOST_MARKS);
}

const wordMarks = (runs: readonly Run[], word: string): [number, number][] =>
  runs.filter((run) => !run.dense && run.text.startsWith(word)).map((run) => [run.from, run.from + word.length]);

/** In the text without its signs and spaces: `a20417` stands in "A-20417", and `8000` at the end of "138 0013 8000". */
function codeMarks(runs: readonly Run[], code: string): [number, number][] {
  const places: number[] = [];
  let bare = '';
  for (const run of runs) {
    bare += run.text;
    for (let at = run.from; at < run.to; at++) places.push(at);
  }
  return occurrences(bare, code).map((at) => [places[at]!, places[at + code.length - 1]! + 1]);
}

function denseMarks(folded: string, text: string): [number, number][] {
  const whole = occurrences(folded, text).map((at): [number, number] => [at, at + text.length]);
  if (whole.length > 0) return whole;
  return pairsOf(text)
    .slice(0, -1)
    .flatMap((pair) => occurrences(folded, pair).map((at): [number, number] => [at, at + pair.length]));
}

function occurrences(text: string, part: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at >= 0 && places.length < MOST_MARKS; at = text.indexOf(part, at + part.length))
    places.push(at);
  return places;
}

function merged(marks: [number, number][]): [number, number][] {
  const out: [number, number][] = [];
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}
