import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { Alerts } from '../../../src/routing/alerts/alerts.service.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { queueLiveViews } from '../../../src/routing/queues/queues-live.queries.js';
import { GiveQueues } from '../../../src/routing/supervision/give-queues.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { type Answer, callsOn, lastAudit as auditOf } from './signed-in.js';
import { World } from './world.js';

let app: RoutingApp;
let world: World;
let ana: Principal;
let sue: Principal;
let admin: Principal;
beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());
beforeEach(async () => {
  world = await World.on(app);
  ana = await world.addAgent('Ana');
  sue = await world.addAgent('Sue Super', { role: 'supervisor', queues: [] });
  admin = await world.addAgent('Adam', { role: 'admin', queues: [] });
});

const as = callsOn(() => app);
const lastAudit = (id: string) => auditOf(app, id);
async function held(by = ana, queue = world.queue): Promise<string> {
  const id = await world.arrive({ queue });
  await app.get(ClaimConversation).execute({ conversationId: id, by });
  return id;
}

describe('the queues a supervisor is given', () => {
  it('are all where none is given, and are set by an admin alone', async () => {
    const read = async () => (await as(sue)('get', `/agents/${sue.id}/supervised-queues`)).body;
    expect(await read()).toEqual({ all: true, queues: [] });
    const give = (who: Principal, queueIds: unknown, to = sue.id) =>
      as(who)('put', `/agents/${to}/supervised-queues`, { queueIds } as object);
    expect((await give(sue, [world.queue])).status).toBe(403);
    expect((await give(admin, [world.queue])).body).toMatchObject({ all: false, queues: [{ id: world.queue }] });
    expect(await lastAudit(sue.id)).toMatchObject({ action: 'supervisor.given_queues', data: { from: [], to: [world.queue] } });
    expect(await give(admin, [ana.id])).toMatchObject({ status: 422, body: { errors: [{ pointer: '/queueIds' }] } });
    expect((await give(admin, [world.queue], ana.id)).status).toBe(422);
    expect((await give(admin, [], world.queue)).status).toBe(404);
    expect(await read()).toMatchObject({ all: false });
    expect((await give(admin, [])).body).toEqual({ all: true, queues: [] });
  });

  it('one queue twice, once in capitals, is refused by its field', async () => {
    const queueIds = [world.queue, world.queue.toUpperCase()];
    const answer = await as(admin)('put', `/agents/${sue.id}/supervised-queues`, { queueIds });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/queueIds' }] } });
  });

  it.each([[[]], [null]])('a filter of work to be served sooner is an object, not %j', async (filter) => {
    const wish = { queueId: world.queue, filter, priority: 3, reason: 'x' };
    expect(await as(admin)('post', '/conversations/priority', wish)).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([{ pointer: '/filter', detail: 'filter must be an object' }]) },
    });
  });

  it('a queue that is removed leaves its supervisor with less, never with everything', async () => {
    const doomed = await world.addQueue();
    await app.get(GiveQueues).give(admin, sue.id, [doomed]);
    await app.db.run('DELETE FROM inboxes WHERE queue_id = $1', [doomed]);
    await app.db.run('DELETE FROM queues WHERE id = $1', [doomed]);
    expect((await as(sue)('get', `/agents/${sue.id}/supervised-queues`)).body).toEqual({ all: false, queues: [] });
    expect((await as(sue)('get', `/queues/${world.queue}/live`)).status).toBe(403);
  });

  it('bound every door of theirs: each opens for who is given the queue and for no other supervisor', async () => {
    const una = await world.addAgent('Una', { role: 'supervisor', queues: [] });
    const other = await world.addQueue();
    await app.get(GiveQueues).give(admin, sue.id, [world.queue]);
    await app.get(GiveQueues).give(admin, una.id, [other]);
    const q = `/queues/${world.queue}`;
    const doors: [name: string, method: 'get' | 'post' | 'patch', path: (id: string) => string, body?: (id: string) => object][] =
      [
        ['live view', 'get', () => `${q}/live`],
        ['change', 'patch', () => q, () => ({ name: 'Renamed' })],
        ['pause', 'post', () => `${q}/pause`, () => ({ reason: 'x' })],
        ['resume', 'post', () => `${q}/resume`, () => ({})],
        ['priority', 'post', (id) => `/conversations/${id}/priority`, () => ({ priority: 1 })],
        [
          'priority of many',
          'post',
          () => '/conversations/priority',
          (id) => ({ conversationIds: [id], priority: 2, reason: 'x' }),
        ],
        [
          'priority of a queue',
          'post',
          () => '/conversations/priority',
          () => ({ queueId: world.queue, priority: 3, reason: 'x' }),
        ],
        ['monitor', 'post', (id) => `/conversations/${id}/monitor`, () => ({ mode: 'monitor' })],
        ['whisper', 'post', (id) => `/conversations/${id}/whispers`, () => ({ text: 'psst' })],
        ['reply', 'post', (id) => `/conversations/${id}/messages`, () => ({ kind: 'reply', text: 'hello' })],
        ['plan', 'post', () => '/reassignments/plan', (id) => ({ conversationIds: [id], toQueueId: world.queue })],
        [
          'snooze',
          'post',
          (id) => `/conversations/${id}/snooze`,
          () => ({ until: new Date(Date.now() + 86_400_000_0).toISOString() }),
        ],
        ['move', 'post', (id) => `/conversations/${id}/move`, () => ({ queueId: world.queue })],
        ['transfer', 'post', (id) => `/conversations/${id}/transfer`, () => ({ queueId: world.queue, note: 'x' })],
        ['close', 'post', (id) => `/conversations/${id}/close`, () => ({ outcome: 'solved' })],
      ];
    for (const [name, method, path, body] of doors) {
      const id = await held();
      const stranger = await as(una)(method, path(id), body?.(id));
      const owner = await as(sue)(method, path(id), body?.(id));
      expect([name, stranger.status, stranger.body.code, owner.status < 300]).toEqual([name, 403, 'forbidden', true]);
      await as(admin)('post', `/conversations/${id}/close`, { outcome: 'solved' });
    }
    // Nor may work be pushed into a queue that is somebody else's.
    const mine = await held();
    expect((await as(sue)('post', `/conversations/${mine}/move`, { queueId: other })).status).toBe(403);
    expect((await as(sue)('post', '/reassignments/plan', { conversationIds: [mine], toQueueId: other })).status).toBe(403);
  });

  it('do not open what holds for all queues: who is given some may neither make queues nor write rules or hours', async () => {
    await app.get(GiveQueues).give(admin, sue.id, [world.queue]);
    const interval = { day: 1, from: '09:00', to: '17:00' };
    const hours = { name: 'Office', timeZone: 'UTC', intervals: [interval] };
    const rule = { name: 'All', condition: 'true', actions: { priority: 1 }, enabled: false };
    const made = async (path: string, body: object) => (await as(admin)('post', path, body)).body.id as string;
    const [hoursId, ruleId] = [await made('/hours', { key: 'kept', ...hours }), await made('/routing-rules', rule)];
    const queueId = await made('/queues', { key: 'kept', name: 'Kept' });
    await app.get(GiveQueues).give(admin, sue.id, [world.queue, queueId]);
    const doors: ['post' | 'patch' | 'delete', string, object?][] = [
      ['post', '/queues', { key: 'mine', name: 'Mine' }],
      ['delete', `/queues/${queueId}`],
      ['post', '/routing-rules', rule],
      ['patch', `/routing-rules/${ruleId}`, { position: 0 }],
      ['delete', `/routing-rules/${ruleId}`],
      ['post', '/hours', { key: 'mine', ...hours }],
      ['patch', `/hours/${hoursId}`, { name: 'Mine' }],
      ['delete', `/hours/${hoursId}`],
    ];
    for (const [method, path, body] of doors) {
      const refused = await as(sue)(method, path, body);
      expect([method, path, refused.status, refused.body.detail]).toEqual([
        ...[method, path, 403, 'You supervise only some queues; this is for those who supervise all of them.'],
      ]);
    }
    await app.get(GiveQueues).give(admin, sue.id, []);
    for (const [method, path, body] of doors)
      expect([method, path, (await as(sue)(method, path, body)).status < 300]).toEqual([method, path, true]);
  });

  it('an alert is listed for who has its queue; one of no queue for everybody', async () => {
    const other = await world.addQueue();
    await app.get(GiveQueues).give(admin, sue.id, [other]);
    await app.db.transaction(async (tx) => {
      await app.get(Alerts).raise(tx, { kind: 'stuck', key: world.queue, queueId: world.queue });
      await app.get(Alerts).raise(tx, { kind: 'stuck', key: other, queueId: other });
      await app.get(Alerts).raise(tx, { kind: 'agent_vanished', key: ana.id, agentId: ana.id });
    });
    const queues = async (who: Principal) =>
      ((await as(who)('get', '/alerts?limit=100')).body.data as { queueId: string | null; agent: { id: string } | null }[])
        .filter((one) => [world.queue, other].includes(one.queueId!) || one.agent?.id === ana.id)
        .map((one) => one.queueId);
    expect(await queues(sue)).toEqual([null, other]);
    expect(await queues(admin)).toEqual([null, other, world.queue]);
    expect((await queueLiveViews(app.db, [other]))[0]!.alerts).toBe(1);
    await app.db.transaction((tx) => app.get(Alerts).clear(tx, ['stuck'], other));
    const listed = async (all: boolean) =>
      ((await as(sue)('get', `/alerts?limit=100&all=${all}`)).body.data as { queueId: string | null }[]).some(
        (one) => one.queueId === other,
      );
    expect([await listed(true), await listed(false)]).toEqual([true, false]);
  });
});

