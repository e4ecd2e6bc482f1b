import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashPassword } from '../../../src/accounts/passwords.js';
import type { Principal } from '../../../src/accounts/principal.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { SaveHours } from '../../../src/routing/hours/save-hours.service.js';
import { decide } from '../../../src/core/matching/decide.js';
import { mayMatch } from '../../../src/routing/matching/may-match.queries.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { takeSnapshot } from '../../../src/routing/matching/take-snapshot.js';
import { MakeOffer } from '../../../src/routing/offers/make-offer.service.js';
import { reasonsOf } from '../../../src/routing/offers/offer-reason.js';
import { SaveQueue } from '../../../src/routing/queues/save-queue.service.js';
import { RouteConversations } from '../../../src/routing/requirements/route-conversations.service.js';
import { onBothBackends } from '../../support/backends.js';
import { until } from '../../support/until.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

const password = 'correct horse battery';
const hour = 3_600_000;
let app: RoutingApp;
let world: World;
let sue: Principal;

async function start(machines?: 'postgres' | 'redis'): Promise<void> {
  app = await startRouting({ machines });
  world = await World.on(app);
  sue = await world.addAgent('Sue', { role: 'admin', queues: [] });
}

async function signIn(agent: Principal): Promise<Record<string, string>> {
  const email = `${agent.id}@example.test`;
  await app.db.run('UPDATE agents SET password_hash = $2 WHERE id = $1', [agent.id, await hashPassword(password)]);
  const { body } = await app.http.post('/v1/auth/login').send({ email, password }).expect(200);
  return { authorization: `Bearer ${body.accessToken}` };
}

