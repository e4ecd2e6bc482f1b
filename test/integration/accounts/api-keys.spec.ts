import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { type PeopleApp, startPeople } from './people-app.js';

let app: PeopleApp;
let admin: { id: string; headers: Record<string, string> };

beforeAll(async () => {
  app = await startPeople();
  admin = await app.as('ada', 'admin');
});
afterAll(() => app.stop());

const issue = (body: object): Promise<Response> => app.http.post('/v1/api-keys').set(admin.headers).send(body).then();
const me = (key: string): Promise<Response> => app.http.get('/v1/me').set('authorization', `Bearer ${key}`).then();
const inbox = '0197f5b2-0000-7000-8000-000000000001';

describe('API keys', () => {
  it('are shown once, kept as a hash, and speak for the inboxes they were given', async () => {
    const { body } = await issue({ name: 'shop', inboxIds: [inbox] });
    expect(body).toMatchObject({
      key: expect.stringMatching(/^tl_[\w-]{43}$/),
      name: 'shop',
      inboxIds: [inbox],
      lastUsedAt: null,
      revokedAt: null,
    });
    expect((await me(body.key)).body).toEqual({
      type: 'integration',
      id: body.id,
      name: 'shop',
      role: 'integration',
      inboxIds: [inbox],
    });
    const shown = (await app.http.get(`/v1/api-keys/${body.id}`).set(admin.headers)).body;
    expect(shown).not.toHaveProperty('key');
    expect(JSON.stringify(await app.db.query('SELECT k.*, a.* FROM api_keys AS k, audit_log AS a'))).not.toContain(body.key);
  });

  it('say when they were last used, to the minute', async () => {
    const { body } = await issue({ name: 'watched' });
    const lastUse = async (): Promise<string> =>
      (await app.http.get(`/v1/api-keys/${body.id}`).set(admin.headers)).body.lastUsedAt as string;
    await me(body.key);
    const first = await lastUse();
    expect(Date.parse(first)).toBeGreaterThanOrEqual(Date.parse(body.createdAt));
    await me(body.key);
    expect(await lastUse()).toBe(first);
    await app.moveClock(61_000);
    await me(body.key);
    expect(Date.parse(await lastUse()) - Date.parse(first)).toBeGreaterThanOrEqual(61_000);
  });

  it('can be changed, and end when they are revoked', async () => {
    const { body } = await issue({ name: 'old name', inboxIds: [inbox] });
    const path = `/v1/api-keys/${body.id}`;
    expect((await app.http.patch(path).set(admin.headers).send({ name: 'new name' })).body).toMatchObject({
      name: 'new name',
      inboxIds: [inbox],
    });
    expect((await app.http.patch(path).set(admin.headers).send({ inboxIds: null })).body).toMatchObject({
      name: 'new name',
      inboxIds: null,
    });
    await app.http.delete(path).set(admin.headers).expect(204);
    expect((await me(body.key)).body).toMatchObject({ status: 401, code: 'token_invalid' });
    await app.http.delete(path).set(admin.headers).expect(204);
    expect((await app.http.patch(path).set(admin.headers).send({ name: 'x' })).status).toBe(404);
    const acts = await app.db.query('SELECT action, actor_id FROM audit_log WHERE subject_id = $1 ORDER BY id', [body.id]);
    expect(acts).toEqual(
      ['issued', 'changed', 'changed', 'revoked'].map((what) => ({ action: `api_key.${what}`, actor_id: admin.id })),
    );
  });

  it('open only the doors meant for them', async () => {
    const { body } = await issue({ name: 'curious' });
    for (const path of ['/v1/agents', '/v1/api-keys', '/v1/audit', '/v1/me/presence']) {
      const answer = await app.http.get(path).set('authorization', `Bearer ${body.key}`);
      expect(answer.body).toMatchObject({ status: 403, code: 'forbidden' });
    }
  });

  it.each(['tl_', 'tl_made_up', `tl_${'x'.repeat(4000)}`])('that nobody issued are refused: %.20s', async (key) => {
    expect((await me(key)).body).toMatchObject({ status: 401, code: 'token_invalid' });
  });

  it.each([
    [{}, '/name'],
    [{ name: 'x', inboxIds: ['demo-web'] }, '/inboxIds'],
    [{ name: 'x', role: 'admin' }, '/role'],
  ])('are refused with the body %j', async (body, pointer) => {
    expect((await issue(body)).body).toMatchObject({
      status: 422,
      errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
    });
  });

  it('are the business of admins', async () => {
    const supervisor = await app.as('sue', 'supervisor');
    expect((await app.http.get('/v1/api-keys').set(supervisor.headers)).body.code).toBe('forbidden');
    expect((await app.http.post('/v1/api-keys').set(supervisor.headers).send({ name: 'mine' })).status).toBe(403);
  });
});

