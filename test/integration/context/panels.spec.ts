import { randomBytes } from 'node:crypto';
import type { ContextView, DraftCheckView } from '../../../src/contracts/context.js';
import type { PanelContentView, PanelView } from '../../../src/contracts/panels.js';
import type { Problem } from '../../../src/contracts/errors.js';
import { AddressRefused, isPrivateAddress, publicLookup } from '../../../src/context/panels/private-address.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { Secrets } from '../../../src/platform/secrets/secrets.js';
import { testSecret } from '../../support/test-secret.js';
import { until } from '../../support/until.js';
import { type Centre, type Person, startCentre } from '../console/centre.js';
import { APanel, aShop, type Reply, standardSignature } from './a-panel.js';

let centre: Centre;
let admin: Person;
let ana: Person;
let shop: APanel;
const secret = `whsec_${randomBytes(32).toString('base64')}`;

beforeAll(async () => {
  centre = await startCentre('offer', 'postgres', { PANEL_ALLOW_PRIVATE: 'true' });
  [admin, ana] = await Promise.all([centre.person('Root', 'admin'), centre.person('Ana')]);
  shop = await APanel.open();
});
afterAll(async () => {
  shop.close();
  await centre.stop();
});
beforeEach(async () => {
  // There may be twenty at most.
  await centre.app.db.run('DELETE FROM panels');
  shop.asked.length = 0;
  shop.reply = () => ({ body: JSON.stringify(aShop()) });
});

let count = 0;
async function aPanel(more: object = {}): Promise<PanelView & { secret?: string }> {
  const body = { key: `shop-${++count}`, name: 'Shop', url: shop.url, secret, cacheMs: 60_000, timeoutMs: 300, ...more };
  const made = await admin.call<PanelView & { secret?: string }>('POST', '/v1/panels', body);
  expect([made.status, made.body]).toEqual([201, expect.objectContaining({ url: shop.url })]);
  return made.body;
}
const read = async (conversationId: string, key: string): Promise<PanelContentView> =>
  (await ana.call<PanelContentView>('GET', `/v1/conversations/${conversationId}/panels/${key}`)).body;
const shownIn = async (conversationId: string, key: string) =>
  (await ana.call<ContextView>('GET', `/v1/conversations/${conversationId}/context`)).body.panels.find((one) => one.key === key);

async function aCustomer(): Promise<{ conversationId: string; customerId: string }> {
  const { conversationId, customerId } = await centre.customer('Mei').says('hello');
  for (const [kind, value, level] of [
    ['email', `${customerId}@shop.test`, 'verified'],
    ['email', 'only-said@shop.test', 'claimed'],
    ['phone', `+4930${customerId.replace(/\D/g, '').slice(-8)}`, 'verified'],
  ])
    await centre.app.db.run(
      `INSERT INTO identities (id, customer_id, kind, value, level, joins) VALUES ($1, $2, $3, $4, $5, false)`,
      [...[newId(), customerId, kind, value, level]],
    );
  return { conversationId, customerId };
}

it('asks with a signature anybody can check, and tells only verified identities of the kinds allowed', async () => {
  const { key } = await aPanel({ identityKinds: ['email'] });
  const { conversationId, customerId } = await aCustomer();
  expect(await read(conversationId, key)).toMatchObject({
    ...{ key, name: 'Shop', state: 'fresh', title: 'Orders', fault: null, facts: [{ kind: 'order_number', value: 'A-20417' }] },
    sections: [
      { items: [{ label: 'A-20417', value: 'on its way', at: '2026-01-02T02:04:05.000Z', url: 'https://shop.test/o/1' }] },
    ],
  });
  const [asked] = shop.asked;
  expect(asked!.body).toEqual({
    customerId,
    identities: [{ kind: 'email', value: `${customerId}@shop.test` }],
    conversationId,
    locale: null,
  });
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = asked!.headers;
  expect(signature).toBe(standardSignature(secret, String(id), String(timestamp), asked!.raw));
  expect(standardSignature(secret, String(id), String(timestamp), `${asked!.raw} `)).not.toBe(signature);
  expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60);
});

