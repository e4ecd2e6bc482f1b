import { cleanLine } from './mail-text.js';

/** What a text/calendar part says, as a person would say it. */
export type CalendarEvent = {
  /** iTIP: `REQUEST` invites, `CANCEL` calls off, `REPLY` answers; null for a bare calendar file. */
  method: string | null;
  what: string;
  /** As written in the calendar, with its own zone: `2026-11-25 14:00–15:00 (Asia/Shanghai)`. */
  when: string;
  where: string;
  organiser: string;
  attendees: string[];
  /** One line with all of it, for the thread. */
  line: string;
};

const MAX_ICS = 262_144;
const MAX_LINES = 4_000;
const MAX_ATTENDEES = 50;

type Property = { name: string; params: Record<string, string>; value: string };

const WORDS: Record<string, string> = {
  REQUEST: 'Invitation',
  PUBLISH: 'Event',
  CANCEL: 'Called off',
  REPLY: 'Answer to an invitation',
  COUNTER: 'Another time proposed',
};

/** The first event of a calendar part; null where there is none. Never throws. */
export function readCalendar(ics: string, method: string | null): CalendarEvent | null {
  const lines = ics
    .slice(0, MAX_ICS)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/, MAX_LINES);
  const start = lines.findIndex((line) => /^BEGIN:VEVENT\s*$/i.test(line));
  if (start < 0) return null;
  const end = lines.findIndex((line, index) => index > start && /^END:VEVENT\s*$/i.test(line));
  const event = withoutInner(lines.slice(start + 1, end < 0 ? undefined : end)).flatMap((line) => readProperty(line) ?? []);
  const one = (name: string): Property | undefined => event.find((property) => property.name === name);
  const text = (name: string): string => cleanLine(unescaped(one(name)?.value ?? ''), 300);
  const people = event.filter(({ name }) => name === 'ATTENDEE').slice(0, MAX_ATTENDEES);
  const described = {
    method,
    what: text('SUMMARY'),
    when: whenOf(one('DTSTART'), one('DTEND')) + (one('RRULE') ? ', repeated' : ''),
    where: text('LOCATION'),
    organiser: personOf(one('ORGANIZER')),
    attendees: people.map((person) => answerOf(person, method)).filter((name) => name !== ''),
  };
  return { ...described, line: lineOf(described) };
}

/** Alarms and the like have summaries and times of their own. */
function withoutInner(lines: string[]): string[] {
  let depth = 0;
  return lines.filter((line) => {
    if (/^BEGIN:/i.test(line)) depth += 1;
    const outer = depth === 0;
    if (/^END:/i.test(line)) depth = Math.max(0, depth - 1);
    return outer;
  });
}

function readProperty(line: string): Property | null {
  const head = /^([A-Za-z-]{1,40})((?:;[^:;"]{1,200}(?:"[^"]{0,500}")?){0,20}):/.exec(line.slice(0, 5_000));
  if (!head) return null;
  const params: Record<string, string> = {};
  for (const [, key = '', quoted, bare] of (head[2] ?? '').matchAll(/;([A-Za-z-]{1,40})=(?:"([^"]*)"|([^;"]*))/g))
    params[key.toUpperCase()] = quoted ?? bare ?? '';
  return { name: (head[1] ?? '').toUpperCase(), params, value: line.slice(head[0].length, head[0].length + 4_000) };
}

const unescaped = (value: string): string => value.replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1');

function personOf(property: Property | undefined): string {
  if (!property) return '';
  return cleanLine(property.params['CN'] || property.value.replace(/^mailto:/i, ''), 120);
}

const ANSWERS: Record<string, string> = { ACCEPTED: 'accepted', DECLINED: 'declined', TENTATIVE: 'tentative' };

function answerOf(property: Property, method: string | null): string {
  const answer = ANSWERS[(property.params['PARTSTAT'] ?? '').toUpperCase()];
  const person = personOf(property);
  return method === 'REPLY' && answer && person ? `${person}: ${answer}` : person;
}

function whenOf(start: Property | undefined, end: Property | undefined): string {
  const from = momentOf(start);
  if (!from) return '';
  const to = momentOf(end);
  const zone = from.zone === '' ? '' : ` (${from.zone})`;
  if (!to || to.text === from.text) return from.text + zone;
  if (to.zone !== from.zone) return `${from.text}${zone} – ${to.text} (${to.zone})`;
  const sameDay = to.text.slice(0, 10) === from.text.slice(0, 10) && to.text.length > 10;
  return `${from.text}${sameDay ? `–${to.text.slice(11)}` : ` – ${to.text}`}${zone}`;
}

function momentOf(property: Property | undefined): { text: string; zone: string } | null {
  const read = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{0,2}(Z?))?/.exec(property?.value.trim() ?? '');
  if (!property || !read) return null;
  const [, year, month, day, hour, minute, utc] = read;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return { text: date, zone: '' };
  return { text: `${date} ${hour}:${minute}`, zone: utc ? 'UTC' : cleanLine(property.params['TZID'] ?? '', 60) };
}

function lineOf({ method, what, when, where, organiser, attendees }: Omit<CalendarEvent, 'line'>): string {
  const more = attendees.length > 5 ? ` and ${attendees.length - 5} more` : '';
  const parts = [
    what,
    when,
    where,
    organiser && `from ${organiser}`,
    attendees.length > 0 && `with ${attendees.slice(0, 5).join(', ')}${more}`,
  ];
  return `[${WORDS[method ?? ''] ?? 'Event'}] ${parts.filter(Boolean).join(' · ')}`.slice(0, 1_000);
}
