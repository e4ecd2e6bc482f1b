import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { MailKind } from './classify-mail.js';
import { parseMail } from './parse-mail.js';
import type { MailDefect, ParsedMail } from './parsed-mail.js';
import { translateMail, type InboundMail, type MailTranslation } from './translate-mail.js';

const payload = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../../../../test/payloads/email', `${name}.eml`));
const inbox = {
  addresses: ['support@demo.test'],
  secrets: ['a secret of the corpus'],
  instanceId: 'demo-instance',
  trustedAuthservIds: ['mx.demo.test'],
};
const delivery = { receivedAt: new Date('2026-11-21T00:00:00Z'), envelopeTo: ['support@demo.test'] };

async function parsed(name: string): Promise<ParsedMail> {
  const mail = await parseMail(payload(name));
  if (!mail.ok) throw new Error(`${name} was refused: ${mail.reason}`);
  return mail;
}
const translated = async (name: string): Promise<MailTranslation> =>
  translateMail(await parseMail(payload(name)), inbox, delivery);
async function message(name: string): Promise<InboundMail> {
  const outcome = await translated(name);
  if (outcome.outcome !== 'message') throw new Error(`${name}: ${outcome.reason}`);
  return outcome.message;
}

describe('the reply of each mail program', () => {
  it.each<[string, string, string | null]>([
    ['plain-en', 'Hello,\n\nwhere is my order 10023? It should have arrived from: Hamburg.\n\nMei', null],
    ['gmail-en-reply', 'Yes, please resend it.', 'On Fri, Nov 20'],
    ['qq-reply', '你好，包裹还没有收到，请帮我查一下。', '------------------ 原始邮件'],
    ['qq-html-reply', '已经收到，谢谢！', '------------------ 原始邮件'],
    ['163-reply', '请问什么时候发货？', '在 2026-11-20 09:12:00'],
    ['outlook-zh-reply', '谢谢，已解决。\n\n林梅', '________________________________\n发件人'],
    ['outlook-tw-big5', '請問訂單何時出貨？', '寄件者'],
    ['outlook-en-reply', 'It works now, thanks.', 'From: Demo Support'],
    ['iso-2022-jp', '注文はいつ届きますか。', '2026年11月20日'],
    ['gb18030-rare', '我叫㐀𠮷，想退货。', null],
    ['unknown-charset', 'Plain words survive.', null],
    ['html-only', 'Hello & good day\n\nclick shop\n\n[pixel]\n- one\n- two', '> old words'],
    ['apple-mixed-parts', 'Before the file.\n\nAfter the file.', null],
    ['broken-boundary', 'The end never comes.', null],
    ['missing-boundary', '--x\nContent-Type: text/plain\n\nwords\n--x--', null],
    ['deep-nesting', 'Deep down.', null],
    ['nul-bytes', 'Hello world', null],
    ['many-headers', 'Hello', null],
    ['embedded-mail', 'See the mail I got.', null],
    ['eight-bit-header-latin1', 'Grüße', null],
    ['eight-bit-header-gbk', '请帮忙', null],
  ])('%s', async (name, text, quoteOpening) => {
    const got = await message(name);
    expect(got.text).toBe(text);
    if (quoteOpening === null) expect(got.quoted).toBeNull();
    else expect(got.quoted?.replaceAll('\u00a0', ' ').slice(0, quoteOpening.length)).toBe(quoteOpening);
    expect(got.automatic).toBeNull();
  });

  it('keeps a forwarded mail without own words as the text', async () => {
    const got = await message('forward-only');
    expect(got.text).toContain('Your order 10023 has left.');
    expect(got.quoted).toBeNull();
  });
});

describe('names and subjects in every charset', () => {
  it.each([
    ['qq-reply', '梅', '回复：订单 10023'],
    ['163-reply', '林梅', 'Re:订单'],
    ['outlook-tw-big5', 'Mei Lin', '訂單 10023'],
    ['iso-2022-jp', 'Mei Lin', '注文'],
    ['eight-bit-header-gbk', '林梅', '订单问题'],
    ['eight-bit-header-latin1', 'Jürgen Möller', 'Straße für Bäcker'],
    ['eight-bit-header-utf8', '林梅', '订单'],
    ['nul-bytes', 'Mei Lin', 'AB'],
  ])('%s', async (name, from, subject) => {
    const got = await message(name);
    expect([got.from.name, got.subject]).toEqual([from, subject]);
  });

  it('normalises the address', async () => {
    expect((await message('plain-en')).from).toEqual({ kind: 'email', value: 'mei@shop-customer.test', name: 'Mei Lin' });
  });
});

