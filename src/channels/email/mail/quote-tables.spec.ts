import { describe, expect, it } from '@jest/globals';
import { splitReply } from './split-reply.js';

const own = 'My own words.';
const old = 'Old words of ours.';
const under = (...head: string[]): string => [own, '', ...head, '', old].join('\n');
const quotedUnder = (...head: string[]): string => [own, '', ...head, `> ${old}`].join('\n');

/** The head that each mail program puts over what it answers, as it writes it in each language. */
describe('earlier mail is told from new words', () => {
  it.each<[string, string]>([
    [
      'Outlook en',
      under(
        'From: Support <support@demo.test>',
        'Sent: Friday, November 20, 2026 9:12 AM',
        'To: Mei <mei@shop.test>',
        'Subject: Order',
      ),
    ],
    [
      'Outlook en, rule above',
      under(
        '________________________________',
        'From: Support <support@demo.test>',
        'Sent: Friday, November 20, 2026 9:12:00 AM',
        'To: Mei',
        'Subject: Order',
      ),
    ],
    [
      'Outlook zh-CN',
      under('发件人: Support <support@demo.test>', '发送时间: 2026年11月20日 9:12', '收件人: Mei <mei@shop.test>', '主题: 订单'),
    ],
    [
      'Outlook zh-CN, new',
      under(
        '发件人：Support <support@demo.test>',
        '日期：星期五, 2026年11月20日 09:12',
        '收件人：Mei <mei@shop.test>',
        '主题：订单',
      ),
    ],
    [
      'Outlook zh-TW',
      under(
        '寄件者: Support <support@demo.test>',
        '寄件日期: 2026年11月20日 上午 09:12',
        '收件者: Mei <mei@shop.test>',
        '主旨: 訂單',
      ),
    ],
    [
      'Outlook de',
      under(
        'Von: Support <support@demo.test>',
        'Gesendet: Freitag, 20. November 2026 09:12',
        'An: Mei <mei@shop.test>',
        'Betreff: Bestellung',
      ),
    ],
    [
      'Outlook fr',
      under(
        'De : Support <support@demo.test>',
        'Envoyé : vendredi 20 novembre 2026 09:12',
        'À : Mei <mei@shop.test>',
        'Objet : Commande',
      ),
    ],
    [
      'Outlook es',
      under(
        'De: Support <support@demo.test>',
        'Enviado el: viernes, 20 de noviembre de 2026 9:12',
        'Para: Mei <mei@shop.test>',
        'Asunto: Pedido',
      ),
    ],
    [
      'Outlook pt',
      under(
        'De: Support <support@demo.test>',
        'Enviado: sexta-feira, 20 de novembro de 2026 09:12',
        'Para: Mei <mei@shop.test>',
        'Assunto: Pedido',
      ),
    ],
    [
      'Outlook pt, em',
      under(
        'De: Support <support@demo.test>',
        'Enviada em: sexta-feira, 20 de novembro de 2026 09:12',
        'Para: Mei <mei@shop.test>',
        'Assunto: Pedido',
      ),
    ],
    [
      'Outlook it',
      under(
        'Da: Support <support@demo.test>',
        'Inviato: venerdì 20 novembre 2026 09:12',
        'A: Mei <mei@shop.test>',
        'Oggetto: Ordine',
      ),
    ],
    [
      'Outlook ja',
      under('差出人: Support <support@demo.test>', '送信日時: 2026年11月20日 9:12', '宛先: Mei <mei@shop.test>', '件名: 注文'),
    ],
    [
      'Outlook ko',
      under(
        '보낸 사람: Support <support@demo.test>',
        '보낸 날짜: 2026년 11월 20일 금요일 오전 9:12',
        '받는 사람: Mei <mei@shop.test>',
        '제목: 주문',
      ),
    ],
    [
      'Outlook ru',
      under('От: Support <support@demo.test>', 'Отправлено: 20 ноября 2026 г. 9:12', 'Кому: Mei <mei@shop.test>', 'Тема: Заказ'),
    ],
    [
      'Outlook nl',
      under(
        'Van: Support <support@demo.test>',
        'Verzonden: vrijdag 20 november 2026 09:12',
        'Aan: Mei <mei@shop.test>',
        'Onderwerp: Bestelling',
      ),
    ],
    [
      'Outlook pl',
      under(
        'Od: Support <support@demo.test>',
        'Wysłano: piątek, 20 listopada 2026 09:12',
        'Do: Mei <mei@shop.test>',
        'Temat: Zamówienie',
      ),
    ],
    [
      'Outlook bold',
      under(
        '*From:* Support <support@demo.test>',
        '*Sent:* Friday, November 20, 2026 9:12 AM',
        '*To:* Mei <mei@shop.test>',
        '*Subject:* Order',
      ),
    ],
    [
      'QQ',
      under(
        '------------------ 原始邮件 ------------------',
        '发件人: "Support"<support@demo.test>;',
        '发送时间: 2026年11月20日(星期五) 上午9:12',
        '收件人: "Mei"<mei@shop.test>;',
        '主题: 订单',
      ),
    ],
    [
      'QQ en',
      under(
        '------------------ Original ------------------',
        'From: "Support"<support@demo.test>;',
        'Date: Fri, Nov 20, 2026 09:12 AM',
        'To: "Mei"<mei@shop.test>;',
        'Subject: Order',
      ),
    ],
    [
      'QQ phone',
      under(
        '---原始邮件---',
        '发件人:"Support"<support@demo.test>',
        '发送时间:2026年11月20日(星期五) 上午9:12',
        '收件人:"Mei"<mei@shop.test>;',
        '主题:订单',
      ),
    ],
    ['163', under('在 2026-11-20 09:12:00，"Support" <support@demo.test> 写道：')],
    ['163, at', under('At 2026-11-20 09:12:00, "Support" <support@demo.test> wrote:')],
    [
      '163 phone',
      under(
        '---- 回复的原邮件 ----',
        '| 发件人 | Support<support@demo.test> |',
        '| 发送日期 | 2026年11月20日 09:12 |',
        '| 收件人 | Mei<mei@shop.test> |',
        '| 主题 | 订单 |',
      ),
    ],
    ['Foxmail', under('发件人： Support', '发送时间： 2026-11-20 09:12', '收件人： mei', '主题： 订单')],
    ['Foxmail en', under('From: Support', 'Date: 2026-11-20 09:12', 'To: mei@shop.test', 'Subject: Order')],
    [
      'Sina',
      under(
        '----- 原始邮件 -----',
        '发件人：support@demo.test',
        '收件人：mei@shop.test',
        '主题：订单',
        '日期：2026年11月20日 09点12分',
      ),
    ],
    ['Gmail en', quotedUnder('On Fri, Nov 20, 2026 at 9:12 AM Support <support@demo.test> wrote:', '')],
    ['Gmail en, wrapped', quotedUnder('On Fri, Nov 20, 2026 at 9:12 AM Support <', 'support@demo.test> wrote:', '')],
    ['Gmail zh-CN', quotedUnder('Support <support@demo.test> 于2026年11月20日周五 09:12写道：', '')],
    ['Gmail zh-TW', quotedUnder('Support <support@demo.test> 於 2026年11月20日 週五 上午9:12寫道：', '')],
    ['Gmail de', quotedUnder('Am Fr., 20. Nov. 2026 um 09:12 Uhr schrieb Support <support@demo.test>:', '')],
    ['Gmail fr', quotedUnder('Le ven. 20 nov. 2026 à 09:12, Support <support@demo.test> a écrit :', '')],
    ['Gmail es', quotedUnder('El vie, 20 nov 2026 a las 9:12, Support (<support@demo.test>) escribió:', '')],
    ['Gmail pt', quotedUnder('Em sex., 20 de nov. de 2026 às 09:12, Support <support@demo.test> escreveu:', '')],
    ['Gmail it', quotedUnder('Il giorno ven 20 nov 2026 alle ore 09:12 Support <support@demo.test> ha scritto:', '')],
    ['Gmail ja', quotedUnder('2026年11月20日(金) 9:12 Support <support@demo.test>:', '')],
    ['Gmail ko', quotedUnder('2026년 11월 20일 (금) 오전 9:12, Support <support@demo.test>님이 작성:', '')],
    ['Gmail ru', quotedUnder('пт, 20 нояб. 2026 г. в 09:12, Support <support@demo.test>:', '')],
    ['Gmail nl', quotedUnder('Op vr 20 nov 2026 om 09:12 schreef Support <support@demo.test>:', '')],
    ['Gmail pl', quotedUnder('pt., 20 lis 2026 o 09:12 Support <support@demo.test> napisał(a):', '')],
    ['Apple en', quotedUnder('> On 20 Nov 2026, at 09:12, Support <support@demo.test> wrote:', '> ')],
    ['Apple zh', quotedUnder('> 在 2026年11月20日，09:12，Support <support@demo.test> 写道：', '> ')],
    ['Apple de', quotedUnder('> Am 20.11.2026 um 09:12 schrieb Support <support@demo.test>:', '> ')],
    ['Apple ja', quotedUnder('> 2026/11/20 9:12、Support <support@demo.test>のメール:', '> ')],
    ['Apple ko', quotedUnder('> 2026. 11. 20. 오전 9:12, Support <support@demo.test> 작성:', '> ')],
    ['Apple ru', quotedUnder('> 20 нояб. 2026 г., в 09:12, Support <support@demo.test> написал(а):', '> ')],
    ['Yahoo en', under('On Friday, November 20, 2026 at 09:12:00 AM GMT+8, Support <support@demo.test> wrote:')],
    ['Yahoo es', under('    El viernes, 20 de noviembre de 2026, 09:12:00 CET, Support <support@demo.test> escribió:')],
    [
      'Yahoo Japan',
      quotedUnder(
        '----- Original Message -----',
        'From: Support <support@demo.test>',
        'To: mei@shop.test',
        'Date: 2026/11/20, Fri 09:12',
        'Subject: Order',
      ),
    ],
    ['Thunderbird', quotedUnder('On 20/11/2026 09:12, Support wrote:')],
    ['Thunderbird ru', quotedUnder('20.11.2026 09:12, Support пишет:')],
    ['Yandex', under('20.11.2026, 09:12, "Support" <support@demo.test>:')],
    ['Mail.ru', under('Пятница, 20 ноября 2026, 9:12 +03:00 от Support <support@demo.test>:')],
    [
      'Naver',
      under(
        '-----Original Message-----',
        'From: "Support"<support@demo.test>',
        'To: <mei@shop.test>;',
        'Cc:',
        'Sent: 2026-11-20 (금) 09:12:00 (GMT+09:00)',
        'Subject: Order',
      ),
    ],
  ])('%s', (_program, text) => {
    const { reply, quoted } = splitReply(text);
    expect(reply).toBe(own);
    expect(quoted).toContain(old);
  });
});

