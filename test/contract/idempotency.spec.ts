import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSurface, type Surface } from './surface.js';

describe('Idempotency-Key', () => {
  let surface: Surface;
  beforeAll(async () => {
    surface = await startSurface();
  });
  afterAll(() => surface.stop());

  const add = (key: string, body: object, token = surface.tokens.admin) =>
    surface.call<{ id: string; code: string }>('POST', '/v1/canned-replies', {
      body,
      token,
      headers: { 'idempotency-key': key },
    });
  const reply = (key: string) => ({ key, title: 'A reply', text: 'Hello' });
  const count = async (key: string): Promise<number> =>
    (await surface.app.db.query('SELECT 1 FROM canned_replies WHERE key = $1', [key])).length;

  it('gives the stored answer to the same request', async () => {
    const first = await add('one', reply('one'));
    const again = await add('one', reply('one'));
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await count('one')).toBe(1);
  });

  it('refuses the key for another body or another route', async () => {
    await add('two', reply('two'));
    expect(await add('two', reply('two-b'))).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    const elsewhere = await surface.call('POST', '/v1/skills', {
      body: { key: 'two', name: 'Two' },
      token: surface.tokens.admin,
      headers: { 'idempotency-key': 'two' },
    });
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    expect(await count('two-b')).toBe(0);
  });

  it('has one effect where the same request arrives many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => add('three', reply('three'))));
    expect(await count('three')).toBe(1);
    const fresh = answers.filter(({ status, headers }) => status === 201 && !headers.get('idempotent-replayed'));
    expect(fresh).toHaveLength(1);
    for (const { status, body, headers } of answers) {
      if (status === 201) expect(body.id).toBe(fresh[0]!.body.id);
      else {
        expect([status, body.code]).toEqual([409, 'idempotency_running']);
        expect(headers.get('retry-after')).toBe('1');
      }
    }
  });

  it('belongs to one caller', async () => {
    const ana = surface.tokens.agent;
    const { body: conversation } = await surface.call<{ message: { conversationId: string } }>(
      'POST',
      '/v1/inboxes/demo-api/messages',
      {
        body: { externalId: 'callers', from: { kind: 'email', value: 'callers@shop.test' }, text: 'hello' },
        token: surface.tokens.integration,
        headers: { 'idempotency-key': 'four' },
      },
    );
    const path = `/v1/conversations/${conversation.message.conversationId}/messages`;
    const note = (token: string) =>
      surface.call<{ author: { name: string } }>('POST', path, {
        body: { kind: 'note', text: 'mine' },
        token,
        headers: { 'idempotency-key': 'four' },
      });
    const [one, other] = [await note(surface.tokens.admin), await note(ana)];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(one.body.author.name).not.toBe(other.body.author.name);
  });

  it('keeps no answer that is an error', async () => {
    const existing = await add('five-a', reply('five'));
    expect((await add('five-b', reply('five'))).status).toBe(409);
    await surface.call('DELETE', `/v1/canned-replies/${existing.body.id}`, { token: surface.tokens.admin });
    const now = await add('five-b', reply('five'));
    expect([now.status, now.headers.get('idempotent-replayed')]).toEqual([201, null]);
  });

  it('is forgotten where the answer holds a secret', async () => {
    const issue = () =>
      surface.call<{ key: string }>('POST', '/v1/api-keys', {
        body: { name: 'A system' },
        token: surface.tokens.admin,
        headers: { 'idempotency-key': 'six' },
      });
    const [one, other] = [await issue(), await issue()];
    expect(one.body.key).not.toBe(other.body.key);
    const stored = await surface.app.db.query('SELECT body::text AS body FROM idempotency_keys');
    expect(JSON.stringify(stored)).not.toContain(one.body.key);
  });

  it('is 1 to 255 characters', async () => {
    expect((await add('k'.repeat(255), reply('seven'))).status).toBe(201);
    expect((await add('k'.repeat(256), reply('eight'))).status).toBe(422);
    expect(await count('eight')).toBe(0);
  });
});
