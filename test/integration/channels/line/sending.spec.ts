import { messagingApi } from '@line/bot-sdk';
import { MediaGone, type OutgoingMedia, type OutgoingPart, type PartOutcome } from '../../../../src/channels/drawers/drawer.js';
import { VendorHttpClient } from '../../../../src/channels/drawers/vendor-http-client.js';
import type { LineConnection } from '../../../../src/channels/line/line-connection.js';
import { lineDrawer } from '../../../../src/channels/line/line-drawer.js';
import { readConfig } from '../../../../src/config/read-config.js';
import { FakeLine } from '../../../support/vendors/line.js';

const customer = `U${'a'.repeat(32)}`;
const now = new Date('2026-11-22T05:00:00Z');
let line: FakeLine;
let http: VendorHttpClient;
let connection: LineConnection;

beforeEach(async () => {
  line = await FakeLine.start();
  http = patientFor(20_000);
  const { channelSecret, channelAccessToken } = line;
  const secrets = { channelSecret, channelAccessToken };
  connection = { inboxId: 'i', channel: 'line', settings: {}, secrets, webhookUrl: 'https://desk.example/webhook' };
});
afterEach(() => line.stop());

const patientFor = (ms: number): VendorHttpClient =>
  new VendorHttpClient(
    readConfig({ LINE_API_URL: line.url, LINE_DATA_URL: line.url, VENDOR_TIMEOUT_MS: String(ms) }, '/nowhere'),
  );
/** One attempt that does not wait for whoever says nothing. */
async function briefly<T>(attempt: () => Promise<T>): Promise<T> {
  http = patientFor(200);
  try {
    return await attempt();
  } finally {
    http = patientFor(20_000);
  }
}
const part = (given: Partial<OutgoingPart>): OutgoingPart => ({
  messageId: 'm',
  index: 0,
  idempotencyKey: '0190a000-0000-7000-8000-000000000001',
  to: { kind: 'line', value: customer },
  now,
  ...given,
});
const send = (given: Partial<OutgoingPart>): Promise<PartOutcome> => lineDrawer.send(part(given), connection, http);
const lastSaid = (secondsAgo: number, extra: Record<string, unknown>): NonNullable<OutgoingPart['last']> => ({
  externalId: '468789577898262530',
  receivedAt: new Date(now.getTime() - secondsAgo * 1000),
  extra,
});
const file = (contentType: string, given: Partial<OutgoingMedia> = {}): OutgoingMedia => ({
  kind: 'file',
  name: 'a file',
  contentType,
  sizeBytes: 5,
  url: 'https://desk.example/file',
  read: () => Promise.resolve(Buffer.from('bytes')),
  ...given,
});

describe('a text', () => {
  it('is pushed where there is nothing to reply to', async () => {
    const outcome = await send({ text: 'こんにちは' });
    expect(line.sent).toEqual([
      { by: 'push', to: customer, id: expect.any(String), message: { type: 'text', text: 'こんにちは' } },
    ]);
    expect(outcome).toEqual({ state: 'sent', externalId: line.sent[0]!.id });
  });

  it('is a reply while the token holds', async () => {
    const outcome = await send({ text: 'hi', last: lastSaid(49, { replyToken: line.replyToken() }) });
    expect(line.sent).toMatchObject([{ by: 'reply', message: { text: 'hi' } }]);
    expect(outcome).toEqual({ state: 'sent', externalId: line.sent[0]!.id });
  });

  it.each<[string, () => Partial<OutgoingPart>]>([
    ['is about to run out', () => ({ last: lastSaid(50, { replyToken: line.replyToken() }) })],
    ['was for the part before', () => ({ index: 1, last: lastSaid(1, { replyToken: line.replyToken() }) })],
    ['is no word', () => ({ last: lastSaid(1, { replyToken: { $ne: '' } }) })],
    ['never came', () => ({ last: lastSaid(1, {}) })],
  ])('is pushed where the token %s', async (_name, given) => {
    expect(await send({ text: 'hi', ...given() })).toMatchObject({ state: 'sent' });
    expect(line.calls).toEqual(['/v2/bot/message/push']);
  });

  it('is pushed at once where the token turns out to be spent', async () => {
    const last = lastSaid(10, { replyToken: line.replyToken() });
    await send({ text: 'first', last });
    await send({ text: 'second', last });
    expect(line.sent.map(({ by, message }) => [by, message['text']])).toEqual([
      ['reply', 'first'],
      ['push', 'second'],
    ]);
  });

  it("quotes the customer's last message, by its token; of others there is none", async () => {
    const last = lastSaid(100, { quoteToken: 'q3Plxr4AgKd-1' });
    await send({ text: 'yes', last, answers: last.externalId });
    await send({ text: 'no', last, answers: '1' });
    await send({ text: 'also', last });
    expect(line.sent.map(({ message }) => message['quoteToken'])).toEqual(['q3Plxr4AgKd-1', undefined, undefined]);
  });

  it('may take all that the channel promises', async () => {
    expect(await send({ text: '龍'.repeat(5000) })).toMatchObject({ state: 'sent' });
    expect(await send({ text: '龍'.repeat(5001), idempotencyKey: '0190a000-0000-7000-8000-000000000002' })).toEqual({
      state: 'failed',
      reason: expect.stringContaining('messages[0].text: Length must be between 0 and 5000'),
    });
  });
});