const now = async (): Promise<number> => (await app.db.query<{ now: Date }>('SELECT app_now() AS now'))[0]!.now.getTime();
const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 16);
/** Every day in UTC from `from` to `to`, moments of today. */
const daily = (from: number, to: number) => ({
  timeZone: 'UTC',
  intervals: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: timeOf(from), to: timeOf(to) })),
});
const always = { timeZone: 'UTC', intervals: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' })) };

async function goesBy(hours: ReturnType<typeof daily>, queueId = world.queue): Promise<string> {
  const { id } = await app.get(SaveHours).create(sue, { key: `hours-${newId()}`, name: 'Hours', ...hours });
  await app.get(SaveQueue).change(sue, queueId, { hoursId: id });
  return id;
}

const cached = async (queueId = world.queue) => {
  const [row] = await app.db.query<{ until: string | null; change: Date | null }>(
    `SELECT closed_until::text AS until, hours_change_at AS change FROM queues WHERE id = $1`,
    [queueId],
  );
  return row!;
};

describe('the door of opening hours', () => {
  let asSue: Record<string, string>;
  let asAna: Record<string, string>;
  beforeAll(async () => {
    await start();
    asSue = await signIn(sue);
    asAna = await signIn(await world.addAgent('Ana'));
  });
  afterAll(() => app.stop());
  const wish = { key: 'office', name: 'Office', timeZone: 'Europe/Berlin', intervals: [{ day: 1, from: '09:00', to: '17:00' }] };

  it('makes, shows, changes and removes them, with a version and a trace', async () => {
    await app.http.post('/v1/hours').set(asAna).send(wish).expect(403);
    const made = await app.http.post('/v1/hours').set(asSue).send(wish).expect(201);
    expect(made.body).toMatchObject({ ...wish, holidays: [], queueIds: [], version: 1 });
    await app.http.post('/v1/hours').set(asSue).send(wish).expect(409);
    const path = `/v1/hours/${made.body.id}`;
    await app.http.patch(path).set(asSue).set('if-match', '"7"').send({ name: 'X' }).expect(412);
    const holidays = [{ date: '2026-12-25', name: 'Christmas' }];
    const changed = await app.http.patch(path).set(asSue).set('if-match', '"1"').send({ holidays }).expect(200);
    expect(changed.body).toMatchObject({ holidays: [{ ...holidays[0], intervals: [] }], intervals: wish.intervals, version: 2 });
    expect(changed.headers['etag']).toBe('"2"');
    const listed = await app.http.get('/v1/hours').set(asAna).expect(200);
    expect(listed.body.data).toEqual([(await app.http.get(path).set(asAna).expect(200)).body]);
    await app.http.delete(path).set(asSue).expect(204);
    await app.http.get(path).set(asAna).expect(404);
    const acts = await app.db.query<{ action: string }>(`SELECT action FROM audit_log WHERE subject_type = 'hours' ORDER BY id`);
    expect(acts.map((one) => one.action)).toEqual(['hours.created', 'hours.changed', 'hours.deleted']);
  });

  it('does not remove what a queue goes by', async () => {
    const id = await goesBy(always);
    await app.http.delete(`/v1/hours/${id}`).set(asSue).expect(409);
    await app.get(SaveQueue).change(sue, world.queue, { hoursId: null });
    await app.http.delete(`/v1/hours/${id}`).set(asSue).expect(204);
  });

  it.each([
    ['/timeZone', { timeZone: 'Europe/Bonn' }],
    ['/intervals', { intervals: [] }],
    ['/intervals/0/to', { intervals: [{ day: 1, from: '09:00', to: '25:00' }] }],
    ['/intervals/0/day', { intervals: [{ day: 0, from: '09:00', to: '17:00' }] }],
    ['/intervals/1', { intervals: ['09:00', '16:59'].map((from) => ({ day: 1, from, to: '17:00' })) }],
    ['/holidays/0/date', { holidays: [{ date: '2026-02-30', name: 'A' }] }],
    ['/holidays/1/date', { holidays: ['A', 'B'].map((name) => ({ date: '2026-12-25', name })) }],
    ['/holidays/0/intervals/0/from', { holidays: [{ date: '2026-12-25', name: 'A', intervals: [{ from: '9', to: '10:00' }] }] }],
    ['/color', { color: 'red' }],
  ])('says that %s is wrong', async (pointer, bad) => {
    const { body } = await app.http
      .post('/v1/hours')
      .set(asSue)
      .send({ ...wish, ...bad })
      .expect(422);
    expect(body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([pointer]);
    expect(await app.db.query(`SELECT 1 FROM business_hours WHERE key = 'office'`)).toEqual([]);
  });

  it('shows beforehand what the rules come to', async () => {
    const made = await app.http
      .post('/v1/hours')
      .set(asSue)
      .send({ ...wish, key: 'preview' })
      .expect(201);
    const asked = { from: '2027-03-22T00:00:00Z', days: 14 };
    const { body } = await app.http.post(`/v1/hours/${made.body.id}/preview`).set(asAna).send(asked).expect(200);
    expect(body.spans).toEqual([
      { from: '2027-03-22T08:00:00.000Z', to: '2027-03-22T16:00:00.000Z' },
      { from: '2027-03-29T07:00:00.000Z', to: '2027-03-29T15:00:00.000Z' },
    ]);
    await app.http.post(`/v1/hours/${made.body.id}/preview`).set(asAna).send({ days: 0 }).expect(422);
  });
});

describe('a queue that goes by hours', () => {
  beforeAll(() => start());
  afterAll(() => app.stop());

  it('says that it is closed and when it opens, the moment the hours change', async () => {
    const at = await now();
    const id = await goesBy(daily(at + 2 * hour, at + 3 * hour));
    const queue = await app.get(SaveQueue).change(sue, world.queue, { priority: 0 });
    expect(queue).toMatchObject({ open: false, hoursId: id });
    expect(Date.parse(queue.opensAt!)).toBe(Math.floor((at + 2 * hour) / 60_000) * 60_000);
    await app.get(SaveHours).change(sue, id, always);
    expect(await cached()).toMatchObject({ until: null });
    await app.get(SaveHours).change(sue, id, { intervals: [] });
    expect(await cached()).toMatchObject({ until: 'infinity' });
    expect(await app.get(SaveQueue).change(sue, world.queue, { priority: 0 })).toMatchObject({ open: false, opensAt: null });
    expect(await app.get(SaveQueue).change(sue, world.queue, { hoursId: null })).toMatchObject({ open: true, opensAt: null });
    expect(await cached()).toEqual({ until: null, change: null });
  });

  it('closes by itself, even before the sweep has seen it; nobody is asked then', async () => {
    const queueId = await world.addQueue();
    const at = await now();
    await goesBy(daily(at - hour, at + hour), queueId);
    await world.addAgent('Ana', { queues: [queueId] });
    await app.moveClock(hour + 60_000);
    await world.addAgent('Ben', { queues: [queueId] });
    const conversation = await world.arrive({ queue: queueId });
    await app.get(RunMatching).execute();
    expect([await world.offers({ conversation }), await mayMatch(app.db)]).toEqual([[], false]);
    await app.sweep();
    expect((await cached(queueId)).until).not.toBeNull();
    await app.get(RunMatching).execute();
    expect(await world.offers({ conversation })).toEqual([]);
  });

  it('does not let a claim through that was decided while it was open', async () => {
    const queueId = await world.addQueue();
    const at = await now();
    await goesBy(daily(at - hour, at + hour), queueId);
    const cleo = await world.addAgent('Cleo', { queues: [queueId] });
    const conversation = await world.arrive({ queue: queueId });
    await app.get(RouteConversations).execute();
    const { snapshot } = await takeSnapshot(app.db);
    const decisions = decide(snapshot).filter((one) => one.conversationId === conversation);
    const reasons = reasonsOf(snapshot, decisions);
    const claims = decisions.map((decision) => ({ decision, reason: reasons.get(decision.conversationId)! }));
    await app.moveClock(hour + 60_000);
    await world.presence(cleo, 'available');
    const results = await app.get(MakeOffer).execute(claims, { id: newId(), policyVersion: snapshot.policy.version });
    expect(results).toEqual([{ conversationId: conversation, agentId: cleo.id, lost: 'queue_changed' }]);
  });

  it('opens by itself, even before the sweep has seen it', async () => {
    const queueId = await world.addQueue();
    const at = await now();
    await goesBy(daily(at + hour, at + 2 * hour), queueId);
    const conversation = await world.arrive({ queue: queueId });
    await app.moveClock(hour);
    await world.addAgent('Ana', { queues: [queueId] });
    await app.get(RunMatching).execute();
    expect(await world.offers({ conversation })).toHaveLength(1);
  });
});

onBothBackends('outside hours a message is kept', (backend) => {
  beforeAll(() => start(backend));
  afterAll(() => app.stop());

  it('and routed within a second of the opening', async () => {
    const at = await now();
    await goesBy(daily(at + hour, at + 2 * hour));
    const conversation = await world.arrive();
    await until(
      'its queue',
      async () => (await app.db.query('SELECT 1 FROM conversations WHERE routed_at IS NOT NULL')).length > 0,
    );
    await app.moveClock(Date.parse(new Date(at + hour).toISOString().slice(0, 16) + ':00Z') - (await now()) - 10_000);
    const ana = await world.addAgent('Ana');
    await app.sweep();
    expect([await world.offers({ conversation }), await world.offers({ agent: ana })]).toEqual([[], []]);
    await app.moveClock(10_000);
    const opened = performance.now();
    await app.sweep();
    await until('an offer', async () => (await world.offers({ conversation })).length > 0);
    expect(performance.now() - opened).toBeLessThan(5_000);
  });
});
