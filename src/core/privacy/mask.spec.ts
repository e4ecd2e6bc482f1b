import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { luhn } from './find-cards.js';
import { type MaskedKind, MASKED_KINDS, USUALLY_MASKED } from './findings.js';
import { maskDeep, type Masked, maskText } from './mask.js';
import { processorClock } from '../../../test/support/processor-time.js';

const mask = (text: string): string => maskText(text, MASKED_KINDS).text;

/** Text, and what is left of it. */
const veiled: [string, string, ...MaskedKind[]][] = [
  ['4111111111111111', '••••••••••••1111', 'card'],
  ['my card is 4111 1111 1111 1111 ok?', 'my card is •••• •••• •••• 1111 ok?', 'card'],
  ['4111-1111-1111-1111', '••••-••••-••••-1111', 'card'],
  ['4111.1111.1111.1111', '••••.••••.••••.1111', 'card'],
  ['4111–1111–1111–1111', '••••–••••–••••–1111', 'card'],
  ['4111\u00a01111\u00a01111\u00a01111', '••••\u00a0••••\u00a0••••\u00a01111', 'card'],
  ['4111\u200b1111\u200b1111\u200b1111', '••••\u200b••••\u200b••••\u200b1111', 'card'],
  ['4111　1111　1111　1111', '••••　••••　••••　1111', 'card'],
  ['4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1', '• • • • • • • • • • • • 1 1 1 1', 'card'],
  ['４１１１１１１１１１１１１１１１', '••••••••••••１１１１', 'card'],
  ['４１１１ １１１１ １１１１ １１１１', '•••• •••• •••• １１１１', 'card'],
  ['٤١١١١١١١١١١١١١١١', '••••••••••••١١١١', 'card'],
  ['我的卡号是4111111111111111谢谢', '我的卡号是••••••••••••1111谢谢', 'card'],
  ['卡号：6222 0212 3456 7890 128，请查', '卡号：•••• •••• •••• •••0 128，请查', 'card'],
  ['银联6250946000000016', '银联••••••••••••0016', 'card'],
  ['5555555555554444', '••••••••••••4444', 'card'],
  ['2223003122003222', '••••••••••••3222', 'card'],
  ['378282246310005', '•••••••••••0005', 'card'],
  ['3782 822463 10005', '•••• ••••••• 0005'.replace('••••••• 0005', '•••••• •0005'), 'card'],
  ['30569309025904', '••••••••••5904', 'card'],
  ['6011111111111117', '••••••••••••1117', 'card'],
  ['3530111333300000', '••••••••••••0000', 'card'],
  ['2201382000000013', '••••••••••••0013', 'card'],
  ['4222222222222', '•••••••••2222', 'card'],
  ['1. 4111111111111111', '1. ••••••••••••1111', 'card'],
  ['Visa4111111111111111', 'Visa••••••••••••1111', 'card'],
  ['(4111111111111111)', '(••••••••••••1111)', 'card'],
  ['4111111111111111,5555555555554444', '••••••••••••1111,••••••••••••4444', 'card', 'card'],
  ['4111111111111111 5555555555554444', '••••••••••••1111 ••••••••••••4444', 'card', 'card'],
  ['4111111111111111 12/27 123', '••••••••••••1111 12/27 •••', 'card', 'cvv'],
  ['4111 1111 1111 1111 exp 12/2027 cvv 123', '•••• •••• •••• 1111 exp 12/2027 cvv •••', 'card', 'cvv'],
  ['4111 1111\n1111 1111', '•••• ••••\n•••• 1111', 'card'],
  ['my card is 4111 1111 1111\r\n1111, thanks', 'my card is •••• •••• ••••\r\n1111, thanks', 'card'],
  ['41111111\n11111111', '••••••••\n••••1111', 'card'],
  ['4111-1111-\n1111-1111', '••••-••••-\n••••-1111', 'card'],
  ['> 4111 1111\n> 1111 1111', '> •••• ••••\n> •••• 1111', 'card'],
  ['卡号：6222 0212 3456\n7890 128', '卡号：•••• •••• ••••\n•••0 128', 'card'],
  ['CVV: 123', 'CVV: •••', 'cvv'],
  ['cvc is 1234', 'cvc is ••••', 'cvv'],
  ['the security code is 987.', 'the security code is •••.', 'cvv'],
  ['card verification number 321', 'card verification number •••', 'cvv'],
  ['安全码是123', '安全码是•••', 'cvv'],
  ['安全码：１２３', '安全码：•••', 'cvv'],
  ['背面三位数字 456', '背面三位数字 •••', 'cvv'],
  ['卡背后三位是789', '卡背后三位是•••', 'cvv'],
  ['my password is hunter2', 'my password is ••••••', 'password'],
  ['password: correcthorse', 'password: ••••••', 'password'],
  ['Password = Tr0ub4dor&3!', 'Password = ••••••!', 'password'],
  ['pwd=abc123', 'pwd=••••••', 'password'],
  ['my password is "sunshine" ok', 'my password is "••••••" ok', 'password'],
  ['My password is sunshine.', 'My password is ••••••.', 'password'],
  ['the password for the shop is hunter22 please', 'the password for the shop is •••••• please', 'password'],
  ['Mein Passwort ist geheim99', 'Mein Passwort ist ••••••', 'password'],
  ['my PIN is 4711', 'my PIN is ••••••', 'password'],
  ['pin code: 123456', 'pin code: ••••••', 'password'],
  ['my password: correct horse battery', 'my password: ••••••', 'password'],
  ['my password is: correct horse battery staple', 'my password is: ••••••', 'password'],
  ['my password is correct horse battery staple', 'my password is ••••••', 'password'],
  ['password: purple monkey\nmy order is A-1', 'password: ••••••\nmy order is A-1', 'password'],
  ['password: purple monkey. My order is A-1', 'password: ••••••. My order is A-1', 'password'],
  ['password: "correct horse" ok', 'password: "••••••" ok', 'password'],
  ['password: hunter2 and my order is late', 'password: •••••• and my order is late', 'password'],
  ['passphrase = four little words here', 'passphrase = ••••••', 'password'],
  ['密码：correct horse battery', '密码：••••••', 'password'],
  ['密码: correct horse battery，谢谢', '密码: ••••••，谢谢', 'password'],
  ['密码：hunter2 谢谢', '密码：•••••• 谢谢', 'password'],
  ['密码：我爱北京天安门', '密码：••••••', 'password'],
  ['密码是abc123', '密码是••••••', 'password'],
  ['密码：P@ssw0rd，谢谢', '密码：••••••，谢谢', 'password'],
  ['我的密码就是 888888。', '我的密码就是 ••••••。', 'password'],
  ['登录密码为qwerty', '登录密码为••••••', 'password'],
  ['口令: letmein', '口令: ••••••', 'password'],
  [`my key is ${'sk_'}live_abcdefghij1234567890`, 'my key is ••••••', 'key'],
  [`token ${'gh'}p_abcdefghijklmnopqrstuvwxyz0123456789`, 'token ••••••', 'key'],
  ['AKIAIOSFODNN7EXAMPLE', '••••••', 'key'],
  ['Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc', 'Authorization: Bearer ••••••', 'key'],
  ['api key: 0123456789abcdef0123', 'api key: ••••••', 'key'],
  ['DE89 3704 0044 0532 0130 00', '•••• •••• •••• •••• ••30 00', 'iban'],
  ['GB82WEST12345698765432', '••••••••••••••••••5432', 'iban'],
];

