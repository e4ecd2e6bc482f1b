import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashPassword } from '../../../src/accounts/passwords.js';
import { operations } from '../../../src/contracts/operations.js';
import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { previewErasure } from '../../../src/privacy/erasure/erasures.queries.js';
import { partKey } from '../../../src/privacy/exports/exports.queries.js';
import { BlobStore } from '../../../src/platform/storage/blob-store.js';
import { validBodies } from '../../contract/valid-bodies.js';
import { type TestApp, startApp } from '../../support/app.js';
import { anAgent, anInbox, aQueue } from '../../support/builders.js';
import { until } from '../../support/until.js';

let app: TestApp;
let inboxId: string;
let adminId: string;
let admin: string;

beforeAll(async () => {
  app = await startApp();
  const queueId = await aQueue(app.db);
  inboxId = await anInbox(app.db, { queueId, channel: 'api' });
  adminId = await anAgent(app.db, {
    ...{ email: 'root@example.test', role: 'admin', queueIds: [queueId] },
    passwordHash: await hashPassword('correct horse battery'),
  });
  await signIn();
  await call('PUT', '/v1/me/presence', { state: 'available' });
});
afterAll(() => app.stop());

async function signIn(): Promise<void> {
  admin = '';
  const { body } = await call('POST', '/v1/auth/login', { email: 'root@example.test', password: 'correct horse battery' });
  admin = body.accessToken as string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function call(method: string, path: string, body?: object): Promise<{ status: number; body: any }> {
  const response = await fetch(app.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(admin ? { authorization: `Bearer ${admin}` } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text ? (JSON.parse(text) as unknown) : undefined };
}

const write = async (email: string, text: string, more: object = {}) =>
  (await app.get(ReceiveMessage).receive({
    ...{ inboxId, channel: 'api' as const, text, externalId: randomUUID() },
    from: { kind: 'email', value: email, name: 'Some Body', display: email, level: 'verified', joins: true },
    ...more,
  }))!;

async function erase(customerId: string): Promise<void> {
  const asked = await call('POST', `/v1/customers/${customerId}/erasure`, { reason: 'asked by letter' });
  expect(asked.status).toBe(202);
  await until('the erasure', async () => {
    await app.sweep();
    return (await call('GET', `/v1/erasures/${asked.body.id}`)).body.state === 'done';
  });
}

async function leftOf(customerId: string): Promise<Record<string, number>> {
  const { identityBlockMarks: _mark, ...left } = await previewErasure(app.db, [customerId]);
  return left;
}

/** Doors that take such a subject and write nothing about the customer. */
const writesNothing = new Set([
  'POST /v1/conversations/{id}/draft-check', // It reads a draft, and keeps nothing of it.
  'POST /v1/customers/{id}/erasure', // It is the one that may.
]);
const aboutSomebody =
  /^(POST|PATCH|PUT|DELETE) \/v1\/(customers|conversations|promises|identities|merges|promise-suggestions)\/\{/;
const doors = Object.keys(operations).filter((door) => aboutSomebody.test(door) && !writesNothing.has(door));

describe('an erased customer', () => {
  let customerId: string;
  let at: Record<string, string>;

  beforeAll(async () => {
    const first = await write('gone@shop.test', 'hello');
    const other = await write('gone-too@shop.test', 'hello');
    customerId = first.customerId;
    const merge = await call('POST', `/v1/customers/${customerId}/merge`, { from: other.customerId, reason: 'same' });
    const conversation = `/v1/conversations/${first.conversationId}`;
    expect(await call('POST', `${conversation}/claim`, {})).toMatchObject({ status: 200 });
    const said = await call('POST', `${conversation}/messages`, { kind: 'reply', text: 'I will call you tomorrow at three.' });
    const suggested = (await call('GET', `${conversation}/promise-suggestions`)).body.data;
    expect([said.status, suggested.length]).toEqual([201, 1]);
    const promise = await call('POST', `${conversation}/promises`, { text: 'call back' });
    const [identity] = await app.db.query<{ id: string }>('SELECT id FROM identities WHERE customer_id = $1', [customerId]);
    at = {
      customers: customerId,
      conversations: first.conversationId,
      promises: promise.body.id as string,
      identities: identity!.id,
      merges: merge.body.mergeId as string,
      'promise-suggestions': suggested[0].id as string,
    };
    await erase(customerId);
  });

  it('has doors enough to be tried', () => expect(doors.length).toBeGreaterThan(25));

  it.each(doors)('%s', async (door) => {
    const [method, path] = door.split(' ') as [string, string];
    const subject = path.split('/')[2]!;
    const meant: Record<string, object> = {
      'POST /v1/conversations/{id}/transfer': { agentId: adminId, note: 'please' },
      'POST /v1/conversations/{id}/move': { agentId: adminId },
    };
    const body = meant[door] ?? validBodies[door];
    const answer = await call(method, path.replace(/\{\w+\}/, encodeURIComponent(at[subject]!)), body);
    // What was recognised in a reply went with the reply.
    const isGone = subject === 'promise-suggestions';
    expect([answer.status, answer.body?.code]).toEqual(isGone ? [404, 'not_found'] : [409, 'customer_erased']);
  });

  it('is not written to, asked about elsewhere, nor moved with many', async () => {
    const refused = [
      await call('POST', '/v1/conversations', { customerId, text: 'Hello again' }),
      await call('POST', `/v1/conversations/${at['conversations']}/messages`, { kind: 'reply', text: 'Hello again' }),
      await call('POST', `/v1/conversations/${at['conversations']}/messages`, { kind: 'note', text: 'a note' }),
    ];
    expect(refused.map(({ body }) => body.code)).toEqual(refused.map(() => 'customer_erased'));
    await call('POST', '/v1/conversations/priority', { conversationIds: [at['conversations']], priority: 1, reason: 'x' });
    const [row] = await app.db.query('SELECT status, priority FROM conversations WHERE id = $1', [at['conversations']]);
    expect(row).toEqual({ status: 'closed', priority: 0 });
  });

  it('is not brought back by a letter that answers one of theirs', async () => {
    const back = await write('gone@shop.test', 'me again', { threading: { conversationId: at['conversations'], inReplyTo: [] } });
    expect(back).toMatchObject({ opened: true });
    expect([back.customerId, back.conversationId]).not.toContain(customerId);
    expect(back.conversationId).not.toBe(at['conversations']);
  });

  it('has nothing left after all of it', async () => expect(await leftOf(customerId)).toEqual({}));

  it('is kept empty by the database too', async () => {
    const statements = [
      [`INSERT INTO facts (id, customer_id, kind, value, source_type) VALUES ('${randomUUID()}', $1, 'x', 'y', 'agent')`],
      [
        `INSERT INTO consents (id, customer_id, purpose, granted, source, actor_type) VALUES ('${randomUUID()}', $1, 'x', true, 'y', 'agent')`,
      ],
      [
        `INSERT INTO identities (id, customer_id, kind, value, level) VALUES ('${randomUUID()}', $1, 'email', 'a@b.test', 'claimed')`,
      ],
      [`UPDATE customers SET name = 'Mei' WHERE id = $1`],
      [`UPDATE customers SET blocked_at = NULL WHERE id = $1`],
      [`UPDATE conversations SET status = 'waiting', waiting_since = app_now() WHERE customer_id = $1`],
      [`UPDATE conversations SET fields = '{"a": 1}' WHERE customer_id = $1`],
    ].map(([sql]) =>
      app.db.run(sql!, [customerId]).then(
        () => 'written',
        (error: { code: string }) => error.code,
      ),
    );
    expect(await Promise.all(statements)).toEqual(statements.map(() => 'TL001'));
  });

  it('is erased again where an older version let something in', async () => {
    const tables = ['facts', 'identities', 'customers'];
    for (const table of tables) await app.db.run(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await app.db.run(
      `INSERT INTO facts (id, customer_id, kind, value, source_type) VALUES ('${randomUUID()}', $1, 'town', 'Wombatville', 'agent')`,
      [customerId],
    );
    await app.db.run(
      `INSERT INTO identities (id, customer_id, kind, value, level, joins) VALUES ('${randomUUID()}', $1, 'email', 'wombat@b.test', 'verified', true)`,
      [customerId],
    );
    await app.db.run(`UPDATE customers SET name = 'Wombat' WHERE id = $1`, [customerId]);
    for (const table of tables) await app.db.run(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    expect(await leftOf(customerId)).toMatchObject({ facts: 1, identities: 1, customers: 1 });
    await erase(customerId);
    expect(await leftOf(customerId)).toEqual({});
    // And asked once more, nothing begins.
    const again = await call('POST', `/v1/customers/${customerId}/erasure`, { reason: 'once more' });
    expect(again.body.state).toBe('done');
  });

  it('lets nothing through that was being written in the moment of the erasure', async () => {
    const { customerId: racing } = await write('racing@shop.test', 'hello');
    let begun: Promise<unknown> | undefined;
    await app.db.transaction(async (tx) => {
      await tx.run(
        `INSERT INTO facts (id, customer_id, kind, value, source_type) VALUES ('${randomUUID()}', $1, 'x', 'y', 'agent')`,
        [racing],
      );
      begun = call('POST', `/v1/customers/${racing}/erasure`, { reason: 'asked' });
      await until('the erasure waits', async () => {
        const waiting = await app.db.query(
          `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%'`,
        );
        return waiting.length > 0;
      });
    });
    await begun;
    await erase(racing);
    expect(await app.db.query('SELECT 1 FROM facts WHERE customer_id = $1', [racing])).toEqual([]);
  });
});

describe('an archive of somebody who is erased', () => {
  const exported = async (customerId: string) => (await call('POST', `/v1/customers/${customerId}/exports`)).body.id as string;
  const viewOf = async (customerId: string, id: string) => (await call('GET', `/v1/customers/${customerId}/exports/${id}`)).body;
  const fetched = async (url: string): Promise<number> => (await fetch(app.url + url)).status;
  const piecesOf = async (id: string): Promise<number> => {
    const pieces = await Promise.all([...Array(40).keys()].map((part) => app.get(BlobStore).read(partKey(id, part))));
    return pieces.filter(Boolean).length;
  };

  it('is gone before the erasure says that it is done', async () => {
    const { customerId } = await write('archived@shop.test', 'my secret garden');
    const id = await exported(customerId);
    await until('the archive', async () => (await app.sweep(), (await viewOf(customerId, id)).state === 'done'));
    const { url } = await viewOf(customerId, id);
    expect([await fetched(url), (await piecesOf(id)) > 0]).toEqual([200, true]);
    // From the moment it is asked for.
    const asked = await call('POST', `/v1/customers/${customerId}/erasure`, { reason: 'asked' });
    expect(await fetched(url)).toBe(404);
    await until(
      'done',
      async () => (await app.sweep(), (await call('GET', `/v1/erasures/${asked.body.id}`)).body.state === 'done'),
    );
    expect([await fetched(url), await piecesOf(id)]).toEqual([404, 0]);
    expect(await viewOf(customerId, id)).toMatchObject({ state: 'failed', url: null, counts: {} });
  });

  it('is not written to its end where the erasure comes in the middle', async () => {
    const { customerId } = await write('in-the-middle@shop.test', 'my secret garden');
    const id = await exported(customerId);
    const store = app.get(BlobStore);
    const put = store.put.bind(store);
    let pieces = 0;
    store.put = async (...given) => {
      await put(...given);
      if (++pieces === 3) await call('POST', `/v1/customers/${customerId}/erasure`, { reason: 'asked' });
    };
    const stateOf = async () =>
      (await app.db.query<{ state: string }>('SELECT state FROM erasures WHERE customer_id = $1', [customerId]))[0]?.state;
    await until('done', async () => (await app.sweep(), (await stateOf()) === 'done'));
    store.put = put;
    await app.sweep();
    expect((await viewOf(customerId, id)).state).toMatch(/^(failed|expired)$/);
    expect(await piecesOf(id)).toBe(0);
  });

  it('leaves no piece behind that was on its way to the store when the erasure went through', async () => {
    const { customerId } = await write('late-piece@shop.test', 'my secret garden');
    const id = await exported(customerId);
    const store = app.get(BlobStore);
    const put = store.put.bind(store);
    let pieces = 0;
    store.put = async (...given) => {
      if (++pieces === 3)
        await app.db.run(
          `UPDATE customer_exports SET state = 'failed', due_at = NULL, expires_at = app_now() + interval '1 hour' WHERE id = $1`,
          [id],
        );
      await put(...given);
    };
    await until('it stopped', async () => (await app.sweep(), pieces >= 3));
    store.put = put;
    expect(await piecesOf(id)).toBe(0);
  });

  it('is not fetched after its time either', async () => {
    const { customerId } = await write('late@shop.test', 'hello');
    const id = await exported(customerId);
    await until('the archive', async () => (await app.sweep(), (await viewOf(customerId, id)).state === 'done'));
    const { url } = await viewOf(customerId, id);
    await app.db.run('UPDATE customer_exports SET expires_at = app_now() WHERE id = $1', [id]);
    expect(await fetched(url)).toBe(404);
  });
});

describe('what was promised to somebody who is erased', () => {
  it('reminds nobody and counts in no rate', async () => {
    const { customerId, conversationId } = await write('promised@shop.test', 'hello');
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = [
      await call('POST', `/v1/conversations/${conversationId}/promises`, { text: 'call back', dueAt }),
      await call('POST', `/v1/conversations/${conversationId}/promises`, { text: 'some day' }),
    ];
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    await erase(customerId);
    await app.moveClock(2 * 3_600_000);
    await signIn();
    await app.sweep();
    const { data } = (await call('GET', `/v1/promises?customer=${customerId}`)).body;
    expect(data.map((one: { state: string; text: string }) => [one.state, one.text])).toEqual([
      ['broken', ''],
      ['broken', ''],
    ]);
    const alerts = await app.db.query(`SELECT kind FROM alerts WHERE kind LIKE 'promise%' AND cleared_at IS NULL`);
    expect(alerts).toEqual([]);
    const report = await call('GET', '/v1/reports/promises?from=2020-01-01T00:00:00Z&to=2200-01-01T00:00:00Z');
    expect(report.body.data).toEqual([]);
  });
});
