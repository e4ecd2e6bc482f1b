import { expect, it } from '@jest/globals';
import { isBlankName, plainName } from './plain-name.js';

it.each([
  ['Ana \u202enabaT', 'Ana nabaT'],
  ['\u2066\u2067Mei\u2069\u2069', 'Mei'],
  ['\u202a\u202b\u202c\u202d\u202e', ''],
  ['שירה כהן', 'שירה כהן'],
  ['نورة', 'نورة'],
  // A mark beside a letter turns nothing but that letter's place, and families are joined by it.
  ['a\u200fb 👩‍👧', 'a\u200fb 👩‍👧'],
])('%j is shown as %j', (name, plain) => expect(plainName(name)).toBe(plain));

it.each([
  ['   ', true],
  ['\u200b\u200d\ufeff', true],
  ['\u3000\u00a0\u2060', true],
  ['\u115f\u3164\u2800', true],
  ['\u0301', true],
  ['', true],
  [' Mei ', false],
  ['王', false],
  ['👩‍👧', false],
  ['\u200bن\u200b', false],
  ['?', false],
])('%j says nobody: %s', (name, blank) => expect(isBlankName(name)).toBe(blank));
