import { describe, expect, it } from '@jest/globals';
import { fold, type Origins } from './fold.js';
import { type Expression, termsOf, tiersOf, toTsquery } from './query.js';
import { slipsBetween, corrections, slipsOf } from './slips.js';
import { snippetOf } from './snippet.js';
import { isPlainWord, tokensOf } from './tokens.js';

/** What PostgreSQL does with a document's tokens and an expression. */
function fits(tokens: readonly string[], wanted: Expression): boolean {
  if ('word' in wanted) return tokens.some((one) => (wanted.prefix ? one.startsWith(wanted.word) : one === wanted.word));
  if ('all' in wanted) return wanted.all.every((part) => fits(tokens, part));
  return wanted.any.some((part) => fits(tokens, part));
}

/** The first way in which the query finds the text. */
function found(query: string, text: string): string {
  const terms = termsOf(query);
  if (terms.length === 0) return 'nothing asked';
  const tokens = tokensOf(text);
  const near = new Map(terms.flatMap(({ plain }) => (plain ? [[plain, corrections(plain, tokens.filter(isPlainWord))]] : [])));
  return tiersOf(terms, near).find(({ wanted }) => fits(tokens, wanted))?.match ?? 'no';
}

describe('what finds what', () => {
  const cases: [query: string, text: string, match: string][] = [
    ['refund', 'I want a REFUND now', 'exact'],
    ['refu', 'I want a refund now', 'prefix'],
    ['refnud', 'I want a refund now', 'typo'],
    ['refun d', 'I want a refund now', 'no'],
    ['refund now', 'Now! A refund.', 'exact'],
    ['refund tomorrow', 'a refund now', 'no'],
    ['custmoer servise', 'customer service', 'typo'],
    ['jonh', 'This is John', 'typo'],
    ['jo', 'This is John', 'prefix'],
    ['j', 'This is John', 'no'],
    ['muller', 'Frau Müller rief an', 'exact'],
    ['MÜLLER', 'muller', 'exact'],
    ['strasse', 'Lange Straße 5', 'exact'],
    ['елка', 'Ёлка и свет', 'exact'],
    ['ＡＢＣ', 'abc', 'exact'],
    ['١٢٣٤', 'order 1234', 'exact'],
    // Chinese, Japanese, Korean, Thai
    ['退款', '我要退款，谢谢', 'exact'],
    ['退', '我要退款', 'exact'],
    ['款', '我要退款', 'exact'],
    ['退货', '我要退款', 'no'],
    ['款退', '我要退款', 'no'],
    ['李雷', '客户李雷来电', 'exact'],
    ['王小明', '我是王小明。', 'exact'],
    ['王小', '我是王小明。', 'exact'],
    ['小明 退款', '王小明要退款', 'exact'],
    ['订单A20417', '我的订单 A-20417 没到', 'exact'],
    ['退款iphone', '我的iPhone要退款', 'exact'],
    ['返金', '返金してください', 'exact'],
    ['환불', '환불해 주세요', 'exact'],
    ['คืนเงิน', 'ขอคืนเงินด้วย', 'exact'],
    // numbers and codes
    ['a20417', 'order A-20417 is late', 'exact'],
    ['A-20417', 'order a20417 is late', 'exact'],
    ['20417', 'order A-20417 is late', 'exact'],
    ['20417', 'order A20417 is late', 'exact'],
    ['a20417', 'order A 20417 is late', 'prefix'],
    // whoever holds the very id, before whoever has its parts elsewhere
    ['crm-777', 'Ina Holm\ncrm-777', 'exact'],
    ['crm-777', 'z3s777@mail.test\ncrm-9949', 'prefix'],
    // traditional and simplified
    ['電話', '请打电话给我', 'exact'],
    ['电话', '請打電話給我', 'exact'],
    ['退貨', '我要退货', 'exact'],
    ['A_20417', 'order #A-20417', 'exact'],
    ['204', 'order A-20417 is late', 'prefix'],
    ['a204', 'order A-20417 is late', 'prefix'],
    ['20418', 'order A-20417 is late', 'no'],
    ['1299', 'It was 1,299.00 in all', 'prefix'],
    ['4200000012202411', 'transaction 4200000012202411223344556677', 'prefix'],
    ['44556677', 'transaction 4200000012202411223344556677', 'exact'],
    // telephone numbers
    ['8000', 'call +86 138-0013-8000', 'exact'],
    ['13800138000', 'call +86 138-0013-8000', 'exact'],
    ['+86 138 0013 8000', 'call 13800138000', 'exact'],
    ['138 0013 8000', '13800138000', 'exact'],
    ['0138000', '13800138000', 'exact'],
    ['(555) 123-4567', '+1 555 123 4567', 'exact'],
    ['2026 1234567', 'in 2026 it was order 1234567', 'exact'],
    ['13800138001', 'call +86 138-0013-8000', 'no'],
    // addresses
    ['mei.lin@shop.test', 'write to Mei.Lin@Shop.test please', 'exact'],
    ['mei.lin', 'write to mei.lin@shop.test', 'exact'],
    ['shop.test', 'write to mei.lin@shop.test', 'exact'],
    ['mei.lin@sh', 'write to mei.lin@shop.test', 'prefix'],
    ['lin', 'write to mei.lin@shop.test', 'exact'],
    // odd ones
    ['', 'anything', 'nothing asked'],
    ['   \t', 'anything', 'nothing asked'],
    [`"'%_\\:*&|!()<->`, 'anything', 'nothing asked'],
    ['😀😀', 'smile 😀', 'nothing asked'],
    ['\u202e\u200f', 'anything', 'nothing asked'],
    ['\ud83d', 'anything', 'nothing asked'],
    ['\u0000refund\u0000', 'a refund', 'exact'],
    ["o'brien", 'Mr O’Brien', 'exact'],
    ["don't:* | refund", 'refund', 'no'],
    ['שלום', 'שָׁלוֹם לך', 'exact'],
    ['مرحبا', 'مَرْحَبًا بك', 'exact'],
    ['re\u200bfund', 'refund', 'exact'],
    ['e\u0301te\u0301', 'été', 'exact'],
  ];
  it.each(cases)('%j in %j: %s', (query, text, match) => expect(found(query, text)).toBe(match));
});

