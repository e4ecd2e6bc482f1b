import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { Presence } from '../../../src/agents/presence.service.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { type PeopleApp, startPeople } from '../accounts/people-app.js';

let app: PeopleApp;
let agent: { id: string; headers: Record<string, string> };
let made = 0;
const second = 1_000;

beforeAll(async () => {
  app = await startPeople();
});
beforeEach(async () => {
  agent = await app.as(`agent${made++}`);
});
afterAll(() => app.stop());

const set = (body: object): Promise<Response> => app.http.put('/v1/me/presence').set(agent.headers).send(body).then();
const read = async (): Promise<Record<string, string>> => (await app.http.get('/v1/me/presence').set(agent.headers)).body;
const row = async (): Promise<{ idle_since: Date; lease_expires_at: Date; epoch: number; state: string }> =>
  (await app.db.query<never>('SELECT * FROM agent_presence WHERE agent_id = $1', [agent.id]))[0]!;
const log = (): Promise<object[]> =>
  app.db.query('SELECT state, reason, actor_type, epoch FROM agent_state_log WHERE agent_id = $1 ORDER BY epoch', [agent.id]);
const news = async (): Promise<number> =>
  (await app.db.query("SELECT 1 FROM outbox WHERE type = 'presence.updated' AND payload->>'agentId' = $1", [agent.id])).length;
const leaseMs = (view: Record<string, string>): number => Date.parse(view.leaseExpiresAt!) - Date.parse(view.since!);

describe('presence', () => {
  it('is offline before anybody said anything', async () => {
    expect(await read()).toMatchObject({ agentId: agent.id, state: 'offline', reason: null });
  });

  it('is a lease of 120 seconds, logged with who set it, and told', async () => {
    const { body, status } = await set({ state: 'available' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ agentId: agent.id, state: 'available', reason: null });
    expect(leaseMs(body)).toBe(120 * second);
    await set({ state: 'away', reason: 'lunch' });
    expect(await log()).toEqual([
      { state: 'available', reason: null, actor_type: 'agent', epoch: 1 },
      { state: 'away', reason: 'lunch', actor_type: 'agent', epoch: 2 },
    ]);
    expect(
      await app.db.query("SELECT rooms FROM outbox WHERE type = 'presence.updated' AND payload->>'agentId' = $1 LIMIT 1", [
        agent.id,
      ]),
    ).toEqual([{ rooms: [`agent:${agent.id}`, 'supervisors'] }]);
  });

  it('set to what it is already only renews the lease', async () => {
    await set({ state: 'available' });
    const [before, told] = [await row(), await news()];
    await app.moveClock(30 * second);
    await set({ state: 'available' });
    const after = await row();
    expect(after.lease_expires_at.getTime() - before.lease_expires_at.getTime()).toBeGreaterThanOrEqual(30 * second);
    expect({ ...after, lease_expires_at: 0 }).toEqual({ ...before, lease_expires_at: 0 });
    expect(await news()).toBe(told);
  });

  it('starts the idle time when the agent becomes available, and not when the reason changes', async () => {
    await set({ state: 'available' });
    const first = await row();
    await app.moveClock(5 * second);
    await set({ state: 'available', reason: 'mail only' });
    expect((await row()).idle_since).toEqual(first.idle_since);
    await set({ state: 'finishing' });
    await set({ state: 'available' });
    expect((await row()).idle_since.getTime() - first.idle_since.getTime()).toBeGreaterThanOrEqual(5 * second);
  });

  it('set by two devices at once takes turns', async () => {
    const presence = app.nest.get(Presence);
    await Promise.all(
      ['away', 'available', 'away', 'available'].map((state) => presence.set(agent.id, state as 'away', null, systemActor)),
    );
    const epochs = (await log()).map((line) => (line as { epoch: number }).epoch);
    expect(epochs).toEqual(epochs.map((_, at) => at + 1));
    expect((await row()).epoch).toBe(epochs.length);
  });

  it('cannot go from offline to finishing', async () => {
    expect((await set({ state: 'finishing' })).body).toMatchObject({ status: 409, code: 'illegal_move', state: 'offline' });
  });

  it.each([
    [{}, '/state'],
    [{ state: 'busy' }, '/state'],
    [{ state: 'away', reason: 'x'.repeat(101) }, '/reason'],
    [{ state: 'away', until: 'noon' }, '/until'],
  ])('refuses %j', async (body, pointer) => {
    expect((await set(body)).body).toMatchObject({ status: 422, code: 'invalid_request', errors: [{ pointer }] });
  });
});

describe('the lease', () => {
  it('lapses by the time of the database, and the history says when', async () => {
    const { leaseExpiresAt } = (await set({ state: 'available' })).body;
    const told = await news();
    await app.moveClock(119 * second);
    await app.sweep();
    expect((await row()).state).toBe('available');
    await app.moveClock(2 * second);
    await app.sweep();
    await app.sweep();
    expect(await news()).toBe(told + 1);
    expect(await read()).toMatchObject({ state: 'offline', reason: 'lease_expired', since: leaseExpiresAt });
    expect((await log()).at(-1)).toEqual({ state: 'offline', reason: 'lease_expired', actor_type: 'system', epoch: 2 });
  });

  it('that nobody noticed yet counts as lapsed: read so, not revived by a call, written down when set again', async () => {
    await set({ state: 'available' });
    await app.moveClock(121 * second);
    expect(await read()).toMatchObject({ state: 'offline', reason: 'lease_expired' });
    await app.http.get('/v1/me').set(agent.headers).expect(200);
    expect(await read()).toMatchObject({ state: 'offline' });
    const told = await news();
    expect((await set({ state: 'available' })).body).toMatchObject({ state: 'available', reason: null });
    expect((await log()).map((line) => (line as { state: string }).state)).toEqual(['available', 'offline', 'available']);
    expect(await news()).toBe(told + 2);
  });

  it('is renewed by any authenticated call, at most once in ten seconds', async () => {
    await set({ state: 'available' });
    const expiry = async (): Promise<number> => (await row()).lease_expires_at.getTime();
    const call = (): Promise<Response> => app.http.get('/v1/me').set(agent.headers).expect(200).then();
    await app.moveClock(60 * second);
    await call();
    const renewed = await expiry();
    await app.moveClock(9 * second);
    await call();
    expect(await expiry()).toBe(renewed);
    await app.moveClock(2 * second);
    await call();
    expect((await expiry()) - renewed).toBeGreaterThanOrEqual(11 * second);
    await app.moveClock(119 * second);
    await app.sweep();
    expect((await row()).state).toBe('available');
  });

  it('is not given to who is offline by a call alone', async () => {
    await set({ state: 'available' });
    await set({ state: 'offline' });
    const before = await row();
    await app.moveClock(11 * second);
    await read();
    expect(await row()).toEqual(before);
  });
});
