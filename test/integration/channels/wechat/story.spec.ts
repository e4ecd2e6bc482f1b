import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Clock } from '../../../../src/platform/clock/clock.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { aQueue } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { FakeWechat } from '../../../support/vendors/wechat.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';

const customer = 'oUq2w5Zt0b3kLrNvYpQ7sXeDfGhJ';
const payload = (name: string): string => readFileSync(join(import.meta.dirname, `../../../payloads/wechat/${name}.xml`), 'utf8');

interface Row {
  id: string;
  conversation_id: string;
  customer_id: string;
  text: string;
  state: string;
  reason: string | null;
}

let wechat: FakeWechat;
let app: TestApp;
let agent: Caller;
let inboxes: { plain: string; safe: string };

beforeAll(async () => {
  wechat = await FakeWechat.start();
  app = await startApp({ env: { WECHAT_API_URL: wechat.url } });
  wechat.now = () => app.get(Clock).now();
  const admin = await aSignedIn(app, 'admin', 'Ada');
  agent = await aSignedIn(app, 'supervisor', 'Ana');
  const queueId = await aQueue(app.db);
  const { appId, appSecret, token, encodingAesKey } = wechat;
  const inbox = async (key: string, secrets: object): Promise<string> => {
    const { status, body } = await admin.call<{ id: string }>('/v1/inboxes', 'POST', {
      ...{ key, name: key, channel: 'wechat', queueId, secrets: { appSecret, token, ...secrets } },
      settings: {
        appId,
        welcome: '欢迎！',
        templates: [{ name: 'order_sent', templateId: [...wechat.templateIds][0], fields: ['thing1'] }],
      },
      templates: [{ name: 'order_sent', language: 'zh_CN', body: '{{1}} 已发货', variables: 1 }],
    });
    expect([status, body]).toEqual([201, expect.anything()]);
    return body.id;
  };
  inboxes = { plain: await inbox('wechat', {}), safe: await inbox('wechat-safe', { encodingAesKey }) };
});
afterAll(async () => {
  await app?.stop();
  await wechat?.stop();
});

async function deliver(xml: string, mode: 'plain' | 'compatible' | 'safe' = 'plain'): Promise<{ status: number; text: string }> {
  const { query, body } = wechat.call(xml, { at: app.get(Clock).date(), mode });
  const address = `${app.url}/v1/inboxes/${mode === 'plain' ? inboxes.plain : inboxes.safe}/webhook?${query}`;
  const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
  return { status: response.status, text: await response.text() };
}

const where = async (condition: string, value: string): Promise<Row | undefined> =>
  (
    await app.db.query<Row>(
      `SELECT id, conversation_id, customer_id, text, delivery_state AS state, delivery_reason AS reason
       FROM messages WHERE ${condition} ORDER BY seq DESC LIMIT 1`,
      [value],
    )
  )[0];
const under = (externalId: string): Promise<Row> =>
  until(`the message ${externalId}`, () => where('external_id = $1', externalId));
const becomes = (id: string, state: string): Promise<Row> =>
  until(`${state} for ${id}`, async () => {
    const row = await where('id = $1', id);
    return row?.state === state && row;
  });
async function reply(conversationId: string, body: object): Promise<string> {
  const answer = await agent.call<{ id: string }>(`/v1/conversations/${conversationId}/messages`, 'POST', {
    kind: 'reply',
    ...body,
  });
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body.id;
}

it('answers the question of the console', async () => {
  const { query } = wechat.call('', { at: app.get(Clock).date() });
  const asked = await fetch(`${app.url}/v1/inboxes/${inboxes.plain}/webhook?${query}&echostr=583739701`);
  expect([asked.status, await asked.text()]).toEqual([200, '583739701']);
  const forged = await fetch(`${app.url}/v1/inboxes/${inboxes.plain}/webhook?signature=0&timestamp=0&nonce=0&echostr=1`);
  expect(forged.status).toBe(401);
});

it('a customer writes and is answered; a repeat is the same, and is answered the same', async () => {
  expect(await deliver(payload('text'))).toEqual({ status: 200, text: 'success' });
  expect(await deliver(payload('text'))).toEqual({ status: 200, text: 'success' });
  const { conversation_id } = await under('24998877665544332');
  const id = await reply(conversation_id, { text: '明天发货' });
  await becomes(id, 'sent');
  expect(wechat.sent.map(({ to, text }) => [to, text])).toEqual([[customer, '明天发货']]);
  expect(await app.db.query(`SELECT 1 FROM messages WHERE external_id = '24998877665544332'`)).toHaveLength(1);
});

it('a long answer is cut by its bytes', async () => {
  const { conversation_id } = await under('24998877665544332');
  const before = wechat.sent.length;
  const text = '这是一个很长的答复。'.repeat(150);
  await becomes(await reply(conversation_id, { text }), 'sent');
  const pieces = wechat.sent.slice(before).map((one) => one.text);
  expect(pieces.join('')).toBe(text);
  expect(pieces.length).toBe(3);
  for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(2048);
});

it('encrypted, it is the same customer', async () => {
  expect(await deliver(payload('voice'), 'compatible')).toEqual({ status: 200, text: 'success' });
  expect(await deliver(payload('location'), 'safe')).toEqual({ status: 200, text: 'success' });
  const voice = await under('24998877665544335');
  expect(voice).toMatchObject({ text: '什么时候发货？', customer_id: (await under('24998877665544332')).customer_id });
  expect((await under('24998877665544338')).conversation_id).toBe(voice.conversation_id);
});

it('a new follower is welcomed on the spot', async () => {
  const { status, text } = await deliver(payload('event-subscribe'));
  expect([status, text]).toEqual([200, expect.stringContaining('<Content><![CDATA[欢迎！]]></Content>')]);
  expect((await deliver(payload('event-subscribe'), 'safe')).text).toMatch(/^<xml><Encrypt>/);
});

it('after two days only a template goes, and what becomes of it is told', async () => {
  const { conversation_id } = await under('24998877665544338');
  await app.moveClock(49 * 3_600_000);
  agent = await aSignedIn(app, 'supervisor', 'Ben');
  const refused = await agent.call(`/v1/conversations/${conversation_id}/messages`, 'POST', { kind: 'reply', text: 'too late' });
  expect(refused.body).toMatchObject({ code: 'outside_reply_window', templates: [{ name: 'order_sent' }] });
  const id = await reply(conversation_id, { text: '', template: { name: 'order_sent', language: 'zh_CN', variables: ['茶壶'] } });
  await becomes(id, 'sent');
  const sent = wechat.sent.at(-1)!;
  expect(sent.body).toMatchObject({ data: { thing1: { value: '茶壶' } } });
  await deliver(payload('event-template-blocked').replace('3084213121325498370', sent.id), 'safe');
  expect(await becomes(id, 'failed')).toMatchObject({ reason: 'user block' });
});
