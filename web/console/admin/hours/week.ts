export interface WeekInterval {
  day: number;
  from: string;
  to: string;
}

export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

export interface DayRow {
  day: number;
  /** With their places in the whole list, by which the server names what is wrong. */
  intervals: { index: number; interval: WeekInterval }[];
}

/** In the order of the list: a row must not move away under the fingers of whoever types in it. */
export const byDay = (week: readonly WeekInterval[]): DayRow[] =>
  weekdays.map((day) => ({
    day,
    intervals: week.map((interval, index) => ({ index, interval })).filter(({ interval }) => interval.day === day),
  }));

/** The week with a further interval on a day: after the last one of the day, or the usual hours. */
export function withInterval(week: readonly WeekInterval[], day: number): WeekInterval[] {
  const last = week
    .filter((one) => one.day === day)
    .sort((one, other) => one.to.localeCompare(other.to))
    .at(-1);
  const next = last ? { day, from: last.to, to: '24:00' } : { day, from: '09:00', to: '17:00' };
  return [...week, next];
}

/** The days on which one day's intervals are put in place of what they had. */
export function withDayCopied(week: readonly WeekInterval[], from: number, to: readonly number[]): WeekInterval[] {
  const pattern = week.filter(({ day }) => day === from);
  const others = week.filter(({ day }) => day === from || !to.includes(day));
  const copies = to.filter((day) => day !== from).flatMap((day) => pattern.map((one) => ({ ...one, day })));
  return [...others, ...copies];
}
