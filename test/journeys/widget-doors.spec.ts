import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoIdentitySecret, demoPassword } from '../../src/seed/demo-data.js';
import { seedDemo } from '../../src/seed/seed-demo.js';
import type { Foundation } from '../../src/platform/platform.module.js';
import { startApp, type TestApp } from '../support/app.js';
import { connect } from '../support/sockets.js';
import { testSecret } from '../support/test-secret.js';
import { until } from '../support/until.js';

interface Session {
  token: string;
  visitorToken: string;
  customer: { id: string };
}

/** What the outside may not do with the widget's doors, in the whole application with its real agents and matcher. */
describe('the widget doors against the whole application', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await seedDemo({ dataSource: app.db.dataSource, secretKey: testSecret } as Foundation, () => undefined);
  });
  afterAll(() => app.stop());

  const call = async <T = Record<string, never>>(
    method: string,
    path: string,
    body?: object,
    token?: string,
  ): Promise<{ status: number; body: T }> => {
    const response = await fetch(app.url + path, {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : {}) as T };
  };
  const open = async (body: object = {}): Promise<Session> =>
    (await call<Session>('POST', '/v1/widget/sessions', { inboxKey: 'demo-web', ...body })).body;
  const signIn = async (name: string): Promise<string> =>
    (await call<{ accessToken: string }>('POST', '/v1/auth/login', { email: `${name}@demo.test`, password: demoPassword })).body
      .accessToken;

  it('keeps everything colleagues say and decide among themselves out of the widget', async () => {
    const agent = await signIn('ana');
    await call('PUT', '/v1/me/presence', { state: 'available' }, agent);
    const session = await open({
      identityToken: identityToken({ sub: 'doors-1', email: 'doors@shop.test', email_verified: true, name: 'Dora Doors' }),
    });
    const socket = await connect(app.url, '/widget', session.token);
    await socket.ask('message.send', { clientId: 'first', text: 'hello there' });
    const offer = await until(
      'an offer',
      async () =>
        (await call<{ data: { id: string; conversationId: string }[] }>('GET', '/v1/me/offers', undefined, agent)).body.data?.[0],
    );
    await call('POST', `/v1/offers/${offer.id}/accept`, {}, agent);
    const write = (body: object) => call('POST', `/v1/conversations/${offer.conversationId}/messages`, body, agent);
    expect((await write({ kind: 'note', text: 'HIDDEN note about the customer', clientId: 'n1' })).status).toBe(201);
    const boss = await signIn('supervisor');
    const beside = (mode: string) => call('POST', `/v1/conversations/${offer.conversationId}/monitor`, { mode }, boss);
    for (const mode of ['monitor', 'whisper']) expect((await beside(mode)).status).toBe(200);
    const whisper = { text: 'HIDDEN whisper about the customer' };
    expect((await call('POST', `/v1/conversations/${offer.conversationId}/whispers`, whisper, boss)).status).toBe(201);
    expect((await beside('barge')).status).toBe(200);
    expect((await write({ kind: 'reply', text: 'good day', clientId: 'r1' })).status).toBe(201);

    await socket.next<{ text: string }>('message.created', (message) => message.text === 'good day');
    await socket.next<{ agent: { name: string } | null }>('conversation.updated', (view) => view.agent?.name === 'Ana');
    const seen = JSON.stringify([
      socket.events,
      await socket.ask('sync', { epoch: 0, afterSeq: 0 }),
      await call('GET', '/v1/widget/messages', undefined, session.token),
      await open({ visitorToken: session.visitorToken }),
    ]);
    socket.close();
    expect(seen).toContain('good day');
    expect(seen).toContain('Sam has joined the conversation.');
    for (const secret of ['HIDDEN', 'Supervisor', 'whisper', 'monitor', 'demo.test', 'r1', 'score', 'decision', offer.id])
      expect(seen).not.toContain(secret);
  });

  it('opens no other door with a widget token, and no widget door with another token', async () => {
    const [session, agent] = [await open(), await signIn('ben')];
    for (const path of [
      '/v1/me',
      '/v1/conversations',
      '/v1/customers',
      `/v1/customers/${session.customer.id}`,
      '/v1/inboxes',
      '/v1/queues',
      '/v1/audit',
    ])
      expect([path, (await call('GET', path, undefined, session.token)).status]).toEqual([path, 401]);
    await expect(connect(app.url, '/console', session.token)).rejects.toThrow();
    expect((await call('GET', '/v1/widget/messages', undefined, agent)).status).toBe(401);
    expect((await call('GET', '/v1/widget/messages', undefined, 'tl_demo_key_0123456789')).status).toBe(401);
    await expect(connect(app.url, '/widget', agent)).rejects.toMatchObject({ data: { code: 'token_invalid' } });
  });

  it('gives nobody another customer by guessing ids', async () => {
    const [victim, thief] = [await open(), await open()];
    await call('POST', '/v1/widget/messages', { clientId: 'v1', text: 'words of the victim' }, victim.token);
    const [, , inboxId, signature] = thief.visitorToken.split('.');
    const forged = `v1.${victim.customer.id}.${inboxId}.${signature}`;
    expect((await call('POST', '/v1/widget/sessions', { inboxKey: 'demo-web', visitorToken: forged })).status).toBe(401);
    // An identity token that names the victim's visitor id as its subject is another kind of key.
    const named = await open({ identityToken: identityToken({ sub: victim.customer.id }) });
    expect(named.customer.id).not.toBe(victim.customer.id);
    for (const session of [thief, named]) {
      const { body } = await call<{ data: unknown[] }>('GET', '/v1/widget/messages?after=0', undefined, session.token);
      expect(body.data).toEqual([]);
    }
  });

  function identityToken(claims: object): string {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iat: now, exp: now + 600, ...claims })}`;
    return `${signed}.${createHmac('sha256', demoIdentitySecret).update(signed).digest('base64url')}`;
  }
});
