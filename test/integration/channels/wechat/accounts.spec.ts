import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Clock } from '../../../../src/platform/clock/clock.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { aQueue } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { FakeWechat } from '../../../support/vendors/wechat.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';

const openId = 'oUq2w5Zt0b3kLrNvYpQ7sXeDfGhJ';
const text = readFileSync(join(import.meta.dirname, '../../../payloads/wechat/text.xml'), 'utf8');
const otherAppId = 'wxfedcba9876543210';

interface Row {
  conversation_id: string;
  customer_id: string;
  value: string;
}

let wechat: FakeWechat;
let app: TestApp;
let agent: Caller;
const inboxes: Record<string, string> = {};

beforeAll(async () => {
  wechat = await FakeWechat.start();
  app = await startApp({ env: { WECHAT_API_URL: wechat.url } });
  wechat.now = () => app.get(Clock).now();
  const admin = await aSignedIn(app, 'admin', 'Ada');
  agent = await aSignedIn(app, 'supervisor', 'Ana');
  const [queueId, { appId, appSecret, token }] = [await aQueue(app.db), wechat];
  for (const [key, id] of Object.entries({ first: otherAppId, again: otherAppId, other: appId })) {
    const { body } = await admin.call<{ id: string }>('/v1/inboxes', 'POST', {
      ...{ key, name: key, channel: 'wechat', queueId, secrets: { appSecret, token }, settings: { appId: id } },
    });
    inboxes[key] = body.id;
  }
});
afterAll(async () => {
  await app?.stop();
  await wechat?.stop();
});

async function said(inbox: string, id: string, who = openId): Promise<Row> {
  const { query, body } = wechat.call(text.replace('24998877665544332', id).replace(openId, who), { at: app.get(Clock).date() });
  const address = `${app.url}/v1/inboxes/${inboxes[inbox]}/webhook?${query}`;
  const { status } = await fetch(address, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
  expect(status).toBe(200);
  return until(`the message ${id}`, async () => {
    const [row] = await app.db.query<Row>(
      `SELECT m.conversation_id, m.customer_id, i.value FROM messages m JOIN identities i ON i.id = m.identity_id WHERE m.external_id = $1`,
      [id],
    );
    return row;
  });
}

it('an OpenID is one person within an account, and another one at another account', async () => {
  const first = await said('first', '1001');
  expect(first.value).toBe(openId);
  const other = await said('other', '1002');
  expect(other.value).toBe(`${wechat.appId}:${openId}`);
  expect(other.customer_id).not.toBe(first.customer_id);
  expect(await said('again', '1003')).toEqual(first);
  expect(await said('other', '1004')).toEqual(other);
  expect(await said('first', '1005')).toEqual(first);
});

it('an answer goes to the id as the account knows it', async () => {
  const { conversation_id: id } = await said('other', '1006');
  const { body } = await agent.call<{ id: string }>(`/v1/conversations/${id}/messages`, 'POST', { kind: 'reply', text: '好的' });
  await until('the answer to leave', async () => {
    const [row] = await app.db.query<{ state: string }>('SELECT delivery_state AS state FROM messages WHERE id = $1', [body.id]);
    return row?.state === 'sent';
  });
  expect(wechat.sent.at(-1)).toMatchObject({ to: openId, text: '好的' });
});

it('two accounts that bring one id at the same moment make two customers', async () => {
  const [one, two] = await Promise.all([said('first', '2001', 'oTwin'), said('other', '2002', 'oTwin')]);
  expect(one.customer_id).not.toBe(two.customer_id);
});
