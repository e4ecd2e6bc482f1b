import { type BusinessHours, minutesOf, type OpenInterval } from './business-hours.js';
import { dayOfDate, isTimeZone } from './local-time.js';

/** What is wrong, and where: a JSON pointer into the hours. */
export interface HoursFault {
  pointer: string;
  detail: string;
}

interface Placed {
  pointer: string;
  from: number;
  to: number;
}

const DAY = 1_440;
const WEEK = 7 * DAY;

/** Rules that no single field can break: a zone that exists, intervals that do not overlap, dates that are there once. */
export function checkHours(hours: BusinessHours): HoursFault[] {
  const zone = isTimeZone(hours.timeZone)
    ? []
    : [{ pointer: '/timeZone', detail: 'must be an IANA time zone, e.g. Europe/Berlin' }];
  const week = hours.intervals.map((one, n) => place(one, `/intervals/${n}`, (one.day - 1) * DAY));
  return [...zone, ...overlaps(week, WEEK), ...holidayFaults(hours.holidays)];
}

function holidayFaults(holidays: BusinessHours['holidays']): HoursFault[] {
  const seen = new Set<string>();
  return holidays.flatMap(({ date, intervals }, n) => {
    const pointer = `/holidays/${n}`;
    const faults: HoursFault[] = [];
    if (Number.isNaN(dayOfDate(date))) faults.push({ pointer: `${pointer}/date`, detail: 'there is no such date' });
    if (seen.has(date)) faults.push({ pointer: `${pointer}/date`, detail: 'this date is there twice' });
    seen.add(date);
    return [...faults, ...overlaps(intervals.map((one, m) => place(one, `${pointer}/intervals/${m}`, 0)))];
  });
}

function place(interval: OpenInterval, pointer: string, start: number): Placed {
  const { from, to } = minutesOf(interval);
  return { pointer, from: start + from, to: start + to };
}

/** Each that begins before the one before it has ended; `cycle`: the last may run into the first. */
function overlaps(placed: readonly Placed[], cycle?: number): HoursFault[] {
  const sorted = [...placed].sort((one, other) => one.from - other.from);
  const next = (n: number): Placed | undefined => {
    const [following, first] = [sorted[n + 1], sorted[0]];
    if (following || cycle === undefined || !first) return following;
    return { ...first, from: first.from + cycle, to: first.to + cycle };
  };
  return sorted.flatMap((one, n) => {
    const following = next(n);
    return following && following.from < one.to ? [{ pointer: following.pointer, detail: `overlaps ${one.pointer}` }] : [];
  });
}
