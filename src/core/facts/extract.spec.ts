import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { extractFacts, SCAN_LIMIT } from './extract.js';

const found = (text: string, defaultCountry?: string): string[] =>
  extractFacts(text, { defaultCountry }).map(({ kind, value }) => `${kind} ${value}`);

describe('extractFacts', () => {
  it.each([
    ['My order A-20417 has not arrived', 'order_number A-20417'],
    ['order number: ORD-2024-000123.', 'order_number ORD-2024-000123'],
    ['Order no. 4711', 'order_number 4711'],
    ['order #10234', 'order_number 10234'],
    ['It is about #10234, please', 'order_number 10234'],
    ['Please track order A-20417', 'order_number A-20417'],
    ['my order (#10234)', 'order_number 10234'],
    ['my order is 20417', 'order_number 20417'],
    ['ord-2024-000123 is late', 'order_number ORD-2024-000123'],
    ['where is SO-445566?', 'order_number SO-445566'],
    ['Order ID (A20417)', 'order_number A20417'],
    ['my order number is a-20417', 'order_number A-20417'],
    ['订单号 12345678', 'order_number 12345678'],
    ['我的订单号是12345678，还没收到', 'order_number 12345678'],
    ['订单编号：ORD-2024-000123', 'order_number ORD-2024-000123'],
    ['订单号：１２３４５６７８', 'order_number 12345678'],
    ['订单A-20417什么时候发货', 'order_number A-20417'],
    ['单号 20240117001', 'order_number 20240117001'],
    ['A‑20417 with a typographic hyphen', 'order_number A-20417'],
    ['invoice INV-2024-001', 'invoice_number INV-2024-001'],
    ['Please resend invoice no. 88412', 'invoice_number 88412'],
    ['INV-00917 was paid twice', 'invoice_number INV-00917'],
    ['发票号码：04403220', 'invoice_number 04403220'],
    ['write to Mei.Lin@Example.com.', 'email mei.lin@example.com'],
    ['我的邮箱是mei@example.com谢谢', 'email mei@example.com'],
    ['<mei+shop@mail.example.co.uk>', 'email mei+shop@mail.example.co.uk'],
    ['call +86 138 0013 8000', 'phone +8613800138000'],
    ['(+44 20 7946 0958)', 'phone +442079460958'],
    ['我的手机13800138000', 'phone +8613800138000'],
    ['电话：138-0013-8000', 'phone +8613800138000'],
    ['电话 138 0013 8000，2024年1月15日买的', 'phone +8613800138000'],
    ['My number is 138 0013 8000, thanks', 'phone +8613800138000'],
    ['訂單編號：ORD-2024-000123', 'order_number ORD-2024-000123'],
    ['我的電話是13800138000', 'phone +8613800138000'],
  ])('%j holds %s', (text, fact) => {
    expect(found(text)).toEqual([fact]);
  });

  it('reads a national number in the given country', () => {
    expect(found('call me at (415) 555-2671 today', 'US')).toEqual(['phone +14155552671']);
    expect(found('call me at (415) 555-2671 today')).toEqual([]);
  });

  it.each([
    'I ordered on 2024-01-15 and paid 2024-02-01',
    'order 2024-01-15',
    'delivered 15.01.2024 at 14:30',
    'it cost $1234.56, or 1,234.56 EUR',
    'order 12345.67',
    'I want to order 15000 units',
    'order was 25000 dollars',
    'I live in 10115 Berlin, D-10115 Berlin, CH-8001 Zürich, A-1010 Wien, CA-90210',
    'zip 90210-1234',
    'we follow ISO-9001 and RFC-2822 since FY-2024',
    'the year was Q4-2024',
    'issue #1234 and ticket #98765',
    'ticket AB-12345, colour #123456, room #4711',
    'in order to pay',
    'order 2 pizzas',
    '@mei on the forum, mei@localhost',
    '订单金额 12345.00 元',
    '订单日期 2024年01月15日',
    '订单2024-01-15下的',
    '我买了12345678元的东西',
    '快递单号 75312345678901',
    '工单号 20417',
    '邮编 200000，上海',
    '一共 3500 元',
    '身份证 110101199003078515',
    'version 1.2.3.4 at 192.168.100.200',
    '',
  ])('%j holds nothing', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('finds several in the order they stand, each once, with index and the text as written', () => {
    const text = 'Mei here (mei@example.com, +86 138 0013 8000): order a-20417, again A-20417, invoice #88412';
    const facts = extractFacts(text);
    expect(facts.map(({ value }) => value)).toEqual(['mei@example.com', '+8613800138000', 'A-20417', '88412']);
    for (const { raw, index } of facts) expect(text.slice(index, index + raw.length)).toBe(raw);
    expect(facts[2]).toMatchObject({ raw: 'a-20417', kind: 'order_number', confidence: 0.75 });
  });

  it('finds both of two lone ones', () => {
    expect(found('orders A-20417 and A-20418')).toEqual(['order_number A-20417', 'order_number A-20418']);
    expect(found('订单号A-20417、A-20418')).toEqual(['order_number A-20417', 'order_number A-20418']);
  });

  it('trusts a named number more than a lone one', () => {
    const confidence = (text: string): number => extractFacts(text)[0]?.confidence ?? 0;
    expect(confidence('order number A-20417')).toBeGreaterThan(confidence('order A-20417'));
    expect(confidence('order A-20417')).toBeGreaterThan(confidence('A-20417'));
  });

  it('stops reading at the limit', () => {
    expect(found(' '.repeat(SCAN_LIMIT) + 'order number A-20417')).toEqual([]);
    expect(found(' '.repeat(SCAN_LIMIT - 30) + 'order number A-20417')).toEqual(['order_number A-20417']);
  });

  it('holds its shape for any text', () => {
    const words = fc.constantFrom(
      'order ',
      '订单号',
      '#',
      'A-20417',
      '12345',
      ' ',
      '-',
      '.',
      '@',
      'a',
      '+86',
      '発',
      '（',
      '１２３',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        for (const { raw, index, value, confidence } of extractFacts(text)) {
          expect(text.slice(index, index + raw.length)).toBe(raw);
          expect(value).not.toBe('');
          expect(confidence > 0 && confidence <= 1).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  /** Linear time: four times the text may not take anything like sixteen times the steps. Counted generously, in wall time. */
  it.each([
    '1',
    '-',
    'a',
    'A-1',
    '1 ',
    '1-',
    '(1',
    'a@',
    'a.',
    'a@a.',
    'order ',
    '订单',
    '订单号 ',
    '#1',
    '+1 ',
    'order no ',
    'ORD-1-',
    '1(',
  ])('is not slowed down by %j over and over', (unit) => {
    const time = (length: number): number => {
      const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      const started = process.hrtime.bigint();
      extractFacts(text);
      return Number(process.hrtime.bigint() - started) / 1e6;
    };
    time(SCAN_LIMIT);
    expect(time(SCAN_LIMIT)).toBeLessThan(500);
  });
});