/** What must come through as it was written. */
const untouched = [
  'My order A-20417 is late',
  'order 2026112200012345',
  'order 20261122000123456',
  'Order number 1234567890123',
  '订单号 20261122065729001234',
  '订单号是202611221234567890',
  'invoice RE-2026-0001234567890',
  'tracking SF1234567890123',
  'tracking JD4111111111111111',
  'tracking 1Z999AA10123456784',
  '单号YT7512345678901',
  '+86 138 0013 8000',
  '+8613800138000',
  '8613800138000',
  '0086 138 0013 8000',
  '13800138000',
  '138 0013 8000, 139 0013 9000',
  '13800138000 13900139000',
  '010-85261234',
  '+49 1512 3456789',
  '+49 4111 1111111',
  '+1 (415) 555-2671',
  '+44 20 7946 0958',
  '1732258447000',
  '2026-11-22 06:57:29.123456',
  '2026-11-22 06:57 to 2026-11-23 18:00',
  '192.168.100.200 10.0.0.1',
  '4111111111111112',
  '1234567812345678',
  '0000000000000000',
  '42000012342026112212345678901234',
  'https://shop.test/items/019f0000-0000-7000-8000-000000000000',
  'I paid 4,111.11 and 1,111.11 and 111.11',
  'my password is not working',
  'the password is wrong',
  'my password is expired',
  'password is required',
  'Is the password being changed?',
  'How do I reset my password?',
  'password: https://shop.test/reset',
  'Password: how do I change it?',
  'password: not working since yesterday',
  'Password: I forgot it and cannot log in',
  'password: wrong again',
  'password: ••••••',
  '密码：忘记了，怎么办',
  '密码：输入后没有反应',
  '13800138000\n13900139000',
  '20261122\n20261123\n20261124',
  '4111 1111\n\n1111 1111',
  '4111\n1111\n1111\n1111',
  '密码是什么？',
  '密码是错的',
  '忘记密码了怎么办',
  '我的密码不对',
  'shipping 4711 boxes',
  'the pin is broken',
  'a security code was sent to me',
  '安全码在哪里',
  '后三位同事',
  'the token expired yesterday',
  'secret santa is on 24 December',
  'api key please',
  'risk-free, task-oriented',
  'DE00 3704 0044 0532 0130 00',
  'passenger 12 of 300',
  '',
  '•••• •••• •••• 1111',
];

