import { describe, expect, it } from '@jest/globals';
import { parseMail } from './parse-mail.js';
import { makeReplyAddress } from './reply-address.js';
import { hasDmarcPass } from './sender-proof.js';
import { translateMail, type InboundMail, type MailDelivery } from './translate-mail.js';

const conversationId = '0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
const inbox = {
  addresses: ['support@demo.test'],
  secrets: ['new secret', 'old secret'],
  instanceId: 'demo-instance',
  trustedAuthservIds: ['mx.demo.test'],
  forwardingLists: ['support.demo.test'],
};
const tokenAddress = (secret: string, inboxAddress = 'support@demo.test'): string =>
  makeReplyAddress({ inboxAddress, conversationId, secret });

/** A customer's mail with further or other headers; a header given twice comes twice. */
async function message(headers: Record<string, string>, over: Partial<MailDelivery> = {}): Promise<InboundMail> {
  const all = {
    From: 'mei@shop-customer.test',
    To: 'support@demo.test',
    'Message-ID': '<m@x.test>',
    Subject: 'Order',
    ...headers,
  };
  const raw = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const delivery = { receivedAt: new Date('2026-11-20T10:00:00Z'), envelopeTo: ['support@demo.test'], ...over };
  const got = translateMail(await parseMail(Buffer.from(`${raw.join('')}\r\nHello\r\n`)), inbox, delivery);
  if (got.outcome !== 'message') throw new Error(got.reason);
  return got.message;
}

describe('the reply token', () => {
  it.each<[string, Record<string, string>, Partial<MailDelivery>]>([
    ['in the envelope', {}, { envelopeTo: [tokenAddress('new secret')] }],
    ['in the envelope, upper case', {}, { envelopeTo: [tokenAddress('new secret').toUpperCase()] }],
    ['in To, by the older secret', { To: tokenAddress('old secret') }, {}],
    ['in Cc', { Cc: `Someone <${tokenAddress('new secret')}>` }, {}],
    ['in Delivered-To', { 'Delivered-To': tokenAddress('new secret') }, {}],
  ])('%s names the conversation and proves the sender holds our mail', async (_where, headers, over) => {
    const got = await message(headers, over);
    expect([got.threading.conversationToken, got.proof]).toEqual([conversationId, 'reply_token']);
  });

  it('counts only when genuine and at an address of this inbox', async () => {
    expect((await message({ To: tokenAddress('other secret') })).threading.conversationToken).toBeNull();
    expect((await message({ To: tokenAddress('new secret', 'sales@demo.test') })).threading.conversationToken).toBeNull();
  });

  it('proves nothing for a mail with two authors', async () => {
    const got = await message({ From: 'mei@shop-customer.test, eve@evil.test', To: tokenAddress('new secret') });
    expect([got.threading.conversationToken, got.proof]).toEqual([conversationId, null]);
  });
});

describe('DMARC', () => {
  const results = (value: string): Record<string, string> => ({ 'Authentication-Results': value });
  it.each<[string, string, boolean]>([
    ['a pass by our server', 'mx.demo.test; dmarc=pass (p=none) header.from=shop-customer.test', true],
    ['upper case and a version', 'MX.demo.test 1; DMARC=pass header.from=Shop-Customer.test', true],
    ['a fail', 'mx.demo.test; dmarc=fail header.from=shop-customer.test', false],
    ['another server', 'evil.test; dmarc=pass header.from=shop-customer.test', false],
    ['another domain', 'mx.demo.test; dmarc=pass header.from=evil.test', false],
    ['no domain', 'mx.demo.test; dmarc=pass', false],
    ['a pass in a comment', 'mx.demo.test; spf=fail (x; dmarc=pass header.from=shop-customer.test)', false],
    ['a pass in a quoted string', 'mx.demo.test; spf=fail reason="; dmarc=pass header.from=shop-customer.test"', false],
    ['spf and dkim alone', 'mx.demo.test; spf=pass; dkim=pass header.d=shop-customer.test', false],
    ['a name that only begins alike', 'mx.demo.test.evil.test; dmarc=pass header.from=shop-customer.test', false],
    ['passing', 'mx.demo.test; dmarc=passing header.from=shop-customer.test', false],
    ['an open comment', 'mx.demo.test; (dmarc=pass header.from=shop-customer.test', false],
  ])('%s', async (_case, value, proved) => {
    expect((await message(results(value))).proof).toBe(proved ? 'dmarc' : null);
  });

  it('believes the topmost header of our server, not one that came with the mail', async () => {
    const raw = [
      'Authentication-Results: mx.demo.test; dmarc=fail header.from=shop-customer.test',
      'From: mei@shop-customer.test',
      'Authentication-Results: mx.demo.test; dmarc=pass header.from=shop-customer.test',
    ].join('\r\n');
    const mail = await parseMail(Buffer.from(`${raw}\r\n\r\nHello`));
    expect(mail.ok && hasDmarcPass(mail, ['mx.demo.test'])).toBe(false);
    expect(mail.ok && mail.headers['authentication-results']).toHaveLength(2);
  });

  it('proves nothing where no server is trusted', async () => {
    const mail = await parseMail(
      Buffer.from('Authentication-Results: ; dmarc=pass header.from=a.test\r\nFrom: x@a.test\r\n\r\nHello'),
    );
    expect(mail.ok && hasDmarcPass(mail, [])).toBe(false);
  });
});