describe('a Chinese name of three characters', () => {
  const near = (query: string, text: string): boolean => {
    const tier = tiersOf(termsOf(query), new Map(), { names: true }).find(({ match }) => match === 'typo');
    return tier !== undefined && fits(tokensOf(text), tier.wanted);
  };
  it.each<[string, string, boolean]>([
    ['王小名', '王小明', true],
    ['王晓明', '王小明', true],
    ['王曉明', '王小明', true],
    ['李小名', '王小明', false],
    ['退货款', '退货单', false],
    ['王小', '王大', false],
  ])('%s finds %s: %s', (query, text, finds) => expect(near(query, text)).toBe(finds));

  it('is not looked for so in what people write', () => expect(found('王小名', '王小明')).toBe('no'));
});

describe('tokens', () => {
  it.each<[string, string[]]>([
    ['退款了', ['退款', '款了', '了']],
    ['A-20417', ['a', '20417', 'a20417']],
    ['iphone15', ['iphone15', 'iphone', '15']],
    ['138 0013 8000', ['138', '0013', '8000', '13800138000', '~00083100831']],
    ['a@b.test', ['a', 'b', 'test', 'abtest', 'btest']],
  ])('of %j', (text, tokens) => expect(new Set(tokensOf(text))).toEqual(new Set(tokens)));

  it('are bounded, however long and strange the text', () => {
    const long = [
      'x'.repeat(1_000_000),
      Array.from({ length: 50_000 }, (_, n) => `w${n}`).join(' '),
      '退'.repeat(100_000),
      'e\u0301'.repeat(100_000),
      '1-'.repeat(100_000),
      '\ufdfa'.repeat(100_000),
      `a${'\u0301'.repeat(100_000)}`,
    ];
    for (const text of long) {
      const tokens = tokensOf(text);
      expect(tokens.length).toBeLessThanOrEqual(400);
      expect(Math.max(...tokens.map((one) => [...one].length))).toBeLessThanOrEqual(41);
    }
  });

  it('hold nothing that PostgreSQL could read as anything but a token', () => {
    const odd = Array.from({ length: 0x3000 }, (_, code) => `a${String.fromCharCode(code)}b`).join(' ');
    for (let at = 0; at < odd.length; at += 1_000)
      for (const token of tokensOf(odd.slice(at, at + 1_000))) expect(token).toMatch(/^~?[\p{L}\p{N}\p{M}]+$/u);
  });
});

