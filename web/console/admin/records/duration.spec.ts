import { describe, expect, it } from '@jest/globals';
import { joinDuration, splitDuration } from './duration.js';
import { slugOf } from './slug.js';

describe('a length of time', () => {
  it.each([
    [0, 0, 's'],
    [1_000, 1, 's'],
    [90_000, 90, 's'],
    [300_000, 5, 'min'],
    [5_400_000, 90, 'min'],
    [7_200_000, 2, 'h'],
    [259_200_000, 3, 'd'],
    [1_500, 1.5, 's'],
  ] as const)('%d ms is said as %d %s', (ms, amount, unit) => {
    expect(splitDuration(ms)).toEqual({ amount, unit });
    expect(joinDuration(amount, unit)).toBe(ms);
  });
});

describe('a key from a name', () => {
  it.each([
    ['Second Line', 'second-line'],
    ['  Rücksendungen & Geld!  ', 'rucksendungen-geld'],
    ['客服', ''],
    ['x'.repeat(100), 'x'.repeat(60)],
  ])('%s: %s', (name, key) => expect(slugOf(name)).toBe(key));
});