describe('the audit', () => {
  it('is read by supervisors, newest first, page by page, by subject', async () => {
    const supervisor = await app.as('sam', 'supervisor');
    const { body } = await issue({ name: 'audited' });
    for (const name of ['b', 'c', 'd']) await app.http.patch(`/v1/api-keys/${body.id}`).set(admin.headers).send({ name });
    const read = async (cursor = ''): Promise<Response> =>
      app.http
        .get('/v1/audit')
        .query({ subjectId: body.id, limit: 3, ...(cursor ? { cursor } : {}) })
        .set(supervisor.headers);
    const first = (await read()).body;
    const rest = (await read(first.meta.nextCursor)).body;
    expect([...first.data, ...rest.data].map((entry) => entry.data.name)).toEqual(['d', 'c', 'b', 'audited']);
    expect(first.data[0]).toMatchObject({
      actor: { type: 'agent', id: admin.id, name: 'ada' },
      action: 'api_key.changed',
      subjectType: 'api_key',
    });
    expect(rest.meta).toEqual({ hasMore: false, nextCursor: null });
  });

  it('is read from a moment on and up to another, which is not included, page by page', async () => {
    const { body } = await issue({ name: 'timed' });
    for (const name of ['b', 'c', 'd']) await app.http.patch(`/v1/api-keys/${body.id}`).set(admin.headers).send({ name });
    const read = async (query: object): Promise<Response> =>
      app.http
        .get('/v1/audit')
        .query({ subjectId: body.id, ...query })
        .set(admin.headers);
    const namesOf = (answer: Response): string[] => answer.body.data.map((entry: { data: { name: string } }) => entry.data.name);
    const [d, , b] = (await read({})).body.data as { at: string }[];
    // What is shown ends with the millisecond, what is kept does not.
    const after = (at: string): string => new Date(Date.parse(at) + 1).toISOString();
    expect(namesOf(await read({ from: b!.at }))).toEqual(['d', 'c', 'b']);
    expect(namesOf(await read({ to: b!.at }))).toEqual(['timed']);
    expect(namesOf(await read({ from: b!.at, to: d!.at }))).toEqual(['c', 'b']);
    expect(namesOf(await read({ from: after(d!.at) }))).toEqual([]);
    const first = await read({ from: b!.at, limit: 2 });
    expect(namesOf(first)).toEqual(['d', 'c']);
    expect(namesOf(await read({ from: b!.at, limit: 2, cursor: first.body.meta.nextCursor }))).toEqual(['b']);
    // In another zone's words it is the same moment.
    const there = new Date(Date.parse(b!.at) + 2 * 3_600_000).toISOString().replace('Z', '+02:00');
    expect(namesOf(await read({ from: there }))).toEqual(['d', 'c', 'b']);
  });

  it.each([
    [{ from: 'yesterday' }, '?from', 'must be a time by RFC 3339'],
    [{ to: '2026-01-31' }, '?to', 'must be a time by RFC 3339'],
    [{ from: '2026-02-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }, '?to', 'must lie after from'],
    [{ from: '2026-02-02T00:00:00Z', to: '2026-02-01T00:00:00Z' }, '?to', 'must lie after from'],
  ])('refuses the time %j by field and reason', async (query, pointer, reason) => {
    expect((await app.http.get('/v1/audit').query(query).set(admin.headers)).body).toMatchObject({
      ...{ status: 422, code: 'invalid_request' },
      errors: [{ pointer, detail: expect.stringContaining(reason) }],
    });
  });

  it('is closed to agents, and refuses a made-up cursor', async () => {
    const agent = await app.as('abe');
    expect((await app.http.get('/v1/audit').set(agent.headers)).body.code).toBe('forbidden');
    for (const cursor of ['x', Buffer.from('["x"]').toString('base64url'), Buffer.from('[1,2]').toString('base64url')])
      expect((await app.http.get('/v1/audit').query({ cursor }).set(admin.headers)).body).toMatchObject({
        status: 400,
        code: 'bad_cursor',
      });
  });
});