describe('what is veiled before it is stored', () => {
  it.each(veiled)('%s', (text, left, ...kinds) => {
    const { text: masked, masked: told } = maskText(text, MASKED_KINDS);
    expect([masked, told.map((one) => one.kind)]).toEqual([left, kinds]);
    expect(mask(masked)).toBe(masked);
  });
  it.each(untouched)('leaves %p', (text) => expect(mask(text)).toBe(text));
  it('is tried on enough', () => expect(veiled.length + untouched.length).toBeGreaterThanOrEqual(80));

  it('says of a number its last four digits', () => {
    expect(maskText('4111 1111 1111 1111, cvv 123', USUALLY_MASKED).masked).toEqual([
      { kind: 'card', last4: '1111' },
      { kind: 'cvv' },
    ]);
  });
  it('looks for no more than the kinds that are switched on', () => {
    expect(maskText('4111111111111111 cvv 123', ['cvv']).text).toBe('4111111111111111 cvv •••');
    expect(maskText('DE89370400440532013000', USUALLY_MASKED).masked).toEqual([]);
    expect(maskText('4111111111111111', []).text).toBe('4111111111111111');
  });
});

describe('in documents', () => {
  it('veils what HTML cuts into pieces, and keeps the HTML', () => {
    const html = '<p>4111 <b>1111</b>&nbsp;1111<span class="x4">1111</span></p>';
    expect(maskText(html, USUALLY_MASKED, true).text).toBe('<p>•••• <b>••••</b>&nbsp;••••<span class="x4">1111</span></p>');
  });
  it('veils what goes over the end of a line of HTML', () => {
    expect(maskText('4111 1111<br>\n1111 1111', USUALLY_MASKED, true).text).toBe('•••• ••••<br>\n•••• 1111');
    expect(maskText('<p>password: correct horse battery</p>', USUALLY_MASKED, true).text).toBe('<p>password: ••••••</p>');
  });
  it('reaches every text and no id', () => {
    const told: Masked[] = [];
    const content = { a: ['4111111111111111'], b: { c: 'password: abc123' }, externalId: '4111111111111111', n: 3, d: null };
    expect(maskDeep(content, USUALLY_MASKED, told)).toEqual({
      ...{ a: ['••••••••••••1111'], b: { c: 'password: ••••••' }, externalId: '4111111111111111', n: 3, d: null },
    });
    expect(told).toHaveLength(2);
  });
});

/** Begins as a scheme does, is as long as it may be, and ends with the right check digit. */
const cards = fc
  .tuple(
    fc.constantFrom(
      ['4', 16],
      ['4', 13],
      ['4', 19],
      ['51', 16],
      ['55', 16],
      ['2221', 16],
      ['34', 15],
      ['37', 15],
      ['62', 16],
      ['62', 19],
      ['6011', 16],
      ['3528', 16],
      ['36', 14],
      ['2200', 16],
      ['50', 13],
      ['67', 18],
    ) as fc.Arbitrary<[string, number]>,
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 19, maxLength: 19 }),
  )
  .map(([[head, length], rest]) => {
    const body = [...[...head].map(Number), ...rest].slice(0, length - 1);
    const check = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((digit) => luhn([...body, digit]))!;
    return [...body, check].join('');
  });

it('no card survives, however it is grouped and whatever stands around it', () => {
  const around = fc.constantFrom('', ' ', 'card ', '卡号', '：', '\n', 'a, ', 'Nr. ', '(');
  const gap = fc.constantFrom('', '', '', ' ', '-', ' - ', '.', '\u00a0', '\u200b');
  const written = fc.tuple(cards, fc.array(gap, { minLength: 19, maxLength: 19 }), fc.boolean()).map(([card, gaps, wide]) => ({
    card,
    text: [...card]
      .map(
        (sign, index) =>
          (wide ? String.fromCharCode(0xff10 + Number(sign)) : sign) + (index < card.length - 1 ? gaps[index]! : ''),
      )
      .join(''),
  }));
  fc.assert(
    fc.property(around, written, around, (before, { card, text }, after) => {
      const digits = mask(before + text + after).replace(/[^0-9０-９]/g, '');
      expect(digits.length).toBeLessThanOrEqual(4);
      expect(card.endsWith(digits.replace(/[０-９]/g, (sign) => String(sign.charCodeAt(0) - 0xff10)))).toBe(true);
    }),
    { numRuns: 1000, seed: 7 },
  );
});

it('is quick, also with what is made to be slow', () => {
  const nasty = [
    '1 '.repeat(50_000),
    '4'.repeat(100_000),
    '41-'.repeat(30_000),
    'password '.repeat(10_000),
    'DE12 '.repeat(20_000),
    '<b'.repeat(50_000),
  ];
  const spent = processorClock();
  for (const text of nasty) maskText(text, MASKED_KINDS, true);
  for (let n = 0; n < 20_000; n++)
    maskText('Good morning, my order A-20417 has not arrived yet. Where is it? 谢谢您的帮助', USUALLY_MASKED);
  expect(spent()).toBeLessThan(3_000);
});
