import { describe, expect, it } from '@jest/globals';
import { beginning, foldQuotes, piecesOf } from './pieces.js';

describe('web addresses in a text', () => {
  const links = (text: string): string[] => piecesOf(text).flatMap(({ href }) => href ?? []);
  it.each<[string, string[]]>([
    ['no address', []],
    ['see https://a.test/b?c=1#d.', ['https://a.test/b?c=1#d']],
    ['(http://a.test/x)', ['http://a.test/x']],
    ['https://a.test/a_(b)', ['https://a.test/a_(b)']],
    ['网址https://a.test/路径。谢谢', ['https://a.test/路径']],
    ['javascript:alert(1) data:text/html,x file:///etc', []],
    ['https://a.test/\u202egnp.exe', ['https://a.test/']],
    ['"https://a.test/"onclick="x"', ['https://a.test/']],
    ['https://', []],
    ['http://a.test http://b.test', ['http://a.test', 'http://b.test']],
  ])('%j', (text, expected) => {
    expect(links(text)).toEqual(expected);
    // Nothing of the text is lost or added.
    expect(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  it('are shown as what they are, where a host looks like another', () => {
    expect(piecesOf('see http://аррӏе.com/a')[1]).toEqual({ text: 'http://xn--80ak6aa92e.com/a', href: 'http://аррӏе.com/a' });
    expect(piecesOf('https://例え.jp')[0]!.text).toBe('https://例え.jp');
  });

  it('are found in a long text without delay', () => {
    const began = performance.now();
    piecesOf(`${'https://a.test/'.repeat(7_000)} ${'h'.repeat(100_000)}`);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('quoted lines', () => {
  const quotes = (text: string): string[] =>
    foldQuotes(text).map(({ isQuote, text: piece }) => `${isQuote ? 'Q' : 'T'} ${piece}`);
  it.each<[string, string[]]>([
    ['plain', ['T plain']],
    ['new\n\n> a\n> b\n> c', ['T new\n', 'Q > a\n> b\n> c']],
    ['> a\nyes\n> b\nno', ['T > a\nyes\n> b\nno']],
    ['> a\n> b\n> c\nbelow', ['Q > a\n> b\n> c', 'T below']],
    ['a\n> 1\n> 2\n>\n>> 3\nb\n> x', ['T a', 'Q > 1\n> 2\n>\n>> 3', 'T b\n> x']],
    ['', []],
  ])('%j', (text, expected) => expect(quotes(text)).toEqual(expected));
});

it('the beginning of a text never ends in half a character', () => {
  expect(beginning('ab😀', 3)).toBe('ab');
  expect(beginning('ab😀', 4)).toBe('ab😀');
  expect(beginning('abc', 10)).toBe('abc');
});

it('the beginning of a text has no more lines than are asked for', () => {
  expect(beginning('a\nb\nc', 10, 2)).toBe('a\nb');
  expect(beginning('a\nb\nc', 10, 3)).toBe('a\nb\nc');
  expect(beginning('\n'.repeat(300), 3_000, 40)).toBe('\n'.repeat(39));
  expect(beginning('a\nbcd', 3, 2)).toBe('a\nb');
});
