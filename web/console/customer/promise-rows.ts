import type { PromiseView } from '../../../src/contracts/promises.js';

/** Kept or given up, the latest first. */
export function settled(promises: readonly PromiseView[]): PromiseView[] {
  const over = (one: PromiseView): string => one.keptAt ?? one.brokenAt ?? '';
  return promises.filter((one) => over(one) !== '').sort((a, b) => over(b).localeCompare(over(a)));
}
