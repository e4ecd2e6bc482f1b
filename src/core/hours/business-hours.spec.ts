import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  addBusinessMs,
  type BusinessHours,
  businessMsBetween,
  isOpen,
  nextChange,
  nextOpening,
  openSpans,
} from './business-hours.js';
import { processorClock } from '../../../test/support/processor-time.js';

const hour = 3_600_000;
const minute = 60_000;
const at = (iso: string): number => Date.parse(iso);
const everyDay = (from: string, to: string): BusinessHours['intervals'] =>
  [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from, to }));
const daily = (timeZone: string, from: string, to: string, more: Partial<BusinessHours> = {}): BusinessHours => ({
  timeZone,
  intervals: everyDay(from, to),
  holidays: [],
  ...more,
});
/** Monday to Friday 9–12 and 13–17. */
const office = (timeZone = 'Europe/Berlin', holidays: BusinessHours['holidays'] = []): BusinessHours => ({
  timeZone,
  intervals: [1, 2, 3, 4, 5].flatMap((day) => [
    { day, from: '13:00', to: '17:00' },
    { day, from: '09:00', to: '12:00' },
  ]),
  holidays,
});
const spans = (hours: BusinessHours, from: string, to: string): string[] =>
  openSpans(hours, at(from), at(to)).map(
    (one) => `${new Date(one.from).toISOString().slice(0, 16)}/${new Date(one.to).toISOString().slice(0, 16)}`,
  );

describe('opening hours', () => {
  it('have several intervals a day, in any order', () => {
    expect(spans(office(), '2026-11-20T00:00Z', '2026-11-24T00:00Z')).toEqual([
      '2026-11-20T08:00/2026-11-20T11:00',
      '2026-11-20T12:00/2026-11-20T16:00',
      '2026-11-23T08:00/2026-11-23T11:00',
      '2026-11-23T12:00/2026-11-23T16:00',
    ]);
  });

  it.each([
    ['before opening', '2026-11-20T07:59:59.999Z', false, '2026-11-20T08:00Z'],
    ['at opening', '2026-11-20T08:00Z', true, '2026-11-20T11:00Z'],
    ['the last moment', '2026-11-20T10:59:59.999Z', true, '2026-11-20T11:00Z'],
    ['at closing', '2026-11-20T11:00Z', false, '2026-11-20T12:00Z'],
    ['on Friday evening', '2026-11-20T16:00Z', false, '2026-11-23T08:00Z'],
  ])('%s', (_name, when, open, change) => {
    expect([isOpen(office(), at(when)), nextChange(office(), at(when))]).toEqual([open, at(change)]);
    expect(nextOpening(office(), at(when))).toBe(open ? at(when) : at(change));
  });

  it('that are none are always open and never change', () => {
    expect([isOpen(null, 5), nextChange(null, 5), nextOpening(null, 5)]).toEqual([true, null, 5]);
    expect([addBusinessMs(null, 5, 7), businessMsBetween(null, 5, 12), openSpans(null, 5, 12)]).toEqual([
      12,
      7,
      [{ from: 5, to: 12 }],
    ]);
  });

  it('without intervals never open', () => {
    const never = { timeZone: 'UTC', intervals: [], holidays: [] };
    expect([isOpen(never, 0), nextChange(never, 0), nextOpening(never, 0), addBusinessMs(never, 0, 1)]).toEqual([
      false,
      null,
      null,
      null,
    ]);
  });

  it('round the clock never change, until a holiday', () => {
    const always = daily('Europe/Berlin', '00:00', '24:00');
    const from = at('2026-11-20T12:00Z');
    expect(nextChange(always, from)).toBeNull();
    const holidays = [{ date: '2027-12-25', name: 'Christmas', intervals: [] }];
    expect(nextChange({ ...always, holidays }, from)).toBe(at('2027-12-24T23:00Z'));
  });

  it('run past midnight where they end before they begin', () => {
    const night = daily('Europe/Berlin', '22:00', '02:00', { intervals: [{ day: 5, from: '22:00', to: '02:00' }] });
    expect(spans(night, '2026-11-16T00:00Z', '2026-11-23T00:00Z')).toEqual(['2026-11-20T21:00/2026-11-21T01:00']);
    expect(isOpen(night, at('2026-11-21T00:30Z'))).toBe(true);
    const around = daily('UTC', '08:00', '08:00', { intervals: [{ day: 5, from: '08:00', to: '08:00' }] });
    expect(spans(around, '2026-11-16T00:00Z', '2026-11-23T00:00Z')).toEqual(['2026-11-20T08:00/2026-11-21T08:00']);
  });

  it('on a holiday are what the holiday says, and what ran on from the day before ends', () => {
    const holidays = [
      { date: '2026-12-24', name: 'Christmas Eve', intervals: [{ from: '09:00', to: '10:00' }] },
      { date: '2026-12-25', name: 'Christmas', intervals: [] },
    ];
    const nights = daily('UTC', '20:00', '04:00', { holidays });
    expect(spans(nights, '2026-12-23T12:00Z', '2026-12-27T00:00Z')).toEqual([
      '2026-12-23T20:00/2026-12-24T00:00',
      '2026-12-24T09:00/2026-12-24T10:00',
      '2026-12-26T20:00/2026-12-27T00:00',
    ]);
  });

  it('look no further than two years ahead', () => {
    const once = {
      timeZone: 'UTC',
      intervals: [],
      holidays: [{ date: '2029-06-01', name: 'Once', intervals: [{ from: '09:00', to: '10:00' }] }],
    };
    expect(nextOpening(once, at('2026-11-20T00:00Z'))).toBeNull();
    expect(nextOpening(once, at('2027-06-01T00:00Z'))).toBe(at('2029-06-01T09:00Z'));
  });
});