describe('a push that is tried again', () => {
  it('arrives once, under the id it had', async () => {
    line.loseTheNextAnswer();
    expect(await send({ text: 'hi' })).toMatchObject({ state: 'later' });
    expect(await send({ text: 'hi' })).toEqual({ state: 'sent', externalId: line.sent[0]!.id });
    expect(line.sent).toHaveLength(1);
  });

  it('is told from the next part, whatever its key looks like', async () => {
    for (const idempotencyKey of ['m:0', 'm:1', 'm:1', 'a key of 36 characters, and no UUID.'])
      expect(await send({ text: 'hi', idempotencyKey })).toMatchObject({ state: 'sent' });
    expect(line.sent).toHaveLength(3);
  });
});

describe('a file', () => {
  const url = 'https://desk.example/file';
  it.each<[string, OutgoingMedia, object]>([
    ['a picture', file('image/png'), { type: 'image', originalContentUrl: url, previewImageUrl: url }],
    ['a sound', file('audio/mp4'), { type: 'audio', originalContentUrl: url, duration: 60_000 }],
  ])('%s', async (_name, media, message) => {
    expect(await send({ media })).toMatchObject({ state: 'sent' });
    expect(line.sent).toMatchObject([{ message }]);
  });

  it('a video needs a picture: the one of the inbox', async () => {
    expect(await send({ media: file('video/mp4') })).toEqual({
      state: 'failed',
      reason: expect.stringContaining('videoPreviewUrl'),
    });
    connection.settings.videoPreviewUrl = 'https://shop.example/play.png';
    expect(await send({ media: file('video/mp4') })).toMatchObject({ state: 'sent' });
    const message = { type: 'video', originalContentUrl: url, previewImageUrl: 'https://shop.example/play.png' };
    expect(line.sent).toMatchObject([{ message }]);
  });

  it.each([
    ['of another type', file('application/pdf'), 'application/pdf'],
    ['that LINE cannot fetch', file('image/png', { url: 'http://desk.example/file' }), 'https'],
  ])('%s fails, and says why, without a call', async (_name, media, why) => {
    expect(await send({ media })).toEqual({ state: 'failed', reason: expect.stringContaining(why) });
    expect(line.calls).toEqual([]);
  });
});

