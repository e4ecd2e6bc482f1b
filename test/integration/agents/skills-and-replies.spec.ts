import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { password, type PeopleApp, startPeople } from '../accounts/people-app.js';

type Caller = { id: string; headers: Record<string, string> };
let app: PeopleApp;
let admin: Caller;
let supervisor: Caller;
let agent: Caller;

beforeAll(async () => {
  app = await startPeople();
  [admin, supervisor, agent] = [await app.as('ada', 'admin'), await app.as('sue', 'supervisor'), await app.as('abe')];
});
afterAll(() => app.stop());

const post = (path: string, by: Caller, body: object): Promise<Response> => app.http.post(path).set(by.headers).send(body).then();
const get = (path: string, by: Caller = agent): Promise<Response> => app.http.get(path).set(by.headers).then();
const acts = async (id: string): Promise<string[]> =>
  (await app.db.query<{ action: string }>('SELECT action FROM audit_log WHERE subject_id = $1 ORDER BY id', [id])).map(
    (row) => row.action,
  );

describe('skills', () => {
  it('are kept by admins and seen by all', async () => {
    const skill = (await post('/v1/skills', admin, { key: 'german', name: 'German' })).body;
    expect(skill).toEqual({ id: expect.any(String), key: 'german', name: 'German' });
    await app.http.patch(`/v1/skills/${skill.id}`).set(admin.headers).send({ name: 'Deutsch' }).expect(200);
    expect((await get(`/v1/skills/${skill.id}`)).body.name).toBe('Deutsch');
    expect((await get('/v1/skills')).body.data).toContainEqual({ ...skill, name: 'Deutsch' });
    expect((await post('/v1/skills', supervisor, { key: 'french', name: 'French' })).body.code).toBe('forbidden');
    expect((await post('/v1/skills', admin, { key: 'german', name: 'again' })).body.code).toBe('already_exists');
    expect(await acts(skill.id)).toEqual(['skill.created', 'skill.changed']);
  });

  it('that are deleted are taken from the agents who had them, whose version rises', async () => {
    const skill = (await post('/v1/skills', admin, { key: 'fading', name: 'Fading' })).body;
    const wish = { email: 'cy@people.test', name: 'Cy', role: 'agent', password, skills: [{ key: 'fading', level: 2 }] };
    const { id } = (await post('/v1/agents', admin, wish)).body;
    await app.http.delete(`/v1/skills/${skill.id}`).set(admin.headers).expect(204);
    expect((await get(`/v1/agents/${id}`)).body).toMatchObject({ skills: [], version: 2 });
    expect(await app.db.query("SELECT payload FROM outbox WHERE type = 'routing.configured' ORDER BY id DESC LIMIT 1")).toEqual([
      { payload: {} },
    ]);
    expect((await app.http.delete(`/v1/skills/${skill.id}`).set(admin.headers)).body.code).toBe('not_found');
  });

  it('that queues or routing rules ask for are not deleted', async () => {
    const skill = (await post('/v1/skills', admin, { key: 'asked', name: 'Asked' })).body;
    const holder = { email: 'di@people.test', name: 'Di', role: 'agent', password, skills: [{ key: 'asked', level: 2 }] };
    const { id } = (await post('/v1/agents', admin, holder)).body;
    const ask = (key: string, column: string, value: object[]): Promise<number> =>
      app.db.run(`INSERT INTO queues (id, key, name, ${column}) VALUES (gen_random_uuid(), $1, $1, $2)`, [
        ...[key, JSON.stringify(value)],
      ]);
    await ask('asks', 'requirements', [{ skill: 'asked', minLevel: 1 }]);
    await ask('drops', 'steps', [{ afterMs: 1_000, dropSkill: 'asked' }]);
    await ask('lowers', 'steps', [{ afterMs: 1_000, lowerSkill: { skill: 'asked', minLevel: 1 } }]);
    await ask('others', 'requirements', [{ skill: 'asked-for', minLevel: 1 }]);
    await app.db.run(
      `INSERT INTO routing_rules (id, name, condition, actions) VALUES (gen_random_uuid(), 'A rule', 'true', $1)`,
      [JSON.stringify({ skills: [{ skill: 'asked', minLevel: 1 }], then: 'stop' })],
    );
    const { body } = await app.http.delete(`/v1/skills/${skill.id}`).set(admin.headers).expect(409);
    expect(body).toMatchObject({
      ...{ code: 'conflict', detail: 'This skill is asked for by queues (asks, drops, lowers) and routing rules (A rule).' },
    });
    expect((await get(`/v1/agents/${id}`)).body).toMatchObject({ skills: [{ key: 'asked', level: 2 }], version: 1 });
    await app.db.run(`DELETE FROM queues WHERE key IN ('asks', 'drops', 'lowers', 'others')`);
    await app.db.run('DELETE FROM routing_rules');
    await app.http.delete(`/v1/skills/${skill.id}`).set(admin.headers).expect(204);
  });

  it.each([
    { key: 'Upper', name: 'x' },
    { key: 'a b', name: 'x' },
    { key: '', name: 'x' },
    { key: 7, name: 'x' },
  ])('are refused as %j', async (body) => {
    expect((await post('/v1/skills', admin, body)).body).toMatchObject({ status: 422, errors: [{ pointer: '/key' }] });
  });
});

