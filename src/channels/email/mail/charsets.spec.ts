import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { parseMail } from './parse-mail.js';

const chinese = '您好，我的订单还没有到，请帮我查询一下物流信息，谢谢。';
const taiwan = '您好，我的訂單還沒有到，請幫我查詢一下物流資訊，謝謝。';
const japanese = 'こんにちは、注文した商品がまだ届きません。ご確認をお願いします。';
const russian = 'Здравствуйте, мой заказ ещё не пришёл. Проверьте, пожалуйста.';
const german = 'Grüße aus Köln – „größer“ geht’s nicht: 5 €';

type Transfer = '8bit' | 'base64' | 'quoted-printable';

function written(text: string, charset: string, declared = charset, transfer: Transfer = 'base64', type = 'text/plain'): Buffer {
  const bytes = iconv.encode(text, charset);
  const quoted = [...bytes].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  const body =
    transfer === 'base64'
      ? Buffer.from(bytes.toString('base64'))
      : transfer === '8bit'
        ? bytes
        : Buffer.from(quoted.replace(/(?:=..){25}/g, '$&=\r\n'));
  const word = `=?${declared}?B?${iconv.encode(text.slice(0, 10), charset).toString('base64')}?=`;
  const head = [
    'From: mei@shop.test',
    `Subject: ${word}`,
    'MIME-Version: 1.0',
    `Content-Type: ${type}; charset="${declared}"`,
    `Content-Transfer-Encoding: ${transfer}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

async function read(raw: Buffer) {
  const mail = await parseMail(raw);
  if (!mail.ok) throw new Error(mail.reason);
  return mail;
}

describe('a mail in its own charset', () => {
  it.each<[string, string]>([
    ['gb18030', `${chinese}㐀𠮷`],
    ['gbk', chinese],
    ['gb2312', chinese],
    ['big5', taiwan],
    ['shift_jis', japanese],
    ['euc-jp', japanese],
    ['koi8-r', russian],
    ['windows-1251', russian],
    ['windows-1252', german],
    ['iso-8859-1', 'Grüße aus Köln'],
    ['iso-8859-15', 'Grüße: 5 €'],
    ['windows-1250', 'Zażółć gęślą jaźń'],
    ['windows-1253', 'Καλημέρα σας'],
    ['windows-1254', 'İyi günler, şikâyet'],
    ['windows-1255', 'שלום לכולם'],
    ['windows-1256', 'مرحبا بكم'],
    ['windows-1257', 'Ačiū už užsakymą'],
    ['windows-1258', 'Xin chào'],
    ['euc-kr', '안녕하세요 주문'],
    ['utf-16', chinese],
    ['utf-8', `${chinese} ${russian}`],
  ])('%s', async (charset, text) => {
    for (const transfer of ['base64', 'quoted-printable'] as const) {
      const mail = await read(written(text, charset, charset, transfer));
      expect(mail.text).toBe(text);
      expect(mail.defects).not.toContain('charset_wrong');
    }
  });

  it('names that charset also in its subject', async () => {
    expect((await read(written(chinese, 'gb18030'))).subject).toBe(chinese.slice(0, 10));
    expect((await read(written(russian, 'koi8-r'))).subject).toBe(russian.slice(0, 10));
  });
});

describe('a mail that declares another charset than it has', () => {
  it.each<[string, string, string]>([
    ['gbk', 'utf-8', chinese],
    ['gb18030', 'us-ascii', chinese],
    ['big5', 'utf-8', taiwan],
    ['shift_jis', 'utf-8', japanese],
    ['windows-1252', 'utf-8', german],
    ['windows-1251', 'utf-8', russian],
    ['utf-8', 'iso-8859-1', german],
    ['utf-8', 'windows-1252', german],
    ['utf-8', 'gb2312', chinese],
    ['windows-1252', 'iso-8859-1', german],
  ])('%s said to be %s', async (charset, declared, text) => {
    for (const type of ['text/plain', 'text/html']) {
      const mail = await read(written(text, charset, declared, 'base64', type));
      expect(mail.text).toBe(text);
    }
  });

  it('is left as it is where no guess is better', async () => {
    const raw = Buffer.concat([
      Buffer.from('From: a@b.test\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nwords '),
      Buffer.from([0xff, 0x81, 0xfe, 0x80, 0x20, 0x90, 0xff]),
    ]);
    expect((await read(raw)).text).toContain('words');
  });
});