describe('signatures are told from words', () => {
  it.each<[string, string]>([
    ['dashes', '-- \nMei Lin\nShop GmbH'],
    ['iPhone en', 'Sent from my iPhone'],
    ['iPhone zh', '发自我的 iPhone'],
    ['iPhone zh-TW', '從我的 iPhone 傳送'],
    ['iPhone de', 'Von meinem iPhone gesendet'],
    ['iPhone fr', 'Envoyé de mon iPhone'],
    ['iPhone es', 'Enviado desde mi iPhone'],
    ['iPhone pt', 'Enviado do meu iPhone'],
    ['iPhone it', 'Inviato da iPhone'],
    ['iPhone ja', 'iPhoneから送信'],
    ['iPhone ko', '나의 iPhone에서 보냄'],
    ['iPhone ru', 'Отправлено с iPhone'],
    ['iPhone nl', 'Verstuurd vanaf mijn iPhone'],
    ['Outlook phone', 'Get Outlook for iOS'],
    ['Outlook zh', '获取 Outlook for Android'],
    ['Samsung', 'Sent from my Galaxy'],
    ['Huawei', '发自我的华为手机'],
    ['Xiaomi', '发自我的小米手机'],
    ['163', '发自我的网易邮箱大师'],
    ['QQ phone', '来自QQ邮箱手机版'],
    ['Yahoo', 'Sent from Yahoo Mail on Android'],
    ['Windows', 'Sent from Mail for Windows'],
    ['Gmail ru', 'Отправлено из мобильной Почты Mail.ru'],
  ])('%s', (_program, signature) => {
    const split = splitReply(`${own}\n\n${signature}\n`);
    expect(split.reply).toBe(own);
    expect(split.signature).toContain(signature.split('\n').at(-1));
  });
});

describe('what only looks like an end is kept', () => {
  it.each<[string]>([
    ['From: Beijing\nTo: Shanghai\nDate: 20 May\nplease book it.'],
    ['He wrote: nothing of the kind.'],
    ['At 9 I wrote to you.\nNobody answered.'],
    ['Отправлено вчера, не пришло.'],
    ['发件人没有写地址，怎么办？'],
    ['제목: 환불\n언제 되나요?'],
    ['20.11.2026: parcel sent\n21.11.2026: parcel lost'],
  ])('%j', (text) => {
    expect(splitReply(text)).toEqual({ reply: text, quoted: null, signature: null });
  });
});
