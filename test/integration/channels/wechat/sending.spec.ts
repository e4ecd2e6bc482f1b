import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MediaGone, type OutgoingMedia, type OutgoingPart, type PartOutcome } from '../../../../src/channels/drawers/drawer.js';
import { VendorHttpClient } from '../../../../src/channels/drawers/vendor-http-client.js';
import { AccessTokens } from '../../../../src/channels/wechat/access-tokens.js';
import type { WechatConnection } from '../../../../src/channels/wechat/wechat-connection.js';
import { WechatDrawer } from '../../../../src/channels/wechat/wechat.drawer.js';
import { readConfig } from '../../../../src/config/read-config.js';
import { FakeWechat } from '../../../support/vendors/wechat.js';

const customer = 'oUq2w5Zt0b3kLrNvYpQ7sXeDfGhJ';
const minutes = (n: number): number => n * 60_000;

let wechat: FakeWechat;
let http: VendorHttpClient;
let connection: WechatConnection;
let drawer: WechatDrawer;
let now: number;

beforeEach(async () => {
  wechat = await FakeWechat.start();
  now = Date.UTC(2026, 10, 22, 10);
  wechat.now = () => now;
  http = new VendorHttpClient(readConfig({ WECHAT_API_URL: wechat.url, VENDOR_TIMEOUT_MS: '1500' }, '/nowhere'));
  drawer = new WechatDrawer(new AccessTokens(() => now));
  const { appId, appSecret, token } = wechat;
  const templates = [
    { name: 'order-sent', templateId: 'ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY', fields: ['thing1', 'time2'] },
    { name: 'withdrawn', templateId: 'a-template-that-was-deleted', fields: [] },
  ];
  connection = { inboxId: 'i', channel: 'wechat', settings: { appId, templates }, secrets: { appSecret, token } };
});
afterEach(() => wechat.stop());

const part = (given: Partial<OutgoingPart>): OutgoingPart => ({
  ...{ messageId: 'm', index: 0, idempotencyKey: '0190a000-0000-7000-8000-000000000001', now: new Date(now) },
  to: { kind: 'wechat', value: customer },
  ...given,
});
const send = (given: Partial<OutgoingPart>): Promise<PartOutcome> => drawer.send(part(given), connection, http);
const file = (kind: OutgoingMedia['kind'], contentType: string, name: string): OutgoingMedia => ({
  ...{ kind, name, contentType, sizeBytes: 5, url: 'https://desk.example/file' },
  read: () => Promise.resolve(Buffer.from('bytes')),
});

describe('a message to a follower', () => {
  it('leaves as a customer-service message', async () => {
    expect(await send({ text: '明天发货 🌿 "quoted"' })).toEqual({ state: 'sent' });
    expect(wechat.sent).toEqual([
      {
        id: '1',
        to: customer,
        text: '明天发货 🌿 "quoted"',
        body: { touser: customer, msgtype: 'text', text: { content: '明天发货 🌿 "quoted"' } },
      },
    ]);
  });

  it.each([
    ['image', 'image/png', 'kettle.png', 'image'],
    ['audio', 'audio/amr', 'answer.amr', 'voice'],
    ['video', 'video/mp4', 'how.mp4', 'video'],
  ] as const)('a file of the kind %s is uploaded first', async (kind, contentType, name, word) => {
    expect(await send({ media: file(kind, contentType, name) })).toEqual({ state: 'sent' });
    expect(wechat.uploads.get('up-1')).toEqual({ type: word, name, contentType, body: Buffer.from('bytes') });
    expect(wechat.sent[0]?.body).toEqual({ touser: customer, msgtype: word, [word]: { media_id: 'up-1' } });
  });

  it('other files are refused without asking', async () => {
    expect(await send({ media: file('file', 'application/pdf', 'bill.pdf') })).toMatchObject({ state: 'failed' });
    expect(wechat.tokenCalls).toEqual([]);
  });

  it('a template leaves with its fields by name, and under the whole of its number', async () => {
    const template = { name: 'order-sent', language: 'zh', variables: ['茶壶', '10:00'] };
    expect(await send({ template })).toEqual({ state: 'sent', externalId: '3084213121325498369' });
    expect(wechat.sent[0]?.body).toMatchObject({
      template_id: 'ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY',
      data: { thing1: { value: '茶壶' }, time2: { value: '10:00' } },
    });
  });

  it.each([
    ['one the settings do not know', { name: 'x', language: 'zh', variables: [] }, /know no template "x"/],
    ['one with too few variables', { name: 'order-sent', language: 'zh', variables: ['茶壶'] }, /has 2 variables, not 1/],
    ['one that WeChat does not have', { name: 'withdrawn', language: 'zh', variables: [] }, /^40037: /],
  ])('a template is refused: %s', async (_name, template, reason) => {
    expect(await send({ template })).toEqual({ state: 'failed', reason: expect.stringMatching(reason) });
  });
});

