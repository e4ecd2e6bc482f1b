import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashPassword } from '../../../src/accounts/passwords.js';
import type { Principal } from '../../../src/accounts/principal.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { until } from '../../support/until.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

const password = 'correct horse battery';
let app: RoutingApp;
let world: World;
let ana: Principal;
let sue: Principal;
let asAna: Record<string, string>;
let asSue: Record<string, string>;

async function signIn(agent: Principal): Promise<Record<string, string>> {
  const email = `${agent.id}@example.test`;
  await app.db.run('UPDATE agents SET password_hash = $2 WHERE id = $1', [agent.id, await hashPassword(password)]);
  const { body } = await app.http.post('/v1/auth/login').send({ email, password }).expect(200);
  return { authorization: `Bearer ${body.accessToken}` };
}

beforeAll(async () => {
  app = await startRouting();
  world = await World.on(app);
  ana = await world.addAgent('Ana', { skills: { repairs: 3 } });
  sue = await world.addAgent('Sue', { role: 'supervisor', queues: [] });
  asAna = await signIn(ana);
  asSue = await signIn(sue);
});
afterAll(() => app.stop());

describe('the doors of routing', () => {
  it('tell the story of one conversation: offer, accept, decisions, transfer, close, reopen', async () => {
    const conversation = await world.arrive({ customer: 'Mei' });
    await app.get(RunMatching).execute();
    const { body: offers } = await app.http.get('/v1/me/offers').set(asAna).expect(200);
    expect(offers.data).toEqual([
      expect.objectContaining({
        conversationId: conversation,
        reason: expect.objectContaining({ sentence: 'Ana: 4 of 4 slots free' }),
      }),
    ]);
    await app.http.post(`/v1/offers/${offers.data[0].id}/accept`).set(asSue).send({}).expect(404);
    const { body: accepted } = await app.http.post(`/v1/offers/${offers.data[0].id}/accept`).set(asAna).send({}).expect(200);
    expect(accepted).toMatchObject({ status: 'assigned', assignee: { id: ana.id, name: 'Ana' } });
    const { body: decisions } = await app.http.get(`/v1/conversations/${conversation}/decisions`).set(asAna).expect(200);
    expect(decisions.data[0]).toMatchObject({
      kind: 'match',
      chosen: { name: 'Ana' },
      others: [{ name: 'Sue', reason: 'not_in_queue' }],
    });
    const act = (name: string, body: object, as = asAna) =>
      app.http.post(`/v1/conversations/${conversation}/${name}`).set(as).send(body);
    await act('transfer', { note: 'to nobody' }).expect(422);
    await act('transfer', { agentId: sue.id, queueId: world.queue, note: 'x' }).expect(422);
    await act('close', { outcome: 'solved', epoch: 1 })
      .expect(409)
      .expect((answer) => expect(answer.body.code).toBe('stale_epoch'));
    await act('transfer', { agentId: sue.id, note: 'yours' }).expect(200);
    await act('close', { outcome: 'solved' }).expect(403);
    await act('close', { outcome: 'solved' }, asSue)
      .expect(200)
      .expect((answer) => expect(answer.body).toMatchObject({ status: 'closed', outcome: 'solved' }));
    await act('reopen', {})
      .expect(200)
      .expect((answer) => expect(answer.body.status).toBe('waiting'));
    await act('claim', {}).expect(200);
    await act('snooze', { until: 'soon' }).expect(422);
    await act('snooze', { until: new Date(0).toISOString() }).expect(422);
    await act('priority', { priority: 3 }).expect(200);
    await act('split', {}).expect(201);
    await act('move', { queueId: world.queue }).expect(403);
    await act('move', { queueId: world.queue }, asSue).expect(200);
  });

  it('answers what does not exist and what is not meant with a problem', async () => {
    const nowhere = '0197f5b2-0000-7000-8000-000000000001';
    for (const path of [`conversations/${nowhere}/close`, `offers/${nowhere}/accept`, 'conversations/nonsense/claim'])
      await app.http
        .post(`/v1/${path}`)
        .set(asAna)
        .send(path.endsWith('close') ? { outcome: 'x' } : {})
        .expect(404);
    await app.http.get(`/v1/conversations/${nowhere}/decisions`).set(asAna).expect(404);
    await app.http.get('/v1/me/offers').expect(401);
    await app.http.post(`/v1/conversations/${nowhere}/close`).set(asAna).send({ outcome: 'x', why: 'y' }).expect(422);
  });

  it('keep queues: made, changed under their version, checked, paused, removed', async () => {
    const wish = {
      key: 'returns',
      name: 'Returns',
      requirements: [{ skill: 'repairs', minLevel: 2 }],
      agents: [{ agentId: ana.id, rank: 1 }],
    };
    await app.http.post('/v1/queues').set(asAna).send(wish).expect(403);
    const made = await app.http.post('/v1/queues').set(asSue).send(wish).expect(201);
    expect(made.body).toMatchObject({
      ...wish,
      agents: [{ agentId: ana.id, name: 'Ana', rank: 1 }],
      offerMode: 'offer',
      paused: false,
    });
    await app.http.post('/v1/queues').set(asSue).send(wish).expect(409);
    const path = `/v1/queues/${made.body.id}`;
    const etag = made.headers['etag'] as string;
    for (const bad of [
      { requirements: [{ skill: 'juggling', minLevel: 2 }] },
      { requirements: [{ skill: 'repairs', minLevel: 9 }] },
      { offerTimeoutMs: 10 },
      { offerMode: 'shout' },
      { agents: [{ agentId: made.body.id }] },
      { weights: { channels: { webchat: 'much' } } },
      { weights: { channels: null } },
      { weights: { colour: {} } },
      { name: null },
      { key: 'other' },
    ])
      await app.http.patch(path).set(asSue).send(bad).expect(422);
    const change = { paused: true, weights: { channels: { webchat: 50 } }, firstReplyTargetMs: 60_000, agents: [] };
    const changed = await app.http
      .patch(path)
      .set({ ...asSue, 'if-match': etag })
      .send(change)
      .expect(200);
    expect(changed.body).toMatchObject({ ...change, name: 'Returns', requirements: wish.requirements });
    await app.http
      .patch(path)
      .set({ ...asSue, 'if-match': etag })
      .send({ name: 'x' })
      .expect(412);
    expect(
      (await app.http.patch(path).set(asSue).send({ firstReplyTargetMs: null }).expect(200)).body.firstReplyTargetMs,
    ).toBeNull();
    await app.http.delete(path).set(asSue).expect(204);
    await app.http.get(path).set(asAna).expect(404);
    await app.http.delete(`/v1/queues/${world.queue}`).set(asSue).expect(409);
    expect(
      (await app.http.get('/v1/queues').set(asAna).expect(200)).body.data.map((queue: { id: string }) => queue.id),
    ).toContain(world.queue);
  });

  it('show a queue live, and give out nothing while it is paused', async () => {
    const own = await World.on(app);
    await app.http.patch(`/v1/queues/${own.queue}`).set(asSue).send({ paused: true }).expect(200);
    const ben = await own.addAgent('Ben');
    await own.arrive();
    await own.arrive();
    await app.get(RunMatching).execute();
    const live = async () => (await app.http.get(`/v1/queues/${own.queue}/live`).set(asSue).expect(200)).body;
    const row = { id: ben.id, name: 'Ben', state: 'available', capacity: 100, conversations: 0 };
    expect(await live()).toMatchObject({ waiting: 2, offered: 0, assigned: 0, agents: [{ ...row, reserved: 0 }] });
    await app.http.patch(`/v1/queues/${own.queue}`).set(asSue).send({ paused: false }).expect(200);
    await app.get(RunMatching).execute();
    expect(await live()).toMatchObject({
      waiting: 0,
      offered: 2,
      assigned: 0,
      oldestWaitingMs: expect.any(Number),
      agents: [{ ...row, reserved: 50 }],
    });
    await app.http.get(`/v1/queues/${own.queue}/live`).set(asAna).expect(403);
  });
});