it('is never asked by the context call, which shows what was said before', async () => {
  const { key } = await aPanel();
  const { conversationId } = await aCustomer();
  expect(await shownIn(conversationId, key)).toMatchObject({ state: 'unread', sections: [], asOf: null });
  expect(shop.asked).toHaveLength(0);
  await read(conversationId, key);
  expect(await shownIn(conversationId, key)).toMatchObject({ state: 'fresh', title: 'Orders' });
  await read(conversationId, key);
  expect(shop.asked).toHaveLength(1);
});

it('shows the last answer with its age while the panel is silent, and the new one when it is back', async () => {
  const { key } = await aPanel({ cacheMs: 1_000 });
  const { conversationId } = await aCustomer();
  const { asOf } = await read(conversationId, key);
  await centre.app.moveClock(90_000);
  shop.reply = () => ({ hangs: true });
  const stale = await read(conversationId, key);
  expect(stale).toMatchObject({ state: 'stale', fault: 'timed_out', asOf, title: 'Orders' });
  expect(stale.ageMs).toBeGreaterThanOrEqual(90_000);
  expect(await shownIn(conversationId, key)).toMatchObject({ state: 'stale', fault: 'timed_out', asOf });
  // Asked in vain just now: nobody waits for it again so soon.
  await read(conversationId, key);
  expect(shop.asked).toHaveLength(2);
  await centre.app.moveClock(6_000);
  shop.reply = () => ({ body: JSON.stringify(aShop('delivered')) });
  expect(await read(conversationId, key)).toMatchObject({
    state: 'fresh',
    fault: null,
    sections: [{ items: [{ value: 'delivered' }] }],
  });
});

it('says that it is unavailable where nothing older is known', async () => {
  const { key } = await aPanel();
  const { conversationId } = await aCustomer();
  shop.reply = () => ({ hangs: true });
  expect(await read(conversationId, key)).toMatchObject({ state: 'unavailable', fault: 'timed_out', sections: [], asOf: null });
});

const answer = (change: object): Reply => ({ body: JSON.stringify({ ...aShop(), ...change }) });
const withItem = (item: object): Reply => answer({ sections: [{ label: 'x', items: [{ label: 'a', value: 'b', ...item }] }] });
it.each<[string, string, Reply]>([
  ['no JSON', 'bad_answer', { body: '<html>' }],
  ['bytes that are no text', 'bad_answer', { body: Buffer.from([0x22, 0xff, 0x22]) }],
  ['another shape', 'bad_answer', { body: '[]' }],
  ['no title', 'bad_answer', answer({ title: '' })],
  ['markup', 'bad_answer', withItem({ value: '<img src=x onerror=alert(1)>' })],
  ['a script as a link', 'bad_answer', withItem({ url: 'javascript:alert(1)' })],
  ['a link with a password', 'bad_answer', withItem({ url: 'https://bank.test@evil.test/' })],
  ['a text that turns around', 'bad_answer', withItem({ value: 'a\u202eb' })],
  ['a NUL', 'bad_answer', withItem({ value: 'a\u0000b' })],
  ['no time', 'bad_answer', withItem({ at: '2026-02-30T00:00:00Z' })],
  ['a text too long', 'bad_answer', withItem({ value: 'x'.repeat(501) })],
  ['too many sections', 'bad_answer', answer({ sections: Array.from({ length: 11 }, () => ({ label: 'x', items: [] })) })],
  ['a fact of no kind', 'bad_answer', answer({ facts: [{ kind: 'Order Number', value: '1' }] })],
  ['too many bytes', 'too_large', { body: `${' '.repeat(70_000)}{}` }],
  ['another status', 'bad_status', { status: 500, body: '{}' }],
  ['a redirect', 'bad_status', { status: 302, body: '{}', headers: { location: 'http://169.254.169.254/' } }],
])('refuses an answer with %s and keeps the one before', async (_what, fault, reply) => {
  const { key } = await aPanel({ cacheMs: 0 });
  const { conversationId } = await aCustomer();
  await read(conversationId, key);
  shop.reply = () => reply;
  expect(await read(conversationId, key)).toMatchObject({ state: 'stale', fault, title: 'Orders' });
});