describe('when clocks change', () => {
  it.each([
    // 02:00 → 03:00 on 29 March 2026; 03:00 → 02:00 on 25 October 2026.
    ['spring, Berlin', 'Europe/Berlin', '00:00', '06:00', '2026-03-28T12:00Z', '2026-03-29T12:00Z', 5 * hour],
    ['autumn, Berlin', 'Europe/Berlin', '00:00', '06:00', '2026-10-24T12:00Z', '2026-10-25T12:00Z', 7 * hour],
    // 02:00 → 03:00 on 8 March 2026; 02:00 → 01:00 on 1 November 2026.
    ['spring, New York', 'America/New_York', '00:00', '06:00', '2026-03-08T00:00Z', '2026-03-08T20:00Z', 5 * hour],
    ['autumn, New York', 'America/New_York', '00:00', '06:00', '2026-11-01T00:00Z', '2026-11-01T20:00Z', 7 * hour],
    // Half an hour: 02:00 → 02:30 on 4 October 2026; 02:00 → 01:30 on 5 April 2026.
    ['spring, Lord Howe', 'Australia/Lord_Howe', '00:00', '06:00', '2026-10-03T06:00Z', '2026-10-04T06:00Z', 5.5 * hour],
    ['autumn, Lord Howe', 'Australia/Lord_Howe', '00:00', '06:00', '2026-04-04T06:00Z', '2026-04-05T06:00Z', 6.5 * hour],
    ['never, Shanghai', 'Asia/Shanghai', '00:00', '06:00', '2026-03-28T12:00Z', '2026-03-29T12:00Z', 6 * hour],
  ])('%s: the night has its real length', (_name, zone, from, to, begin, end, length) => {
    expect(businessMsBetween(daily(zone, from, to), at(begin), at(end))).toBe(length);
  });

  it.each([
    ['an interval in the gap is empty', '02:15', '02:45', []],
    ['one that begins in the gap begins with the jump', '02:30', '05:00', ['2026-03-29T01:00/2026-03-29T03:00']],
    ['one that ends in the gap ends with the jump', '01:00', '02:30', ['2026-03-29T00:00/2026-03-29T01:00']],
  ])('%s', (_name, from, to, expected) => {
    expect(spans(daily('Europe/Berlin', from, to), '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual(expected);
  });

  it.each([
    ['a time that comes twice means the first', '02:30', '05:00', ['2026-10-25T00:30/2026-10-25T04:00']],
    ['also as an end', '01:00', '02:30', ['2026-10-24T23:00/2026-10-25T00:30']],
    ['also for both', '02:15', '02:45', ['2026-10-25T00:15/2026-10-25T00:45']],
  ])('%s', (_name, from, to, expected) => {
    expect(spans(daily('Europe/Berlin', from, to), '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual(expected);
  });

  it('on a holiday, the holiday still is that date', () => {
    const holidays = [{ date: '2026-03-29', name: 'Palm Sunday', intervals: [{ from: '01:00', to: '04:00' }] }];
    const hours = daily('Europe/Berlin', '00:00', '24:00', { holidays });
    expect(spans(hours, '2026-03-28T22:00Z', '2026-03-29T23:00Z')).toEqual([
      '2026-03-28T22:00/2026-03-28T23:00',
      '2026-03-29T00:00/2026-03-29T02:00',
      '2026-03-29T22:00/2026-03-29T23:00',
    ]);
  });

  it('midnight itself may be what is jumped over', () => {
    // Cairo goes from 00:00 to 01:00 on 24 April 2026.
    expect(spans(daily('Africa/Cairo', '00:00', '02:00'), '2026-04-23T12:00Z', '2026-04-24T12:00Z')).toEqual([
      '2026-04-23T22:00/2026-04-23T23:00',
    ]);
  });

  it('a day that a zone left out is not there', () => {
    // Samoa went from 29 December 2011 to the 31st.
    const hours = daily('Pacific/Apia', '09:00', '17:00');
    expect(spans(hours, '2011-12-29T12:00Z', '2011-12-31T12:00Z')).toEqual([
      '2011-12-29T19:00/2011-12-30T03:00',
      '2011-12-30T19:00/2011-12-31T03:00',
    ]);
  });

  it('two hours before closing on the eve of the change fall due after the opening', () => {
    const hours = office('America/New_York');
    const friday = at('2026-03-06T21:00Z'); // 16:00 in New York
    expect(addBusinessMs(hours, friday, 2 * hour)).toBe(at('2026-03-09T14:00Z')); // Monday 10:00, an hour earlier in UTC
  });
});

describe('properties', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Shanghai', 'Asia/Kolkata'];
  const time = fc.integer({ min: 0, max: 1_439 });
  const clock = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const interval = fc
    .tuple(fc.integer({ min: 1, max: 7 }), time, time)
    .map(([day, from, to]) => ({ day, from: clock(from), to: clock(to) }));
  const anyHours: fc.Arbitrary<BusinessHours> = fc.record({
    timeZone: fc.constantFrom(...zones),
    intervals: fc.array(interval, { minLength: 1, maxLength: 10 }),
    holidays: fc.uniqueArray(
      fc.record({
        date: fc.integer({ min: 1, max: 28 }).map((day) => `2026-03-${String(day).padStart(2, '0')}`),
        name: fc.constant('a holiday'),
        intervals: fc.array(
          interval.map(({ from, to }) => ({ from, to })),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 4, selector: (one) => one.date },
    ),
  });
  const instant = fc.integer({ min: at('2026-03-01T00:00Z'), max: at('2026-11-10T00:00Z') });
  const length = fc.integer({ min: 0, max: 100 * hour });

  it('adding is the inverse of measuring, and gives the first such moment', () => {
    fc.assert(
      fc.property(anyHours, instant, length, (hours, from, ms) => {
        const due = addBusinessMs(hours, from, ms);
        if (due === null) return;
        expect(businessMsBetween(hours, from, due)).toBe(ms);
        if (ms > 0) expect(businessMsBetween(hours, from, due - 1)).toBe(ms - 1);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('measuring is additive and never falls', () => {
    fc.assert(
      fc.property(anyHours, instant, length, length, (hours, a, first, second) => {
        const [b, c] = [a + first, a + first + second];
        const [ab, bc, ac] = [businessMsBetween(hours, a, b), businessMsBetween(hours, b, c), businessMsBetween(hours, a, c)];
        expect(ab + bc).toBe(ac);
        expect(ab).toBeGreaterThanOrEqual(0);
        expect(ab).toBeLessThanOrEqual(first);
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('a later start or a longer target is never due earlier', () => {
    fc.assert(
      fc.property(anyHours, instant, length, length, (hours, from, ms, more) => {
        const due = addBusinessMs(hours, from, ms) ?? Infinity;
        expect(addBusinessMs(hours, from, ms + more) ?? Infinity).toBeGreaterThanOrEqual(due);
        expect(addBusinessMs(hours, from + more, ms) ?? Infinity).toBeGreaterThanOrEqual(due);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('open is what the spans say, and it changes where nextChange says and not before', () => {
    fc.assert(
      fc.property(anyHours, instant, length, (hours, from, ms) => {
        const change = nextChange(hours, from);
        const before = change === null ? from + ms : Math.min(from + ms, change - 1);
        expect(isOpen(hours, before)).toBe(isOpen(hours, from));
        if (change !== null) expect(isOpen(hours, change)).toBe(!isOpen(hours, from));
        expect(isOpen(hours, from)).toBe(openSpans(hours, from, from + 1).length === 1);
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it('away from a change of clocks, open is what a clock on the wall says', () => {
    fc.assert(
      fc.property(anyHours, instant, (hours, when) => {
        const local = DateTime.fromMillis(when, { zone: hours.timeZone });
        fc.pre(local.minus({ days: 2 }).offset === local.plus({ days: 2 }).offset);
        expect(isOpen(hours, when)).toBe(openOnTheWall(hours, local));
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  function openOnTheWall(hours: BusinessHours, local: DateTime): boolean {
    const rule = (day: DateTime) =>
      hours.holidays.find((one) => one.date === day.toISODate())?.intervals ??
      hours.intervals.filter((one) => one.day === day.weekday);
    const now = local.toFormat('HH:mm');
    const today = rule(local).some((one) => one.from <= now && (now < one.to || one.to <= one.from));
    const isHoliday = hours.holidays.some((one) => one.date === local.toISODate());
    const ranOn = !isHoliday && rule(local.minus({ days: 1 })).some((one) => one.to <= one.from && now < one.to);
    return today || ranOn;
  }

  it('a target of an hour is found in well under a millisecond', () => {
    const hours = office();
    const spent = processorClock();
    for (let n = 0; n < 1_000; n++) addBusinessMs(hours, at('2026-11-20T15:30Z') + n * minute, hour);
    expect(spent()).toBeLessThan(1_000);
  });
});