describe('what LINE answers instead', () => {
  it('a pause: later', async () => {
    line.throttle();
    expect(await send({ text: 'hi' })).toEqual({
      state: 'later',
      reason: expect.stringContaining('rate limit'),
      afterMs: 10_000,
    });
    line.next({ status: 429, body: { message: 'slow' }, headers: { 'retry-after': '7' } });
    expect(await send({ text: 'hi' })).toMatchObject({ state: 'later', afterMs: 7000 });
  });

  it('the end of the month: failed', async () => {
    line.endTheMonth();
    expect(await send({ text: 'hi' })).toEqual({ state: 'failed', reason: expect.stringContaining('monthly limit') });
  });

  it('nobody of that name: failed, in its words', async () => {
    const outcome = await send({ text: 'hi', to: { kind: 'line', value: 'nobody' } });
    expect(outcome).toEqual({ state: 'failed', reason: expect.stringContaining("'to'") });
  });

  it('a token it does not know: later, since it is ours to mend', async () => {
    connection.secrets.channelAccessToken = 'wrong';
    expect(await send({ text: 'hi' })).toEqual({ state: 'later', reason: expect.stringContaining('access token') });
  });

  it.each<[string, Parameters<FakeLine['next']>[0]]>([
    ['an error of its own', { status: 500, body: { message: 'Internal error' } }],
    ['nonsense', { status: 200, body: '<html>Welcome to the hotel</html>' }],
    ['half a body', 'half'],
    ['nothing', 'silence'],
  ])('%s: later, and never with a token in the reason', async (_name, mishap) => {
    line.next(mishap);
    const replyToken = line.replyToken();
    const attempt = (): Promise<PartOutcome> => send({ text: 'hi', last: lastSaid(1, { replyToken }) });
    const outcome = await (mishap === 'silence' ? briefly(attempt) : attempt());
    expect(outcome).toEqual({ state: 'later', reason: expect.any(String) });
    expect(JSON.stringify(outcome)).not.toContain(line.channelAccessToken);
    expect(line.sent).toEqual([]);
    // The token was not spent: the next attempt still costs nothing.
    await send({ text: 'hi', last: lastSaid(6, { replyToken }) });
    expect(line.sent).toMatchObject([{ by: 'reply' }]);
  });
});

describe('a file of the customer', () => {
  const fetch = (sizeBytes?: number) =>
    lineDrawer.fetchMedia!({ kind: 'video', reference: '468789577898262530', sizeBytes }, connection, http, 1000);
  const hold = (ready: boolean) =>
    line.contents.set('468789577898262530', { body: Buffer.from('a film'), contentType: 'video/mp4', ready });

  it('is brought, once LINE has it ready', async () => {
    hold(false);
    await expect(fetch()).rejects.toThrow('preparing');
    hold(true);
    expect(await fetch()).toEqual({ body: Buffer.from('a film'), contentType: 'video/mp4' });
  });

  it('is gone for good where LINE has it no more, or where it is too large', async () => {
    await expect(fetch()).rejects.toThrow(MediaGone);
    line.next({ status: 410, body: { message: 'Gone' } });
    await expect(fetch()).rejects.toThrow(MediaGone);
    hold(true);
    await expect(fetch(1001)).rejects.toThrow(MediaGone);
  });

  it.each([[{ status: 500, body: { message: 'Internal error' } }], [{ status: 401, body: {} }], ['silence' as const]])(
    'is asked for again after %j',
    async (mishap) => {
      hold(true);
      line.next(mishap);
      const failing = (): Promise<unknown> => fetch().catch((error: unknown) => error);
      const failed = await (mishap === 'silence' ? briefly(failing) : failing());
      expect(failed).toBeInstanceOf(Error);
      expect(failed).not.toBeInstanceOf(MediaGone);
    },
  );
});

it('shows that somebody writes, and does not mind where that fails', async () => {
  const to = { kind: 'line' as const, value: customer };
  await lineDrawer.typing!(to, connection, http);
  line.next('half');
  await lineDrawer.typing!(to, connection, http);
  expect(line.loading).toEqual([{ chatId: customer, loadingSeconds: 20 }]);
});

describe("LINE's own client", () => {
  it('finds the stand-in as it finds LINE', async () => {
    const client = new messagingApi.MessagingApiClient({ channelAccessToken: line.channelAccessToken, baseURL: line.url });
    const messages: messagingApi.Message[] = [{ type: 'text', text: 'hi' }];
    const key = '0190a000-0000-7000-8000-000000000009';
    const pushed = await client.pushMessage({ to: customer, messages }, key);
    expect(pushed.sentMessages[0]!.id).toBe(line.sent[0]!.id);
    await expect(client.pushMessage({ to: customer, messages }, key)).rejects.toMatchObject({ status: 409 });
    const replied = await client.replyMessage({ replyToken: line.replyToken(), messages });
    expect(replied.sentMessages[0]!.id).toBe(line.sent[1]!.id);
    await expect(client.replyMessage({ replyToken: 'spent', messages })).rejects.toMatchObject({ status: 400 });
    await client.showLoadingAnimation({ chatId: customer, loadingSeconds: 5 });
    expect(line.loading).toHaveLength(1);
  });
});
