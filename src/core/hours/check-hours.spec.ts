import { describe, expect, it } from '@jest/globals';
import type { BusinessHours } from './business-hours.js';
import { checkHours } from './check-hours.js';

const hours = (more: Partial<BusinessHours>): BusinessHours => ({
  timeZone: 'Europe/Berlin',
  intervals: [],
  holidays: [],
  ...more,
});
const of = (day: number, from: string, to: string): BusinessHours['intervals'][number] => ({ day, from, to });

describe('what is wrong with opening hours', () => {
  it.each([
    ['nothing', hours({ intervals: [of(1, '09:00', '12:00'), of(1, '12:00', '24:00'), of(2, '00:00', '09:00')] }), []],
    ['a zone that does not exist', hours({ timeZone: 'Europe/Bonn' }), ['/timeZone']],
    ['two intervals at once', hours({ intervals: [of(1, '11:00', '13:00'), of(1, '09:00', '12:00')] }), ['/intervals/0']],
    ['a night into the next morning', hours({ intervals: [of(1, '22:00', '06:00'), of(2, '05:00', '09:00')] }), ['/intervals/1']],
    ['Sunday night into Monday', hours({ intervals: [of(1, '05:00', '09:00'), of(7, '22:00', '06:00')] }), ['/intervals/0']],
    ['round the clock once a week', hours({ intervals: [of(7, '08:00', '08:00')] }), []],
    [
      'a date twice',
      hours({ holidays: ['A', 'B'].map((name) => ({ date: '2026-12-25', name, intervals: [] })) }),
      ['/holidays/1/date'],
    ],
    ['a date that is none', hours({ holidays: [{ date: '2026-02-30', name: 'A', intervals: [] }] }), ['/holidays/0/date']],
    [
      'a holiday open twice at once',
      hours({ holidays: [{ date: '2026-12-24', name: 'A', intervals: [of(1, '09:00', '12:00'), of(1, '10:00', '11:00')] }] }),
      ['/holidays/0/intervals/1'],
    ],
  ])('%s', (_name, given, pointers) => {
    expect(checkHours(given).map((one) => one.pointer)).toEqual(pointers);
  });
});
