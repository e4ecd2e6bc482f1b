import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashPassword } from '../../../../src/accounts/passwords.js';
import { InboxesQueries } from '../../../../src/channels/inboxes/inboxes.queries.js';
import { Clock } from '../../../../src/platform/clock/clock.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { type Problem, Webchat } from '../webchat/start-webchat.js';

interface Shown {
  id: string;
  key: string;
  version: number;
  identitySecret?: string;
  hasIdentitySecret: boolean;
  disabled: boolean;
}

describe('inboxes', () => {
  let chat: Webchat;
  const queueId = newId();
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    chat = await Webchat.start();
    await chat.db.run(`INSERT INTO queues (id, key, name) VALUES ($1, 'q', 'Q')`, [queueId]);
    const hash = await hashPassword('pass-word-pass');
    for (const role of ['agent', 'supervisor', 'admin']) {
      const email = `${role}@own.test`;
      await chat.db.run('INSERT INTO agents (id, email, name, role, password_hash) VALUES ($1, $2, $3, $3, $4)', [
        newId(),
        email,
        role,
        hash,
      ]);
      const { body } = await chat.call<{ accessToken: string }>('POST', '/v1/auth/login', { email, password: 'pass-word-pass' });
      tokens[role] = body.accessToken;
    }
  });
  afterAll(() => chat.stop());

  const ask = (role: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    chat.call<Shown & Problem>(method, `/v1/inboxes${path}`, body, tokens[role], headers);
  const create = (key: string, more: object = {}) =>
    ask('admin', 'POST', '', { key, name: key, channel: 'webchat', queueId, ...more });

  it('shows the identity secret once, when it is made, and keeps it sealed', async () => {
    const made = await create('chat-a', { identitySecret: 'given-secret-given-secret-given-secret' });
    expect([made.status, made.body.identitySecret]).toEqual([201, 'given-secret-given-secret-given-secret']);
    const read = await ask('admin', 'GET', '/chat-a');
    const list = await ask('admin', 'GET', '');
    const audit = await chat.db.query('SELECT data FROM audit_log');
    expect(JSON.stringify([read.body, list.body, audit])).not.toContain('given-secret');
    expect(read.body).toMatchObject({ id: made.body.id, hasIdentitySecret: true });
    const [row] = await chat.db.query<{ secret_sealed: Buffer }>('SELECT secret_sealed FROM inboxes WHERE id = $1', [
      made.body.id,
    ]);
    expect(row!.secret_sealed.toString('latin1')).not.toContain('given-secret');
    const queries = chat.nest.get(InboxesQueries);
    expect(queries.identitySecret((await queries.byKey('chat-a'))!)?.toString()).toBe('given-secret-given-secret-given-secret');
  });

  it('makes a random secret where none is given, and a new one on request', async () => {
    const made = await create('chat-b');
    const rotated = await ask('admin', 'POST', `/${made.body.id}/identity-secret`, undefined, { 'if-match': '"1"' });
    expect(made.body.identitySecret!.length).toBeGreaterThanOrEqual(40);
    expect([rotated.status, rotated.body.version]).toEqual([201, 2]);
    expect(rotated.body.identitySecret).not.toBe(made.body.identitySecret);
  });

  it('changes only what was read: ETag and If-Match', async () => {
    const { body, headers } = await create('chat-c');
    expect(headers.get('etag')).toBe('"1"');
    const changed = await ask(
      'admin',
      'PATCH',
      `/${body.id}`,
      { name: 'New', allowedOrigins: ['https://shop.example'] },
      { 'if-match': '"1"' },
    );
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect((await ask('admin', 'PATCH', `/${body.id}`, { name: 'Old' }, { 'if-match': '"1"' })).body.code).toBe(
      'version_mismatch',
    );
    expect((await ask('admin', 'GET', '/chat-c')).body).toMatchObject({ name: 'New', version: 2 });
  });

  it('closes an inbox instead of erasing it, and its chat at once', async () => {
    const { body } = await create('chat-d');
    expect((await chat.call('POST', '/v1/widget/sessions', { inboxKey: 'chat-d' })).status).toBe(201);
    expect((await ask('admin', 'DELETE', `/${body.id}`)).status).toBe(204);
    expect((await ask('admin', 'GET', '/chat-d')).body.disabled).toBe(true);
    expect((await chat.call<Problem>('POST', '/v1/widget/sessions', { inboxKey: 'chat-d' })).body.code).toBe('not_found');
  });

  it('is for administrators; supervisors may look', async () => {
    expect((await ask('supervisor', 'GET', '')).status).toBe(200);
    expect((await ask('agent', 'GET', '')).body.code).toBe('forbidden');
    expect((await ask('supervisor', 'POST', '', { key: 'x-y', name: 'x', channel: 'webchat', queueId })).body.code).toBe(
      'forbidden',
    );
    expect((await chat.call<Problem>('GET', '/v1/inboxes')).body.code).toBe('unauthenticated');
  });

  it('refuses what cannot be, by field', async () => {
    const codes = async (body: object) => {
      const answer = await create('chat-e', body);
      return [answer.status, answer.body.code, answer.body.errors?.[0]?.pointer];
    };
    expect(await codes({ key: 'Not A Key' })).toEqual([422, 'invalid_request', '/key']);
    expect(await codes({ channel: 'pigeon' })).toEqual([422, 'invalid_request', '/channel']);
    expect(await codes({ channel: 'email' })).toEqual([422, 'invalid_request', '/address']);
    expect(await codes({ identitySecret: 'short' })).toEqual([422, 'invalid_request', '/identitySecret']);
    expect(await codes({ allowedOrigins: ['https://shop.example/path'] })).toEqual([422, 'invalid_request', '/allowedOrigins']);
    expect(await codes({ queueId: newId() })).toEqual([422, 'invalid_request', '/queueId']);
    expect(await codes({ secretSealed: 'x' })).toEqual([422, 'invalid_request', '/secretSealed']);
    await create('mail-1', { channel: 'email', address: 'Help@Own.test' });
    expect(await codes({ channel: 'email', address: 'help@own.test' })).toEqual([409, 'already_exists', '/address']);
    expect(await codes({ key: 'mail-1' })).toEqual([409, 'already_exists', '/key']);
    expect((await ask('admin', 'PATCH', `/${newId()}`, { name: 'x' })).body.code).toBe('not_found');
  });

  it('pages its list', async () => {
    const keys: string[] = [];
    let cursor: string | null = '';
    do {
      const { body } = (await ask('admin', 'GET', `?limit=2${cursor ? `&cursor=${cursor}` : ''}`)) as unknown as {
        body: { data: Shown[]; meta: { nextCursor: string | null } };
      };
      keys.push(...body.data.map((inbox) => inbox.key));
      cursor = body.meta.nextCursor;
    } while (cursor);
    const all = await chat.db.query<{ key: string }>('SELECT key FROM inboxes ORDER BY created_at, id');
    expect(keys).toEqual(all.map((row) => row.key));
  });

  it('finds inboxes for the drawers by id, key and address, new ones at once, changed ones within two seconds', async () => {
    const queries = chat.nest.get(InboxesQueries);
    const id = newId();
    expect(await queries.byKey('fresh')).toBeUndefined();
    await chat.db.run(
      `INSERT INTO inboxes (id, key, name, channel, queue_id, address) VALUES ($1, 'fresh', 'Fresh', 'email', $2, 'Fresh@own.test')`,
      [id, queueId],
    );
    const found = [
      await queries.byKey('fresh'),
      await queries.byId(id),
      await queries.byIdOrKey('fresh'),
      await queries.byIdOrKey(id.toUpperCase()),
      await queries.byAddress('fresh@OWN.test'),
    ];
    expect(found.map((inbox) => inbox?.id)).toEqual([id, id, id, id, id]);
    await chat.db.run(`UPDATE inboxes SET name = 'Changed elsewhere' WHERE id = $1`, [id]);
    chat.nest.get(Clock).shift(2_001);
    expect((await queries.byId(id))?.name).toBe('Changed elsewhere');
  });
});
