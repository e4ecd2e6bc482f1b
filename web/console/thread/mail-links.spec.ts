import { expect, it } from '@jest/globals';
import { realHost } from './mail-links.js';

it.each<[string, string, string | null]>([
  ['https://bank.example/login', 'https://evil.test/login', 'evil.test'],
  ['bank.example', 'https://evil.test:8080/', 'evil.test:8080'],
  ['www.bank.example', 'https://bank.example/login', null],
  ['Bank.Example', 'https://www.bank.example/', null],
  ['bank.example', 'https://bank.example.evil.test/', 'bank.example.evil.test'],
  // One letter of it is Cyrillic.
  ['b\u0430nk.example', 'https://bank.example/', 'bank.example'],
  ['Open your order', 'https://shop.example/orders/1', null],
  ['bank.example', 'mailto:someone@evil.test', null],
  ['bank.example', 'not an address', null],
  ['', 'https://shop.example/', null],
])('a link that says %p and leads to %p tells %p', (text, href, expected) => {
  expect(realHost(text, href)).toBe(expected);
});
