import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { hashPassword } from '../../../src/accounts/passwords.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

let app: RoutingApp;
let world: World;
let asSue: Record<string, string>;

beforeAll(async () => {
  app = await startRouting();
  world = await World.on(app);
  await world.addAgent('Ana', { skills: { french: 2 } });
  const sue = await world.addAgent('Sue', { role: 'supervisor', queues: [], state: 'offline' });
  const email = `${sue.id}@example.test`;
  await app.db.run('UPDATE agents SET password_hash = $2 WHERE id = $1', [sue.id, await hashPassword('correct horse battery')]);
  const { body } = await app.http.post('/v1/auth/login').send({ email, password: 'correct horse battery' }).expect(200);
  asSue = { authorization: `Bearer ${body.accessToken}` };
});
afterAll(() => app.stop());

const made = async (key: string, fields: object = {}) =>
  (
    await app.http
      .post('/v1/queues')
      .set(asSue)
      .send({ key, name: key, ...fields })
      .expect(201)
  ).body;
const change = (id: string, fields: object) => app.http.patch(`/v1/queues/${id}`).set(asSue).send(fields);

describe('what may be set on a queue', () => {
  it('comes back as it was set, with a new version', async () => {
    const other = await made('other');
    const fields = {
      ...{ offerMode: 'broadcast', broadcastSize: 4, groups: ['gold'], fallbackQueueId: other.id },
      ...{
        nextReplyTargetMs: 60_000,
        resolutionTargetMs: 3_600_000,
        targetClock: 'calendar',
        warnPercent: 50,
        breachPriority: 2,
      },
      ...{ nudgeAfterMs: 1_000, supervisorAfterMs: 2_000, moveAfterMs: 3_000, goneAfterMs: 4_000 },
      ...{ remindCustomerAfterMs: 5_000, closeSilentAfterMs: 6_000, manualHoldMs: 0 },
      requirements: [{ skill: 'french', minLevel: 2, expiresAfterMs: 60_000 }],
      weights: { channels: { voice: 90 }, exclusive: ['voice', 'webchat'] },
      steps: [
        { afterMs: 1_000, lowerSkill: { skill: 'french', minLevel: 1 } },
        { afterMs: 2_000, dropLanguage: true },
        { afterMs: 3_000, addQueues: [other.id] },
        { afterMs: 4_000, raisePriority: 1 },
        { afterMs: 5_000, toQueue: other.id },
      ],
    };
    const queue = await made('full', fields);
    expect(queue).toMatchObject(fields);
    const { headers } = await change(queue.id, { fallbackQueueId: null, nudgeAfterMs: null, steps: [], groups: [] }).expect(200);
    const { body } = await app.http.get(`/v1/queues/${queue.id}`).set(asSue).expect(200);
    expect(body).toMatchObject({ fallbackQueueId: null, nudgeAfterMs: null, steps: [], groups: [], moveAfterMs: 3_000 });
    expect(headers['etag']).toBe(`"${body.version}"`);
    await change(queue.id, { groups: ['x'] })
      .set('if-match', '"1"')
      .expect(412);
  });

  it.each([
    [{ nudgeAfterMs: 0 }, '/nudgeAfterMs'],
    [{ offerTimeoutMs: 0 }, '/offerTimeoutMs'],
    [{ steps: [{ afterMs: 0, dropLanguage: true }] }, '/steps/0/afterMs'],
    [{ requirements: [{ skill: 'french', minLevel: 1, expiresAfterMs: 0 }] }, '/requirements/0/expiresAfterMs'],
    [{ steps: [{ afterMs: 1_000 }] }, '/steps/0'],
    [{ steps: [{ afterMs: 1_000, dropLanguage: true, raisePriority: 1 }] }, '/steps/0'],
    [{ steps: [{ afterMs: 1_000, dropSkill: 'klingon' }] }, '/steps/0/dropSkill'],
    [{ steps: [{ afterMs: 1_000, lowerSkill: { skill: 'klingon', minLevel: 1 } }] }, '/steps/0/lowerSkill/skill'],
    [{ steps: [{ afterMs: 1_000, toQueue: randomUUID() }] }, '/steps/0/toQueue'],
    [{ steps: [{ afterMs: 1_000, addQueues: [randomUUID()] }] }, '/steps/0/addQueues/0'],
    [{ requirements: [{ skill: 'klingon', minLevel: 1 }] }, '/requirements/0/skill'],
    [{ fallbackQueueId: randomUUID() }, '/fallbackQueueId'],
    [{ hoursId: randomUUID() }, '/hoursId'],
    [{ nudgeAfterMs: 2_000, supervisorAfterMs: 2_000 }, '/supervisorAfterMs'],
    [{ nudgeAfterMs: 3_000, moveAfterMs: 2_000 }, '/moveAfterMs'],
    [{ remindCustomerAfterMs: 9_000, closeSilentAfterMs: 8_000 }, '/closeSilentAfterMs'],
    [{ broadcastSize: 1 }, '/broadcastSize'],
    [{ weights: { exclusive: ['pigeon'] } }, '/weights/exclusive'],
    [{ offerMode: 'shout' }, '/offerMode'],
  ])('%j is refused, with the field named', async (fields, pointer) => {
    const { body } = await app.http
      .post('/v1/queues')
      .set(asSue)
      .send({ key: 'wrong', name: 'Wrong', ...fields })
      .expect(422);
    expect(body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
    expect(await app.db.query(`SELECT 1 FROM queues WHERE key = 'wrong'`)).toEqual([]);
  });

  it('blames the rung that was sent, where the other stands since earlier', async () => {
    const { id } = await made('ladder', { supervisorAfterMs: 5_000 });
    const { body } = await change(id, { nudgeAfterMs: 6_000 }).expect(422);
    expect(body.errors).toEqual([{ pointer: '/nudgeAfterMs', detail: 'must be less than supervisorAfterMs (5000)' }]);
  });
});

describe('where work goes by itself', () => {
  it('never leads back: a circle is refused with the queues in it, and nothing is applied', async () => {
    const [a, b, c] = [await made('circle-a'), await made('circle-b'), await made('circle-c')];
    await change(a.id, { fallbackQueueId: b.id }).expect(200);
    await change(b.id, { steps: [{ afterMs: 1_000, toQueue: c.id }] }).expect(200);
    const { body } = await change(c.id, { name: 'Renamed', fallbackQueueId: a.id }).expect(422);
    expect(body).toMatchObject({
      errors: [{ pointer: '/fallbackQueueId' }],
      cycle: ['circle-c', 'circle-a', 'circle-b', 'circle-c'],
    });
    const { body: self } = await change(c.id, { steps: [{ afterMs: 1_000, toQueue: c.id }] }).expect(422);
    expect(self.cycle).toEqual(['circle-c', 'circle-c']);
    expect((await app.http.get(`/v1/queues/${c.id}`).set(asSue)).body).toMatchObject({ name: 'circle-c', fallbackQueueId: null });
  });

  it('never names the queue itself', async () => {
    const { id, version } = await made('itself');
    for (const [fields, pointer] of [
      [{ fallbackQueueId: id.toUpperCase() }, '/fallbackQueueId'],
      [{ steps: [{ afterMs: 1_000, toQueue: id }] }, '/steps/0/toQueue'],
      [
        {
          steps: [
            { afterMs: 1_000, dropLanguage: true },
            { afterMs: 2_000, addQueues: [id] },
          ],
        },
        '/steps/1/addQueues/0',
      ],
    ] as const) {
      const { body } = await change(id, fields).expect(422);
      expect(body.errors).toEqual([{ pointer, detail: expect.stringContaining('the queue') }]);
    }
    expect((await app.http.get(`/v1/queues/${id}`).set(asSue)).body).toMatchObject({ version, fallbackQueueId: null });
  });

  it('two changes that make a circle together cannot both be made', async () => {
    const [a, b] = [await made('race-a'), await made('race-b')];
    for (let round = 0; round < 12; round++) {
      const answers = await Promise.all([change(a.id, { fallbackQueueId: b.id }), change(b.id, { fallbackQueueId: a.id })]);
      expect(answers.map((one) => one.status).sort()).toEqual([200, 422]);
      await app.db.run('UPDATE queues SET fallback_queue_id = NULL WHERE id = ANY($1::uuid[])', [[a.id, b.id]]);
    }
  });

  it('keeps a queue from being removed that others pass work to', async () => {
    const goal = await made('goal');
    await made('source', { steps: [{ afterMs: 1_000, addQueues: [goal.id] }] });
    await app.http.delete(`/v1/queues/${goal.id}`).set(asSue).expect(409);
  });
});

it('what nobody of today can satisfy is saved with a warning that says who comes nearest', async () => {
  const ana = (await app.db.query<{ id: string }>(`SELECT id FROM agents WHERE name = 'Ana'`))[0]!;
  const fields = {
    agents: [{ agentId: ana.id }],
    requirements: [{ skill: 'french', minLevel: 4 }],
    steps: [
      { afterMs: 1_000, lowerSkill: { skill: 'french', minLevel: 3 } },
      { afterMs: 2_000, addGroups: ['nobody-is-in'] },
      { afterMs: 3_000, dropSkill: 'french' },
    ],
  };
  const { warnings } = await made('hard', fields);
  const nearest = { id: ana.id, name: 'Ana' };
  expect(warnings).toEqual([
    {
      pointer: '/requirements',
      detail: 'nobody can satisfy this today; Ana comes nearest and lacks french at level 4 (has 2)',
      nearest,
    },
    expect.objectContaining({ pointer: '/steps/0', nearest }),
    expect.objectContaining({ pointer: '/steps/1/addGroups', nearest: null }),
  ]);
  expect(
    await made('easy', { agents: [{ agentId: ana.id }], requirements: [{ skill: 'french', minLevel: 2 }] }),
  ).not.toHaveProperty('warnings');
});