it('refuses a forged answer where answers are signed', async () => {
  const { key } = await aPanel({ signsAnswers: true, cacheMs: 0 });
  const { conversationId } = await aCustomer();
  const body = JSON.stringify(aShop());
  const signed = (id: string, timestamp: string, by = secret): Reply => ({
    body,
    headers: { 'webhook-timestamp': timestamp, 'webhook-signature': standardSignature(by, id, timestamp, body) },
  });
  const idOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers['webhook-id']);
  const timeOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers['webhook-timestamp']);
  shop.reply = (asked) => signed(idOf(asked), timeOf(asked));
  expect(await read(conversationId, key)).toMatchObject({ state: 'fresh' });
  for (const forged of [
    () => ({ body }),
    (asked) => signed('msg_of-another-request', timeOf(asked)),
    (asked) => signed(idOf(asked), timeOf(asked), `whsec_${randomBytes(32).toString('base64')}`),
    (asked) => signed(idOf(asked), String(Number(timeOf(asked)) - 3_600)),
  ] as (typeof shop.reply)[]) {
    shop.reply = forged;
    expect(await read(conversationId, key)).toMatchObject({ state: 'stale', fault: 'bad_signature' });
    await centre.app.moveClock(6_000);
  }
});

it('shows nothing that was said about other identities', async () => {
  const { key } = await aPanel({ identityKinds: ['email'] });
  const { conversationId, customerId } = await aCustomer();
  await read(conversationId, key);
  await centre.app.db.run(`UPDATE identities SET level = 'verified' WHERE customer_id = $1 AND value = 'only-said@shop.test'`, [
    customerId,
  ]);
  expect(await shownIn(conversationId, key)).toMatchObject({ state: 'unread', sections: [] });
  await read(conversationId, key);
  expect(shop.asked.map((one) => one.body.identities.length)).toEqual([1, 2]);
  await centre.app.db.run(`DELETE FROM identities WHERE value = 'only-said@shop.test'`);
});

it('two agents who look at once ask once', async () => {
  const { key } = await aPanel();
  const { conversationId } = await aCustomer();
  await Promise.all([1, 2, 3].map(() => read(conversationId, key)));
  expect(shop.asked).toHaveLength(1);
});

it('is set up by administrators, with versions, and never shows its secret again', async () => {
  const made = await aPanel({ secret: undefined });
  expect(made.secret).toMatch(/^whsec_/);
  const path = `/v1/panels/${made.id}`;
  expect((await admin.call('GET', path)).body).not.toHaveProperty('secret');
  expect(JSON.stringify(await centre.app.db.query('SELECT * FROM panels'))).not.toContain(made.secret!.slice(6));
  const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json', 'if-match': '"7"' };
  const late = await fetch(centre.app.url + path, { method: 'PATCH', headers, body: '{"name":"X"}' });
  expect(late.status).toBe(412);
  expect((await admin.call('PATCH', path, { enabled: false })).body).toMatchObject({ enabled: false, version: 2, name: 'Shop' });
  const { conversationId } = await aCustomer();
  expect(await read(conversationId, made.key)).toMatchObject({ status: 404 });
  expect((await ana.call('GET', '/v1/panels')).status).toBe(403);
  const again = { key: made.key, name: 'X', url: shop.url };
  expect((await admin.call<Problem>('POST', '/v1/panels', again)).body.code).toBe('already_exists');
  for (const [field, value] of [
    ['url', 'http://shop.example.com/'],
    ['url', 'https://user:secret@shop.example.com/'],
    ['url', 'ftp://shop.example.com/'],
    ['secret', 'whsec_short'],
    ['timeoutMs', 5_001],
    ['identityKinds', ['passport']],
  ] as const) {
    const refused = await admin.call<Problem>('POST', '/v1/panels', { ...again, key: 'another', [field]: value });
    expect([field, refused.status, refused.body.errors?.[0]?.pointer]).toEqual([field, 422, expect.stringMatching(`^/${field}`)]);
  }
  expect((await admin.call('DELETE', path)).status).toBe(204);
});