describe('the audit log', () => {
  it('has a row for every act by hand, with who and why', async () => {
    const ben = await world.addAgent('Ben');
    const other = await world.addQueue();
    const reason = 'because of the test';
    const at = (id: string, act: string, body: object, who = ana) => as(who)('post', `/conversations/${id}/${act}`, body);
    const offered = async (): Promise<string> => {
      const id = await world.arrive();
      await world.presence(ben, 'away');
      await app.get(RunMatching).execute();
      return (await world.offers({ conversation: id }))[0]!.id;
    };
    const one = async (act: (id: string) => Promise<Answer>, make: () => Promise<string> = held) => {
      const id = await make();
      return { id, answer: await act(id) };
    };
    const closed = async (): Promise<string> => {
      const id = await held();
      await at(id, 'close', { outcome: 'solved' });
      return id;
    };
    const acts: [action: string, () => Promise<{ id: string; answer: Answer }>][] = [
      [
        'conversation.claimed',
        () =>
          one(
            (id) => at(id, 'claim', { reason }),
            () => world.arrive(),
          ),
      ],
      ['conversation.snoozed', () => one((id) => at(id, 'snooze', { until: new Date(Date.now() + 86_400_000_0), reason }))],
      ['conversation.priority', () => one((id) => at(id, 'priority', { priority: 4, reason }))],
      ['conversation.split', () => one((id) => at(id, 'split', { reason }))],
      [
        'conversation.split_undone',
        () =>
          one(async (id) => {
            const { body } = await at(id, 'split', {});
            return at((body as { id: string }).id, 'split/undo', { reason });
          }),
      ],
      ['conversation.transferred', () => one((id) => at(id, 'transfer', { queueId: other, note: 'x', reason }))],
      ['conversation.moved', () => one((id) => at(id, 'move', { queueId: other, reason }, sue))],
      ['conversation.closed', () => one((id) => at(id, 'close', { outcome: 'solved', reason }))],
      ['conversation.reopened', () => one((id) => at(id, 'reopen', { reason }), closed)],
      ['conversation.listening', () => one((id) => as(sue)('post', `/conversations/${id}/monitor`, { mode: 'whisper', reason }))],
      ['conversation.whispered', () => one((id) => as(sue)('post', `/conversations/${id}/whispers`, { text: 'x' }))],
      ['offer.declined', () => one((id) => as(ana)('post', `/offers/${id}/decline`, { reason }), offered)],
      ['offer.accepted', () => one((id) => as(ana)('post', `/offers/${id}/accept`, {}), offered)],
      [
        'queue.paused',
        () =>
          one(
            (id) => as(sue)('post', `/queues/${id}/pause`, { reason }),
            () => Promise.resolve(other),
          ),
      ],
      [
        'queue.resumed',
        () =>
          one(
            (id) => as(sue)('post', `/queues/${id}/resume`, { reason }),
            () => Promise.resolve(other),
          ),
      ],
      [
        'queue.changed',
        () =>
          one(
            (id) => as(sue)('patch', `/queues/${id}`, { priority: 1 }),
            () => Promise.resolve(other),
          ),
      ],
    ];
    const silent = ['conversation.whispered', 'offer.accepted', 'queue.changed'];
    for (const [action, act] of acts) {
      const { id, answer } = await act();
      const row = await lastAudit(id);
      expect([action, answer.status < 300, row?.action]).toEqual([action, true, action]);
      if (!silent.includes(action)) expect([action, row.data['reason']]).toEqual([action, reason]);
      await app.db.run(
        `UPDATE assignments SET ended_at = app_now(), end_reason = 'test' WHERE agent_id = $1 AND ended_at IS NULL`,
        [ana.id],
      );
      await app.db.run(`UPDATE conversations SET status = 'closed' WHERE queue_id IN ($1, $2)`, [world.queue, other]);
    }
  });

  it('what a person placed is left there by automation for the hold of the queue', async () => {
    await app.db.run('UPDATE queues SET manual_hold_ms = 600000 WHERE id = $1', [world.queue]);
    const id = await held();
    await as(sue)('post', `/conversations/${id}/move`, { queueId: world.queue });
    const [row] = await app.db.query<{ left: string }>(
      'SELECT round(extract(epoch FROM manual_until - app_now())) AS left FROM conversations WHERE id = $1',
      [id],
    );
    expect(Number(row!.left)).toBeGreaterThan(590);
  });
});
