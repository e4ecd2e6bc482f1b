import { type Calibration, type ExpectedWait, WANTED_COVERAGE } from './forecast.js';

/** A promise and what came of it. */
export interface KeptPromise extends ExpectedWait {
  actualMs: number;
}

export interface Score extends Calibration {
  promised: number;
  inside: number;
  /** inside ÷ promised; null where nothing was promised. */
  coverage: number | null;
}

/** Fewer promises than this are noise. */
const ENOUGH = 20;
const WIDEST = 4;
const NARROWEST = 0.8;

/**
 * A day's promises scored, and the range for the next: wider by a quarter where too few held, narrower by a tenth where
 * nearly all did (slowly, since a range too wide is only dull, and one too narrow is untrue); moved by the median of what was
 * waited ÷ the middle of what was promised. Both change by bounded steps, so that one bad day spoils no promise.
 */
export function calibrate(day: readonly KeptPromise[], before: Calibration): Score {
  const inside = day.filter(({ fromMs, toMs, actualMs }) => actualMs >= fromMs && actualMs <= toMs).length;
  const coverage = day.length > 0 ? inside / day.length : null;
  if (coverage === null || day.length < ENOUGH) return { promised: day.length, inside, coverage, ...before };
  const off = median(day.map(({ fromMs, toMs, actualMs }) => actualMs / Math.max(1, (fromMs + toMs) / 2)));
  return {
    ...{ promised: day.length, inside, coverage },
    widen: within(NARROWEST, before.widen * stepFor(coverage), WIDEST),
    pace: within(0.1, before.pace * within(0.5, off, 2), 10),
  };
}

function stepFor(coverage: number): number {
  if (coverage < WANTED_COVERAGE) return 1.25;
  return coverage > (1 + WANTED_COVERAGE) / 2 ? 0.9 : 1;
}

const within = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value));

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
