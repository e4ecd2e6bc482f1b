import { IANAZone } from 'luxon';

/** Dates as days since 1970-01-01 and times of day as minutes: a calendar without a zone, in whole numbers. */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Whether the name is a time zone of the IANA database. */
export const isTimeZone = (name: string): boolean => IANAZone.isValidZone(name);

/** 1970-01-01 was a Thursday. */
export const isoWeekday = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The day of `YYYY-MM-DD`; NaN where there is no such date. */
export function dayOfDate(date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(date) ? ms / DAY_MS : NaN;
}

/** The local date of an instant (epoch ms). */
export const localDayOf = (timeZone: string, at: number): number => Math.floor((at + offsetAt(timeZone, at)) / DAY_MS);

/**
 * The first instant (epoch ms) at which clocks in the zone have reached this time of that date. Where they jump over it in
 * spring, that is the jump; where they show it twice in autumn, the first time. So it never falls as the time of day rises:
 * intervals that do not overlap on paper do not overlap in time either, and one that lies in the gap is empty.
 */
export function instantOf(timeZone: string, day: number, minute: number): number {
  const local = day * DAY_MS + minute * MINUTE_MS;
  const [before, after] = [offsetAt(timeZone, local - DAY_MS), offsetAt(timeZone, local + DAY_MS)];
  if (before === after) return local - before;
  // Clocks change within a day of it. The old offset comes first; it holds if it still does at the instant it gives.
  const early = local - before;
  if (offsetAt(timeZone, early) === before) return early;
  const late = local - after;
  return offsetAt(timeZone, late) === after ? late : changeBetween(timeZone, late, early, after);
}

/** The first instant in (from, to] with the offset `after`, by halving. */
function changeBetween(timeZone: string, from: number, to: number, after: number): number {
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle) === after) high = middle;
    else low = middle;
  }
  return high;
}

const offsetAt = (timeZone: string, at: number): number => IANAZone.create(timeZone).offset(at) * MINUTE_MS;
