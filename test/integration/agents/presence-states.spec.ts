import type { Response } from 'supertest';
import { Presence } from '../../../src/agents/presence.service.js';
import type { AgentStatesView } from '../../../src/contracts/views.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { type PeopleApp, startPeople } from '../accounts/people-app.js';

type Who = { id: string; headers: Record<string, string> };

let app: PeopleApp;
let boss: Who;
let agent: Who;
let made = 0;
const second = 1_000;

beforeAll(async () => {
  app = await startPeople();
});
beforeEach(async () => {
  // Signed in afresh: clocks are moved, and tokens end.
  agent = await app.as(`states${made++}`);
  boss = await app.as(`boss${made++}`, 'supervisor');
});
afterAll(() => app.stop());

const set = (body: object, who = agent): Promise<Response> => app.http.put('/v1/me/presence').set(who.headers).send(body).then();
const force = (body: object, who = boss, id = agent.id): Promise<Response> =>
  app.http.put(`/v1/agents/${id}/presence`).set(who.headers).send(body).then();
const read = async (): Promise<Response> => app.http.get('/v1/me/presence').set(agent.headers).then();
const inHours = async (hours: number): Promise<string> =>
  (await app.db.query<{ at: Date }>(`SELECT app_now() + $1 * interval '1 hour' AS at`, [hours]))[0]!.at.toISOString();

describe('a forced state', () => {
  it('is for the supervisor of a queue the agent serves', async () => {
    const [mine, theirs] = [newId(), newId()];
    for (const id of [mine, theirs])
      await app.db.run('INSERT INTO queues (id, key, name) VALUES ($1, $2, $2)', [id, `queue-${id}`]);
    await app.db.run('INSERT INTO supervisor_queues (agent_id, queue_id) VALUES ($1, $2)', [boss.id, mine]);
    await set({ state: 'available' });
    expect((await force({ state: 'away' })).body).toMatchObject({ status: 403, code: 'forbidden' });
    await app.db.run('INSERT INTO queue_agents (queue_id, agent_id) VALUES ($1, $2)', [mine, agent.id]);
    expect((await force({ state: 'away' })).body).toMatchObject({ state: 'away' });
  });

  it('is told with who and why, is no sign of life, and is on record', async () => {
    const { leaseExpiresAt } = (await set({ state: 'available' })).body as { leaseExpiresAt: string };
    await app.moveClock(30 * second);
    const { status, body } = await force({ state: 'away', reason: 'training' });
    expect([status, body]).toMatchObject([
      200,
      {
        agentId: agent.id,
        state: 'away',
        reason: 'training',
        leaseExpiresAt,
        forcedBy: { id: boss.id, name: expect.stringMatching(/^boss/) },
      },
    ]);
    const audit = await app.db.query('SELECT actor_id, action, data FROM audit_log WHERE subject_id = $1 AND action = $2', [
      agent.id,
      'agent.presence_forced',
    ]);
    expect(audit).toEqual([
      { actor_id: boss.id, action: 'agent.presence_forced', data: { from: 'available', to: 'away', reason: 'training' } },
    ]);
    const rooms = await app.db.query(
      `SELECT rooms FROM outbox WHERE type = 'presence.updated' AND payload->>'agentId' = $1 ORDER BY id DESC LIMIT 1`,
      [agent.id],
    );
    expect(rooms).toEqual([{ rooms: [`agent:${agent.id}`, 'supervisors'] }]);
  });

  it('may be changed again by the agent, and is theirs then', async () => {
    await set({ state: 'available' });
    await force({ state: 'finishing' });
    expect((await read()).body).toMatchObject({ state: 'finishing', forcedBy: { id: boss.id } });
    expect((await set({ state: 'available' })).body).toMatchObject({ state: 'available', forcedBy: null });
  });

  it.each(['available', 'away', 'finishing'])('never makes somebody who is gone %s', async (state) => {
    expect((await force({ state })).body).toMatchObject({ status: 409, code: 'illegal_move', state: 'offline' });
    await set({ state: 'available' });
    await app.moveClock(121 * second);
    expect((await force({ state })).body).toMatchObject({ status: 409, code: 'illegal_move', state: 'offline' });
    expect((await force({ state: 'offline' })).status).toBe(200);
  });

  it.each(['available', 'finishing'])(
    'never makes somebody %s who said that they are away, until they say otherwise',
    async (state) => {
      await set({ state: 'away', reason: 'lunch', returnAt: await inHours(1) });
      expect((await force({ state })).body).toMatchObject({
        ...{
          status: 409,
          code: 'illegal_move',
          state: 'away',
          detail: expect.stringContaining('said themselves that they are away'),
        },
      });
      expect((await read()).body).toMatchObject({ state: 'away', reason: 'lunch', forcedBy: null });
      await set({ state: 'available' });
      expect((await force({ state })).status).toBe(200);
    },
  );

  it('undoes what a supervisor forced and what Throughline set', async () => {
    await set({ state: 'available' });
    await force({ state: 'away', reason: 'training' });
    expect((await force({ state: 'available' })).status).toBe(200);
    await app.nest.get(Presence).set(agent.id, 'away', 'missed_offers', systemActor);
    expect((await force({ state: 'available' })).body).toMatchObject({ state: 'available', forcedBy: { id: boss.id } });
  });

  it('is for supervisors', async () => {
    const colleague = await app.as(`colleague${made++}`);
    expect((await force({ state: 'offline' }, colleague)).body).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await force({ state: 'offline' }, boss, newId())).body).toMatchObject({ status: 404 });
    expect((await app.http.get(`/v1/agents/${agent.id}/states`).set(colleague.headers)).status).toBe(403);
  });
});

