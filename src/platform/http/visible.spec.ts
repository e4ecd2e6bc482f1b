import { expect, it } from '@jest/globals';
import { VISIBLE } from './visible.js';

it.each(['a', ' ä ', '好', '😀', '\u200b.', '👨‍👩‍👧', '1\ufe0f\u20e3', 'ع'])('sees %p', (text) => {
  for (const flags of ['', 'u']) expect(new RegExp(VISIBLE.source, flags).test(text)).toBe(true);
});

it.each([
  '',
  ' \t\n',
  '\u00a0\u3000',
  '\u200b',
  '\u200b\u200c\u200d\u2060\ufeff',
  '\u202e \u2066',
  '\u00ad',
  '\u3164',
  '\u2800\u2800',
  '\u115f\u1160\uffa0',
  '\ufe0f',
  '\u{e0041}\u{e007f}',
])('sees nothing in %p', (text) => expect(VISIBLE.test(text)).toBe(false));
