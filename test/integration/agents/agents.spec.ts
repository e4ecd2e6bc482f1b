import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { Presence } from '../../../src/agents/presence.service.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { password, type PeopleApp, startPeople } from '../accounts/people-app.js';

let app: PeopleApp;
let admin: { id: string; headers: Record<string, string> };

beforeAll(async () => {
  app = await startPeople();
  admin = await app.as('ada', 'admin');
  for (const key of ['billing', 'returns'])
    await app.http.post('/v1/skills').set(admin.headers).send({ key, name: key }).expect(201);
});
afterAll(() => app.stop());

let made = 0;
const create = (body: object): Promise<Response> => app.http.post('/v1/agents').set(admin.headers).send(body).then();
const patch = (id: string, body: object, headers: object = {}): Promise<Response> =>
  app.http
    .patch(`/v1/agents/${id}`)
    .set({ ...admin.headers, ...headers })
    .send(body)
    .then();
const newcomer = (name: string, more: object = {}): object => ({
  email: `${name}@people.test`,
  name,
  role: 'agent',
  password,
  ...more,
});
const acts = (id: string): Promise<{ action: string; data: object }[]> =>
  app.db.query('SELECT action, data FROM audit_log WHERE subject_id = $1 ORDER BY id', [id]);
const configured = async (id: string): Promise<number> =>
  (await app.db.query("SELECT 1 FROM outbox WHERE type = 'routing.configured' AND payload->>'agentId' = $1", [id])).length;

