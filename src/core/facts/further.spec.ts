import { describe, expect, it } from '@jest/globals';
import { readFacts, SCAN_LIMIT } from './extract.js';

const found = (text: string): string[] => readFacts(text).map(({ kind, value }) => `${kind} ${value}`);

describe('readFacts', () => {
  it.each([
    ['I bought it on 2024-01-15', 'purchase_date 2024-01-15'],
    ['ordered on 3 March 2024, thanks', 'purchase_date 2024-03-03'],
    ['it arrived on May 3rd, 2024', 'delivery_date 2024-05-03'],
    ['I was born on 07.11.1990', 'birth_date 1990-11-07'],
    ['我是2024年1月15日下单的', 'purchase_date 2024-01-15'],
    ['2024年1月20号收到的', 'delivery_date 2024-01-20'],
    ['the meeting of 25/12/2024', 'date 2024-12-25'],
    ['I paid 1,234.56 EUR', 'amount 1234.56 EUR'],
    ['es waren 1.234,50 €', 'amount 1234.50 EUR'],
    ['it cost $49', 'amount 49 USD'],
    ['一共付了3500元', 'amount 3500 CNY'],
    ['扣了￥99.9', 'amount 99.90 CNY'],
    ['error code 0x80070005 again', 'error_code 0x80070005'],
    ['it says Error: E-101', 'error_code E-101'],
    ['It shows error E-1234', 'error_code E-1234'],
    ['错误代码 E-1234', 'error_code E-1234'],
    ['错误代码E05', 'error_code E05'],
    ['I see error ERR_CONNECTION_RESET', 'error_code ERR_CONNECTION_RESET'],
    ['the app is version 2.3.1', 'version 2.3.1'],
    ['on iOS 17.2 it crashes', 'version 17.2'],
    ['系统版本是3.0.2', 'version 3.0.2'],
    ['my model is X-200', 'product X-200'],
    ['型号：TL300', 'product TL300'],
    ['send it to 12 High Street, Flat 3, London', 'address 12 High Street, Flat 3, London'],
    ['Ich wohne in der Hauptstraße 5, 10115 Berlin', 'address Hauptstraße 5, 10115 Berlin'],
    ['我的地址是上海市浦东新区世纪大道100号5楼', 'address 上海市浦东新区世纪大道100号5楼'],
    ['地址是台北市信義區市府路45號', 'address 台北市信義區市府路45號'],
    ['I live at 221B Baker St, London', 'address 221B Baker St, London'],
  ])('%j holds %s', (text, fact) => expect(found(text)).toEqual([fact]));

  it.each([
    'I will be there tomorrow at 3',
    '03/04/2024 is which day?',
    '2024-13-45',
    'order 2 pizzas for 4 people',
    'the new version is great',
    'there was an error',
    'my street is noisy',
    'I tried 3 times',
    '请尽快处理，谢谢',
    '型号不对',
  ])('%j holds nothing', (text) => expect(found(text)).toEqual([]));

  it('reads each stretch once, numbers of people and work first', () => {
    const text = 'Order A-20417 of 2024-01-15, paid 20 EUR, mail mei@shop.test';
    expect(found(text)).toEqual(['order_number A-20417', 'purchase_date 2024-01-15', 'amount 20 EUR', 'email mei@shop.test']);
    for (const { raw, index } of readFacts(text)) expect(text.slice(index, index + raw.length)).toBe(raw);
  });

  it.each([
    '1',
    '1.',
    '1,',
    '2024-',
    '1 A',
    '12 Aa ',
    'Aa ',
    '市',
    '上海市',
    '路',
    '路1',
    '错误',
    'error ',
    'v1.',
    '$1',
    '1 元',
    '型号',
    'model A',
    'Aa-',
  ])('is not slowed down by %j over and over', (unit) => {
    const time = (length: number): number => {
      const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      const started = process.hrtime.bigint();
      readFacts(text);
      return Number(process.hrtime.bigint() - started) / 1e6;
    };
    time(SCAN_LIMIT);
    expect(time(SCAN_LIMIT)).toBeLessThan(700);
  });
});