describe('canned replies', () => {
  const reply = { key: 'hello', title: 'Hello', text: 'Hello! How can we help?' };

  it('are written by supervisors, by locale, and read by agents', async () => {
    const english = (await post('/v1/canned-replies', supervisor, reply)).body;
    expect(english).toEqual({ ...reply, id: expect.any(String), locale: 'en', version: 1 });
    const chinese = (await post('/v1/canned-replies', supervisor, { ...reply, locale: 'zh', text: '您好！' })).body;
    expect((await get('/v1/canned-replies?locale=zh')).body.data).toEqual([chinese]);
    expect((await get('/v1/canned-replies')).body.data).toEqual([english, chinese]);
    expect((await post('/v1/canned-replies', supervisor, reply)).body).toMatchObject({ status: 409, code: 'already_exists' });
    expect((await post('/v1/canned-replies', agent, { ...reply, key: 'mine' })).body.code).toBe('forbidden');
  });

  it('are changed only by who saw the last version', async () => {
    const { id } = (await post('/v1/canned-replies', supervisor, { ...reply, key: 'bye' })).body;
    const change = (text: string, ifMatch: string): Promise<Response> =>
      app.http
        .patch(`/v1/canned-replies/${id}`)
        .set({ ...supervisor.headers, 'if-match': ifMatch })
        .send({ text })
        .then();
    const tag = (await get(`/v1/canned-replies/${id}`)).headers['etag']!;
    expect((await change('Goodbye!', tag)).body).toMatchObject({ key: 'bye', title: 'Hello', text: 'Goodbye!', version: 2 });
    expect((await change('Farewell!', tag)).body).toMatchObject({ status: 412, code: 'version_mismatch', version: 2 });
    await app.http
      .delete(`/v1/canned-replies/${id}`)
      .set({ ...supervisor.headers, 'if-match': tag })
      .expect(412);
    await app.http.delete(`/v1/canned-replies/${id}`).set(supervisor.headers).expect(204);
    expect((await get(`/v1/canned-replies/${id}`)).status).toBe(404);
    expect(await acts(id)).toEqual(['created', 'changed', 'deleted'].map((what) => `canned_reply.${what}`));
  });

  it.each([
    [{ ...reply, key: 'NO' }, '/key'],
    [{ ...reply, key: 'x', locale: null }, '/locale'],
    [{ ...reply, key: 'x', text: 'x'.repeat(20_001) }, '/text'],
    [{ ...reply, key: 'x', title: undefined }, '/title'],
  ])('are refused where %#', async (body, pointer) => {
    expect((await post('/v1/canned-replies', supervisor, body)).body).toMatchObject({
      status: 422,
      errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
    });
  });
});
