import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitReply } from './split-reply.js';

/** Own words, then what each mail program puts under them. */
const UNDERNEATH: [string, string][] = [
  ['Gmail en', 'On Fri, Nov 20, 2026 at 9:12 AM Demo Support <support@demo.test> wrote:\n\n> Hello\n> there'],
  ['Gmail en, wrapped', 'On Fri, Nov 20, 2026 at 9:12 AM Demo Support <support@demo.test>\nwrote:\n\n> Hello'],
  [
    'Gmail en, wrapped twice',
    'On Friday, November 20, 2026 at 9:12 AM Demo Support of the Demo Company\n<support@demo.test>\nwrote:\n> Hello',
  ],
  ['Apple en', 'On 20 Nov 2026, at 09:12, Demo Support <support@demo.test> wrote:\n\n> Hello'],
  ['163 in English', 'At 2026-11-20 09:12:00, "Demo Support" <support@demo.test> wrote:\n\n>Hello'],
  ['Outlook en', '-----Original Message-----\nFrom: Demo Support\nSent: Friday\nTo: Mei\nSubject: Order\n\nHello'],
  [
    'Outlook en, header block',
    'From: Demo Support <support@demo.test>\nSent: Friday, November 20, 2026 9:12 AM\nTo: Mei\nSubject: Order\n\nHello',
  ],
  ['Outlook en, bold marks', '*From:* Demo <support@demo.test>\n*Sent:* Friday\n*To:* Mei\n*Subject:* Order\n\nHello'],
  [
    'Outlook en, names without addresses',
    'From: Demo Support\nSent: Friday, November 20, 2026 9:12 AM\nTo: Mei Lin\nSubject: RE: Order',
  ],
  [
    'Outlook web rule',
    '________________________________\nFrom: Demo <support@demo.test>\nSent: Friday\nTo: Mei\nSubject: Order\n\nHi',
  ],
  [
    'QQ',
    '------------------ 原始邮件 ------------------\n发件人: "Demo" <support@demo.test>;\n发送时间: 2026年11月20日\n收件人: "梅";\n主题: 订单\n\n您好',
  ],
  ['QQ, no-break spaces', '------------------\u00a0原始邮件\u00a0------------------\n发件人:\u00a0"Demo"'],
  [
    'QQ in English',
    '------------------ Original ------------------\nFrom:  "Demo"<support@demo.test>;\nDate:  Fri\nTo:  "Mei";\nSubject:  Re',
  ],
  ['QQ block, full-width colons', '发件人：Demo <support@demo.test>\n发送时间：2026年11月20日\n收件人：梅\n主题：订单\n\n您好'],
  ['163', '在 2026-11-20 09:12:00，"Demo Support" <support@demo.test> 写道：\n\n> 您好'],
  ['163, no quote marks', '在 2026-11-20 09:12:00，"Demo Support" <support@demo.test> 写道：\n\n您好\n请问'],
  [
    '163, new client',
    '---- 回复的原邮件 ----\n| 发件人 | Demo<support@demo.test> |\n| 日期 | 2026年11月20日 |\n| 收件人 | 梅 |\n| 主题 | 订单 |\n您好',
  ],
  ['163, forwarded', '-------- 转发邮件信息 --------\n发件人："Demo" <support@demo.test>\n发送日期：2026-11-20\n主题：订单'],
  ['Apple zh', '在 2026年11月20日，上午9:12，Demo Support <support@demo.test> 写道：\n\n> 您好'],
  ['Gmail zh-CN', 'Demo Support <support@demo.test> 于2026年11月20日周五 09:12写道：\n\n> 您好'],
  ['Gmail zh-TW', 'Demo Support <support@demo.test> 於 2026年11月20日 週五 上午9:12寫道：\n\n> 您好'],
  ['Thunderbird zh', '在 2026/11/20 9:12, Demo Support 写道:\n> 您好'],
  ['Outlook zh, one line', '发件人: Demo 发送时间: 2026年11月20日 9:12 收件人: 梅 主题: 订单\n\n您好'],
  ['Outlook zh', '发件人: Demo <support@demo.test>\n发送时间: 2026年11月20日 9:12\n收件人: 梅\n抄送: Ana\n主题: 订单\n\n您好'],
  ['Outlook zh-TW', '寄件者: Demo <support@demo.test>\n寄件日期: 2026年11月20日\n收件者: 梅\n主旨: 訂單\n\n您好'],
  ['Outlook zh-TW, full width', '寄件者：Demo <support@demo.test>\n傳送時間：2026年11月20日\n收件者：梅\n主旨：訂單'],
  ['Apple de', 'Am 20.11.2026 um 09:12 schrieb Demo Support <support@demo.test>:\n\n> Hallo'],
  ['Gmail de, wrapped', 'Am Fr., 20. Nov. 2026 um 09:12 Uhr schrieb Demo Support <\nsupport@demo.test>:\n\n> Hallo'],
  [
    'Outlook de',
    'Von: Demo <support@demo.test>\nGesendet: Freitag, 20. November 2026 09:12\nAn: Mei\nBetreff: Bestellung\n\nHallo',
  ],
  ['Outlook de, dashes', '-----Ursprüngliche Nachricht-----\nVon: Demo\n\nHallo'],
  ['Gmail fr', 'Le ven. 20 nov. 2026 à 09:12, Demo Support <support@demo.test> a écrit :\n\n> Bonjour'],
  ['Outlook fr', 'De : Demo <support@demo.test>\nEnvoyé : vendredi 20 novembre 2026\nÀ : Mei\nObjet : Commande\n\nBonjour'],
  ['Gmail es', 'El vie, 20 nov 2026 a las 9:12, Demo Support (<support@demo.test>) escribió:\n\n> Hola'],
  ['Outlook es', 'De: Demo <support@demo.test>\nEnviado el: viernes, 20 de noviembre\nPara: Mei\nAsunto: Pedido\n\nHola'],
  ['Gmail ja', '2026年11月20日(金) 9:12 Demo Support <support@demo.test>:\n\n> こんにちは'],
  ['Apple ja', '2026/11/20 9:12、Demo Support <support@demo.test>のメール:\n\n> こんにちは'],
  ['Outlook ja', '差出人: Demo <support@demo.test>\n送信日時: 2026年11月20日\n宛先: 梅\n件名: 注文\n\nこんにちは'],
  ['forwarded', '---------- Forwarded message ---------\nFrom: Shop <s@shop.test>\nDate: Fri\nSubject: x\nTo: Mei\n\nHi'],
  ['Apple forwarded', 'Begin forwarded message:\n\nFrom: Shop <s@shop.test>\nSubject: x\nDate: Fri\nTo: Mei'],
  ['only a tail of quotes', '> Hello\n> there\n>\n> again'],
  ['Dutch, by the library', 'Op vr 20 nov. 2026 om 09:12 schreef Demo Support <support@demo.test>:\n\n> Hallo'],
  ['Polish, by the library', 'W dniu 20.11.2026 o 09:12, Demo Support pisze:\n> Witam'],
];

