import { expect, it } from '@jest/globals';
import { likenessOf, weightOf } from './likeness.js';

it.each([
  [-3, 'weak'],
  [1.9, 'weak'],
  [2, 'some'],
  [4.7, 'some'],
  [5, 'strong'],
  [9, 'veryStrong'],
] as const)('%s bits are said as %s', (bits, word) => expect(likenessOf(bits)).toBe(word));

it.each([
  [0.1, 'nothing'],
  [1, 'for'],
  [6, 'muchFor'],
  [-1, 'against'],
  [-6, 'muchAgainst'],
] as const)('a part of %s bits speaks %s', (bits, word) => expect(weightOf(bits)).toBe(word));
