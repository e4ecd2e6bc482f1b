import { type DayPart, type Span, type TimeWord, type TimeWords, WordTaker } from './due-words.js';

const NUMBERS: Record<string, number> = {
  ...{ a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11 },
  ...{ twelve: 12, fifteen: 15, twenty: 20, thirty: 30, forty: 40, 'forty-five': 45, 'forty-eight': 48, sixty: 60, ninety: 90 },
};
const WORD = Object.keys(NUMBERS)
  .sort((a, b) => b.length - a.length)
  .join('|');
const HOUR = String.raw`(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)`;
const PM = String.raw`(?:a\.m\.?|p\.m\.?|am|pm)(?![a-z])`;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WEEKDAY = '(mon(?:day)?|tue(?:sday|s)?|wed(?:nesday)?|thu(?:rsday|rs|r)?|fri(?:day)?|saturday|sunday)(?![a-z])';
const UNIT = '(business |working |work )?(minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?)(?![a-z])';
const ABOUT = '(?:the next |about |around |approximately |roughly |at most |max |less than |under |no more than |another )?';
const LOOSE = '(?:a few|few|several|a couple of|a couple|some|a number of)';

const all = (source: string): RegExp => new RegExp(source, 'g');
const numberOf = (word: string): number => NUMBERS[word] ?? Number(word);
const monthOf = (word: string): number => MONTHS.indexOf(word.slice(0, 3)) + 1;
const dayOf = (word: string): number => DAYS.indexOf(word.slice(0, 3)) + 1;

function unitOf(work: string | undefined, unit: string): Span['unit'] {
  if (unit.startsWith('mi')) return 'minute';
  if (unit.startsWith('h')) return 'hour';
  if (unit.startsWith('d')) return work ? 'workday' : 'day';
  return unit.startsWith('w') ? 'week' : 'month';
}

/** The words of time of an English sentence in small letters. Pure. */
export function timeWordsInEnglish(plain: string): TimeWords {
  const taker = new WordTaker(plain);
  spans(taker);
  dates(taker);
  ends(taker);
  days(taker);
  ranges(taker);
  times(taker);
  taker.take(
    /\b(?:as soon as (?:possible|i can|we can)|asap|soon|shortly|later|in a (?:bit|moment|minute|second|while|few moments)|some ?time|right away|immediately|straight away|next (?:week|month)|(?:over|at|on|during|by) the weekend|in due course|any time now|one day)\b/g,
    () => void (taker.found.vague = true),
  );
  return taker.found;
}

function spans(taker: WordTaker): void {
  const { found } = taker;
  const add = (amount: number, unit: Span['unit']): void => void found.spans.push({ amount, unit });
  taker.take(all(String.raw`\b(?:within|in|over|for) ${ABOUT}${LOOSE} ${UNIT}`), () => void (found.vague = true));
  taker.take(
    /\b(?:within|in) (?:the next |about |the )?half (?:an|a) hour\b|\b(?:within|in) (?:a|the next) half[ -]hour\b/g,
    () => add(30, 'minute'),
  );
  taker.take(/\b(?:within|in) (?:about )?(?:an hour and a half|one and a half hours)\b/g, () => add(90, 'minute'));
  taker.take(/\b(?:within|in) the (?:next )?(hour|week|month)\b/g, ([, unit]) => add(1, unitOf(undefined, unit!)));
  taker.take(/\bwithin the day\b/g, () => void found.days.push({ kind: 'offset', days: 0 }));
  taker.take(
    all(
      String.raw`\b(?:within|in|over|inside|after) ${ABOUT}(\d{1,3}|${WORD})(?: ?(?:-|to|or) ?(\d{1,3}|${WORD}))? ?${UNIT}(?!['’]? (?:ago|old))`,
    ),
    ([, least, most, work, unit]) => add(numberOf(most ?? least!), unitOf(work, unit!)),
  );
  taker.take(all(String.raw`\b(\d{1,3}|${WORD}) ${UNIT} from (?:now|today)\b`), ([, amount, work, unit]) =>
    add(numberOf(amount!), unitOf(work, unit!)),
  );
  // "Last Friday", "two days ago", "every Monday": a time, but not when something is due.
  taker.take(
    all(String.raw`\b(?:\d{1,3}|${WORD}|${LOOSE}) ${UNIT} ago\b|\b(?:last|past) (?:week|month|night|${WEEKDAY})|\byesterday\b`),
    () => true,
  );
  taker.take(
    all(String.raw`\bevery ${WEEKDAY}|\ba week (?:on|from) ${WEEKDAY}|\b${WEEKDAY} week\b|\bweekend\b(?<!the weekend)`),
    () => {
      found.unclear = true;
    },
  );
}

