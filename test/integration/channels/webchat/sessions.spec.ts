import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Problem, type Session, Webchat } from './start-webchat.js';

describe('widget sessions', () => {
  let chat: Webchat;
  const day = 24 * 60 * 60;

  beforeAll(async () => {
    chat = await Webchat.start();
    await chat.inbox('web');
    await chat.inbox('other');
    await chat.inbox('shop', { origins: ['https://shop.example'] });
  });
  afterAll(() => chat.stop());

  const refused = async (body: Record<string, unknown>): Promise<[number, string, string | undefined]> => {
    const { status, body: problem } = await chat.call<Problem>('POST', '/v1/widget/sessions', { inboxKey: 'web', ...body });
    return [status, problem.code, problem.errors?.[0]?.pointer];
  };

  it('costs no row until the first message, which makes the customer that was promised', async () => {
    const session = await chat.open({ page: 'https://shop.example/cups' });
    expect(session.customer).toMatchObject({ name: null, level: 'anonymous' });
    expect(session.conversation).toBeNull();
    expect([await chat.count('customers'), await chat.count('identities')]).toEqual([0, 0]);

    await chat.say(session, 'hello');

    const rows = await chat.db.query(
      `SELECT c.id AS customer, i.id AS identity, i.kind, i.value FROM customers c JOIN identities i ON i.customer_id = c.id`,
    );
    const { id } = session.customer;
    expect(rows).toEqual([{ customer: id, identity: id, kind: 'visitor', value: id }]);
  });

  it('resumes with the visitor token after a restart, on any device', async () => {
    const first = await chat.open({});
    await chat.say(first, 'before the restart');
    await chat.stop({ drop: false });
    chat = await Webchat.start(chat.database);

    const again = await chat.open({ visitorToken: first.visitorToken });

    expect(again.customer.id).toBe(first.customer.id);
    expect(again.visitorToken).toBe(first.visitorToken);
    expect(again.conversation).toMatchObject({ status: 'waiting' });
    expect(await chat.texts(again)).toEqual(['before the restart']);
    expect(await chat.texts(first)).toEqual(['before the restart']);
  });

  it('refuses visitor tokens that are forged, bent or of another inbox', async () => {
    const [own, other] = [await chat.open({}), await chat.open({ inboxKey: 'other' })];
    const parts = own.visitorToken.split('.');
    const foreign = other.visitorToken.split('.');
    const bad = [
      'nonsense',
      other.visitorToken,
      [parts[0], foreign[1], parts[2], parts[3]].join('.'),
      [parts[0], foreign[1], parts[2], foreign[3]].join('.'),
      [...parts.slice(0, 3), 'A'.repeat(22)].join('.'),
    ];
    for (const visitorToken of bad) expect(await refused({ visitorToken })).toEqual([401, 'token_invalid', '/visitorToken']);
  });

  it('refuses identity tokens that are forged, unsigned, expired, endless, too long-lived or without a subject', async () => {
    const now = Math.floor(Date.now() / 1000);
    const invalid = [
      chat.identityToken({ sub: 'a' }, { secret: 'another-secret-another-secret-another' }),
      chat.identityToken({ sub: 'a' }, { alg: 'none' }),
      chat.identityToken({ sub: 'a' }, { alg: 'HS512' }),
      chat.identityToken({ sub: 'a', exp: undefined }),
      chat.identityToken({ sub: 'a', exp: now + day + 120 }),
      chat.identityToken({ sub: 'a', iat: now + 600, exp: now + 1200 }),
      chat.identityToken({ sub: undefined }),
      chat.identityToken({ sub: '   ' }),
      'not.a.token',
    ];
    for (const identityToken of invalid)
      expect(await refused({ identityToken })).toEqual([401, 'token_invalid', '/identityToken']);
    expect(await refused({ identityToken: chat.identityToken({ sub: 'a', iat: now - 900, exp: now - 300 }) })).toEqual([
      401,
      'token_expired',
      '/identityToken',
    ]);
  });

  it('refuses session tokens that are forged, bent or meant for something else, and accepts none without one', async () => {
    const session = await chat.open({});
    const [head, body] = session.token.split('.');
    const bent = [
      `${head}.${body}.AAAA`,
      session.visitorToken,
      chat.identityToken({ sub: 'a' }),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`,
    ];
    for (const token of bent)
      expect((await chat.call<Problem>('GET', '/v1/widget/messages', undefined, token)).body.code).toBe('token_invalid');
    expect((await chat.call<Problem>('GET', '/v1/widget/messages')).body.code).toBe('unauthenticated');
    expect((await chat.call<Problem>('POST', '/v1/widget/attachments', {}, session.token)).body.code).toBe(
      'unsupported_media_type',
    );
  });

  it('answers unknown inboxes, unknown fields and wrong types with a problem', async () => {
    expect(await refused({ inboxKey: 'nobody' })).toEqual([404, 'not_found', undefined]);
    expect(await refused({ surprise: 1 })).toEqual([422, 'invalid_request', '/surprise']);
    expect(await refused({ inboxKey: { $ne: '' } })).toEqual([422, 'invalid_request', '/inboxKey']);
    for (const email of ['nonsense', 'mei@shop'])
      expect(await refused({ preChat: { email } })).toEqual([422, 'invalid_request', '/preChat/email']);
    for (const name of ['  ', '\u200b\u2060'])
      expect(await refused({ preChat: { name } })).toEqual([422, 'invalid_request', '/preChat/name']);
    for (const phone of ['hello my friend', '+49 call me', '+ - 12'])
      expect(await refused({ preChat: { phone } })).toEqual([422, 'invalid_request', '/preChat/phone']);
    for (const phone of ['030 1234567', '+86 138 0013 8000', '（０３）１２３４－５６７８', '+49 30 123 ext. 4'])
      await chat.open({ preChat: { name: '陈', phone } });
    const { status, body } = await chat.call<Problem>('POST', '/v1/widget/sessions', '{"inboxKey":');
    expect([status, body.code]).toEqual([400, 'malformed_json']);
  });

  it('lets only the pages of its inbox in, and tells browsers so', async () => {
    const open = (origin: string, inboxKey = 'shop') =>
      chat.call<Problem & Session>('POST', '/v1/widget/sessions', { inboxKey }, undefined, { origin });
    const allowed = await open('https://shop.example');
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([201, 'https://shop.example']);
    expect((await open('https://evil.example')).body.code).toBe('origin_not_allowed');
    expect((await open('https://shop.example.evil.example')).body.code).toBe('origin_not_allowed');
    expect((await open('null')).body.code).toBe('origin_not_allowed');
    expect((await open('https://chat.own.test')).status).toBe(201);
    // The token does not travel to other pages either.
    const stolen = await chat.call<Problem>('GET', '/v1/widget/messages', undefined, allowed.body.token, {
      origin: 'https://evil.example',
    });
    expect(stolen.body.code).toBe('origin_not_allowed');
  });

  it('answers preflights by inbox origin', async () => {
    const preflight = (origin: string) =>
      chat.call('OPTIONS', '/v1/widget/messages', undefined, undefined, {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      });
    const asked = await preflight('https://shop.example');
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, 'https://shop.example']);
    expect(asked.headers.get('access-control-allow-headers')).toContain('Authorization');
    // The inboxes `web` and `other` allow any page; once they are closed, only the shop's pages may ask.
    await chat.db.run(`UPDATE inboxes SET allowed_origins = '{https://shop.example}'`);
    await chat.stop({ drop: false });
    chat = await Webchat.start(chat.database);
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    await chat.db.run(`UPDATE inboxes SET allowed_origins = '{}' WHERE key <> 'shop'`);
  });

  it('says before the first message that it is closed, until when, and in the language of the page', async () => {
    const inboxId = await chat.inbox('hours');
    const closed = async (locale: string) => (await chat.open({ inboxKey: 'hours', locale })).closed;
    const close = (until: string) =>
      chat.db.run(`UPDATE queues SET closed_until = ${until} WHERE id = (SELECT queue_id FROM inboxes WHERE id = $1)`, [inboxId]);
    expect(await closed('en')).toBeNull();
    await close(`'2100-01-04T08:00:00Z'`);
    const text = 'We are closed at the moment. Write to us all the same: your message is kept, and we answer when we open again.';
    expect(await closed('en')).toEqual({ opensAt: '2100-01-04T08:00:00.000Z', text });
    expect(await closed('zh-TW')).toMatchObject({ text: expect.stringContaining('非服務時間') });
    await close(`'infinity'`);
    expect(await closed('en')).toEqual({ opensAt: null, text });
    await close(`app_now() - interval '1 minute'`);
    expect(await closed('en')).toBeNull();
  });

  it('limits how often one address opens sessions', async () => {
    await chat.inbox('narrow', { settings: { limits: { sessionsPerMinute: 3 } } });
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await chat.call('POST', '/v1/widget/sessions', { inboxKey: 'narrow' })).status);
    expect(statuses).toEqual([201, 201, 201, 429]);
  });
});
