import { describe, expect, it } from '@jest/globals';
import { stretchesOf } from './links.js';

const hrefs = (text: string): (string | undefined)[] => stretchesOf(text).flatMap(({ href }) => (href ? [href] : []));

describe('addresses in a text', () => {
  it.each([
    ['none here', []],
    ['see https://shop.example/a?b=1#c.', ['https://shop.example/a?b=1#c']],
    ['(see https://shop.example/x)', ['https://shop.example/x']],
    ['https://de.example/wiki/Tasse_(Gefäß), yes', ['https://de.example/wiki/Tasse_(Gefäß)']],
    ['请看https://shop.example/退货。谢谢', ['https://shop.example/退货']],
    ['http://a.example http://b.example', ['http://a.example', 'http://b.example']],
    ['javascript:alert(1) data:text/html,x ftp://x.example', []],
    ['<a href="https://evil.example">x</a>', ['https://evil.example']],
    ['https:// http://', []],
  ])('%s', (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
    // Whatever is found, not a character of the text is lost.
    expect(
      stretchesOf(text)
        .map((one) => one.text)
        .join(''),
    ).toBe(text);
  });
});