describe('an admin', () => {
  it('adds an agent, who can sign in', async () => {
    const answer = await create(
      newcomer('bo', { capacity: 200, languages: ['en', 'zh-Hans'], skills: [{ key: 'billing', level: 4 }] }),
    );
    expect(answer.status).toBe(201);
    expect(answer.headers['etag']).toBe('"1"');
    expect(answer.body).toEqual({
      id: expect.any(String),
      name: 'bo',
      email: 'bo@people.test',
      role: 'agent',
      capacity: 200,
      ...{ returnReserve: 0, rampUpMs: 0, onboardingFrom: null, onboardingUntil: null, channelLimits: {}, groups: [] },
      languages: ['en', 'zh-Hans'],
      skills: [{ skillId: expect.any(String), key: 'billing', level: 4 }],
      disabled: false,
      version: 1,
    });
    expect((await app.signIn('bo@people.test')).agent.id).toBe(answer.body.id);
    expect(await acts(answer.body.id)).toMatchObject([{ action: 'agent.created' }]);
    expect(JSON.stringify(await acts(answer.body.id))).not.toContain(password);
    expect(await configured(answer.body.id)).toBe(1);
  });

  it('changes what an agent can do; only what matters to routing is told to it, and the audit says what changed', async () => {
    const { id } = (await create(newcomer('cy', { skills: [{ key: 'billing', level: 1 }] }))).body;
    expect((await patch(id, { name: 'Cy' })).body).toMatchObject({
      name: 'Cy',
      version: 2,
      skills: [{ key: 'billing', level: 1 }],
    });
    expect(await configured(id)).toBe(1);
    const answer = await patch(id, { skills: [{ key: 'returns', level: 5 }], capacity: 50 });
    expect(answer.body).toMatchObject({ capacity: 50, version: 3, skills: [{ key: 'returns', level: 5 }] });
    expect(await configured(id)).toBe(2);
    expect((await acts(id)).at(-1)).toEqual({
      action: 'agent.changed',
      data: {
        capacity: { from: 100, to: 50 },
        skills: { from: [{ key: 'billing', level: 1 }], to: [{ key: 'returns', level: 5 }] },
      },
    });
  });

  it('sets how much an agent takes on: limits, reserve, ramp and first weeks, and the audit says what changed', async () => {
    const limits = { returnReserve: 20, rampUpMs: 600_000, channelLimits: { voice: 1, webchat: 3 }, groups: ['vip'] };
    const learning = { onboardingFrom: '2030-01-01T09:00:00+01:00', onboardingUntil: '2030-02-01T08:00:00Z' };
    const answer = await create(newcomer('max', { ...limits, ...learning }));
    const shown = { onboardingFrom: '2030-01-01T08:00:00.000Z', onboardingUntil: '2030-02-01T08:00:00.000Z' };
    expect(answer.body).toMatchObject({ ...limits, ...shown, capacity: 100, version: 1 });
    const { id } = answer.body;
    expect((await patch(id, { ...limits, ...learning })).body.version).toBe(1);
    const changed = await patch(id, { channelLimits: { email: 0 }, onboardingFrom: null, onboardingUntil: null, rampUpMs: 0 });
    const now = { channelLimits: { email: 0 }, onboardingFrom: null, onboardingUntil: null, rampUpMs: 0, groups: ['vip'] };
    expect(changed.body).toMatchObject({ ...now, returnReserve: 20, version: 2 });
    expect((await app.http.get(`/v1/agents/${id}`).set(admin.headers)).body).toEqual(changed.body);
    expect(await configured(id)).toBe(2);
    expect((await acts(id)).at(-1)!.data).toEqual({
      channelLimits: { from: { voice: 1, webchat: 3 }, to: { email: 0 } },
      onboardingFrom: { from: shown.onboardingFrom, to: null },
      onboardingUntil: { from: shown.onboardingUntil, to: null },
      rampUpMs: { from: 600_000, to: 0 },
    });
  });

  it.each([
    ['a reserve above the capacity they have', { returnReserve: 101 }, '/returnReserve'],
    ['a capacity below the reserve they have', { capacity: 10 }, '/capacity'],
    ['the end of the first weeks before their beginning', { onboardingUntil: '2029-01-01T00:00:00Z' }, '/onboardingUntil'],
    ['the beginning after the end', { onboardingFrom: '2031-01-01T00:00:00Z' }, '/onboardingFrom'],
    ['only one of the two times', { onboardingUntil: null }, '/onboardingUntil'],
    ['a time there is not', { onboardingFrom: '2030-02-30T00:00:00Z' }, '/onboardingFrom'],
    ['a date without a time', { onboardingFrom: '2030-01-01' }, '/onboardingFrom'],
    ['a channel there is not', { channelLimits: { 'fax/old': 1 } }, '/channelLimits/fax~1old'],
    ['a channel named like what every object has', { channelLimits: { constructor: 1 } }, '/channelLimits/constructor'],
    ['half a conversation', { channelLimits: { voice: 0.5 } }, '/channelLimits/voice'],
    ['too many conversations', { channelLimits: { voice: 101 } }, '/channelLimits/voice'],
    ['no list of limits', { channelLimits: null }, '/channelLimits'],
    ['limits that are a list', { channelLimits: [1] }, '/channelLimits'],
    ['a ramp of more than a day', { rampUpMs: 86_400_001 }, '/rampUpMs'],
    ['a ramp into the past', { rampUpMs: -1 }, '/rampUpMs'],
    ['an empty group', { groups: [''] }, '/groups'],
    ['a group twice', { groups: ['a', 'a'] }, '/groups'],
  ])('is refused %s, and nothing is changed', async (_name, change, pointer) => {
    const learning = { onboardingFrom: '2030-01-01T00:00:00Z', onboardingUntil: '2030-02-01T00:00:00Z' };
    const { id } = (await create(newcomer(`limits-${++made}`, { ...learning, returnReserve: 20 }))).body;
    const answer = await patch(id, { name: 'changed', ...change });
    expect(answer.body).toMatchObject({ status: 422, code: 'invalid_request', errors: [{ pointer }] });
    expect((await app.http.get(`/v1/agents/${id}`).set(admin.headers)).body).toMatchObject({ version: 1, returnReserve: 20 });
  });

  it('changes nothing by saying what is so already', async () => {
    const { id } = (await create(newcomer('dee', { skills: [{ key: 'billing', level: 1 }] }))).body;
    expect((await patch(id, { name: 'dee', skills: [{ key: 'billing', level: 1 }], disabled: false })).body.version).toBe(1);
    expect(await acts(id)).toHaveLength(1);
  });

  it('is told when somebody else changed the agent first', async () => {
    const { id } = (await create(newcomer('eve'))).body;
    const tag = (await app.http.get(`/v1/agents/${id}`).set(admin.headers)).headers['etag']!;
    const changed = await patch(id, { capacity: 1 }, { 'if-match': tag });
    expect([changed.status, changed.headers['etag']]).toEqual([200, '"2"']);
    expect((await patch(id, { capacity: 2 }, { 'if-match': tag })).body).toMatchObject({
      status: 412,
      code: 'version_mismatch',
      version: 2,
    });
    expect((await patch(id, { capacity: 2 }, { 'if-match': 'nonsense' })).status).toBe(412);
    expect((await patch(id, { capacity: 3 }, { 'if-match': '*' })).body.capacity).toBe(3);
    const race = await Promise.all([4, 5].map((capacity) => patch(id, { capacity }, { 'if-match': '"3"' })));
    expect(race.map((answer) => answer.status).sort()).toEqual([200, 412]);
  });

  it('ends the sessions of an agent whose role or password they change', async () => {
    const { id, headers } = await app.as('flo');
    await patch(id, { role: 'supervisor' });
    expect((await app.http.get('/v1/me').set(headers)).body.code).toBe('token_invalid');
    const again = await app.signIn('flo@people.test');
    expect(again.agent.role).toBe('supervisor');
    await patch(id, { password: 'set by the admin' });
    expect((await app.http.get('/v1/me').set('authorization', `Bearer ${again.accessToken}`)).status).toBe(401);
    await app.http.post('/v1/auth/login').send({ email: 'flo@people.test', password: 'set by the admin' }).expect(200);
    expect((await acts(id)).at(-1)).toEqual({ action: 'agent.changed', data: { password: 'set' } });
  });

  it('disables an agent: signed out, offline, told, and enabled again', async () => {
    const { id, headers } = await app.as('gus');
    await app.http.put('/v1/me/presence').set(headers).send({ state: 'available' }).expect(200);
    await app.http.delete(`/v1/agents/${id}`).set(admin.headers).expect(204);
    expect((await app.http.get('/v1/me').set(headers)).status).toBe(401);
    expect(await app.db.query('SELECT state, reason FROM agent_presence WHERE agent_id = $1', [id])).toEqual([
      { state: 'offline', reason: 'disabled' },
    ]);
    expect(await configured(id)).toBe(2);
    await expect(app.nest.get(Presence).set(id, 'available', null, systemActor)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await patch(id, { disabled: false })).body.disabled).toBe(false);
    await app.signIn('gus@people.test');
  });

  it('cannot take the last admin away, not even two at once', async () => {
    expect((await patch(admin.id, { role: 'agent' })).body).toMatchObject({ status: 409, code: 'conflict' });
    expect((await app.http.delete(`/v1/agents/${admin.id}`).set(admin.headers)).status).toBe(409);
    const other = await app.as('hal', 'admin');
    const [one, two] = await Promise.all([
      app.http.patch(`/v1/agents/${other.id}`).set(admin.headers).send({ role: 'agent' }),
      app.http.patch(`/v1/agents/${admin.id}`).set(other.headers).send({ role: 'agent' }),
    ]);
    const left = await app.db.query<{ email: string }>("SELECT email FROM agents WHERE role = 'admin' AND disabled_at IS NULL");
    expect(left).toHaveLength(1);
    expect([one.status, two.status].filter((status) => status === 200)).toHaveLength(1);
    await app.db.run("UPDATE agents SET role = 'admin' WHERE id = $1", [admin.id]);
    admin.headers = { authorization: `Bearer ${(await app.signIn('ada@people.test')).accessToken}` };
  });

  it('lifts a lock by setting a password', async () => {
    const { id, email } = await app.addAgent('ida');
    await app.db.run("UPDATE agents SET failed_sign_ins = 9, locked_until = app_now() + interval '1 hour' WHERE id = $1", [id]);
    expect((await app.http.post('/v1/auth/login').send({ email, password })).body.code).toBe('sign_in_locked');
    await patch(id, { password });
    await app.signIn(email);
  });

  it.each([
    ['a short password', newcomer('x', { password: 'elevenchars' }), '/password'],
    ['a role there is not', newcomer('x', { role: 'owner' }), '/role'],
    ['no address', newcomer('x', { email: 'nobody' }), '/email'],
    ['a skill level of 6', newcomer('x', { skills: [{ key: 'billing', level: 6 }] }), '/skills/0/level'],
    [
      'an unknown skill',
      newcomer('x', {
        skills: [
          { key: 'billing', level: 1 },
          { key: 'flying', level: 1 },
        ],
      }),
      '/skills/1/key',
    ],
    [
      'a skill twice',
      newcomer('x', {
        skills: [
          { key: 'billing', level: 1 },
          { key: 'billing', level: 2 },
        ],
      }),
      '/skills',
    ],
    ['half a unit', newcomer('x', { capacity: 0.5 }), '/capacity'],
    ['a field there is not', newcomer('x', { passwordHash: 'x' }), '/passwordHash'],
  ])('is refused %s, and nothing is kept', async (_name, body, pointer) => {
    const answer = await create(body);
    expect(answer.body).toMatchObject({ status: 422, code: 'invalid_request', errors: [{ pointer }] });
    expect(await app.db.query("SELECT 1 FROM agents WHERE email = 'x@people.test'")).toEqual([]);
  });

  it('is refused an address somebody has, in any case of letters', async () => {
    await create(newcomer('jo'));
    const errors = [{ pointer: '/email', detail: 'is taken' }];
    expect((await create(newcomer('JO'))).body).toMatchObject({ status: 409, code: 'already_exists', errors });
    const { id } = (await create(newcomer('kim'))).body;
    expect((await patch(id, { email: 'jo@people.test' })).body.code).toBe('already_exists');
    expect((await patch(id, { name: null })).body).toMatchObject({ status: 422, code: 'invalid_request' });
  });

  it('is told where there is no such agent', async () => {
    for (const id of ['0197f5b2-0000-7000-8000-000000000001', 'no-id'])
      expect((await patch(id, { name: 'x' })).body).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('agents and supervisors', () => {
  it('see their colleagues, page by page, and change none', async () => {
    const { headers, id } = await app.as('lou', 'supervisor');
    const first = (await app.http.get('/v1/agents?limit=2').set(headers)).body;
    expect(first.data).toHaveLength(2);
    const second = (await app.http.get('/v1/agents').query({ limit: 2, cursor: first.meta.nextCursor }).set(headers)).body;
    expect(second.data[0].id > first.data[1].id).toBe(true);
    expect(JSON.stringify(first)).not.toMatch(/argon2|hash/i);
    for (const change of [
      app.http.post('/v1/agents').send(newcomer('y')),
      app.http.patch(`/v1/agents/${id}`).send({ role: 'admin' }),
      app.http.delete(`/v1/agents/${id}`),
    ])
      expect((await change.set(headers)).body).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await app.http.get('/v1/agents?limit=101').set(headers)).body.errors).toMatchObject([{ pointer: '?limit' }]);
  });
});
