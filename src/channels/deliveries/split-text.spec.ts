import { splitText } from './split-text.js';

describe('a long text', () => {
  it('stays whole while it fits', () => {
    expect(splitText('short', 5)).toEqual(['short']);
    expect(splitText('  ', 5)).toEqual([]);
  });

  it.each<[string, string, number, string[]]>([
    ['between paragraphs', 'One.\n\nTwo two.', 10, ['One.', 'Two two.']],
    ['between lines', 'one line\nother line', 12, ['one line', 'other line']],
    ['between sentences', 'First one. Second one.', 16, ['First one.', 'Second one.']],
    ['between Chinese sentences', '杯子碎了。请换一个。', 6, ['杯子碎了。', '请换一个。']],
    ['between words', 'alpha beta gamma', 11, ['alpha beta', 'gamma']],
    ['inside a word without end', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ])('is cut %s', (_where, text, limit, pieces) => {
    expect(splitText(text, limit)).toEqual(pieces);
  });

  it('keeps every letter but the white space at its cuts', () => {
    const text = Array.from({ length: 500 }, (_none, n) => `word${n}${n % 7 ? ' ' : '. '}`).join('');
    const pieces = splitText(text, 97);
    expect(pieces.every((piece) => piece.length <= 97 && piece.length > 0)).toBe(true);
    expect(pieces.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
  });

  it('cuts no emoji, no marks and no pair of surrogates apart', () => {
    const family = '👩‍👩‍👧‍👦';
    for (const [letter, limit] of [
      [family, family.length + 3],
      ['e\u0301\u0302', 4],
      ['𝔘', 3],
      ['🇩🇪', 5],
    ] as const)
      for (const piece of splitText(letter.repeat(20), limit)) expect(piece.replaceAll(letter, '')).toBe('');
  });

  it('ends even where one letter is longer than the limit', () => {
    const pieces = splitText('👩‍👩‍👧‍👦'.repeat(3), 4);
    expect(pieces.join('')).toBe('👩‍👩‍👧‍👦'.repeat(3));
    expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
  });

  it('keeps to a limit of bytes where the vendor counts those', () => {
    const pieces = splitText('你好吗'.repeat(40), 100, 90);
    expect(pieces.every((piece) => Buffer.byteLength(piece) <= 90)).toBe(true);
    expect(pieces.join('')).toBe('你好吗'.repeat(40));
  });
});