it('writes what PostgreSQL reads', () => {
  const [exact, prefix] = tiersOf(termsOf('refund A-1'), new Map());
  expect(toTsquery(exact!.wanted, 'm/')).toBe(`('m/refund' & 'm/a1')`);
  expect(toTsquery(prefix!.wanted, 'm/')).toBe(`('m/refund':* & ('m/a1' | 'm/a1':* | ('m/a' & 'm/1':*)))`);
});

describe('slips', () => {
  it.each<[string, string, number]>([
    ['refund', 'refund', 0],
    ['refund', 'refnud', 1],
    ['refund', 'refun', 1],
    ['refund', 'rrefund', 1],
    ['refund', 'rebund', 1],
    ['customer', 'custmoers', 2],
    ['refund', 'reward', 3],
  ])('between %s and %s: %i', (one, other, slips) => {
    expect(slipsBetween(one, other, 2)).toBe(slips);
    expect(slipsBetween(other, one, 2)).toBe(slips);
    if (slips < 2) expect(slipsOf(one).some((slip) => slipsOf(other).includes(slip))).toBe(true);
  });

  it('corrects a long word twice, a short one once, and a known one never into itself', () => {
    expect(corrections('custmoers', ['customer', 'customers', 'costumes'])).toEqual(['customers', 'customer']);
    expect(corrections('jonh', ['john', 'joan', 'jane', 'jonh'])).toEqual(['john']);
  });
});

describe('snippets', () => {
  const marked = (text: string, query: string): { marks: string[]; text: string } => {
    const snippet = snippetOf(
      text,
      termsOf(query).flatMap((one) => one.needles),
    );
    return { text: snippet.text, marks: snippet.marks.map(([from, to]) => snippet.text.slice(from, to)) };
  };

  it.each<[string, string, string[]]>([
    ['I want a REFUND, a refund!', 'refund', ['REFUND', 'refund']],
    ['Frau Mu\u0308ller', 'müller', ['Mu\u0308ller']],
    ['😀 我要退款，退款', '退款', ['退款', '退款']],
    ['order A-20417', 'a20417', ['A-20417']],
    ['call +86 138-0013-8000', '8000', ['8000']],
    ['call 138-0013-8000 now', '13800138000', ['138-0013-8000']],
    ['refunds', 'refund', ['refund']],
    ['ﬁne', 'fi', ['ﬁ']],
    ['nothing', 'refund', []],
  ])('%j for %j marks %j', (text, query, marks) => expect(marked(text, query)).toEqual({ text, marks }));

  it('shows the piece around the first mark, and never half a character', () => {
    const { text, marks } = marked(`${'before and '.repeat(50)}the refund${' and 😀😀after'.repeat(50)}`, 'refund');
    expect(marks).toEqual(['refund']);
    expect(text).toMatch(/^….*the refund.*…$/);
    expect(text.length).toBeLessThanOrEqual(203);
    for (let n = 0; n < 8; n++) expect(snippetOf(`${'x'.repeat(n)}${'😀'.repeat(200)}`, []).text.isWellFormed()).toBe(true);
  });

  it('keeps a line to itself', () => expect(marked('one\nrefund\r\ntwo', 'refund').text).toBe('one refund  two'));
});

it('tells where each folded unit stood', () => {
  const origins: Origins = { from: [], to: [] };
  expect(fold('aﬃ退É', origins)).toBe('affi退e');
  expect(origins).toEqual({ from: [0, 1, 1, 1, 2, 3], to: [1, 2, 2, 2, 3, 4] });
});
