import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { demoPassword } from '../../src/seed/demo-data.js';
import { connect } from '../support/sockets.js';
import { until } from '../support/until.js';
import { HOUSE } from '../../src/routing/policies/policies.queries.js';
import { elsewhere } from './elsewhere.js';
import { validBodies } from './valid-bodies.js';
import { type Ask, startSurface, type Surface } from './surface.js';

/** Bodies are checked against the description; what a test takes from them it takes as it comes. */
interface Anything {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [name: string]: any;
}

/** `surface.call` compares every answer with its description; here each route answers with success once. */
describe('answers are what the description says', () => {
  let surface: Surface;
  let as: (token: string) => (method: string, path: string, body?: unknown, more?: Ask) => Promise<Anything>;
  beforeAll(async () => {
    surface = await startSurface();
    as = (token) => async (method, path, body, more) => {
      const answer = await surface.call<Anything>(method, path, { token, body, ...more });
      expect([method, path, answer.status < 300 || answer.body]).toEqual([method, path, true]);
      return answer.body;
    };
  });
  afterAll(() => surface.stop());

  it('of the system and of people', async () => {
    const admin = as(surface.tokens.admin);
    for (const path of [
      '/health/live',
      '/health/ready',
      '/metrics',
      '/asyncapi.json',
      '/v1/me',
      '/v1/audit',
      '/v1/alerts',
      '/v1/reports/intervals?from=2026-06-01T00:00:00Z&to=2026-06-01T01:00:00Z',
      '/v1/reports/waits?days=7',
      '/v1/reports/repeated-questions?from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z&by=agent',
      '/v1/fact-patterns',
      '/v1/me/snapshot',
      '/v1/me/presence',
      '/v1/me/states',
    ])
      await admin('GET', path);
    const key = await admin('POST', '/v1/api-keys', { name: 'A system' });
    for (const [method, body] of [['GET'], ['PATCH', { name: 'Renamed' }], ['DELETE']] as const)
      await admin(method, `/v1/api-keys/${key['id']}`, body);
    await admin('GET', '/v1/api-keys');
    const wall = await admin('POST', '/v1/wallboard-tokens', { name: 'Above the door' });
    await as(wall['token'] as string)('GET', '/v1/wallboard');
    await admin('GET', '/v1/wallboard-tokens');
    await admin('DELETE', `/v1/wallboard-tokens/${wall['id']}`);
    const pattern = await admin('POST', '/v1/fact-patterns', { kind: 'contract', pattern: 'HT-\\d{6}', example: 'HT-123456' });
    for (const [method, body] of [['GET'], ['PATCH', { single: true }], ['DELETE']] as const)
      await admin(method, `/v1/fact-patterns/${pattern['id']}`, body);
    const skill = await admin('POST', '/v1/skills', { key: 'a-skill', name: 'A skill' });
    const wish = {
      email: 'new@demo.test',
      name: 'New',
      role: 'agent',
      password: demoPassword,
      languages: ['en'],
      skills: [{ key: 'a-skill', level: 3 }],
    };
    const agent = await admin('POST', '/v1/agents', wish);
    await admin('PUT', `/v1/agents/${agent['id']}/presence`, { state: 'offline', reason: 'not begun' });
    await admin('GET', `/v1/agents/${agent['id']}/states`);
    for (const [method, body] of [['GET'], ['PATCH', { name: 'Renamed', skills: [] }]] as const)
      await admin(method, `/v1/agents/${agent['id']}`, body);
    for (const [method, body] of [['GET'], ['PATCH', { name: 'Renamed' }], ['DELETE']] as const)
      await admin(method, `/v1/skills/${skill['id']}`, body);
    const reply = await admin('POST', '/v1/canned-replies', { key: 'a-reply', title: 'A reply', text: 'Hello' });
    for (const [method, body] of [['GET'], ['PATCH', { title: 'Renamed' }], ['DELETE']] as const)
      await admin(method, `/v1/canned-replies/${reply['id']}`, body);
    for (const path of ['/v1/agents', '/v1/skills', '/v1/canned-replies']) await admin('GET', path);
    await signInAndOut(agent['id']);
  });

  async function signInAndOut(agentId: string): Promise<void> {
    const login = await surface.call<{ accessToken: string }>('POST', '/v1/auth/login', {
      body: { email: 'new@demo.test', password: demoPassword },
    });
    const cookie = login.headers.get('set-cookie')!.split(';')[0]!;
    await as(login.body.accessToken)('POST', '/v1/me/password', { current: demoPassword, new: 'new-new-new-new' });
    await as('')('POST', '/v1/auth/refresh', undefined, { headers: { cookie }, token: null });
    await as('')('POST', '/v1/auth/logout', undefined, { headers: { cookie }, token: null });
    await as(surface.tokens.admin)('DELETE', `/v1/agents/${agentId}`);
  }

  it('of queues, inboxes and deliveries', async () => {
    const admin = as(surface.tokens.admin);
    const hours = await admin('POST', '/v1/hours', {
      ...{ key: 'office', name: 'Office', timeZone: 'Europe/Berlin', intervals: [{ day: 1, from: '09:00', to: '17:00' }] },
      holidays: [{ date: '2026-12-25', name: 'Christmas' }],
    });
    const atHours = `/v1/hours/${hours['id']}`;
    await admin('POST', `${atHours}/preview`, { days: 14 });
    for (const [method, body] of [['GET'], ['PATCH', { name: 'Renamed' }], ['DELETE']] as const)
      await admin(method, atHours, body);
    await admin('GET', '/v1/hours');
    const queue = await admin('POST', '/v1/queues', { key: 'a-queue', name: 'A queue', weights: { channels: { webchat: 25 } } });
    const inbox = await admin('POST', '/v1/inboxes', {
      key: 'an-inbox',
      name: 'An inbox',
      channel: 'webchat',
      queueId: queue['id'],
    });
    await admin('POST', `/v1/inboxes/${inbox['id']}/identity-secret`);
    const settled = await admin('PATCH', `/v1/inboxes/${inbox['id']}`, { name: 'Renamed', settings: { a: 1 } });
    expect(settled).not.toHaveProperty('identitySecret');
    const post = await admin('POST', '/v1/inboxes', {
      ...{ key: 'a-mailbox', name: 'A mailbox', channel: 'email', queueId: queue['id'], address: 'a-mailbox@demo.test' },
      settings: { imap: { host: '127.0.0.1', port: 1, user: 'a' } },
      secrets: { imapPassword: 'a' },
    });
    await admin('POST', `/v1/inboxes/${post['id']}/mailbox/poll`);
    await surface.app.db.run(
      `INSERT INTO suppressed_addresses (address, reason) VALUES ('a@gone.test', 'x'), ('b@gone.test', 'x')`,
    );
    await admin('DELETE', '/v1/suppressed-addresses/b@gone.test');
    for (const path of [
      `/v1/inboxes/${post['id']}/mailbox`,
      '/v1/suppressed-addresses',
      '/v1/inboxes',
      `/v1/inboxes/${inbox['id']}`,
      '/v1/inbound',
      '/v1/outbound',
      '/v1/undelivered',
      `/v1/inboxes/${inbox['id']}/templates`,
      '/v1/queues',
      `/v1/queues/${queue['id']}`,
      `/v1/queues/${queue['id']}/live`,
    ])
      await admin('GET', path);
    await admin('POST', `/v1/inboxes/${inbox['id']}/retry`, { what: 'outbound' });
    await admin('DELETE', `/v1/inboxes/${inbox['id']}`);
    await admin('PATCH', `/v1/queues/${queue['id']}`, { name: 'Renamed', firstReplyTargetMs: null });
    const policy = await admin('POST', '/v1/policies', { ...validBodies['POST /v1/policies'], version: 'answers-1' });
    await admin('GET', '/v1/policies');
    await admin('GET', `/v1/policies/${policy['id']}`);
    const replay = await admin('POST', `/v1/policies/${policy['id']}/replay`, validBodies['POST /v1/policies/{id}/replay']);
    await admin('GET', `/v1/policy-replays/${replay['id']}`);
    await admin('POST', `/v1/policies/${HOUSE}/activate`, { reason: 'as it was' });
    const rule = await admin('POST', '/v1/routing-rules', {
      ...{ name: 'Mail', condition: 'channel == "email"', actions: { queueId: queue['id'], language: 'tlh', then: 'continue' } },
    });
    expect(rule['warnings']).toHaveLength(1);
    await admin('PATCH', `/v1/routing-rules/${rule['id']}`, { position: 3 });
    for (const path of ['/v1/routing-rules', `/v1/routing-rules/${rule['id']}`]) await admin('GET', path);
    await admin('POST', '/v1/routing-rules/dry-run', {
      sample: { inboxId: inbox['id'], text: 'hello', customer: { tier: 'gold' } },
    });
    await admin('DELETE', `/v1/routing-rules/${rule['id']}`);
    const empty = await admin('POST', '/v1/queues', { key: 'empty', name: 'Empty' });
    await admin('DELETE', `/v1/queues/${empty['id']}`);
  });

  it('of files', async () => {
    const picture = await sharp({ create: { width: 20, height: 10, channels: 3, background: '#369' } })
      .png()
      .toBuffer();
    const raw = Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'),
      picture,
      Buffer.from('\r\n--b--\r\n'),
    ]);
    const upload = { raw, headers: { 'content-type': 'multipart/form-data; boundary=b' } };
    await as(surface.tokens.widget)('POST', '/v1/widget/attachments', undefined, upload);
    const file = await as(surface.tokens.agent)('POST', '/v1/attachments', undefined, upload);
    for (const url of [file['url'], file['thumbnailUrl']]) expect((await surface.call('GET', url)).status).toBe(200);
  });

  it('of a call from page to page', async () => {
    const login = { body: { email: 'ben@demo.test', password: demoPassword } };
    const { accessToken } = (await surface.call<{ accessToken: string }>('POST', '/v1/auth/login', login)).body;
    const ben = as(accessToken);
    await ben('PUT', '/v1/me/presence', { state: 'available' });
    const session = await surface.call<{ token: string }>('POST', '/v1/widget/sessions', { body: { inboxKey: 'demo-web' } });
    const page = await connect(surface.app.url, '/widget', session.body.token);
    const screen = await connect(surface.app.url, '/console', accessToken);
    const dial = async (): Promise<string> =>
      (await page.ask<{ call: { id: string } }>('call.start', { line: randomUUID() })).call.id;
    const first = await dial();
    const offer = await until('an offer', async () => (await ben('GET', '/v1/me/offers'))['data']![0]);
    await ben('POST', `/v1/offers/${offer!['id']}/accept`, {});
    await screen.ask('call.join', { callId: first, line: randomUUID() });
    await screen.ask('call.connected', { callId: first });
    for (const act of ['hold', 'resume']) await ben('POST', `/v1/calls/${first}/${act}`);
    const call = await ben('GET', `/v1/calls/${first}`);
    await ben('GET', '/v1/me/calls');
    await ben('GET', `/v1/conversations/${call['conversationId']}/calls`);
    await ben('GET', `/v1/conversations/${call['conversationId']}/messages`);
    await ben('POST', `/v1/calls/${first}/hangup`);
    const second = await dial();
    for (const act of ['answer', 'decline']) await ben('POST', `/v1/calls/${second}/${act}`);
    await page.ask('call.hangup', { callId: second });
    await ben('PUT', '/v1/me/presence', { state: 'offline' });
    page.close();
    screen.close();
  });

  it('of a story: message, offer, context, work, rating', async () => {
    const [admin, ana, page, api] = [
      surface.tokens.admin,
      surface.tokens.agent,
      surface.tokens.widget,
      surface.tokens.integration,
    ].map(as) as [ReturnType<typeof as>, ReturnType<typeof as>, ReturnType<typeof as>, ReturnType<typeof as>];
    await ana('PUT', '/v1/me/presence', { state: 'available' });
    await ana('POST', '/v1/me/wrap-up/end');
    await page('POST', '/v1/widget/messages', { clientId: 'w1', text: 'My order A-20417 is late' });
    await page('POST', '/v1/widget/messages', { clientId: 'w1', text: 'My order A-20417 is late' });
    await page('POST', '/v1/widget/waiting', { choice: 'anyone' });
    const offerOf = async (): Promise<Anything> => until('an offer', async () => (await ana('GET', '/v1/me/offers'))['data']![0]);
    const offer = await offerOf();
    const conversation = await ana('POST', `/v1/offers/${offer['id']}/accept`, {});
    const [at, customer] = [`/v1/conversations/${conversation['id']}`, `/v1/customers/${conversation['customerId']}`];
    const reply = { kind: 'reply', text: 'It is on its way', clientId: 'c1' };
    await ana('POST', `${at}/messages`, reply);
    await ana('POST', `${at}/messages`, reply);
    await ana('POST', `${at}/messages`, { kind: 'note', text: 'a note' });
    const named = { kind: 'note', text: '@Ana see this', mentions: [(await ana('GET', '/v1/me'))['id']] };
    await admin('POST', `${at}/messages`, named);
    await ana('GET', '/v1/me/mentions?unseen=true');
    await ana('POST', '/v1/me/mentions/seen', { conversationId: at.split('/').at(-1) });
    const promise = await ana('POST', `${at}/promises`, {
      text: 'Call on Monday',
      dueAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    await ana('GET', `${customer}/facts`);
    await api('POST', '/v1/touchpoints', validBodies['POST /v1/touchpoints']);
    await ana('GET', `${customer}/touchpoints`);
    const panel = await admin('POST', '/v1/panels', validBodies['POST /v1/panels']);
    await ana('GET', `${at}/panels/${panel['key']}`);
    await ana('GET', `${at}/context`);
    await admin('GET', '/v1/panels');
    for (const [method, body] of [['GET'], ['PATCH', { name: 'Another' }], ['DELETE']] as const)
      await admin(method, `/v1/panels/${panel['id']}`, body);
    await ana('POST', `/v1/conversations/${conversation['id']}/draft-check`, { text: 'What is your order number?' });
    await ana('POST', `${customer}/facts`, { kind: 'contract', value: 'gold', conversationId: conversation['id'] });
    await ana('GET', `${at}/context`);
    await ana('GET', `${at}/channels`);
    await ana('POST', `/v1/promises/${promise['id']}/move`, { dueAt: null });
    await ana('POST', `/v1/promises/${promise['id']}/keep`);
    await ana('GET', `${at}/digest?language=zh`);
    await ana('GET', `${at}/colleagues`);
    await ana('POST', `${at}/messages`, { kind: 'reply', text: 'I will call you tomorrow at three. We will refund you soon.' });
    const [call, refund] = (await ana('GET', `${at}/promise-suggestions`))['data']!;
    const taken = await ana('POST', `/v1/promise-suggestions/${call!['id']}/accept`, {});
    await ana('POST', `/v1/promise-suggestions/${refund!['id']}/dismiss`);
    await ana('POST', `/v1/promises/${taken['id']}/break`, {});
    await ana('GET', '/v1/promises');
    await admin('GET', '/v1/reports/promises?from=2026-01-01T00:00:00Z&to=2200-01-01T00:00:00Z');
    await ana('PATCH', at, { subject: 'A late order', tags: ['late'], fields: { order: 'A-20417' } });
    for (const path of [
      '/v1/conversations',
      at,
      `${at}/messages`,
      `${at}/decisions`,
      `${at}/targets`,
      '/v1/customers',
      '/v1/search?q=late',
      customer,
      `${customer}/thread`,
      `${customer}/identities`,
      '/v1/me/snapshot',
    ])
      await ana('GET', path);
    await ana('PATCH', customer, { name: 'Nora', attributes: { size: 'L' } });
    await ana('POST', `${customer}/identities`, { kind: 'email', value: 'nora@shop.test' });
    await admin('POST', `${customer}/block`, { reason: 'a test' });
    await admin('POST', `${customer}/unblock`, {});
    const split = await ana('POST', `${at}/split`, { subject: 'Another matter' });
    await ana('POST', `/v1/conversations/${split['id']}/split/undo`, {});
    await ana('POST', `${at}/priority`, { priority: 5 });
    await ana('POST', `${at}/snooze`, { until: new Date(Date.now() + 3_600_000).toISOString() });
    await ana('POST', `${at}/close`, { outcome: 'solved' });
    await ana('POST', `${at}/reopen`, {});
    await page('GET', '/v1/widget/messages');
    await page('POST', '/v1/widget/read', { seq: 1 });
    await page('POST', '/v1/widget/callback', { phone: '+49 30 12345678', clientId: 'w2' });
    await page('POST', '/v1/widget/rating', { score: 5 });
    await mergeAndMove(api, ana, admin, offerOf);
    await privacy(admin, customer);
  });

  async function privacy(admin: ReturnType<typeof as>, customer: string): Promise<void> {
    await admin('POST', `${customer}/consents`, { purpose: 'marketing', granted: true });
    for (const path of [`${customer}/consents`, `${customer}/consents/marketing`]) await admin('GET', path);
    const asked = await admin('POST', `${customer}/exports`);
    const written = async (): Promise<Anything> =>
      until('the archive', async () => {
        const now = await admin('GET', `${customer}/exports/${asked['id']}`);
        return now['state'] === 'done' && now;
      });
    await as('')('GET', (await written())['url'], undefined, { token: null });
    await admin('PUT', '/v1/retention-rules/page_visits', { days: 365 });
    await admin('GET', '/v1/retention-rules');
    await admin('DELETE', '/v1/retention-rules/page_visits');
    await admin('POST', `${customer}/erasure?dryRun=true`, { reason: 'asked by letter' });
    const erasure = await admin('POST', `${customer}/erasure`, { reason: 'asked by letter' });
    await admin('GET', `/v1/erasures/${erasure['id']}`);
  }

  async function whoIsWho(ana: ReturnType<typeof as>, admin: ReturnType<typeof as>, one: string, other: string): Promise<void> {
    const [key] = (await ana('GET', `/v1/customers/${one}/identities`))['data']!;
    for (const shared of [true, false]) await ana('POST', `/v1/identities/${key['id']}/shared`, { shared });
    await ana('POST', `/v1/identities/${key['id']}/verify`, { by: 'mail' });
    const [low, high] = [one, other].sort();
    const suggested = async (): Promise<string> => {
      const id = randomUUID();
      await surface.app.db.run('DELETE FROM identity_suggestions');
      const insert = `INSERT INTO identity_suggestions (id, low_id, high_id, score, parts)
        VALUES ($1, $2, $3, 2.4, '[{"part": "phone", "level": "same", "bits": 2.4}]')`;
      await surface.app.db.run(insert, [id, low, high]);
      return id;
    };
    // Whoever looks for suggestions meanwhile may take away one that nothing speaks for: it is put there once more.
    const decided = (act: string, body: object): Promise<Anything> =>
      until(act, async () => Object(await ana('POST', `/v1/identity-suggestions/${await suggested()}/${act}`, body)));
    await decided('dismiss', { reason: 'sisters' });
    const accepted = await decided('accept', {});
    await ana('POST', `/v1/merges/${accepted['mergeId']}/undo`);
    await suggested();
    await ana('GET', '/v1/identity-suggestions');
    const table = { raw: 'id,name\nA-1,Ada\n', headers: { 'content-type': 'text/csv' } };
    const begun = await admin('POST', '/v1/customers/import?dryRun=true', undefined, table);
    for (const path of ['', '/rows']) await admin('GET', `/v1/customers/imports/${begun['id']}${path}`);
  }

  async function mergeAndMove(
    api: ReturnType<typeof as>,
    ana: ReturnType<typeof as>,
    admin: ReturnType<typeof as>,
    offerOf: () => Promise<Anything>,
  ): Promise<void> {
    const write = async (from: string): Promise<Anything> =>
      (
        await api('POST', '/v1/inboxes/demo-api/messages', {
          externalId: `x-${from}`,
          from: { kind: 'email', value: `${from}@shop.test` },
          text: 'hello',
        })
      )['message']!;
    const [one, other] = [await write('one'), await write('other')];
    await write('one');
    await api('GET', '/v1/messages?externalId=x-one');
    await ana('GET', `/v1/customers/${one['customerId']}/merge-preview?from=${other['customerId']}`);
    const merge = await ana('POST', `/v1/customers/${one['customerId']}/merge`, {
      from: other['customerId'],
      reason: 'the same person',
    });
    await ana('GET', `/v1/customers/${one['customerId']}/merges`);
    await ana('POST', `/v1/merges/${merge['mergeId']}/undo`);
    await whoIsWho(ana, admin, one['customerId'], other['customerId']);
    await admin('POST', `/v1/conversations/${other['conversationId']}/close`, { outcome: 'solved' });
    await ana('POST', '/v1/conversations', { customerId: other['customerId'], text: 'One more thing' });
    const [queue] = (await admin('GET', '/v1/queues'))['data']!;
    const offer = await offerOf();
    await ana('POST', `/v1/offers/${offer['id']}/decline`, { reason: 'lunch' });
    // Whoever is away holds no offers: what was made to them meanwhile goes back in line.
    await ana('PUT', '/v1/me/presence', { state: 'away', reason: 'lunch' });
    const waiting = async (): Promise<void> =>
      void (await until(
        'a waiting conversation',
        async () => (await ana('GET', `/v1/conversations/${one['conversationId']}`))['status'] === 'waiting',
      ));
    await waiting();
    expect((await admin('GET', `/v1/queues/${queue!['id']}/waiting`))['data']).not.toEqual([]);
    await admin('GET', `/v1/conversations/${one['conversationId']}/decisions`);
    const me = await ana('GET', '/v1/me');
    await ana('POST', `/v1/conversations/${one['conversationId']}/claim`, {});
    await ana('POST', `/v1/conversations/${one['conversationId']}/transfer`, { queueId: queue!['id'], note: 'please' });
    await admin('POST', `/v1/conversations/${one['conversationId']}/move`, { agentId: me['id'], force: true });
    const plan = await admin('POST', '/v1/reassignments/plan', { fromAgentId: me['id'], toQueueId: queue!['id'] });
    const done = await admin('POST', '/v1/reassignments', { planToken: plan['planToken'] });
    await admin('POST', `/v1/reassignments/${done['id']}/undo`);
    for (const path of ['/v1/reassignments', `/v1/reassignments/${done['id']}`]) await admin('GET', path);
    await supervise(admin, one['conversationId'], queue!['id'], me['id']);
    await admin('GET', '/v1/audit?limit=100');
  }

  async function supervise(
    admin: ReturnType<typeof as>,
    conversationId: string,
    queueId: string,
    agentId: string,
  ): Promise<void> {
    await admin('POST', '/v1/conversations/priority', { conversationIds: [conversationId], priority: 7, reason: 'a test' });
    await admin('POST', `/v1/conversations/${conversationId}/monitor`, { mode: 'barge' });
    await admin('POST', `/v1/conversations/${conversationId}/whispers`, { text: 'Offer a refund' });
    await admin('GET', '/v1/me/snapshot');
    await admin('POST', `/v1/queues/${queueId}/pause`, {
      reason: 'a test',
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await admin('GET', `/v1/queues/${queueId}/live`);
    await admin('POST', `/v1/queues/${queueId}/resume`, {});
    await admin('GET', `/v1/agents/${agentId}/supervised-queues`);
    await admin('PUT', `/v1/agents/${agentId}/supervised-queues`, { queueIds: [] });
    await admin('PUT', `/v1/agents/${agentId}/phone`, { address: '+4930123456' });
    await admin('GET', `/v1/agents/${agentId}/phone`);
  }

  it('of every route', () => {
    const missing = surface.routes
      .map((route) => route.name)
      .filter((name) => !surface.answered.has(name) && !elsewhere.includes(name));
    expect(missing).toEqual([]);
  });
});
