import { MediaGone, type OutgoingMedia, type OutgoingPart, type PartOutcome } from '../../../../src/channels/drawers/drawer.js';
import { VendorHttpClient } from '../../../../src/channels/drawers/vendor-http-client.js';
import type { TelegramConnection } from '../../../../src/channels/telegram/telegram-connection.js';
import { telegramDrawer } from '../../../../src/channels/telegram/telegram-drawer.js';
import { readConfig } from '../../../../src/config/read-config.js';
import { FakeTelegram } from '../../../support/vendors/telegram.js';

let telegram: FakeTelegram;
let http: VendorHttpClient;
let connection: TelegramConnection;

beforeEach(async () => {
  telegram = await FakeTelegram.start();
  http = patientFor(20_000);
  const secrets = { botToken: telegram.botToken, secretToken: 'secret' };
  connection = { inboxId: 'i', channel: 'telegram', settings: {}, secrets, webhookUrl: 'https://desk.example/webhook' };
});
afterEach(() => telegram.stop());

const patientFor = (ms: number): VendorHttpClient =>
  new VendorHttpClient(readConfig({ TELEGRAM_API_URL: telegram.url, VENDOR_TIMEOUT_MS: String(ms) }, '/nowhere'));
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
  to: { kind: 'telegram', value: '5550001234' },
  now: new Date('2026-11-22T05:00:00Z'),
  ...given,
});
const send = (given: Partial<OutgoingPart>): Promise<PartOutcome> => telegramDrawer.send(part(given), connection, http);
const file = (contentType: string, name = 'a file', body = Buffer.from('bytes')): OutgoingMedia => ({
  kind: 'file',
  name,
  contentType,
  sizeBytes: body.length,
  url: 'https://desk.example/file',
  read: () => Promise.resolve(body),
});

describe('a text', () => {
  it('leaves as it was written, marks and all, and is known by chat and number', async () => {
    const text = '1 < 2 & *this* stays _as_ it is 👋';
    const outcome = await send({ text });
    expect(outcome).toEqual({ state: 'sent', externalId: '5550001234:1000' });
    expect(telegram.sent).toEqual([{ method: 'sendMessage', chatId: '5550001234', messageId: 1000, text }]);
  });

  it('hangs itself under what it answers, in this chat only', async () => {
    await send({ text: 'yes', answers: '5550001234:402' });
    await send({ text: 'yes', answers: '777:402' });
    await send({ text: 'yes', answers: '871000101' });
    expect(telegram.sent.map(({ replyTo }) => replyTo)).toEqual([402, undefined, undefined]);
  });

  it('may take all that the channel promises', async () => {
    expect(await send({ text: '龍'.repeat(4096) })).toMatchObject({ state: 'sent' });
    expect(await send({ text: '龍'.repeat(4097) })).toEqual({ state: 'failed', reason: expect.stringContaining('too long') });
  });
});

describe('a file', () => {
  it.each([
    ['image/jpeg', 'sendPhoto', 'photo'],
    ['image/gif', 'sendAnimation', 'animation'],
    ['video/mp4', 'sendVideo', 'video'],
    ['audio/mpeg', 'sendAudio', 'audio'],
    ['audio/ogg; codecs=opus', 'sendVoice', 'voice'],
    ['application/pdf', 'sendDocument', 'document'],
    ['image/svg+xml', 'sendDocument', 'document'],
    ['constructor', 'sendDocument', 'document'],
  ])('%s goes by %s', async (contentType, method, field) => {
    const outcome = await send({ media: file(contentType, '发票 1.bin'), answers: '5550001234:402' });
    expect(outcome).toMatchObject({ state: 'sent' });
    const [sent] = telegram.sent;
    expect(sent).toMatchObject({ method, chatId: '5550001234', replyTo: 402 });
    expect(sent!.file).toMatchObject({ field, name: '发票 1.bin', body: Buffer.from('bytes') });
  });

  it('too large for a photo goes as a document', async () => {
    await send({ media: file('image/png', 'map.png', Buffer.alloc(10 * 1024 * 1024 + 1)) });
    expect(telegram.sent.map(({ method }) => method)).toEqual(['sendDocument']);
  });

  it('that is refused as a photo goes as a document', async () => {
    const description = 'Bad Request: PHOTO_INVALID_DIMENSIONS';
    telegram.next({ status: 400, body: { ok: false, error_code: 400, description } });
    expect(await send({ media: file('image/png', 'banner.png') })).toMatchObject({ state: 'sent' });
    expect(telegram.calls).toEqual(['sendPhoto', 'sendDocument']);
  });
});