describe('reasons and return', () => {
  it('takes known words and any other, but none that Throughline relies on', async () => {
    for (const reason of ['break', 'lunch', 'training', 'meeting', 'fire drill'])
      expect((await set({ state: 'away', reason })).body).toMatchObject({ reason });
    for (const reason of ['disconnected', 'lease_expired', 'missed_offers', 'disabled'])
      expect((await set({ state: 'away', reason })).body).toMatchObject({ status: 422, errors: [{ pointer: '/reason' }] });
  });

  it('keeps when they mean to be back until they say something else', async () => {
    const returnAt = await inHours(2);
    expect((await set({ state: 'away', reason: 'lunch', returnAt })).body).toMatchObject({ returnAt });
    expect((await read()).body).toMatchObject({ returnAt });
    expect((await set({ state: 'away', reason: 'lunch' })).body).toMatchObject({ returnAt: null });
  });

  it.each([
    ['away', 'noon'],
    ['away', '2020-01-01T00:00:00Z'],
    ['away', '2999-01-01T00:00:00Z'],
    ['available', '2027-01-01T00:00:00Z'],
  ])('refuses %s until %s', async (state, returnAt) => {
    expect((await set({ state, returnAt })).body).toMatchObject({ status: 422, errors: [{ pointer: '/returnAt' }] });
    expect((await read()).body).toMatchObject({ state: 'offline', returnAt: null });
  });

  it('being set aside for missed offers is told with its reason and is no sign of life', async () => {
    const { leaseExpiresAt } = (await set({ state: 'available' })).body as { leaseExpiresAt: string };
    await app.moveClock(5 * second);
    const view = await app.nest.get(Presence).set(agent.id, 'away', 'missed_offers', systemActor);
    expect(view).toMatchObject({ state: 'away', reason: 'missed_offers', leaseExpiresAt, forcedBy: null });
  });
});

describe('time since available', () => {
  const since = async (): Promise<number> =>
    (
      await app.db.query<{ at: Date }>('SELECT available_since AS at FROM agent_presence WHERE agent_id = $1', [agent.id])
    )[0]!.at.getTime();

  it('goes on through a blip shorter than the grace, and begins anew after a break', async () => {
    await set({ state: 'available' });
    const first = await since();
    await set({ state: 'away' });
    await app.moveClock(10 * second);
    await set({ state: 'away', reason: 'break' });
    await app.moveClock(8 * second);
    await set({ state: 'available' });
    expect(await since()).toBe(first);
    await set({ state: 'away' });
    await app.moveClock(10 * second);
    await set({ state: 'away', reason: 'break' });
    await app.moveClock(12 * second);
    await set({ state: 'available' });
    expect((await since()) - first).toBeGreaterThanOrEqual(40 * second);
  });
});