describe('machines are told from people', () => {
  it.each<[string, MailKind, string]>([
    ['bounce', 'bounce', 'multipart/report; delivery-status'],
    ['bounce-delayed', 'bounce', 'multipart/report; delivery-status'],
    ['bounce-163', 'bounce', 'X-Failed-Recipients'],
    ['vacation', 'auto_reply', 'Auto-Submitted: auto-replied'],
    ['vacation-qq', 'auto_reply', 'the subject opens like an automatic answer'],
    ['newsletter', 'list', 'list-id'],
    ['notification', 'notification', 'Auto-Submitted: auto-generated'],
    ['loop', 'loop', 'X-Throughline-Instance is ours'],
    ['loop-hops', 'loop', '30 Received headers'],
    ['calendar-reply', 'calendar_reply', 'text/calendar; method=REPLY'],
    ['complaint', 'complaint', 'multipart/report; feedback-report'],
  ])('%s is %s', async (name, kind, because) => {
    const got = await message(name);
    expect(got.automatic).toMatchObject({ kind, because, mayAutoAnswer: false });
    expect(got.mayAutoAnswer).toBe(false);
  });

  it('takes a person whose server asks for silence as a person, and keeps silent', async () => {
    expect(await message('suppress-only-person')).toMatchObject({ automatic: null, mayAutoAnswer: false });
  });

  it('reads from a bounce which mail failed, for whom and why', async () => {
    expect((await message('bounce')).automatic?.bounce).toEqual({
      originalMessageId: '0193a1b2-0000-7000-8000-000000000002@demo.test',
      recipients: [
        {
          address: 'gone@shop-customer.test',
          original: null,
          action: 'failed',
          status: '5.1.1',
          diagnostic: 'smtp; 550 5.1.1 no such user here',
        },
      ],
    });
    const delayed = (await message('bounce-delayed')).automatic?.bounce;
    expect(delayed?.originalMessageId).toBe('0193a1b2-0000-7000-8000-000000000002@demo.test');
    expect(delayed?.recipients.map(({ action, status }) => [action, status])).toEqual([['delayed', '4.4.1']]);
    expect((await message('bounce-163')).automatic?.bounce?.recipients).toEqual([
      {
        address: 'gone@163.test',
        original: null,
        action: 'failed',
        status: '5.1.1',
        diagnostic: '收件人 gone@163.test 不存在 550 5.1.1',
      },
    ]);
  });
});

describe('attachments', () => {
  it('lists files with the name alone, never a path', async () => {
    expect((await parsed('attachments')).attachments).toEqual([
      { name: 'invoice.pdf', contentType: 'application/pdf', size: 13, inline: false },
      { name: '订单.csv', contentType: 'text/csv', size: 3, inline: false },
    ]);
  });

  it('knows an image shown in the text', async () => {
    const mail = await parsed('inline-image');
    expect(mail.attachments).toEqual([
      { name: 'shot.png', contentType: 'image/png', size: 70, contentId: 'shot@x', inline: true },
    ]);
    expect(mail.html).toContain('src="cid:shot@x"');
    expect(mail.html).toContain('src="data:image/png;base64,');
    expect(mail.html).not.toContain('svg');
  });

  it('keeps an embedded mail closed: its headers are not this mail', async () => {
    const mail = await parsed('embedded-mail');
    expect(mail.attachments).toMatchObject([{ name: 'attachment-1.eml', contentType: 'message/rfc822' }]);
    expect(mail.from?.address).toBe('mei@shop-customer.test');
    expect(mail.messageId).toBe('embedded-mail@shop-customer.test');
  });
});

describe('hostile HTML', () => {
  it('loses scripts, handlers, script links and remote images', async () => {
    const mail = await parsed('html-only');
    expect(mail.html).not.toMatch(/script|onerror|onload|tracker|style/i);
    expect(mail.html).toContain('<img alt="pixel" />');
    expect(mail.html).toContain('href="https://shop.test/x"');
    expect(mail.remoteImagesBlocked).toBe(1);
  });
});

describe('broken mail', () => {
  it.each<[string, MailDefect[]]>([
    ['no-from', ['from_missing']],
    ['bad-from', ['from_unusable']],
    ['two-froms', ['from_repeated']],
    ['no-message-id', ['message_id_missing', 'date_unusable']],
    ['missing-boundary', ['body_as_received']],
    ['eight-bit-header-gbk', ['eight_bit_undeclared']],
    ['nul-bytes', ['nul_bytes']],
    ['plain-en', []],
  ])('%s has %j', async (name, defects) => {
    expect((await parsed(name)).defects).toEqual(defects);
  });

  it.each(['no-from', 'bad-from', 'bare'])('%s is unrecognised, under a stable id', async (name) => {
    const got = await translated(name);
    expect(got).toMatchObject({ outcome: 'unrecognised', reason: 'no_usable_from' });
    expect(await translated(name)).toEqual(got);
  });

  it('refuses what is past its limits by name', async () => {
    expect(await parseMail(payload('huge-header'), { maxHeadSize: 16_384 })).toMatchObject({ reason: 'headers_too_large' });
    expect(await parseMail(payload('deep-nesting'), { maxParts: 20 })).toMatchObject({ reason: 'too_many_parts' });
    expect(await parseMail(Buffer.from('\r\n \r\n'))).toMatchObject({ ok: false, reason: 'empty' });
    const refused = await parseMail(payload('deep-nesting'), { maxParts: 20 });
    expect(translateMail(refused, inbox, delivery)).toEqual({
      outcome: 'unrecognised',
      externalId: `sha256:${refused.rawSha256}`,
      reason: 'too_many_parts',
    });
  });

  it('never puts the present moment in the place of an unreadable date', async () => {
    expect((await parsed('no-message-id')).date).toBeNull();
    expect((await message('no-message-id')).occurredAt).toEqual(delivery.receivedAt);
  });

  it('cuts a long text between characters', async () => {
    const raw = Buffer.from(`From: a@b.test\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${'𠮷'.repeat(50)}`);
    const mail = await parseMail(raw, { maxTextLength: 21 });
    expect(mail).toMatchObject({ text: '𠮷'.repeat(10), defects: ['message_id_missing', 'text_truncated'] });
  });
});

describe('who may be believed', () => {
  it.each<[string, InboundMail['proof']]>([
    ['dmarc-pass', 'dmarc'],
    ['forged-authentication', null],
    ['plain-en', null],
  ])('%s: %s', async (name, proof) => {
    expect((await message(name)).proof).toBe(proof);
  });

  it('marks a Reply-To elsewhere', async () => {
    expect((await message('reply-to-differs')).replyToDiffers).toBe(true);
    expect((await message('plain-en')).replyToDiffers).toBe(false);
  });

  it('finds the message of ours that is answered', async () => {
    expect((await message('gmail-en-reply')).threading.answers).toEqual(['0193a1b2-0000-7000-8000-000000000001']);
  });
});