describe('where the own network is not to be reached', () => {
  let closed: Centre;
  beforeAll(async () => {
    closed = await startCentre();
  });
  afterAll(() => closed.stop());

  it.each([
    'http://127.0.0.1:8080/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://192.168.0.1./',
    'https://db.internal/',
  ])('no panel is saved at %s', async (url) => {
    const boss = await closed.person('Root', 'admin');
    const { status, body } = await boss.call<Problem>('POST', '/v1/panels', { key: 'inside', name: 'Inside', url });
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/url']);
  });

  it('one that was saved before is not called', async () => {
    const agent = await closed.person('Ben');
    await closed.app.db.run(
      `INSERT INTO panels (id, key, name, url, secret_sealed, timeout_ms, cache_ms) VALUES ($1, 'old', 'Old', $2, $3, 500, 0)`,
      [newId(), shop.url, new Secrets(testSecret).seal(secret)],
    );
    const { conversationId } = await closed.customer().says('hello');
    const { body } = await agent.call('GET', `/v1/conversations/${conversationId}/panels/old`);
    expect(body).toMatchObject({ state: 'unavailable', fault: 'address_refused' });
    expect(shop.asked).toHaveLength(0);
  });

  it('a name that leads inside is refused by the connection itself', async () => {
    const error = await new Promise((resolve) => publicLookup('localhost', { all: true }, resolve));
    expect(error).toBeInstanceOf(AddressRefused);
    expect(['8.8.8.8', '2606:4700::1111', '172.32.0.1'].map(isPrivateAddress)).toEqual([false, false, false]);
    expect(['172.31.0.1', '::ffff:127.0.0.1', '64:ff9b::a00:1', '100.64.0.1', 'fe80::1'].every(isPrivateAddress)).toBe(true);
  });
});

it('shows nothing of somebody who refused service, not even what it said a moment ago', async () => {
  const { key } = await aPanel();
  const { conversationId, customerId } = await aCustomer();
  const draft = async () =>
    (
      await ana.call<DraftCheckView>('POST', `/v1/conversations/${conversationId}/draft-check`, {
        text: 'What is your order number?',
      })
    ).body.context.alreadyKnown;
  expect(await read(conversationId, key)).toMatchObject({ state: 'fresh' });
  expect(await draft()).toMatchObject([{ facts: [{ value: 'A-20417', source: { type: 'panel' } }] }]);
  const say = (granted: boolean) =>
    ana.call('POST', `/v1/customers/${customerId}/consents`, { purpose: 'service', granted, source: 'agent' });
  await say(false);
  const refused = await ana.call<Problem>('GET', `/v1/conversations/${conversationId}/panels/${key}`);
  expect([refused.status, refused.body.code]).toEqual([403, 'consent_missing']);
  expect(await shownIn(conversationId, key)).toBeUndefined();
  expect(await draft()).toEqual([]);
  expect(await centre.app.db.query('SELECT 1 FROM panel_answers WHERE customer_id = $1', [customerId])).toEqual([]);
  // Allowed again, it is asked anew: nothing was merely hidden.
  await say(true);
  expect(await shownIn(conversationId, key)).toMatchObject({ state: 'unread' });
});

it('keeps no answer to a question that the customer refused while it was asked', async () => {
  const { key } = await aPanel();
  const { conversationId, customerId } = await aCustomer();
  shop.reply = () => ({ hangs: true });
  const reading = read(conversationId, key);
  await until('it is asked', () => Promise.resolve(shop.asked.length > 0));
  await ana.call('POST', `/v1/customers/${customerId}/consents`, { purpose: 'service', granted: false, source: 'agent' });
  await reading;
  expect(await centre.app.db.query('SELECT 1 FROM panel_answers WHERE customer_id = $1', [customerId])).toEqual([]);
});