describe('time in each state', () => {
  const states = async (query = '', who = boss): Promise<AgentStatesView> =>
    (await app.http.get(`/v1/agents/${agent.id}/states${query}`).set(who.headers).expect(200)).body as AgentStatesView;
  const ofKind = (view: AgentStatesView, state: string, reason: string | null): number =>
    view.totals.find((one) => one.state === state && one.reason === reason)?.durationMs ?? 0;
  const sum = (of: { durationMs: number }[]): number => of.reduce((total, one) => total + one.durationMs, 0);

  it('adds up to the range to the millisecond, inferred states from when they were true, seen or not', async () => {
    const from = await inHours(0);
    await set({ state: 'available' });
    await app.moveClock(60 * second);
    await set({ state: 'away', reason: 'lunch' });
    await app.moveClock(90 * second);
    await set({ state: 'available' });
    await app.moveClock(600 * second);
    // Nobody has noticed yet that the lease ran out 480 s ago.
    const unseen = await states(`?from=${from}`);
    await app.sweep();
    const view = await states(`?from=${from}`);
    for (const one of [unseen, view]) {
      const range = Date.parse(one.to) - Date.parse(one.from);
      expect([sum(one.states), sum(one.totals)]).toEqual([range, range]);
      expect(one.states.slice(1).map(({ since }) => since)).toEqual(one.states.slice(0, -1).map(({ until }) => until));
      expect(Math.round(ofKind(one, 'available', null) / second)).toBe(180);
      expect(Math.round(ofKind(one, 'away', 'lunch') / second)).toBe(90);
      expect(Math.round(ofKind(one, 'offline', 'lease_expired') / second)).toBe(480);
    }
    expect(view.states.find(({ reason }) => reason === 'lunch')!.by).toMatchObject({ type: 'agent', id: agent.id });
    expect(view.states.at(-1)!.by).toMatchObject({ type: 'system' });
  });

  it('is cut to the range asked for, and offline before anything is known', async () => {
    const from = await inHours(-1);
    await set({ state: 'available' });
    await app.moveClock(100 * second);
    const to = await inHours(0);
    await set({ state: 'away' });
    await app.moveClock(50 * second);
    const view = await states(`?from=${from}&to=${to}`);
    expect(view).toMatchObject({ from, to });
    expect(view.states.map(({ state }) => state)).toEqual(['offline', 'available']);
    expect(sum(view.states)).toBe(Date.parse(to) - Date.parse(from));
    const later = await states(`?from=${to}`);
    expect(later.states.map(({ state }) => state)).toEqual(['available', 'away'].slice(-later.states.length));
  });

  it('is the last day unless told otherwise; agents read their own', async () => {
    const { body } = await app.http.get('/v1/me/states').set(agent.headers).expect(200);
    const view = body as AgentStatesView;
    expect(Date.parse(view.to) - Date.parse(view.from)).toBe(24 * 3_600_000);
    expect(view.totals).toEqual([{ state: 'offline', reason: null, durationMs: 24 * 3_600_000 }]);
  });

  it.each([
    ['from=noon', '?from'],
    ['from=2026-W53', '?from'],
    ['to=2026', '?to'],
    ['from=2999-01-01T00:00:00Z', '?from'],
    ['from=2020-01-01T00:00:00Z', '?from'],
    ['until=2020-01-01T00:00:00Z', '?until'],
  ])('refuses ?%s', async (query, pointer) => {
    const { body } = await app.http.get(`/v1/me/states?${query}`).set(agent.headers);
    expect(body).toMatchObject({ status: 422, code: 'invalid_request', errors: [{ pointer }] });
  });
});
