import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { WebhookRequest } from '../drawers/drawer.js';
import { answerWechatChallenge, openWechat } from './open-wechat.js';
import type { WechatConnection, WechatSecrets, WechatSettings } from './wechat-connection.js';
import { decryptWechat, encryptWechat } from './wechat-crypto.js';
import { wechatSignature } from './wechat-signature.js';
import { readWechatXml, writeWechatXml } from './wechat-xml.js';

const token = 'pamtest42';
const encodingAesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const appId = 'wx0123456789abcdef';
const now = new Date('2026-11-22T10:00:00Z');
const nowS = String(now.getTime() / 1000);
const payload = (name: string): Buffer => readFileSync(join(import.meta.dirname, `../../../test/payloads/wechat/${name}.xml`));

function inbox(secrets: Partial<WechatSecrets> = {}, settings: Partial<WechatSettings> = {}): WechatConnection {
  return {
    inboxId: 'inbox',
    channel: 'wechat',
    settings: { appId, ...settings },
    secrets: { appSecret: '0'.repeat(32), token, ...secrets },
  };
}

function call(body: Buffer | string, query: Record<string, string>, method: 'GET' | 'POST' = 'POST'): WebhookRequest {
  const url = `https://desk.example/v1/inboxes/inbox/webhook?${new URLSearchParams(query)}`;
  return { method, url, query, headers: {}, body: Buffer.from(body) };
}

function plain(body: Buffer | string, { timestamp = nowS, nonce = 'n0nce' } = {}): WebhookRequest {
  return call(body, { signature: wechatSignature(token, timestamp, nonce), timestamp, nonce });
}

function encrypted(
  body: Buffer | string,
  { timestamp = nowS, nonce = 'n0nce', app = appId, key = encodingAesKey, beside = {} } = {},
) {
  const random = Buffer.alloc(16, 7);
  const Encrypt = encryptWechat(body.toString(), { encodingAesKey: key, appId: app }, random);
  return call(writeWechatXml({ ToUserName: 'gh_3f1c0a9b7d55', ...beside, Encrypt }), {
    signature: wechatSignature(token, timestamp, nonce),
    timestamp,
    nonce,
    encrypt_type: 'aes',
    msg_signature: wechatSignature(token, timestamp, nonce, Encrypt),
  });
}

const hoursBack = (n: number): string => String(now.getTime() / 1000 - n * 3600);

describe("WeChat's question whether this address is ours", () => {
  const asked = { timestamp: nowS, nonce: 'n', signature: wechatSignature(token, nowS, 'n') };

  it('is answered with its echostr', () => {
    expect(answerWechatChallenge(call('', { ...asked, echostr: '5837397012' }, 'GET'), inbox())).toMatchObject({
      status: 200,
      body: '5837397012',
    });
  });

  it.each([
    ['without a signature', { timestamp: nowS, nonce: 'n', echostr: '1' }],
    ['with the signature of another token', { ...asked, signature: wechatSignature('other', nowS, 'n'), echostr: '1' }],
    ['without echostr', asked],
    ['with a page to be shown to somebody', { ...asked, echostr: '<script>alert(1)</script>' }],
  ])('is not answered %s', (_name, query: Record<string, string>) => {
    expect(answerWechatChallenge(call('', query, 'GET'), inbox())).toMatchObject({ outcome: 'forged' });
  });
});

describe('an unencrypted call', () => {
  it('is one delivery under MsgId, in the order of its sender, answered with success', () => {
    expect(openWechat(plain(payload('text')), inbox(), now)).toEqual({
      outcome: 'opened',
      deliveries: [{ externalId: '24998877665544332', raw: payload('text'), orderKey: 'oUq2w5Zt0b3kLrNvYpQ7sXeDfGhJ' }],
      answer: { status: 200, contentType: 'text/plain; charset=utf-8', body: 'success' },
    });
  });

  it('is forged where its signature is missing, wrong, or more than ten minutes old or ahead', () => {
    const genuine = plain(payload('text'));
    const { signature: _left, ...unsigned } = genuine.query as Record<string, string>;
    expect(openWechat({ ...genuine, query: unsigned }, inbox(), now).outcome).toBe('forged');
    expect(openWechat(genuine, inbox({ token: 'another1' }), now).outcome).toBe('forged');
    const minutes = (n: number): WebhookRequest => plain(payload('text'), { timestamp: String(Number(nowS) + n * 60) });
    expect([-11, -9, 9, 11].map((n) => openWechat(minutes(n), inbox(), now).outcome)).toEqual([
      'forged',
      'opened',
      'opened',
      'forged',
    ]);
    expect(openWechat(plain(payload('text'), { timestamp: 'NaN' }), inbox(), now).outcome).toBe('forged');
  });

  it('events repeat under one name, and two events of one second have two', () => {
    const idOf = (xml: Buffer | string, nonce: string): string => {
      const opened = openWechat(plain(xml, { nonce }), inbox(), now);
      return opened.outcome === 'opened' ? opened.deliveries[0]!.externalId : 'none';
    };
    const names = ['event-subscribe', 'event-unsubscribe', 'event-scan', 'event-click', 'event-view', 'event-template-delivered'];
    expect(names.map((name) => idOf(payload(name), 'a'))).toEqual(names.map((name) => idOf(payload(name), 'b')));
    expect(new Set(names.map((name) => idOf(payload(name), 'a'))).size).toBe(names.length);
    const later = payload('event-click').toString().replace('1795224000', '1795224001');
    expect(idOf(later, 'a')).not.toBe(idOf(payload('event-click'), 'a'));
  });

  it.each(['', 'not xml', '<xml><a></xml>', '<xml><MsgId>a b</MsgId></xml>', '\0\xff\xfe'])(
    'genuine but unreadable, it is one delivery: %p',
    (body) => {
      const opened = openWechat(plain(body), inbox(), now);
      expect(opened).toMatchObject({ outcome: 'opened', deliveries: [{ externalId: expect.stringMatching(/^sha256:/) }] });
    },
  );
});

