import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/database.js';
import { type Answer, filled, startSurface, type Surface } from './surface.js';

/** What holds at every door beside its own business: headers, CORS, limits, health, figures. */
describe('the doors', () => {
  let surface: Surface;
  beforeAll(async () => {
    surface = await startSurface({ env: { RATE_LIMIT_SCALE: '1' } });
  });
  afterAll(() => surface.stop());

  it('carry the headers of helmet, on answers and errors alike', async () => {
    const answers = [
      await surface.call('GET', '/health/live'),
      await surface.call('GET', '/v1/me'),
      await surface.call('GET', '/nothing'),
      await surface.call('POST', '/v1/auth/login', { raw: '{' }),
    ];
    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  describe('of the widget, asked by pages of other sites', () => {
    const shop = 'https://shop.test';
    const from = (origin: string, method: string, path: string, ask: object = {}): Promise<Answer> =>
      surface.call(method, path, { ...ask, headers: { origin } });
    beforeAll(async () => {
      const { body } = await surface.call<{ id: string }>('GET', '/v1/inboxes/demo-web', { token: surface.tokens.admin });
      await surface.call('PATCH', `/v1/inboxes/${body.id}`, { token: surface.tokens.admin, body: { allowedOrigins: [shop] } });
    });

    it('name an origin back that the inbox allows, whatever the answer is', async () => {
      const big = JSON.stringify({ text: 'x'.repeat(300_000) });
      const answers: [number, Answer][] = [
        [201, await from(shop, 'POST', '/v1/widget/sessions', { body: { inboxKey: 'demo-web' } })],
        [404, await from(shop, 'POST', '/v1/widget/sessions', { body: { inboxKey: 'none' } })],
        [400, await from(shop, 'POST', '/v1/widget/sessions', { raw: '{"inboxKey":' })],
        [413, await from(shop, 'POST', '/v1/widget/messages', { raw: big, token: surface.tokens.widget })],
        [422, await from(shop, 'POST', '/v1/widget/messages', { body: { nosuch: 1 }, token: surface.tokens.widget })],
        [401, await from(shop, 'GET', '/v1/widget/messages')],
        [404, await from(shop, 'GET', '/v1/widget/nothing')],
        [415, await from(shop, 'POST', '/v1/widget/attachments', { token: surface.tokens.widget })],
      ];
      for (const [status, answer] of answers) {
        expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, shop]);
        expect(answer.headers.get('vary')).toContain('Origin');
        expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      }
    });

    it('answer a preflight', async () => {
      const ask = (origin: string) =>
        fetch(`${surface.app.url}/v1/widget/messages`, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'authorization,content-type',
          },
        });
      const allowed = await ask(shop);
      expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, shop]);
      expect(allowed.headers.get('access-control-allow-headers')).toContain('Authorization');
      expect((await ask('https://evil.test')).headers.get('access-control-allow-origin')).toBeNull();
    });

    it('name no other origin back, not even on errors, and let it in nowhere', async () => {
      const evil = 'https://evil.test';
      const refused = await from(evil, 'POST', '/v1/widget/sessions', { body: { inboxKey: 'demo-web' } });
      expect(refused).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } });
      for (const answer of [refused, await from(evil, 'POST', '/v1/widget/sessions', { raw: '{' })])
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      // The console's doors are for our own pages alone.
      expect((await from(shop, 'GET', '/v1/me')).headers.get('access-control-allow-origin')).toBeNull();
    });
  });

  it('tell a public caller what is left, and when to come back', async () => {
    const ask = () => surface.call<{ code: string; retryAfterS: number }>('POST', '/v1/auth/logout');
    const first = await ask();
    expect(first.status).toBe(204);
    expect(first.headers.get('ratelimit-policy')).toBe('"sign-out";q=300;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"sign-out";r=299;t=\d+$/);
    let last = first;
    for (let n = 0; n < 300 && last.status !== 429; n++) last = await ask();
    expect(last).toMatchObject({ status: 429, body: { code: 'rate_limited', retryAfterS: expect.any(Number) } });
    const retryAfter = Number(last.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(last.headers.get('ratelimit-policy')).toBe('"sign-out";q=300;w=60');
    expect(last.headers.get('ratelimit')).toBe(`"sign-out";r=0;t=${retryAfter}`);
  });

  it('limit opening sessions by what the inbox says', async () => {
    const { body } = await surface.call<{ id: string }>('GET', '/v1/inboxes/demo-web', { token: surface.tokens.admin });
    const limits = { limits: { sessionsPerMinute: 2 } };
    await surface.call('PATCH', `/v1/inboxes/${body.id}`, { token: surface.tokens.admin, body: { settings: limits } });
    const open = () => surface.call('POST', '/v1/widget/sessions', { body: { inboxKey: 'demo-web' } });
    const answers = [await open(), await open(), await open()];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
    expect(answers.map(({ headers }) => /r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1])).toEqual(['1', '0', '0']);
    expect(answers[2]!.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('count in figures that do not grow with what callers send', async () => {
    const token = surface.tokens.admin;
    for (const route of surface.routes.filter((one) => one.method === 'GET'))
      for (let n = 0; n < 3; n++) await surface.call('GET', filled(route), { token });
    for (let n = 0; n < 20; n++) await surface.call('GET', `/nothing/${n}`, { token });
    const { body } = await surface.call<string>('GET', '/metrics');
    for (const figure of [
      'throughline_http_request_seconds_bucket',
      'throughline_messages_total',
      'throughline_offers_total',
      'throughline_process_cpu_seconds_total',
    ])
      expect(body).toContain(figure);
    const own = body.split('\n').filter((line) => line.startsWith('throughline_http_request_seconds_count'));
    const routes = new Set(own.map((line) => /route="([^"]*)"/.exec(line)![1]!));
    const known = new Set(['other', ...surface.routes.map((route) => route.path.replace(/\{(\w+)\}/g, ':$1')), '/openapi.json']);
    expect([...routes].filter((route) => !known.has(route))).toEqual([]);
    expect(routes.size).toBeGreaterThan(20);
    expect(body).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}|@|127\.0\.0\.1/);
  });
});

describe('health', () => {
  it('is live without a database, and not ready', async () => {
    const database = await createDatabase();
    const surface = await startSurface({ database });
    try {
      expect(await surface.call('GET', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
      await database.drop();
      expect(await surface.call('GET', '/health/ready')).toMatchObject({
        status: 503,
        body: { status: 'failing', checks: { database: 'failing' } },
      });
      expect(await surface.call('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    } finally {
      await surface.stop();
    }
  });
});
