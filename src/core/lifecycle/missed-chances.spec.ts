import { expect, it } from '@jest/globals';
import { chances } from './missed-chances.js';

it.each([
  ['none', [], 0],
  ['one pass', [5_000, 5_000, 5_000], 1],
  ['one second, across a full one', [4_900, 5_100, 5_899], 1],
  ['waves of a time-out of one second', [0, 1_000, 2_000], 3],
  ['a stream never counts as one for ever', [0, 500, 1_000, 1_500, 2_000], 3],
  ['the latest first', [60_000, 30_000, 0], 3],
])('%s', (_name, madeAt, expected) => {
  expect(chances(madeAt)).toBe(expected);
});
