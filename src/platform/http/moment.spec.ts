import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { IsOptional } from 'class-validator';
import { isMoment, Moment } from './moment.js';
import { validate } from './validate.js';

it.each(['2026-11-22T08:00:00Z', '2026-11-22T08:00:00.123456z', '2026-11-22T08:00:00-15:59', '9999-12-31T23:59:59Z'])(
  '%s is a time, and can be read',
  (text) => {
    expect(isMoment(text)).toBe(true);
    expect(Date.parse(text)).not.toBeNaN();
  },
);

it.each([
  ...[
    '2026-W01-1',
    '2026-W53',
    '2026-11-22T00Z',
    '2026-11-22',
    '2026-11-22T08:00:00',
    '2026-11-22 08:00:00Z',
    '2026-02-30T00:00:00Z',
  ],
  ...['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-01:00', '2026-11-22T08:00:00+16:00', '2026-11-22T08:00:60Z', '', 7, null, {}],
])('%j is no time', (value) => {
  expect(isMoment(value)).toBe(false);
});

class Wish {
  @IsOptional()
  @Moment()
  at?: Date | null;
}

it.each(['body', 'query'] as const)('a field of a %s becomes a date, or is refused by its name', (where) => {
  expect(validate(Wish, { at: '2026-11-22T08:00:00+01:00' }, where).at).toEqual(new Date('2026-11-22T07:00:00Z'));
  expect(validate(Wish, {}, where).at).toBeUndefined();
  for (const at of ['2026', '2026-W53', 7])
    expect(() => validate(Wish, { at }, where)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});
