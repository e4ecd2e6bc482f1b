// How well a question for something known is recognised: the rules of src/core/questions against drafts that people labelled.
// `tuned.json` is what the rules were written with; `held-out.json` was never looked at while they were, and is what counts.
// Alone: `node bench/context/repeats.mjs [--verbose]`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The drafts of one file: a text, and the kinds it asks for. */
export function draftsOf(name) {
  const all = JSON.parse(readFileSync(join(import.meta.dirname, 'drafts', `${name}.json`), 'utf8'));
  return all.map(([text, ...kinds]) => ({ text, kinds }));
}

/** Counted by (draft, kind): what was recognised rightly, wrongly, and not at all. */
export function score(askedIn, drafts) {
  const tally = { right: 0, wrong: 0, missed: 0, faults: [] };
  for (const { text, kinds } of drafts) {
    const found = askedIn(text).map(({ kind }) => kind);
    const wrong = found.filter((kind) => !kinds.includes(kind));
    const missed = kinds.filter((kind) => !found.includes(kind));
    tally.right += found.length - wrong.length;
    tally.wrong += wrong.length;
    tally.missed += missed.length;
    if (wrong.length + missed.length > 0) tally.faults.push({ text, wrong, missed });
  }
  return {
    ...tally,
    precision: tally.right / (tally.right + tally.wrong),
    recall: tally.right / (tally.right + tally.missed),
  };
}

/** Rows of { name, value, unit, target, met, note }. */
export async function measureRepeats() {
  const { setUp } = await import('../../scripts/set-up.mjs');
  await setUp();
  const { askedIn } = await import('../../dist/src/core/questions/asked.js');
  const [tuned, held] = ['tuned', 'held-out'].map((name) => score(askedIn, draftsOf(name)));
  const note = (part) =>
    `${part} on the held-out drafts: ${held.right} right, ${held.wrong} wrong, ${held.missed} missed; on those the rules were written with ${round(part === 'precision' ? tuned.precision : tuned.recall)}`;
  return [
    row('repeat_precision', held.precision, 0.9, note('precision')),
    row('repeat_recall', held.recall, 0.7, note('recall')),
  ];
}

const round = (value) => Math.round(value * 1000) / 1000;
const row = (name, value, least, note) => ({
  name,
  value: round(value),
  unit: 'share',
  target: `>= ${least}`,
  met: value >= least,
  note,
});

if (process.argv[1] === import.meta.filename) {
  for (const one of await measureRepeats())
    console.log(`${one.name.padEnd(18)} ${one.value} ${one.target} ${one.met ? 'met' : 'NOT met'}  ${one.note}`);
}
