import { expect, it } from '@jest/globals';
import { readable } from './readable.js';

it.each<[what: string, text: string, shown: string]>([
  ['an ordinary text', 'Hello, שלום and مرحبا', 'Hello, שלום and مرحبا'],
  ['an override', 'invoice\u202etxt.exe', 'invoicetxt.exe'],
  ['an embedding', '\u202bpay\u202c now', 'pay now'],
  ['an override in an address', 'http://evil.test/\u202egnp.exe', 'http://evil.test/ gnp.exe'],
  ['marks that only lean', 'a\u200eb\u200fc\u200d', 'a\u200eb\u200fc\u200d'],
  ['an isolate that is closed', 'مرحبا \u2066A-1 (2)\u2069 شكرا', 'مرحبا \u2066A-1 (2)\u2069 شكرا'],
  ['isolates in isolates', '\u2067a\u2066b\u2069c\u2069', '\u2067a\u2066b\u2069c\u2069'],
  ['an isolate that is never closed', 'a\u2067txt.exe', 'atxt.exe'],
  ['one that is closed on another line', '\u2067a\nb\u2069', 'a\nb'],
  ['the end of none', 'a\u2069b', 'ab'],
  ['letters with their accents', 'Tiếng Việt, o\u0302\u0301', 'Tiếng Việt, o\u0302\u0301'],
  ['an emoji of several signs', '👩‍👩‍👧‍👦 ❤️', '👩‍👩‍👧‍👦 ❤️'],
  ['accents in a pile', `a${'\u0301'.repeat(400)}b`, `a${'\u0301'.repeat(8)}b`],
])('%s', (_what, text, shown) => expect(readable(text)).toBe(shown));

it('a long text is made so without delay', () => {
  const began = performance.now();
  readable('a\u202e'.repeat(100_000));
  readable(`${'\u2067a'.repeat(100_000)}${'\u0301'.repeat(100_000)}${'\u2069'.repeat(100_000)}`);
  expect(performance.now() - began).toBeLessThan(1_000);
});
