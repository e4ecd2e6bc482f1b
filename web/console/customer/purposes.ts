import type { ConsentsView, ConsentView, Silence } from '../../../src/contracts/privacy.js';

export const usualPurposes = ['service', 'pages', 'marketing', 'profiling', 'recording'] as const;

export interface PurposeRow {
  purpose: string;
  /** Undefined where it was never spoken of. */
  granted: boolean | undefined;
  /** What holds while nothing was said. */
  silence: Silence;
  /** What was said last. */
  last: ConsentView | undefined;
}

/** Those the house asks for, then those of the deployment's own, each with the last word on it. */
export function purposesOf({ granted, silence, history }: ConsentsView): PurposeRow[] {
  const own = [...new Set([...Object.keys(granted), ...history.map(({ purpose }) => purpose)])]
    .filter((purpose) => !usualPurposes.includes(purpose as never))
    .sort();
  return [...usualPurposes, ...own].map((purpose) => ({
    purpose,
    granted: granted[purpose],
    silence: silence[purpose] ?? 'refused',
    last: history.filter((one) => one.purpose === purpose).sort((a, b) => b.at.localeCompare(a.at))[0],
  }));
}
