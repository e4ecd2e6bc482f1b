import { DateTime } from 'luxon';
import { timeWordsInEnglish } from './due-en.js';
import type { DayPart, DayWord, Span, TimeWord, TimeWords } from './due-words.js';
import { timeWordsInChinese } from './due-zh.js';
import { hasHan, plainOf } from './sentences.js';

export interface DueContext {
  /** The moment the words were said. */
  now: Date;
  /** IANA name of the zone that "tomorrow at three" is meant in: the customer's. */
  zone: string;
}

export interface Due {
  /** The words of time, as they were written. */
  phrase: string;
  /** Null where they can be read in two ways, name no moment, or one that is over. */
  at: Date | null;
}

/** A day without an hour is over when the working day is. */
const DAY_ENDS = 18;
const PART_ENDS: Record<DayPart, number> = {
  dawn: 6,
  morning: 12,
  noon: 13,
  afternoon: 18,
  dusk: 19,
  evening: 21,
  end: DAY_ENDS,
};

/**
 * When something is due by the words of one sentence; null where it speaks of no time. A guess is worse than none: what two
 * people could read in two ways has no `at`. Pure; English and Chinese.
 */
export function readDue(sentence: string, { now, zone }: DueContext): Due | null {
  const plain = plainOf(sentence);
  const words = wordsOf(plain);
  if (!words.at) return null;
  const start = DateTime.fromJSDate(now, { zone });
  const at = words.unclear || !start.isValid ? null : momentOf(words, start);
  const due = at && at.isValid && at > start ? at.toJSDate() : null;
  return { phrase: sentence.slice(...words.at).slice(0, 120), at: due };
}

function wordsOf(plain: string): TimeWords {
  if (!hasHan(plain)) return timeWordsInEnglish(plain);
  const words = timeWordsInChinese(plain);
  return words.at ? words : timeWordsInEnglish(plain);
}

function momentOf({ days, times, parts, spans, vague }: TimeWords, start: DateTime): DateTime | null {
  const daySpans = spans.filter(({ unit }) => unit !== 'minute' && unit !== 'hour');
  const shortSpans = spans.filter(({ unit }) => unit === 'minute' || unit === 'hour');
  if (shortSpans.length > 0) {
    const [span] = shortSpans;
    // "Within two hours tomorrow" is none of ours to puzzle out.
    if (shortSpans.length > 1 || daySpans.length > 0 || times.length > 0 || days.some((day) => !isToday(day))) return null;
    return start.plus({ [span!.unit]: span!.amount });
  }
  const named = [...days.map((day) => dayOf(day, start)), ...daySpans.map((span) => afterSpan(start, span))];
  if (named.some((day) => day === null)) return null;
  const distinct = new Map(named.map((day) => [day!.toISODate(), day!]));
  if (distinct.size > 1 || times.length > 1 || new Set(parts).size > 1) return null;
  const [day] = distinct.values();
  if (!day && vague && times.length === 0) return null;
  return atTime(day ?? start, times[0], parts[0], day !== undefined);
}

const isToday = (day: DayWord): boolean => day.kind === 'offset' && day.days === 0;

function atTime(day: DateTime, time: TimeWord | undefined, part: DayPart | undefined, dayIsNamed: boolean): DateTime | null {
  if (!time) return dayIsNamed || part ? clock(day, part ? PART_ENDS[part] : DAY_ENDS, 0) : null;
  const hour = hourOf(time, time.part ?? part);
  return hour === null ? null : clock(day, hour, time.minute);
}

/** By the clock of the zone: an hour that a change of clocks leaves out is the one after it, one that comes twice the first. */
function clock(day: DateTime, hour: number, minute: number): DateTime {
  const at = (hour === 24 ? day.plus({ days: 1 }) : day).set({ hour: hour % 24, minute, second: 0, millisecond: 0 });
  return at.isValid ? (at.getPossibleOffsets().toSorted((a, b) => a.toMillis() - b.toMillis())[0] ?? at) : at;
}

/** Nobody promises a call for three at night: 1 to 6 is the afternoon, 8 to 12 as it stands. Seven could be either. */
function hourOf({ hour, meridiem, exact }: TimeWord, part: DayPart | undefined): number | null {
  if (meridiem) return (hour % 12) + (meridiem === 'pm' ? 12 : 0);
  if (hour > 12 || hour === 0 || exact) return hour;
  if (part === 'dawn') return hour % 12;
  if (part === 'morning') return hour;
  if (part === 'noon') return hour <= 3 ? hour + 12 : hour;
  if (part === 'afternoon' || part === 'dusk') return hour === 12 ? 12 : hour + 12;
  // Twelve at night is the end of this day, or its beginning.
  if (part === 'evening') return hour === 12 ? null : hour < 4 ? null : hour + 12;
  if (hour <= 6) return hour + 12;
  return hour === 7 ? null : hour;
}

function dayOf(word: DayWord, start: DateTime): DateTime | null {
  switch (word.kind) {
    case 'offset':
      return start.plus({ days: word.days });
    case 'weekday':
      return weekdayOf(word.day, word.weeks, start);
    case 'date':
      return dateOf(word, start);
    case 'end':
      return endOf(word.of, start, word.ahead);
  }
}

function weekdayOf(day: number, weeks: number | 'next' | undefined, start: DateTime): DateTime | null {
  const inWeek = (ahead: number): DateTime => start.plus({ weeks: ahead }).set({ weekday: day as 1 });
  if (typeof weeks === 'number') return weeks === 0 && inWeek(0) < start ? null : inWeek(weeks);
  // Said on a Friday, "on Friday" may be today or a week from now.
  if (day === start.weekday && weeks === undefined) return null;
  const coming = start.plus({ days: ((day - start.weekday + 6) % 7) + 1 });
  if (weeks === undefined) return coming;
  // Said on a Monday, "next Friday" is this week's to some and next week's to others.
  return coming.hasSame(inWeek(1), 'day') ? coming : null;
}

function dateOf({ day, month, year }: { day: number; month?: number; year?: number }, start: DateTime): DateTime | null {
  const on = (at: DateTime): DateTime | null => (at.isValid ? at : null);
  const make = (y: number, m: number): DateTime | null =>
    on(DateTime.fromObject({ year: y, month: m, day }, { zone: start.zone }));
  if (month !== undefined) {
    const first = make(year ?? start.year, month);
    return year !== undefined || !first || first >= start.startOf('day') ? first : make(start.year + 1, month);
  }
  const next = start.plus({ months: 1 });
  return day >= start.day ? make(start.year, start.month) : make(next.year, next.month);
}

/** A week of work ends on Friday; when that is over, with Sunday. */
function endOf(of: 'week' | 'month' | 'year', start: DateTime, ahead: number): DateTime {
  if (of !== 'week') return start.plus({ [`${of}s`]: ahead }).endOf(of);
  const friday = start.plus({ weeks: ahead }).set({ weekday: 5 });
  return friday.endOf('day') < start ? friday.set({ weekday: 7 }) : friday;
}

function afterSpan(start: DateTime, { amount, unit }: Span): DateTime {
  if (unit !== 'workday') return start.plus({ [`${unit}s`]: amount });
  let day = start;
  // No promise is made for more working days than this; the loop ends.
  for (let left = Math.min(amount, 250); left > 0;) {
    day = day.plus({ days: 1 });
    if (day.weekday < 6) left--;
  }
  return day;
}
