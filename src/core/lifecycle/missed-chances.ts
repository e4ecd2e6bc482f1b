/** Offers made within this time of the first of them are seen at one glance. */
const TOGETHER_MS = 1_000;

/** How many chances to answer somebody had, from when each offer was made (epoch ms, any order): those made together are one. */
export function chances(madeAt: readonly number[]): number {
  let [count, first] = [0, -Infinity];
  for (const at of [...madeAt].sort((a, b) => a - b)) {
    if (at - first < TOGETHER_MS) continue;
    [count, first] = [count + 1, at];
  }
  return count;
}
