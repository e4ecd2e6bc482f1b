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
    [
      'https://例え.jp https://münchen.example https://пример.рф',
      ['https://例え.jp', 'https://münchen.example', 'https://пример.рф'],
    ],
    ['http://[::1]:80/ http://1.2.3.4:5/', ['http://[::1]:80/', 'http://1.2.3.4:5/']],
  ])('%s', (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
    // Whatever is found, not a character of the text is lost.
    expect(
      stretchesOf(text)
        .map((one) => one.text)
        .join(''),
    ).toBe(text);
  });

  it.each([
    ['http://аррӏе.com/a', 'http://xn--80ak6aa92e.com/a'],
    ['https://раypal.com', 'https://xn--ypal-43d9g.com'],
    ['https://shop.exampleノx.test', 'https://shop.xn--examplex-b44g.test'],
    ['http://me@gооgle.com:8080/?q', 'http://me@xn--ggle-55da.com:8080/?q'],
    [`http://${'1.'.repeat(100)}ноѕt`, null],
  ])('%s does not pass for another', (text, shown) => {
    const [one] = stretchesOf(text);
    expect(one?.href ?? text).toBe(text);
    if (shown) expect(one!.text).toBe(shown);
  });
});
