import { dayOfDate, instantOf, isoWeekday, localDayOf } from './local-time.js';

/** Wall-clock times, `HH:MM`; `to` may be `24:00`, and a `to` at or before `from` runs into the next day. */
export interface OpenInterval {
  from: string;
  to: string;
}

export interface BusinessHours {
  /** IANA, e.g. `Europe/Berlin`. */
  timeZone: string;
  /** `day` 1 (Monday) to 7 (Sunday); several a day. */
  intervals: readonly (OpenInterval & { day: number })[];
  /** What holds on that date instead of the week's rule; no intervals: closed. A holiday also ends what ran on from the day before. */
  holidays: readonly { date: string; name: string; intervals: readonly OpenInterval[] }[];
}

/** Epoch ms, the end excluded. */
export interface OpenSpan {
  from: number;
  to: number;
}

/** How far ahead anything is looked for: two years and a little. What lies beyond counts as never. */
export const HORIZON_DAYS = 740;

/** Whether `at` (epoch ms) lies in opening hours. `null` hours are always open. */
export function isOpen(hours: BusinessHours | null, at: number): boolean {
  if (!hours) return true;
  for (const span of spansFrom(hours, at, 1)) return span.from <= at;
  return false;
}

/** The next moment after `at` when it opens or closes; null where nothing changes within the horizon. */
export function nextChange(hours: BusinessHours | null, at: number): number | null {
  if (!hours) return null;
  let end: number | null = null;
  for (const span of spansFrom(hours, at, HORIZON_DAYS)) {
    if (end === null && span.from > at) return span.from;
    if (end !== null && span.from > end) return end;
    end = span.to;
  }
  return end !== null && end < endOfHorizon(hours, at) ? end : null;
}

/** `at` itself where it is open, else the next opening; null where there is none within the horizon. */
export function nextOpening(hours: BusinessHours | null, at: number): number | null {
  if (!hours) return at;
  for (const span of spansFrom(hours, at, HORIZON_DAYS)) return Math.max(span.from, at);
  return null;
}

/**
 * The first moment t ≥ `at` with `businessMsBetween(hours, at, t) = ms`; null where the horizon ends before.
 * `ms` 0 or less gives `at`.
 */
export function addBusinessMs(hours: BusinessHours | null, at: number, ms: number): number | null {
  if (!hours || ms <= 0) return at + Math.max(0, ms);
  let left = ms;
  for (const span of spansFrom(hours, at, HORIZON_DAYS)) {
    const from = Math.max(span.from, at);
    if (span.to - from >= left) return from + left;
    left -= span.to - from;
  }
  return null;
}

/** Milliseconds of opening hours in [from, to); 0 where `to` is not after `from`. */
export function businessMsBetween(hours: BusinessHours | null, from: number, to: number): number {
  if (to <= from) return 0;
  if (!hours) return to - from;
  let sum = 0;
  for (const span of openSpans(hours, from, to)) sum += span.to - span.from;
  return sum;
}

/** The open spans within [from, to), in order; those that touch are one. */
export function openSpans(hours: BusinessHours | null, from: number, to: number): OpenSpan[] {
  if (to <= from) return [];
  if (!hours) return [{ from, to }];
  const found: OpenSpan[] = [];
  for (const span of spansFrom(hours, from, Math.ceil((to - from) / DAY_MS) + 1)) {
    if (span.from >= to) break;
    const part = { from: Math.max(span.from, from), to: Math.min(span.to, to) };
    const last = found.at(-1);
    if (last && last.to === part.from) last.to = part.to;
    else found.push(part);
  }
  return found;
}

const DAY_MS = 86_400_000;

/** The last midnight that `spansFrom` knows of. */
const endOfHorizon = ({ timeZone }: BusinessHours, at: number): number =>
  instantOf(timeZone, localDayOf(timeZone, at) + HORIZON_DAYS + 1, 0);

/** Spans that end after `at`, in order and without overlap, up to so many local dates after that of `at`. */
function* spansFrom(hours: BusinessHours, at: number, days: number): Generator<OpenSpan> {
  const { week, holidays } = rulesOf(hours);
  const today = localDayOf(hours.timeZone, at);
  let done = -Infinity;
  // From yesterday, whose last interval may run past midnight.
  for (let day = today - 1; day <= today + days; day++)
    for (const { from, to } of holidays.get(day) ?? week[isoWeekday(day) - 1] ?? []) {
      const end = instantOf(hours.timeZone, day, holidays.has(day + 1) ? Math.min(to, MIDNIGHT) : to);
      const start = Math.max(instantOf(hours.timeZone, day, from), done);
      if (end <= start) continue;
      done = end;
      if (end > at) yield { from: start, to: end };
    }
}

interface Rules {
  /** Intervals of Monday to Sunday, in the order of the day. */
  week: Minutes[][];
  /** Intervals by date. */
  holidays: Map<number, Minutes[]>;
}

/** Minutes since midnight; above 1440 they lie in the next day. */
interface Minutes {
  from: number;
  to: number;
}

const MIDNIGHT = 1_440;

/** Read once for each object: a clock asks again and again. */
const rulesRead = new WeakMap<BusinessHours, Rules>();

function rulesOf(hours: BusinessHours): Rules {
  const known = rulesRead.get(hours);
  if (known) return known;
  const ordered = (intervals: readonly OpenInterval[]): Minutes[] => intervals.map(minutesOf).sort((a, b) => a.from - b.from);
  const rules = {
    week: [1, 2, 3, 4, 5, 6, 7].map((day) => ordered(hours.intervals.filter((one) => one.day === day))),
    holidays: new Map(hours.holidays.map((one) => [dayOfDate(one.date), ordered(one.intervals)])),
  };
  rulesRead.set(hours, rules);
  return rules;
}

/** `HH:MM` in minutes; a `to` at or before `from` belongs to the next day. */
export function minutesOf({ from, to }: OpenInterval): Minutes {
  const [start, end] = [minuteOf(from), minuteOf(to)];
  return { from: start, to: end <= start ? end + MIDNIGHT : end };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