describe('who wrote it', () => {
  it.each<[string, Record<string, string>, Partial<MailDelivery>, string | null]>([
    ['a plain mail', {}, {}, null],
    ['Auto-Submitted: no', { 'Auto-Submitted': 'no' }, {}, null],
    ['auto-replied with parameters', { 'Auto-Submitted': 'auto-replied (vacation)' }, {}, 'auto_reply'],
    ['Exchange out of office', { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }, {}, 'auto_reply'],
    ['auto-generated', { 'Auto-Submitted': 'auto-generated' }, {}, 'notification'],
    ['X-Autoreply', { 'X-Autoreply': 'yes' }, {}, 'auto_reply'],
    ['X-Autoreply: no', { 'X-Autoreply': 'no' }, {}, null],
    ['X-Autorespond, empty', { 'X-Autorespond': '' }, {}, 'auto_reply'],
    ['Precedence: auto_reply', { Precedence: 'auto_reply' }, {}, 'auto_reply'],
    ['Precedence: bulk', { Precedence: 'bulk' }, {}, 'list'],
    ['Precedence: junk', { Precedence: 'Junk' }, {}, 'list'],
    ['Precedence: first-class', { Precedence: 'first-class' }, {}, null],
    ['List-Unsubscribe', { 'List-Unsubscribe': '<mailto:x@y.test>' }, {}, 'list'],
    ['our own forwarding group', { 'List-Id': 'Support <support.demo.test>', Precedence: 'list' }, {}, null],
    ['null envelope', {}, { envelopeFrom: '' }, 'auto_reply'],
    ['null Return-Path', { 'Return-Path': '<>' }, {}, 'auto_reply'],
    ['a named Return-Path', { 'Return-Path': '<mei@shop-customer.test>' }, { envelopeFrom: 'mei@shop-customer.test' }, null],
    ['mailer-daemon', { From: 'Mailer-Daemon@x.test' }, {}, 'bounce'],
    ['postmaster with the null path', { From: 'postmaster@x.test' }, { envelopeFrom: '' }, 'bounce'],
    ['postmaster who returns a mail', { From: 'postmaster@x.test', Subject: 'Undeliverable: Order' }, {}, 'bounce'],
    ['postmaster who asks something', { From: 'postmaster@x.test' }, {}, null],
    ['an answer to an automatic answer', { Subject: 'Re: Automatic reply: Order' }, {}, null],
    ['a question about absence', { Subject: 'Out of office settings' }, {}, null],
    ['X-Loop of ours', { 'X-Loop': 'support@demo.test' }, {}, 'loop'],
    ['X-Loop of others', { 'X-Loop': 'else@demo.test' }, {}, null],
    ['another instance', { 'X-Throughline-Instance': 'another' }, {}, null],
    ['our Message-ID', { 'Message-ID': '<0193a1b2-0000-7000-8000-000000000001@demo.test>' }, {}, 'loop'],
    ['a colleague of the same domain', { 'Message-ID': '<3B6E1F60-8D0E-4A9C-9E55-2E9E1B0F7C11@demo.test>' }, {}, null],
    ['from our own inbox', { From: 'support+c.x@demo.test' }, {}, 'loop'],
    ['a bounce of list mail', { From: 'mailer-daemon@x.test', 'List-Id': '<a.b>' }, {}, 'bounce'],
  ])('%s', async (_case, headers, over, kind) => {
    expect((await message(headers, over)).automatic?.kind ?? null).toBe(kind);
  });
});

describe('when and under which name', () => {
  it('takes the Date header, but nothing later than the delivery', async () => {
    expect((await message({ Date: 'Fri, 20 Nov 2026 09:00:00 +0000' })).occurredAt).toEqual(new Date('2026-11-20T09:00:00Z'));
    expect((await message({ Date: 'Fri, 20 Nov 2099 09:00:00 +0000' })).occurredAt).toEqual(new Date('2026-11-20T10:00:00Z'));
    expect((await message({ Date: '1 Jan 1970 00:00' })).occurredAt).toEqual(new Date('2026-11-20T10:00:00Z'));
  });

  it('uses the hash of the bytes where the Message-ID is missing or absurd', async () => {
    expect((await message({})).externalId).toBe('m@x.test');
    expect((await message({ 'Message-ID': `<${'a'.repeat(900)}@x.test>` })).externalId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect((await message({ 'Message-ID': '<>' })).externalId).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('writes an address one way', async () => {
    expect((await message({ From: 'MEI@Bücher.TEST' })).from.value).toBe('mei@xn--bcher-kva.test');
    expect((await message({ From: 'mei@xn--bcher-kva.test' })).from.value).toBe('mei@xn--bcher-kva.test');
  });
});