describe('what Telegram answers instead', () => {
  it('a pause: later, and when', async () => {
    telegram.throttle(35);
    expect(await send({ text: 'hi' })).toEqual({
      state: 'later',
      afterMs: 35_000,
      reason: expect.stringContaining('Too Many Requests'),
    });
  });

  it('blocked, or never met: failed, and why', async () => {
    telegram.blocked.add('5550001234');
    expect(await send({ text: 'hi' })).toEqual({ state: 'failed', reason: expect.stringContaining('blocked by the user') });
    telegram.strangers.add('999');
    const stranger = await send({ text: 'hi', to: { kind: 'telegram', value: '999' } });
    expect(stranger).toEqual({ state: 'failed', reason: expect.stringContaining('chat not found') });
  });

  it('a token it does not know: later, since it is ours to mend', async () => {
    connection.secrets.botToken = '1:wrong';
    expect(await send({ text: 'hi' })).toEqual({ state: 'later', reason: expect.stringContaining('bot token') });
  });

  it.each<[string, Parameters<FakeTelegram['next']>[0]]>([
    ['an error of its own', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['nonsense', { status: 200, body: '<html>Welcome to the hotel</html>' }],
    ['a yes without a result', { status: 200, body: { ok: true } }],
    ['another address', { status: 302, body: '' }],
    ['half a body', 'half'],
    ['nothing', 'silence'],
  ])('%s: later', async (_name, mishap) => {
    telegram.next(mishap);
    const outcome = await (mishap === 'silence' ? briefly(() => send({ text: 'hi' })) : send({ text: 'hi' }));
    expect(outcome).toEqual({ state: 'later', reason: expect.any(String) });
    expect(telegram.sent).toEqual([]);
  });

  it('never lets the token into a reason', async () => {
    const outcomes: PartOutcome[] = [];
    for (const mishap of ['half', 'silence', { status: 500, body: 'x' }, { status: 404, body: {} }] as const) {
      telegram.next(mishap);
      outcomes.push(await (mishap === 'silence' ? briefly(() => send({ text: 'hi' })) : send({ text: 'hi' })));
    }
    await telegram.stop();
    outcomes.push(await send({ text: 'hi' }));
    expect(outcomes.map(({ state }) => state)).toEqual(Array(5).fill('later'));
    expect(JSON.stringify(outcomes)).not.toContain(telegram.botToken.split(':')[1]);
    telegram = await FakeTelegram.start();
  });
});

describe('a file of the customer', () => {
  const fetch = (reference: string, maxBytes = 1_000_000) =>
    telegramDrawer.fetchMedia!({ kind: 'image', reference }, connection, http, maxBytes);

  it('is found by its id, and brought', async () => {
    telegram.hold('photo-1', { body: Buffer.from('a picture'), contentType: 'image/jpeg', path: 'photos/file 7.jpg' });
    expect(await fetch('photo-1')).toEqual({ body: Buffer.from('a picture'), contentType: 'image/jpeg', name: 'file 7.jpg' });
  });

  it.each([
    ['unknown', undefined],
    ['beyond what bots may have', { sizeBytes: 21 * 1024 * 1024, path: 'documents/a.zip' }],
    ['beyond what is kept here', { sizeBytes: 2_000_000, path: 'documents/a.zip' }],
    ['under a path that leads elsewhere', { path: '../bot/getMe' }],
    ['under another path that leads elsewhere', { path: '/etc/passwd' }],
  ])('is gone for good where it is %s', async (_name, held) => {
    if (held) telegram.hold('f', { body: Buffer.from('x'), contentType: 'application/zip', ...held });
    await expect(fetch('f')).rejects.toThrow(MediaGone);
    expect(telegram.calls).not.toContain('file');
  });

  it.each<[string, Parameters<FakeTelegram['next']>]>([
    ['is down', [{ status: 502, body: 'x' }]],
    ['says nothing', ['silence']],
    ['has it not just now', [{ status: 400, body: { ok: false, description: 'Bad Request: file is temporarily unavailable' } }]],
  ])('is asked for again where Telegram %s', async (_name, mishaps) => {
    telegram.hold('f', { body: Buffer.from('x'), contentType: 'image/png', path: 'photos/f.png' });
    telegram.next(...mishaps);
    const failing = (): Promise<unknown> => fetch('f').catch((error: unknown) => error);
    const failed = await (mishaps[0] === 'silence' ? briefly(failing) : failing());
    expect(failed).toBeInstanceOf(Error);
    expect(failed).not.toBeInstanceOf(MediaGone);
    expect(await fetch('f')).toMatchObject({ body: Buffer.from('x') });
  });
});

it('shows that somebody writes, and does not mind where that fails', async () => {
  const to = { kind: 'telegram' as const, value: '5550001234' };
  await telegramDrawer.typing!(to, connection, http);
  telegram.next('half', { status: 429, body: { ok: false } });
  await telegramDrawer.typing!(to, connection, http);
  await telegramDrawer.typing!(to, connection, http);
  expect(telegram.typing).toEqual(['5550001234']);
});