describe('what is asked badly is answered with a problem, never with a surprise', () => {
  it('one agent twice, once in capitals', async () => {
    const agents = [{ agentId: ana.id }, { agentId: ana.id.toUpperCase() }];
    const { body } = await app.http.patch(`/v1/queues/${world.queue}`).set(asSue).send({ agents }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/agents' }]);
  });

  it('a name of spaces alone, for a queue as for hours', async () => {
    const hours = { key: 'blank', timeZone: 'UTC', intervals: [{ day: 1, from: '09:00', to: '17:00' }] };
    for (const asked of [
      app.http.post('/v1/queues').send({ key: 'blank', name: '  ' }),
      app.http.patch(`/v1/queues/${world.queue}`).send({ name: ' ' }),
      app.http.post('/v1/hours').send({ ...hours, name: ' ' }),
    ]) {
      const { body } = await asked.set(asSue).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/name' }]);
    }
  });

  it('a text that cannot be stored, by where it is', async () => {
    const { body } = await app.http
      .patch(`/v1/queues/${world.queue}`)
      .set(asSue)
      .send({ groups: ['a', 'b\0'] })
      .expect(422);
    expect(body.errors).toEqual([{ pointer: '/groups/1', detail: expect.stringContaining('NUL') }]);
  });

  it.each(['2026-W01-1', '2026-W53', '2026-11-22T00Z'])('the time %s', async (time) => {
    const queue = `/v1/queues/${world.queue}/pause`;
    const { body } = await app.http.post(queue).set(asSue).send({ reason: 'x', until: time }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/until' }]);
    const presence = { state: 'away', returnAt: time };
    const mine = await app.http.put('/v1/me/presence').set(asAna).send(presence).expect(422);
    expect(mine.body.errors).toMatchObject([{ pointer: '/returnAt' }]);
  });

  it.each(['hours', 'queues'])('%s that are taken into use while they are removed', async (kind) => {
    const hours = { key: `beside-${kind}`, name: 'x', timeZone: 'UTC', intervals: [{ day: 1, from: '09:00', to: '17:00' }] };
    const wish = kind === 'hours' ? hours : { key: 'beside', name: 'x' };
    const { body: made } = await app.http.post(`/v1/${kind}`).set(asSue).send(wish).expect(201);
    const conversation = await world.arrive();
    const answer = await app.db.transaction(async (tx) => {
      if (kind === 'hours') await tx.run('UPDATE queues SET hours_id = $1 WHERE id = $2', [made.id, world.queue]);
      else await tx.run('UPDATE conversations SET queue_id = $1 WHERE id = $2', [made.id, conversation]);
      const removal = app.http
        .delete(`/v1/${kind}/${made.id}`)
        .set(asSue)
        .then((given) => given);
      await until('the removal waits for this', async () => {
        const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        return (await app.db.query(waiting)).length > 0;
      });
      return { removal };
    });
    expect(await answer.removal).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });
});