describe.each([
  ['en', 'Yes, please.\n\nThe number is 10023: check it.'],
  ['zh', '好的，请处理。\n\n订单号：10023'],
  ['one word', 'ok'],
])('own words in %s above', (_language, words) => {
  it.each(UNDERNEATH)('%s', (_program, old) => {
    expect(splitReply(`${words}\n\n${old}\n`)).toEqual({ reply: words, quoted: old, signature: null });
  });
});

describe('text that only resembles a quote stays', () => {
  it.each([
    'From: is the word I saw in the log.',
    'The parcel came From: Hamburg, Sent: never.',
    'From: Beijing\nTo: Shanghai\nDate: 20 May\nTwo tickets please.',
    'On the label somebody wrote:\nfragile',
    '在你们的网站上有人写道：很好用',
    '发件人: 这个字段在哪里？',
    '在吗？\n\n我想问一下订单。\n\n谢谢',
    'Steps:\n- first\n- second\n---\nthen it broke',
    'Regards are due to Ana, she wrote: all good',
    'Hello\n\nFrom: my order <10023>\n\nthe blue one is missing',
    'Von Anfang an: es ging nicht.\nAn: alle',
    '发自内心地感谢你们',
    'a\n\n------------------\nb\nc\nd\ne\nf\ng\nh',
    '> ',
  ])('%j', (text) => {
    expect(splitReply(text)).toEqual({ reply: text.trim(), quoted: null, signature: null });
  });
});

