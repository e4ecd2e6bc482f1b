/**
 * How alike two words are, from 0 (nothing in common) to 1 (the same): letters in common near the same place, swaps counted
 * half, a common beginning counted more. By code points, so that a character outside the basic plane is one letter.
 */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return 1;
  const [a, b] = [[...one], [...other]];
  if (a.length === 0 || b.length === 0) return 0;
  const [inA, inB] = lettersInCommon(a, b);
  if (inA.length === 0) return 0;
  const swapped = inA.filter((letter, index) => letter !== inB[index]).length / 2;
  const common = inA.length;
  const jaro = (common / a.length + common / b.length + (common - swapped) / common) / 3;
  let start = 0;
  while (start < 4 && start < a.length && a[start] === b[start]) start++;
  return jaro + start * 0.1 * (1 - jaro);
}

/** The letters both share, each in its own order. */
function lettersInCommon(a: string[], b: string[]): [string[], string[]] {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Array<boolean>(b.length).fill(false);
  const inA = a.filter((letter, index) => {
    for (let at = Math.max(0, index - reach); at <= Math.min(b.length - 1, index + reach); at++)
      if (!taken[at] && b[at] === letter) return (taken[at] = true);
    return false;
  });
  return [inA, b.filter((_letter, index) => taken[index])];
}

/** True where one slip of the hand leads from one to the other: a letter changed, left out, doubled in, or two neighbours swapped. */
export function oneSlipApart(one: string, other: string): boolean {
  if (one === other) return false;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}
