import type { MessageView } from '../../../../src/contracts/views.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { anApiKey, anInbox, aQueue } from '../../../support/builders.js';
import { aSignedIn, type Caller, callerWith } from '../deliveries/signed-in.js';

let app: TestApp;
let post: (
  body: object,
  inbox?: string,
  caller?: Caller['call'],
) => Promise<{ status: number; message: MessageView; problem: { code: string; errors?: { pointer: string }[] } }>;
let inboxId: string;
beforeAll(async () => {
  app = await startApp();
  const queueId = await aQueue(app.db);
  inboxId = await anInbox(app.db, { queueId, key: 'shop', channel: 'api' });
  await anInbox(app.db, { queueId, key: 'other', channel: 'api' });
  await anInbox(app.db, { queueId, key: 'web', channel: 'webchat' });
  await anInbox(app.db, { queueId, key: 'closed', channel: 'api' });
  await app.db.run(`UPDATE inboxes SET disabled_at = app_now() WHERE key = 'closed'`);
  await anApiKey(app.db, { key: 'tl_all' });
  await anApiKey(app.db, { key: 'tl_shop', inboxIds: [inboxId] });
  post = async (body, inbox = 'shop', caller = callerWith(app, 'tl_all')) => {
    const { status, body: answer } = await caller<{ message: MessageView }>(`/v1/inboxes/${inbox}/messages`, 'POST', body);
    return { status, message: answer.message, problem: answer as never };
  };
});
afterAll(() => app.stop());

const hello = (externalId: string, more: object = {}) => ({
  externalId,
  from: { kind: 'external', value: 'cust-1', name: 'Mei' },
  text: 'Where is A-20417?',
  ...more,
});

it('records a message and answers a repeat with the first one', async () => {
  const first = await post(hello('e1'));
  expect(first.status).toBe(201);
  expect(first.message).toMatchObject({
    channel: 'api',
    direction: 'in',
    text: 'Where is A-20417?',
    externalId: 'e1',
    inboxId,
    unproved: false,
  });
  const repeat = await post(hello('e1', { text: 'something else' }), inboxId);
  expect([repeat.status, repeat.message]).toEqual([200, first.message]);
  const parallel = await Promise.all(Array.from({ length: 8 }, () => post(hello('e2'))));
  expect(parallel.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  expect(new Set(parallel.map(({ message }) => message.id)).size).toBe(1);
  expect(parallel[0]!.message.conversationId).toBe(first.message.conversationId);
});

it('finds one customer by any spelling of an address, and proves nothing by it', async () => {
  const first = await post(hello('p1', { from: { kind: 'phone', value: '+49 151 2345 6789' } }));
  const second = await post(hello('p2', { from: { kind: 'phone', value: '+4915123456789' } }));
  expect(second.message.customerId).toBe(first.message.customerId);
  expect(first.message.unproved).toBe(true);
  const mail = await post(hello('m1', { from: { kind: 'email', value: 'Mei@Shop.TEST' } }));
  expect(await app.db.query(`SELECT value, level FROM identities WHERE customer_id = $1`, [mail.message.customerId])).toEqual([
    { value: 'mei@shop.test', level: 'claimed' },
  ]);
});

it('keeps when it was written, and does not believe the future', async () => {
  await post(hello('t1', { occurredAt: '2026-01-02T03:04:05+08:00' }));
  expect(await app.db.query(`SELECT occurred_at FROM messages WHERE external_id = 't1'`)).toEqual([
    { occurred_at: new Date('2026-01-01T19:04:05Z') },
  ]);
  const future = await post(hello('t2', { occurredAt: '2999-01-01T00:00:00Z' }));
  expect([future.status, future.problem.errors]).toEqual([
    422,
    [{ pointer: '/occurredAt', detail: 'must not lie in the future' }],
  ]);
});

it.each([
  ['no address', { from: { kind: 'email', value: 'not an address' } }, '/from/value'],
  ['no phone number', { from: { kind: 'phone', value: '12' } }, '/from/value'],
  ['a visitor', { from: { kind: 'visitor', value: 'v' } }, '/from/kind'],
  ['a kind nobody knows', { from: { kind: 'fax', value: '1' } }, '/from/kind'],
  ['no sender', { from: null }, '/from'],
  ['an unknown field', { priority: 1 }, '/priority'],
  ['an unknown field of the sender', { from: { kind: 'external', value: 'x', role: 'admin' } }, '/from/role'],
  ['no text', { text: ' \n ' }, '/text'],
  ['a text of another type', { text: { $ne: '' } }, '/text'],
  ['a NUL in the id', { externalId: 'a\u0000b' }, '/externalId'],
  ['a NUL in the name', { from: { kind: 'external', value: 'x', name: 'a\u0000' } }, '/from/name'],
  ['a day that is none', { occurredAt: '2026-02-31T00:00:00Z' }, '/occurredAt'],
  ['a time without a zone', { occurredAt: '2026-02-01T00:00:00' }, '/occurredAt'],
])('refuses %s, and says where', async (_case, wrong, pointer) => {
  const { status, problem } = await post(hello('wrong', wrong));
  expect([status, problem.code]).toEqual([422, 'invalid_request']);
  expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
  expect(await app.db.query(`SELECT 1 AS found FROM messages WHERE external_id = 'wrong'`)).toEqual([]);
});

it('keeps a NUL in a text from losing the message', async () => {
  const { status, message } = await post(hello('nul', { text: 'a\u0000b' }));
  expect([status, message.text]).toEqual([201, 'a\uFFFDb']);
});

it('takes uploaded files alone; an empty list is none', async () => {
  for (const attachments of [[{ url: 'https://x.test' }], ['https://x.test/a.png'], [newId()]])
    expect(await post(hello('a1', { attachments }))).toMatchObject({ status: 422, problem: { code: 'invalid_request' } });
  expect((await post(hello('a1', { text: '' }))).problem.errors?.[0]?.pointer).toBe('/text');
  expect((await post(hello('a2', { attachments: [] }))).status).toBe(201);
});

it('lets in who may speak for the inbox', async () => {
  const [agent, admin] = [await aSignedIn(app, 'agent'), await aSignedIn(app, 'admin')];
  expect((await post(hello('k1'), 'shop', callerWith(app, 'tl_shop'))).status).toBe(201);
  expect((await post(hello('k2'), 'other', callerWith(app, 'tl_shop'))).status).toBe(403);
  expect((await post(hello('k3'), 'shop', callerWith(app, 'tl_forged'))).status).toBe(401);
  expect((await post(hello('k4'), 'shop', agent.call)).status).toBe(403);
  expect((await post(hello('k5'), 'shop', admin.call)).status).toBe(201);
});

it('is a door of the generic channel alone', async () => {
  expect((await post(hello('i1'), 'web')).status).toBe(409);
  expect((await post(hello('i2'), 'none')).status).toBe(404);
  expect((await post(hello('i3'), 'closed')).status).toBe(404);
});

it('refuses what a blocked customer says', async () => {
  const { message } = await post(hello('b1', { from: { kind: 'external', value: 'rude' } }));
  await app.db.run('UPDATE customers SET blocked_at = app_now() WHERE id = $1', [message.customerId]);
  expect(await post(hello('b2', { from: { kind: 'external', value: 'rude' } }))).toMatchObject({
    status: 403,
    problem: { code: 'customer_blocked' },
  });
});
