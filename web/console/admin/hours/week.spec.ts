import { describe, expect, it } from '@jest/globals';
import { readTime } from './read-time.js';
import { byDay, withDayCopied, withInterval } from './week.js';

describe('a time of the day', () => {
  it.each([
    ['9', '09:00'],
    ['09:30', '09:30'],
    ['930', '09:30'],
    ['17.15', '17:15'],
    ['8h45', '08:45'],
    ['24:00', '24:00'],
    ['９', null],
    ['24:01', null],
    ['12:60', null],
    ['25', null],
    ['noon', null],
    ['', null],
  ])('%j is read as %j', (text, time) => expect(readTime(text)).toBe(time));
});

describe('a week of opening hours', () => {
  const week = [
    { day: 2, from: '13:00', to: '17:00' },
    { day: 1, from: '09:00', to: '12:00' },
    { day: 2, from: '08:00', to: '12:00' },
  ];

  it('is shown by day, and each interval still knows its place', () => {
    const days = byDay(week);
    expect(days).toHaveLength(7);
    expect(days[1]!.intervals.map(({ index, interval }) => [index, interval.from])).toEqual([
      [0, '13:00'],
      [2, '08:00'],
    ]);
    expect(days[6]!.intervals).toEqual([]);
  });

  it('takes a further interval after the last one of its day', () => {
    expect(withInterval(week, 2).at(-1)).toEqual({ day: 2, from: '17:00', to: '24:00' });
    expect(withInterval(week, 3).at(-1)).toEqual({ day: 3, from: '09:00', to: '17:00' });
  });

  it('has one day copied over others, in place of what they had', () => {
    const copied = withDayCopied(week, 1, [1, 2, 3]);
    expect(copied).toEqual([1, 2, 3].map((day) => ({ day, from: '09:00', to: '12:00' })));
  });
});
