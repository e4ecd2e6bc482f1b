import { DateTime } from 'luxon';
import type { RoutingFacts } from './condition.js';

/** The moment (epoch ms) as a clock on the wall of that zone (IANA) shows it; an unknown zone counts as UTC. */
export function localTime(atMs: number, zone: string | null): Omit<RoutingFacts['now'], 'open'> {
  const wished = DateTime.fromMillis(atMs, { zone: zone ?? 'utc' });
  const there = wished.isValid ? wished : DateTime.fromMillis(atMs, { zone: 'utc' });
  return { hour: there.hour, minute: there.minute, weekday: there.weekday, date: there.toISODate() as string };
}

/** "10:42" there, with the date where it is not today's: in UTC, and saying so, where no zone is known. */
export function clockWords(atMs: number, nowMs: number, zone: string | null): string {
  const [then, today] = [localTime(atMs, zone), localTime(nowMs, zone)];
  const time = `${String(then.hour).padStart(2, '0')}:${String(then.minute).padStart(2, '0')}${zone === null ? ' UTC' : ''}`;
  return then.date === today.date ? time : `${time} on ${then.date}`;
}
