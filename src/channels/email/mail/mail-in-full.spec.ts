import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseFiles, parseMail } from './parse-mail.js';
import { type InboundMail, translateMail } from './translate-mail.js';
import { signatureOf, textFor } from './mail-signature.js';
import { quotedHistory } from './quoted-history.js';
import { closedText, languageOf } from './closed-text.js';
import { faults } from '../email-inboxes.service.js';
import { generateKeyPairSync } from 'node:crypto';

const payload = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../../../../test/payloads/email', `${name}.eml`));

async function message(raw: Buffer): Promise<InboundMail> {
  const got = translateMail(
    await parseMail(raw),
    { addresses: ['support@demo.test'], secrets: ['s'], instanceId: 'i', trustedAuthservIds: [] },
    { receivedAt: new Date('2026-11-21T00:00:00Z'), envelopeTo: [] },
  );
  if (got.outcome !== 'message') throw new Error(got.reason);
  return got.message;
}

describe('protected mail', () => {
  it.each<[string, object, string, string[]]>([
    [
      'smime-encrypted',
      { encrypted: 'smime', signed: null },
      '[This mail is encrypted (S/MIME). It is kept as it came, among the files.]',
      ['smime.p7m'],
    ],
    ['pgp-signed', { encrypted: null, signed: 'pgp' }, 'These are my words.', ['signature.asc']],
    [
      'pgp-encrypted',
      { encrypted: 'pgp', signed: null },
      '[This mail is encrypted (OpenPGP). It is kept as it came, among the files.]',
      ['attachment-1', 'encrypted.asc'],
    ],
  ])('%s is marked, and its parts are kept untouched', async (name, protection, text, files) => {
    const got = await message(payload(name));
    expect(got).toMatchObject({ protection, text });
    expect(got.attachments.map((file) => file.name)).toEqual(files);
    const bytes = await parseFiles(payload(name));
    expect(bytes.map((file) => file.name)).toEqual(files);
    expect(payload(name).toString('latin1').replace(/\s/g, '')).toContain(
      (name === 'smime-encrypted' ? bytes[0]!.content.toString('base64') : bytes.at(-1)!.content.toString('latin1')).replace(
        /\s/g,
        '',
      ),
    );
  });

  it('is told from mail that only looks like it', async () => {
    expect((await message(payload('plain-en'))).protection).toBeNull();
  });
});

describe('who else got it', () => {
  it('keeps copies and blind copies, and how we were addressed', async () => {
    const got = await message(payload('cc-and-bcc'));
    expect(got.cc.map(({ address }) => address)).toEqual(['ann@shop-customer.test', 'support@demo.test']);
    expect(got.bcc.map(({ address }) => address)).toEqual(['hidden@shop-customer.test']);
    expect(got.receivedAs).toBe('cc');
    const blind = payload('plain-en').toString().replace('To: support@demo.test', 'To: undisclosed-recipients:;');
    expect((await message(Buffer.from(blind))).receivedAs).toBe('bcc');
  });
});

describe('images in the text', () => {
  const mail = (cid: string, disposition: string): Buffer =>
    Buffer.from(
      [
        ...['From: a@b.test', 'Content-Type: multipart/related; boundary=r', ''],
        ...['--r', 'Content-Type: text/html', '', '<img src="cid:shown@x">'],
        ...[
          '--r',
          'Content-Type: image/png; name=i.png',
          `Content-ID: <${cid}>`,
          `Content-Disposition: ${disposition}`,
          '',
          'x',
          '--r--',
          '',
        ],
      ].join('\r\n'),
    );

  it.each([
    ['shown@x', 'inline', true],
    ['shown@x', 'attachment', true],
    ['other@x', 'inline', false],
  ])('%s as %s: %s', async (cid, disposition, inline) => {
    expect((await message(mail(cid, disposition))).attachments).toMatchObject([{ name: 'i.png', contentId: cid, inline }]);
  });
});

describe('texts by language', () => {
  const texts = { en: 'Best, {{agent}} of {{ inbox }}', zh: '{{agent}} 敬上', 'zh-TW': '{{agent}} 敬上（臺）', de: 'Grüße' };

  it.each([
    ['zh-CN', 'zh'],
    ['zh-TW', 'zh-TW'],
    ['de-AT', 'de'],
    ['fr', 'en'],
    [null, 'en'],
  ] as const)('%s takes %s', (locale, tag) => {
    expect(textFor(texts, locale)).toBe(texts[tag]);
  });

  it('put names in once, and never read them again', () => {
    expect(signatureOf(texts, 'en', { agent: 'Ana {{inbox}}', inbox: 'Shop' })).toBe('Best, Ana {{inbox}} of Shop');
    expect(signatureOf({ en: '  ' }, 'en', { agent: 'a', inbox: 'b' })).toBeNull();
    expect(signatureOf(undefined, 'en', { agent: 'a', inbox: 'b' })).toBeNull();
  });

  it('say when nobody is there in the language of the customer', () => {
    const monday = new Date('2026-11-23T08:00:00Z');
    expect(closedText('en', monday, 'Europe/Berlin')).toContain('Monday, 23 November 2026 at 09:00 (Europe/Berlin)');
    expect(closedText('zh-CN', monday, 'Asia/Shanghai')).toContain('2026年11月23日星期一 16:00（Asia/Shanghai）');
    expect(closedText('en', null, 'UTC')).not.toMatch(/null|open again/);
    expect([
      languageOf(null, '我的订单在哪里'),
      languageOf(null, '注文はどこ'),
      languageOf(null, 'hello'),
      languageOf('de', '订单'),
    ]).toEqual([...['zh', 'en', 'en', 'de']]);
  });

  it('quote the mail answered in the zone of the queue', () => {
    const answered = { text: 'a'.repeat(30_000), name: 'Mei\r\nLin', writtenAt: new Date('2026-11-20T23:30:00Z') };
    const { attribution, text } = quotedHistory(answered, 'en', 'Asia/Shanghai');
    expect(attribution).toBe('On 2026-11-21 07:30 (Asia/Shanghai), Mei Lin wrote:');
    expect(text).toHaveLength(20_002);
    expect(quotedHistory(answered, 'zh', 'UTC').attribution).toBe('2026-11-20 23:30（UTC），Mei Lin 写道：');
  });
});

describe('what an inbox needs besides its settings', () => {
  const key = (bits: number): string =>
    generateKeyPairSync('rsa', {
      modulusLength: bits,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey;
  const dkim = { domain: 'demo.test', selector: 's1' };

  it.each([
    [{ dkim }, {}, ['/secrets/dkimPrivateKey']],
    [{ dkim }, { dkimPrivateKey: '-----BEGIN PRIVATE KEY-----\nno key\n-----END PRIVATE KEY-----' }, ['/secrets/dkimPrivateKey']],
    [{ dkim }, { dkimPrivateKey: key(1024) }, []],
    [{ imap: { host: 'h', user: 'u' } }, {}, ['/secrets/imapPassword']],
    [{ imap: { host: 'h', user: 'u' } }, { imapAccessToken: 't' }, []],
    [{}, {}, []],
  ])('%j', (settings, secrets, pointers) => {
    expect(faults(settings, secrets).map(({ pointer }) => pointer)).toEqual(pointers);
  });
});