describe('answers below and between', () => {
  it('takes the answer from below the quote', () => {
    const got = splitReply('On 20 Nov 2026, Demo <support@demo.test> wrote:\n> Shall we?\n> Really?\n\nYes, do.\n');
    expect(got.reply).toBe('Yes, do.');
    expect(got.quoted).toBe('On 20 Nov 2026, Demo <support@demo.test> wrote:\n> Shall we?\n> Really?');
  });

  it('keeps answers between the lines together with what they answer', () => {
    const got = splitReply(
      'Hi,\n\nOn 20 Nov 2026, Demo <d@x.test> wrote:\n> Colour?\nRed.\n> Size?\nLarge.\n> Regards\n> Demo\n',
    );
    expect(got.reply).toBe('Hi,\n\n> Colour?\nRed.\n> Size?\nLarge.');
    expect(got.quoted).toContain('On 20 Nov 2026');
    expect(got.quoted).toContain('> Regards\n> Demo');
  });

  it('keeps Chinese answers between the lines', () => {
    const got = splitReply('在 2026-11-20 09:12:00，"Demo" <d@x.test> 写道：\n> 颜色？\n红色\n> 尺寸？\n大号\n');
    expect(got.reply).toBe('> 颜色？\n红色\n> 尺寸？\n大号');
  });
});

describe('signatures are set apart and kept', () => {
  it.each([
    ['Please call me.\n\n-- \nMei Lin\nShop Ltd', 'Please call me.', '-- \nMei Lin\nShop Ltd'],
    ['Please call me.\n\nSent from my iPhone', 'Please call me.', 'Sent from my iPhone'],
    ['Ok\n\nGet Outlook for iOS', 'Ok', 'Get Outlook for iOS'],
    ['好的\n\n发自我的iPhone', '好的', '发自我的iPhone'],
    ['好的\n\n从我的 iPhone 发送', '好的', '从我的 iPhone 发送'],
    ['好的\n\n来自QQ邮箱', '好的', '来自QQ邮箱'],
    ['好的\n\n------------------\n林梅\n上海', '好的', '------------------\n林梅\n上海'],
    ['Gut\n\nVon meinem iPhone gesendet', 'Gut', 'Von meinem iPhone gesendet'],
    ['Bien\n\nEnvoyé de mon iPhone', 'Bien', 'Envoyé de mon iPhone'],
    ['Bien\n\nEnviado desde mi iPhone', 'Bien', 'Enviado desde mi iPhone'],
    ['はい\n\niPhoneから送信', 'はい', 'iPhoneから送信'],
  ])('%j', (text, reply, signature) => {
    expect(splitReply(text)).toEqual({ reply, quoted: null, signature });
  });

  it('parts all three', () => {
    const got = splitReply('好的\n\n发自我的iPhone\n\n在 2026年11月20日，09:12，Demo <d@x.test> 写道：\n\n> 您好');
    expect(got).toMatchObject({ reply: '好的', signature: '发自我的iPhone' });
    expect(got.quoted).toContain('> 您好');
  });
});

describe('whatever the text', () => {
  const pieces = [
    ...[
      '',
      'hello',
      '> quoted',
      'On 20 Nov 2026, A <a@b.test> wrote:',
      '-- ',
      'From: a <a@b.test>',
      'Sent: x',
      'To: y',
      'Subject: z',
    ],
    ...[
      '发件人：甲 <a@b.test>',
      '主题：乙',
      '收件人：丙',
      '------------------ 原始邮件 ------------------',
      'Sent from my iPhone',
      '写道：',
      '---',
      '\r',
    ],
  ];
  const mails = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 14 }).map((lines) => lines.join('\n'));
  const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

  it('is never cut to nothing', () => {
    fc.assert(
      fc.property(mails, (text) => (splitReply(text).reply === '') === (text.trim() === '')),
      { seed: 7, numRuns: 2_000 },
    );
  });

  it('loses no word', () => {
    const kept = (text: string): boolean => {
      const { reply, quoted, signature } = splitReply(text);
      const all = words([reply, quoted, signature].join('\n'));
      return words(text).every((word) => all.includes(word));
    };
    fc.assert(fc.property(mails, kept), { seed: 11, numRuns: 2_000 });
  });
});