describe('an encrypted call', () => {
  const safe = inbox({ encodingAesKey });

  it('is opened, checked and stored in clear', () => {
    const opened = openWechat(encrypted(payload('text')), safe, now);
    expect(opened).toMatchObject({ outcome: 'opened', deliveries: [{ externalId: '24998877665544332', raw: payload('text') }] });
  });

  it('in compatible mode what stands beside it in clear is not believed', () => {
    const opened = openWechat(encrypted(payload('text'), { beside: { MsgId: '666', Content: 'forged' } }), safe, now);
    expect(opened).toMatchObject({ outcome: 'opened', deliveries: [{ externalId: '24998877665544332' }] });
  });

  it('is forged where its body was changed, is not encrypted, or is for another AppID', () => {
    const genuine = encrypted(payload('text'));
    const other = encrypted(payload('image'));
    expect(openWechat({ ...genuine, body: other.body }, safe, now).outcome).toBe('forged');
    expect(openWechat(plain(payload('text')), safe, now).outcome).toBe('forged');
    expect(openWechat(encrypted(payload('text'), { app: 'wxffffffffffffffff' }), safe, now).outcome).toBe('forged');
    const unsigned = { ...genuine, query: { ...genuine.query, signature: 'f'.repeat(40) } };
    expect(openWechat(unsigned, safe, now).outcome).toBe('forged');
  });

  it('with another key it is genuine and unreadable: kept as it came', () => {
    const call = encrypted(payload('text'), { key: encodingAesKey.replace('a', 'b') });
    expect(openWechat(call, safe, now)).toMatchObject({ outcome: 'opened', deliveries: [{ raw: call.body }] });
  });

  it('may be repeated for as long as repeats are known, and grows old after a day', () => {
    expect(openWechat(encrypted(payload('text'), { timestamp: hoursBack(23) }), safe, now).outcome).toBe('opened');
    expect(openWechat(encrypted(payload('text'), { timestamp: hoursBack(25) }), safe, now).outcome).toBe('forged');
  });
});

describe('the welcome of a new follower', () => {
  const welcome = 'Welcome! 有什么可以帮您？ ]]> & <b>';
  const settings = { welcome };

  it('is answered on the spot, and a repeat hears the same', () => {
    const answers = [0, 1].map(() => openWechat(plain(payload('event-subscribe')), inbox({}, settings), now));
    expect(answers[0]).toEqual(answers[1]);
    const answer = answers[0]!.outcome === 'opened' ? answers[0]!.answer! : undefined;
    const read = readWechatXml(Buffer.from(answer!.body));
    expect(read.ok && Object.fromEntries(read.fields)).toMatchObject({
      ToUserName: 'oUq2w5Zt0b3kLrNvYpQ7sXeDfGhJ',
      FromUserName: 'gh_3f1c0a9b7d55',
      CreateTime: '1795224000',
      MsgType: 'text',
      Content: welcome,
    });
  });

  it('is encrypted where the question was', () => {
    const question = encrypted(payload('event-subscribe'));
    const opened = openWechat(question, inbox({ encodingAesKey }, settings), now);
    const read = readWechatXml(Buffer.from(opened.outcome === 'opened' ? opened.answer!.body : ''));
    const fields = read.ok ? read.fields : new Map<string, string>();
    const Encrypt = fields.get('Encrypt')!;
    expect(fields.get('MsgSignature')).toBe(wechatSignature(token, fields.get('TimeStamp')!, fields.get('Nonce')!, Encrypt));
    const clear = decryptWechat(Encrypt, { encodingAesKey, appId });
    expect(clear.ok && clear.text).toContain('<MsgType><![CDATA[text]]></MsgType>');
  });

  it('nobody else hears it', () => {
    const others = ['text', 'event-scan', 'event-unsubscribe'].map((name) =>
      openWechat(plain(payload(name)), inbox({}, settings), now),
    );
    expect(others.map((one) => one.outcome === 'opened' && one.answer?.body)).toEqual(['success', 'success', 'success']);
  });
});
