import { expect, it } from '@jest/globals';
import { plainName } from './plain-name.js';

it.each([
  ['Ana \u202enabaT', 'Ana nabaT'],
  ['\u2066\u2067Mei\u2069\u2069', 'Mei'],
  ['\u202a\u202b\u202c\u202d\u202e', ''],
  ['שירה כהן', 'שירה כהן'],
  ['نورة', 'نورة'],
  // A mark beside a letter turns nothing but that letter's place, and families are joined by it.
  ['a\u200fb 👩‍👧', 'a\u200fb 👩‍👧'],
])('%j is shown as %j', (name, plain) => expect(plainName(name)).toBe(plain));