function dates(taker: WordTaker): void {
  const { days } = taker.found;
  const add = (day: string, month?: number, year?: string): void => {
    days.push({ kind: 'date', day: Number(day), month, year: year ? Number(year) + (year.length === 2 ? 2000 : 0) : undefined });
  };
  taker.take(/\b(\d{4})-(\d{2})-(\d{2})\b/g, ([, year, month, day]) => add(day!, Number(month), year));
  taker.take(all(String.raw`\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?![a-z])(?:,? (20\d\d)\b)?`), ([, day, month, year]) =>
    add(day!, monthOf(month!), year),
  );
  taker.take(
    all(String.raw`\b${MONTH} (?:the )?(\d{1,2})(?:st|nd|rd|th)?(?![\d:])(?! ?(?:am|pm))(?:,? (20\d\d)\b)?`),
    ([, month, day, year]) => add(day!, monthOf(month!), year),
  );
  taker.take(/(?<![\d./-])(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?(?![\d/])/g, ([, one, two, year]) => {
    const [first, second] = [Number(one), Number(two)];
    if (first === 0 || second === 0 || (first > 12 && second > 12)) return false;
    // 3/12 is a day in March here and one in December there.
    if (first <= 12 && second <= 12 && first !== second) taker.found.unclear = true;
    else add(String(Math.max(first, second)), Math.min(first, second), year);
    return true;
  });
  taker.take(/(?<![\d.])(\d{1,2})\.(\d{1,2})\.(20\d\d)?(?!\d)/g, ([, day, month, year]) => {
    if (Number(month) > 12) return false;
    add(day!, Number(month), year);
    return true;
  });
  taker.take(/\bthe (\d{1,2})(?:st|nd|rd|th)\b/g, ([, day]) => add(day!));
}

function ends(taker: WordTaker): void {
  const { days, parts } = taker.found;
  taker.take(
    /\b(?:by )?(?:the )?end of (?:the |this )?(?:business |working |work )?(?:day|business)\b|\b(?:eod|cob)\b|\bclose of (?:business|play)\b|\bbefore (?:we|i) close\b/g,
    () => {
      parts.push('end');
    },
  );
  taker.take(
    /\b(?:the )?end of (next |the |this )?(?:working |business )?(week|month|year)\b|\beo([wm])\b/g,
    ([, which, unit, short]) => {
      const of = short ? (short === 'w' ? 'week' : 'month') : (unit as 'week' | 'month' | 'year');
      days.push({ kind: 'end', of, ahead: which === 'next ' ? 1 : 0 });
    },
  );
  taker.take(/\b(?:later |during )?this week\b(?! on| at)/g, () => void days.push({ kind: 'end', of: 'week', ahead: 0 }));
}

const PARTS: Record<string, DayPart> = {
  morning: 'morning',
  noon: 'noon',
  afternoon: 'afternoon',
  evening: 'evening',
  night: 'evening',
};

function days(taker: WordTaker): void {
  const { days, parts } = taker.found;
  taker.take(/\b(?:the )?day after tomorrow\b/g, () => void days.push({ kind: 'offset', days: 2 }));
  taker.take(/\b(?:tomorrow|tomorow|tommorow|tmrw|tmr)\b/g, () => void days.push({ kind: 'offset', days: 1 }));
  taker.take(/\btonight\b/g, () => {
    days.push({ kind: 'offset', days: 0 });
    parts.push('evening');
  });
  taker.take(/\bthis (morning|afternoon|evening)\b/g, ([, part]) => {
    days.push({ kind: 'offset', days: 0 });
    parts.push(PARTS[part!]!);
  });
  taker.take(/\btoday\b/g, () => void days.push({ kind: 'offset', days: 0 }));
  taker.take(
    all(String.raw`\bnext week(?:,? on| -|,)? ${WEEKDAY}|\b(?:on )?${WEEKDAY}(?: of|,)? next week\b`),
    ([, one, other]) => {
      days.push({ kind: 'weekday', day: dayOf((one ?? other)!), weeks: 1 });
    },
  );
  taker.take(all(String.raw`\b(?:(this|next|this coming|coming) )?${WEEKDAY}`), ([, which, day]) => {
    const weeks = which === 'this' ? 0 : which === 'next' ? ('next' as const) : undefined;
    days.push({ kind: 'weekday', day: dayOf(day!), weeks });
  });
  taker.take(/\b(morning|afternoon|evening|night)\b/g, ([, part]) => void parts.push(PARTS[part!]!));
  taker.take(/\blunch ?time\b/g, () => void parts.push('noon'));
}

const meridiemOf = (word: string | undefined): TimeWord['meridiem'] => (word ? (word.startsWith('a') ? 'am' : 'pm') : undefined);

function timeOf(hour: string, minute: string | undefined, meridiem: string | undefined): TimeWord | null {
  const time = { hour: numberOf(hour), minute: Number(minute ?? 0), meridiem: meridiemOf(meridiem) };
  if (time.hour > 24 || time.minute > 59 || (time.meridiem && (time.hour > 12 || time.hour === 0))) return null;
  return { ...time, exact: minute !== undefined && hour.length === 2 && !time.meridiem };
}

/** "Between two and four pm": it is broken only after four. */
function ranges(taker: WordTaker): void {
  const pattern = String.raw`\b(?:between |from )?(${HOUR})(?:[:.](\d{2}))? ?(${PM})? ?(?:-|to|and|until|or) ?(${HOUR})(?:[:.](\d{2}))? ?(${PM}|o'clock)?(?![\d:%]|st\b|nd\b|rd\b|th\b| ?(?:minutes?|hours?|days?|weeks?|business|working|items?|of|to|pieces))`;
  taker.take(all(pattern), (match) => {
    const [whole, , minute, first, hour, lateMinute, last] = match;
    if (!first && !last && !minute && !lateMinute && !/^(?:between|from) /.test(whole)) return false;
    const time = timeOf(hour!, lateMinute, last?.startsWith('o') ? undefined : last);
    if (time) taker.found.times.push(time);
    return time !== null;
  });
}

function times(taker: WordTaker): void {
  const add = (time: TimeWord | null): boolean => {
    if (time) taker.found.times.push(time);
    return time !== null;
  };
  taker.take(/\b(?:12 )?(?:noon|midday)\b/g, () => add({ hour: 12, minute: 0, exact: true }));
  taker.take(/\bmidnight\b/g, () => add({ hour: 24, minute: 0, exact: true }));
  taker.take(all(String.raw`\b(half|(?:a )?quarter) (past|to) (${HOUR})(?: ?(${PM}))?`), ([, part, way, hour, pm]) => {
    const minute = part === 'half' ? 30 : 15;
    const full = numberOf(hour!) - (way === 'to' ? 1 : 0);
    return (
      add(timeOf(String(full === 0 ? 12 : full), String(way === 'to' ? 60 - minute : minute), pm ?? undefined)) && notExact(taker)
    );
  });
  taker.take(all(String.raw`(?<![\d:.,])(${HOUR})(?:[:.](\d{2}))? ?(${PM})`), ([, hour, minute, pm]) =>
    add(timeOf(hour!, minute, pm)),
  );
  taker.take(/(?<![\d:.,])(\d{1,2}):(\d{2})(?!\d|:)(?: ?(?:h|hrs)\b)?/g, ([, hour, minute]) =>
    add(timeOf(hour!, minute, undefined)),
  );
  taker.take(all(String.raw`\b(${HOUR}) ?o'?clock`), ([, hour]) => add(timeOf(hour!, undefined, undefined)));
  taker.take(
    all(
      String.raw`\b(?:at|by|before|around|about|until|till|@) ?(?:about |around |latest )?(${HOUR})(?![\d:%.,]\d|\d|%|st\b|nd\b|rd\b|th\b|[a-z]| ?(?:minutes?|mins?|hours?|days?|weeks?|months?|euros?|usd|items?|percent|of (?:the|your|our)|times?|different|other|more))`,
    ),
    ([, hour]) => add(timeOf(hour!, undefined, undefined)),
  );
  // Whose clock? Not surely the customer's.
  taker.take(/\b(?:utc|gmt|cet|cest|est|edt|pst|pdt|bst|jst|our time|my time|local time)\b/g, () => {
    if (taker.found.times.length > 0) taker.found.unclear = true;
  });
}

/** "Half past three" names minutes as people speak, not as clocks show them. */
function notExact(taker: WordTaker): true {
  taker.found.times.at(-1)!.exact = false;
  return true;
}
