/** The word, and the word without each one of its letters: two words that are one slip apart share one of these. */
export function slipsOf(word: string): string[] {
  const letters = [...word];
  return [...new Set([word, ...letters.map((_letter, at) => letters.toSpliced(at, 1).join(''))])];
}

const LONG_WORD = 8;
const MOST_CORRECTIONS = 8;

/** Those of the candidates that the word may have been meant for, the nearest first; a long word may hold two slips. */
export function corrections(word: string, candidates: readonly string[]): string[] {
  const allowed = [...word].length >= LONG_WORD ? 2 : 1;
  return candidates
    .map((candidate) => ({ candidate, slips: slipsBetween(word, candidate, allowed) }))
    .filter(({ slips }) => slips > 0 && slips <= allowed)
    .sort((a, b) => a.slips - b.slips)
    .slice(0, MOST_CORRECTIONS)
    .map(({ candidate }) => candidate);
}

/** Letters left out, put in, changed, or two neighbours exchanged; more than `most` counts as one more than that. */
export function slipsBetween(one: string, other: string, most: number): number {
  const [a, b] = [[...one], [...other]];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = b.map((_letter, index) => index + 1);
  last.unshift(0);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return Math.min(last[b.length]!, most + 1);
}
