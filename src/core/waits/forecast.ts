/** How long somebody in line will wait, as a range that is meant to hold in eight cases of ten. All times in ms. */

export interface LineEvidence {
  /** How many are served before them. */
  ahead: number;
  /** Conversations that the people of this queue can hold at once, those on their way included. */
  slots: number;
  /** Mean length of an assignment here; null where there is too little history. */
  meanHandlingMs: number | null;
  /** Conversations of this queue that somebody took in the window, and its length. */
  servedRecently: number;
  windowMs: number;
}

/** What was learnt from promises that were kept or not. */
export interface Calibration {
  /** Multiplies the distance of either end from the middle; 1: as the formula says. */
  widen: number;
  /** Multiplies the whole: waits here are this much longer than the formula says. */
  pace: number;
}

export interface ExpectedWait {
  fromMs: number;
  toMs: number;
}

/** Why nothing truthful can be said. */
export type WaitUnknown = 'nobody_there' | 'too_little_history' | 'too_long';

export const UNCALIBRATED: Calibration = { widen: 1, pace: 1 };

/** The share of promises that should hold. */
export const WANTED_COVERAGE = 0.8;
/** Standard normal quantile of (1 + coverage) / 2. */
const Z = 1.2816;
/** Fewer observations than this say nothing. */
const ENOUGH_SERVED = 5;
/** Nobody plans by a range that ends tomorrow. */
const LONGEST_MS = 12 * 3_600_000;

/**
 * With every slot busy, conversations leave at slots ÷ handling time, and the one with `ahead` before it is served at the
 * (ahead + 1)th departure: an Erlang distribution of that many stages. Its quantiles by the cube of a normal variable
 * (E. B. Wilson and M. M. Hilferty, "The distribution of chi-square", PNAS 17, 1931), good to a few per cent.
 * A reason where nothing truthful can be said: nobody there, too little history, or longer than half a day.
 */
export function waitOrWhy(line: LineEvidence, { widen, pace }: Calibration = UNCALIBRATED): ExpectedWait | WaitUnknown {
  if (line.slots <= 0) return 'nobody_there';
  const perMs = departuresPerMs(line);
  if (perMs === null) return 'too_little_history';
  const stages = Math.max(0, line.ahead) + 1;
  const middle = (pace * stages) / perMs;
  const quantile = (z: number): number => middle * Math.max(0, 1 - 1 / (9 * stages) + z * Math.sqrt(1 / (9 * stages))) ** 3;
  const range = { fromMs: rounded(quantile(-Z * widen), Math.floor), toMs: rounded(quantile(Z * widen), Math.ceil) };
  return range.toMs > LONGEST_MS ? 'too_long' : range;
}

/** As `waitOrWhy`, for whoever needs no reason. */
export function expectedWait(line: LineEvidence, calibration: Calibration = UNCALIBRATED): ExpectedWait | null {
  const wait = waitOrWhy(line, calibration);
  return typeof wait === 'string' ? null : wait;
}

/** By the people who are there and how long they take; where that is not known, by how many were served lately. */
function departuresPerMs({ slots, meanHandlingMs, servedRecently, windowMs }: LineEvidence): number | null {
  if (meanHandlingMs !== null && meanHandlingMs > 0) return slots / meanHandlingMs;
  return servedRecently >= ENOUGH_SERVED && windowMs > 0 ? servedRecently / windowMs : null;
}

/** In steps people speak in: ten seconds up to two minutes, minutes up to an hour, then five minutes. */
function rounded(ms: number, round: (value: number) => number): number {
  const step = ms < 120_000 ? 10_000 : ms < 3_600_000 ? 60_000 : 300_000;
  return round(ms / step) * step;
}
