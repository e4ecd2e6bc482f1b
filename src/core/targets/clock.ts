import { addBusinessMs, type BusinessHours, businessMsBetween } from '../hours/business-hours.js';

/** A time in which a clock stands. Epoch ms; `to` null: it stands now. */
export interface Pause {
  from: number;
  to: number | null;
}

/**
 * When a clock that started at `from` has run for `ms` of opening hours, standing in `pauses` (in order, without overlap).
 * Null where it stands before it has, or where the hours never give it so much.
 */
export function runClock(hours: BusinessHours | null, from: number, pauses: readonly Pause[], ms: number): number | null {
  let [at, left] = [from, ms];
  for (const pause of pauses) {
    if (pause.to !== null && pause.to <= at) continue;
    const ran = businessMsBetween(hours, at, pause.from);
    if (ran >= left) return addBusinessMs(hours, at, left);
    if (pause.to === null) return null;
    left -= ran;
    at = pause.to;
  }
  return addBusinessMs(hours, at, left);
}