describe('what WeChat says no to', () => {
  it.each([
    [43004, 'failed', /does not follow/],
    [45015, 'failed', /reply window is closed/],
    [45047, 'later', /until the customer writes again/],
    [40003, 'failed', /OpenID/],
  ])('of one customer: %d is %s', async (errcode, state, reason) => {
    wechat.closed.set(customer, errcode);
    expect(await send({ text: 'a' })).toMatchObject({ state, reason: expect.stringMatching(reason) });
    expect(await send({ text: 'b', to: { kind: 'wechat', value: 'oAnotherCustomer' } })).toEqual({ state: 'sent' });
  });

  it.each([
    [-1, { state: 'later', reason: '-1: system error' }],
    [45011, { state: 'later', reason: expect.stringMatching(/^45011: /), afterMs: minutes(1) }],
    [45009, { state: 'later', reason: expect.stringMatching(/^45009: /), afterMs: minutes(60) }],
    [48001, { state: 'failed', reason: '48001: the account has no permission to send this (is it verified?)' }],
    [99999, { state: 'failed', reason: '99999: unknown' }],
  ])('of any: %d', async (errcode, outcome) => {
    wechat.fail(errcode);
    expect(await send({ text: 'a' })).toEqual(outcome);
    expect(await send({ text: 'b' })).toEqual({ state: 'sent' });
  });

  it('a text with more bytes than it takes', async () => {
    expect(await send({ text: '好'.repeat(682) })).toEqual({ state: 'sent' });
    expect(await send({ text: '好'.repeat(683) })).toEqual({ state: 'failed', reason: '45002: the text is too long for WeChat' });
  });

  it.each(['outage', 'half', 'nonsense', 'silence'] as const)('%s is no no', async (mood) => {
    wechat.behave(mood);
    expect(await send({ text: 'a' })).toEqual({ state: 'later', reason: expect.stringMatching(/^WeChat /) });
  });
});

describe('the access token', () => {
  it('is asked for once, however many messages leave', async () => {
    await Promise.all(['a', 'b', 'c'].map((text) => send({ text })));
    expect(wechat.sent).toHaveLength(3);
    expect(wechat.tokenCalls).toEqual([false]);
  });

  it('is renewed before it ends', async () => {
    await send({ text: 'a' });
    now += minutes(115);
    await send({ text: 'b' });
    now += minutes(2);
    await send({ text: 'c' });
    expect(wechat.tokenCalls).toEqual([false, false]);
    expect(wechat.sent).toHaveLength(3);
  });

  it('that was ended by somebody else is replaced, and the message leaves all the same', async () => {
    await send({ text: 'a' });
    wechat.expireToken();
    expect(await send({ text: 'b' })).toEqual({ state: 'sent' });
    expect(wechat.tokenCalls).toEqual([false, false]);
  });

  it('that WeChat refuses and names again is made new by force, once', async () => {
    wechat.fail(40001);
    expect(await send({ text: 'a' })).toEqual({ state: 'sent' });
    expect(wechat.tokenCalls).toEqual([false, false, true]);
    wechat.fail(42001, 42001);
    expect(await send({ text: 'b' })).toEqual({ state: 'later', reason: expect.stringMatching(/^42001: /) });
  });

  it.each([
    ['a wrong secret', { appSecret: 'f'.repeat(32) }, '40125: invalid appsecret'],
    ['an address that is not on the list', {}, "40164: this server's address is not on the account's IP list"],
  ])('%s can be mended: the message waits', async (_name, secrets, reason) => {
    if (Object.keys(secrets).length === 0) wechat.fail(40164);
    connection = { ...connection, secrets: { ...connection.secrets, ...secrets } };
    expect(await send({ text: 'a' })).toEqual({ state: 'later', reason: `no access token: ${reason}` });
  });

  it('of one secret does not serve another', async () => {
    await send({ text: 'a' });
    connection = { ...connection, secrets: { ...connection.secrets, appSecret: 'e'.repeat(32) } };
    expect(await send({ text: 'b' })).toMatchObject({ state: 'later' });
  });
});

describe('files of customers', () => {
  const fetch = (reference: string, maxBytes = 1000) =>
    drawer.fetchMedia({ kind: 'image', reference }, connection, http, maxBytes);

  beforeEach(() => {
    wechat.media.set('photo', { body: Buffer.from('a photo'), contentType: 'image/jpeg', name: 'photo.jpg' });
    wechat.media.set('film', { body: Buffer.from('a film'), contentType: 'video/mp4', name: 'film.mp4', video: true });
  });

  it('come as they are, or by the address that WeChat names', async () => {
    expect(await fetch('photo')).toEqual({ body: Buffer.from('a photo'), contentType: 'image/jpeg', name: 'photo.jpg' });
    expect(await fetch('film')).toEqual({ body: Buffer.from('a film'), contentType: 'video/mp4', name: 'film.mp4' });
  });

  it('are gone after three days, and too large ones are not read', async () => {
    await expect(fetch('forgotten')).rejects.toThrow(MediaGone);
    await expect(fetch('photo', 3)).rejects.not.toThrow(MediaGone);
  });

  it('a token that ended is no reason to lose one', async () => {
    await fetch('photo');
    wechat.expireToken();
    expect((await fetch('photo')).body.toString()).toBe('a photo');
  });
});

it('shows that somebody is writing, and does not mind if that fails', async () => {
  await drawer.typing({ value: customer }, connection, http);
  expect(wechat.typing).toEqual([customer]);
  wechat.behave('outage');
  await drawer.typing({ value: customer }, connection, http);
});
