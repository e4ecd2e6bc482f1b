import type { ContextView } from '../../../src/contracts/context.js';
import type { Problem } from '../../../src/contracts/errors.js';
import type { TouchpointsTakenView, TouchpointView } from '../../../src/contracts/touchpoints.js';
import type { Page } from '../../../src/contracts/views.js';
import { MergeCustomers } from '../../../src/conversations/merge-customers.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { connect } from '../../support/sockets.js';
import { until } from '../../support/until.js';
import { type Centre, type Person, startCentre } from '../console/centre.js';

let centre: Centre;
let admin: Person;
let ana: Person;
let key: string;

beforeAll(async () => {
  centre = await startCentre();
  [admin, ana] = await Promise.all([centre.person('Root', 'admin'), centre.person('Ana')]);
  key = (await admin.call<{ key: string }>('POST', '/v1/api-keys', { name: 'The shop' })).body.key;
});
afterAll(() => centre.stop());

interface Step {
  source: string;
  externalId: string;
  kind: string;
  occurredAt: string;
  identities: { kind: string; value: string }[];
}
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const step = (mail: string, minute: number, more: object = {}): Step => ({
  ...{ source: 'shop', externalId: `${mail}-${minute}`, kind: 'store.visit', occurredAt: at(minute) },
  identities: [{ kind: 'email', value: mail }],
  ...more,
});
async function report<T = TouchpointsTakenView>(touchpoints: object[], token = key): Promise<{ status: number; body: T }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${centre.app.url}/v1/touchpoints`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ touchpoints }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}
const stepsOf = async (customerId: string, query = ''): Promise<Page<TouchpointView>> =>
  (await ana.call<Page<TouchpointView>>('GET', `/v1/customers/${customerId}/touchpoints${query}`)).body;
const minutesOf = async (customerId: string): Promise<number[]> =>
  (await stepsOf(customerId)).data.map((one) => (Date.parse(one.occurredAt) - Date.parse(at(0))) / 60_000);
const contextOf = async (id: string) => (await ana.call<ContextView>('GET', `/v1/conversations/${id}/context`)).body;

async function proves(customerId: string, value: string, level = 'verified'): Promise<void> {
  await centre.app.db.run(
    `INSERT INTO identities (id, customer_id, kind, value, level, joins) VALUES ($1, $2, 'email', $3, $4, false)`,
    [...[newId(), customerId, value, level]],
  );
}
async function aCustomer(mail?: string): Promise<{ customerId: string; conversationId: string }> {
  const { customerId, conversationId } = await centre.customer().says('hello');
  if (mail) await proves(customerId, mail);
  return { customerId, conversationId };
}

it('adds each step once, and nothing of a batch that comes again', async () => {
  const { customerId } = await aCustomer('once@shop.test');
  const batch = [1, 2, 3].map((minute) => step('once@shop.test', minute));
  expect((await report([...batch, batch[0]!])).body).toEqual({ received: 4, added: 3, repeated: 1, unresolved: 0 });
  const before = await stepsOf(customerId);
  const changed = batch.map((one) => ({ ...one, kind: 'changed', occurredAt: at(9) }));
  expect((await report(changed)).body).toEqual({ received: 3, added: 0, repeated: 3, unresolved: 0 });
  expect(await stepsOf(customerId)).toEqual(before);
});

it('takes ten thousand at once, and two such batches at the same moment are still each step once', async () => {
  const { customerId } = await aCustomer('many@shop.test');
  const batch = Array.from({ length: 10_000 }, (_, n) => step('many@shop.test', n));
  const taken = await Promise.all([report(batch), report([...batch].reverse())]);
  expect(taken.map((one) => one.status)).toEqual([200, 200]);
  expect(taken.reduce((sum, one) => sum + one.body.added, 0)).toBe(10_000);
  expect((await report(batch.slice(0, 500))).body).toMatchObject({ added: 0, repeated: 500 });
  expect((await minutesOf(customerId)).slice(0, 3)).toEqual([9_999, 9_998, 9_997]);
  expect((await report<Problem>([...batch, step('x@shop.test', 1)])).body.errors?.[0]?.pointer).toBe('/touchpoints');
}, 180_000);

it('sorts by when it happened, whatever came first, and pages without gap or double', async () => {
  const { customerId, conversationId } = await aCustomer('order@shop.test');
  for (const minute of [5, 1, 4]) await report([step('order@shop.test', minute)]);
  await report([3, 2].map((minute) => step('order@shop.test', minute, { primary: minute === 3, title: 'At the till' })));
  expect(await minutesOf(customerId)).toEqual([5, 4, 3, 2, 1]);
  const first = await stepsOf(customerId, '?limit=2');
  const second = await stepsOf(customerId, `?limit=2&cursor=${first.meta.nextCursor}`);
  const third = await stepsOf(customerId, `?limit=2&cursor=${second.meta.nextCursor}`);
  const all = [first, second, third].flatMap((one) => one.data.map(({ externalId }) => externalId));
  expect(all).toEqual([5, 4, 3, 2, 1].map((minute) => `order@shop.test-${minute}`));
  expect(third.meta).toEqual({ hasMore: false, nextCursor: null });
  expect(
    (await ana.call('GET', `/v1/customers/${customerId}/touchpoints?cursor=${Buffer.from('["x","y"]').toString('base64url')}`))
      .status,
  ).toBe(400);
  const { thread } = await contextOf(conversationId);
  expect(thread.touchpoints.map((one) => one.occurredAt)).toEqual([1, 2, 3, 4, 5].map(at));
  expect(thread.touchpoints[2]).toMatchObject({ source: 'shop', primary: true, title: 'At the till', kind: 'store.visit' });
  expect(thread.touchpoints[1]).toMatchObject({ primary: false });
});

it('keeps what is nobody’s, and gives it to whoever proves the key: not to one who only says so', async () => {
  expect((await report([step('later@shop.test', 1)])).body).toMatchObject({ added: 1, unresolved: 1 });
  const [claims, owns] = [await aCustomer(), await aCustomer()];
  await proves(claims.customerId, 'later@shop.test', 'claimed');
  expect(await minutesOf(claims.customerId)).toEqual([]);
  await proves(owns.customerId, 'later@shop.test');
  expect(await minutesOf(owns.customerId)).toEqual([1]);
  expect(await minutesOf(claims.customerId)).toEqual([]);
});

it('gives nobody what two people or a shared key could claim; a merge joins, and its undo parts', async () => {
  const [a, b] = [await aCustomer('a@two.test'), await aCustomer('b@two.test')];
  const both = [
    { kind: 'email', value: 'a@two.test' },
    { kind: 'email', value: 'b@two.test' },
  ];
  await report([step('a@two.test', 1), step('b@two.test', 2), step('a@two.test', 3, { identities: both })]);
  expect([await minutesOf(a.customerId), await minutesOf(b.customerId)]).toEqual([[1], [2]]);
  const scope = { type: 'agent' as const, id: ana.id };
  const merges = centre.app.get(MergeCustomers);
  const mergeId = await centre.app.db.transaction((tx) =>
    merges.merge({ tx, actor: scope }, { fromId: b.customerId, intoId: a.customerId, reason: 'the same person' }),
  );
  expect(await minutesOf(b.customerId)).toEqual([3, 2, 1]);
  await centre.app.db.transaction((tx) => merges.undo({ tx, actor: scope }, String(mergeId)));
  expect([await minutesOf(a.customerId), await minutesOf(b.customerId)]).toEqual([[1], [2]]);
  await centre.app.db.run(`INSERT INTO shared_keys (kind, value) VALUES ('email', 'a@two.test')`);
  expect(await minutesOf(a.customerId)).toEqual([]);
});

it('refuses a batch as a whole and names what is wrong in it', async () => {
  const wrong = (more: object) => report<Problem>([step('whole@shop.test', 1), step('whole@shop.test', 2, more)]);
  for (const [pointer, more] of [
    ['/touchpoints/1/occurredAt', { occurredAt: '2026-02-30T00:00:00Z' }],
    ['/touchpoints/1/occurredAt', { occurredAt: '2999-01-01T00:00:00Z' }],
    ['/touchpoints/1/identities/0/value', { identities: [{ kind: 'email', value: 'no address' }] }],
    ['/touchpoints/1/identities', { identities: [] }],
    ['/touchpoints/1/data', { data: { text: 'x'.repeat(2_001) } }],
    ['/touchpoints/1/externalId', { externalId: 'with a blank' }],
    ['/touchpoints/1/surprise', { surprise: true }],
  ] as const) {
    const { status, body } = await wrong(more);
    expect([pointer, status, body.errors?.map((one) => one.pointer)]).toEqual([pointer, 422, [pointer]]);
  }
  const [left] = await centre.app.db.query(`SELECT 1 FROM touchpoints WHERE external_id LIKE 'whole%'`);
  expect(left).toBeUndefined();
  expect((await report([step('whole@shop.test', 1, { data: { 'a\u0000b': '\u0000 \ud800' } })])).status).toBe(200);
});

it('takes them from systems with a key for everything, and from nobody else', async () => {
  const narrow = (await admin.call<{ key: string }>('POST', '/v1/api-keys', { name: 'One inbox', inboxIds: [centre.inboxId] }))
    .body.key;
  expect((await report([step('n@shop.test', 1)], narrow)).status).toBe(403);
  expect((await report([step('n@shop.test', 1)], ana.token)).status).toBe(403);
  expect((await report([step('n@shop.test', 1)], 'nonsense')).status).toBe(401);
});

describe('pages', () => {
  const policy = (pages: string | null) =>
    admin.call('PATCH', `/v1/inboxes/${centre.inboxId}`, { settings: pages === null ? {} : { pages } });
  async function browses(consent: object | undefined, paths: string[]) {
    const opened = await fetch(`${centre.app.url}/v1/widget/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inboxKey: 'web', ...(consent ? { consent } : {}) }),
    });
    const { token, visitorToken } = (await opened.json()) as { token: string; visitorToken: string };
    const page = await connect(centre.app.url, '/widget', token);
    for (const path of paths)
      expect(await page.ask('page.viewed', { url: `https://shop.test${path}`, title: `Page ${path}` })).toMatchObject({
        ok: true,
      });
    const said = await page.ask<{ message: { id: string } }>('message.send', { clientId: newId(), text: 'hello' });
    const [row] = await centre.app.db.query<{ id: string }>('SELECT conversation_id AS id FROM messages WHERE id = $1', [
      (said as unknown as { message: { id: string } }).message.id,
    ]);
    return { page, conversationId: row!.id, visitorToken };
  }
  const urls = (context: ContextView) => context.pages.last.map((one) => one.url.replace('https://shop.test', ''));

  it('shows the last ones and the present one of a customer who agreed, until they leave', async () => {
    const { page, conversationId } = await browses({ pages: true }, ['/cups', '/cups/blue', '/cups/blue', '/cart']);
    const shown = await until('the visit to be written', async () => {
      const context = await contextOf(conversationId);
      return context.pages.current && context;
    });
    expect(shown.pages.current).toMatchObject({
      url: 'https://shop.test/cart',
      title: 'Page /cart',
      source: { inboxId: centre.inboxId },
    });
    expect(urls(shown)).toEqual(['/cart', '/cups/blue', '/cups']);
    page.close();
    await until('the end of the visit', async () => (await contextOf(conversationId)).pages.current === null);
    expect(urls(await contextOf(conversationId))).toEqual(['/cart', '/cups/blue', '/cups']);
  });

  it.each([undefined, {}, { pages: false }])('keeps none of a customer who did not agree: %j', async (consent) => {
    const { page, conversationId } = await browses(consent, ['/secret']);
    expect((await contextOf(conversationId)).pages).toEqual({ current: null, last: [] });
    expect(await centre.app.db.query(`SELECT 1 FROM page_views WHERE url LIKE '%secret%'`)).toEqual([]);
    page.close();
  });

  it('goes by the inbox: always, or never, also for what was seen before', async () => {
    expect((await policy('always')).status).toBe(200);
    const watched = await until('the new setting', async () => {
      const one = await browses(undefined, ['/always']);
      one.page.close();
      return urls(await contextOf(one.conversationId)).length > 0 && one;
    });
    expect(urls(await contextOf(watched.conversationId))).toEqual(['/always']);
    await policy('never');
    expect(urls(await contextOf(watched.conversationId))).toEqual([]);
    expect((await policy('sometimes')).body).toMatchObject({ errors: [{ pointer: '/settings/pages' }] });
    await policy(null);
  });

  it('goes by the last word that was taken down, wherever it was said', async () => {
    const { page, conversationId } = await browses({ pages: true }, ['/first']);
    const { customer } = await contextOf(conversationId);
    const says = (granted: boolean) =>
      centre.app.db.run(
        `INSERT INTO consents (id, customer_id, purpose, granted, source, actor_type) VALUES ($1, $2, 'pages', $3, 'agent', 'agent')`,
        [newId(), customer.id, granted],
      );
    await says(false);
    expect(urls(await contextOf(conversationId))).toEqual([]);
    await page.ask('page.viewed', { url: 'https://shop.test/unseen' });
    await says(true);
    await page.ask('page.viewed', { url: 'https://shop.test/seen' });
    expect(urls(await contextOf(conversationId))).toEqual(['/seen', '/first']);
    page.close();
  });

  it('forgets old ones, and those of a visitor who takes the consent back', async () => {
    const { page, conversationId, visitorToken } = await browses({ pages: true }, ['/before']);
    page.close();
    expect(urls(await contextOf(conversationId))).toEqual(['/before']);
    const reopened = await fetch(`${centre.app.url}/v1/widget/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inboxKey: 'web', visitorToken, consent: { pages: false } }),
    });
    const again = await connect(centre.app.url, '/widget', ((await reopened.json()) as { token: string }).token);
    await again.ask('page.viewed', { url: 'https://shop.test/after' });
    again.close();
    expect(urls(await contextOf(conversationId))).toEqual([]);
    await centre.app.moveClock(31 * 86_400_000);
    await centre.app.sweep();
    expect(await centre.app.db.query('SELECT 1 FROM page_views')).toEqual([]);
  });
});
