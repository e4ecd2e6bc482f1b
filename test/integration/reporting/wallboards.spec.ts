import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WallboardTokenView, WallboardView } from '../../../src/contracts/report-views.js';
import { GiveQueues } from '../../../src/routing/supervision/give-queues.service.js';
import type { Principal } from '../../../src/accounts/principal.js';
import { aQueue } from '../../support/builders.js';
import { announced, type Centre, type Customer, type Person, startCentre } from '../console/centre.js';

type Made = WallboardTokenView & { token: string };
type Problem = { code: string };

describe('wallboards', () => {
  let centre: Centre;
  let sue: Person;
  let some: Person;
  let admin: Person;
  let ana: Person;
  let mei: Customer;
  let other: string;

  beforeAll(async () => {
    centre = await startCentre();
    [sue, some] = [await centre.person('Sue', 'supervisor'), await centre.person('Sam', 'supervisor')];
    [admin, ana] = [await centre.person('Ada', 'admin'), await centre.person('Ana Secret', 'agent', 'available')];
    other = await aQueue(centre.app.db, { key: 'other' });
    const by = { type: 'agent', id: admin.id, name: 'Ada', role: 'admin', inboxIds: null } as Principal;
    await centre.app.get(GiveQueues).give(by, some.id, [centre.queueId]);
    mei = centre.customer('Mei Unseen');
    await mei.says('nobody on the floor may read this');
    await announced(centre.app);
  });
  afterAll(() => centre.stop());
  beforeEach(() => centre.app.db.run('DELETE FROM wallboard_tokens'));

  const make = async (body: object, by = sue): Promise<Made> =>
    (await by.call<Made>('POST', '/v1/wallboard-tokens', { name: 'Above the door', ...body })).body;
  const show = async (token: string): Promise<{ status: number; text: string; body: WallboardView & Problem }> => {
    const answer = await fetch(`${centre.app.url}/v1/wallboard`, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    return { status: answer.status, text, body: JSON.parse(text) as WallboardView & Problem };
  };

  it('show the figures of queues to whoever has the token, and nobody by name', async () => {
    const { token, queueIds } = await make({});
    expect(token).toMatch(/^tlw_[\w-]{43}$/);
    expect(queueIds).toBeNull();
    const { status, text, body } = await show(token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Above the door', queues: expect.arrayContaining([]) as unknown });
    expect(body.queues).toHaveLength(2);
    expect(body.queues.find((one) => one.queueId === centre.queueId)).toMatchObject({
      ...{ paused: false, open: true, abandoned: 0, waiting: expect.any(Number) as unknown },
      agents: { available: 1, finishing: 0, away: 0 },
    });
    expect(text).not.toMatch(/Mei|Unseen|Secret|nobody on the floor|customer|conversationId/);
    expect(JSON.stringify(await centre.app.db.query('SELECT w.*, a.* FROM wallboard_tokens w, audit_log a'))).not.toContain(
      token,
    );
  });

  it('open no other door', async () => {
    const { token } = await make({});
    for (const path of [
      '/v1/me',
      '/v1/queues',
      `/v1/queues/${centre.queueId}/live`,
      '/v1/conversations',
      '/v1/wallboard-tokens',
    ]) {
      const answer = await fetch(centre.app.url + path, { headers: { authorization: `Bearer ${token}` } });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    expect((await show(sue.token)).status).toBe(401);
    expect((await show('tlw_guessed')).body.code).toBe('token_invalid');
  });

  it('count who left the line in the last hour', async () => {
    const { token } = await make({ queueIds: [other] });
    await centre.app.db.run(
      `INSERT INTO conversation_events (id, conversation_id, customer_id, queue_id, type, epoch, actor_type, actor_id, data, at)
       SELECT gen_random_uuid(), c.id, c.customer_id, $1, 'closed', 1, 'system', NULL, '{"outcome":"abandoned"}', app_now() - n * interval '40 minutes'
       FROM conversations c, generate_series(1, 2) AS n LIMIT 2`,
      [other],
    );
    expect((await show(token)).body.queues).toMatchObject([{ queueId: other, abandoned: 1 }]);
  });

  it('end when they are revoked, on record, and when their time is over', async () => {
    const { id, token } = await make({});
    const past = await sue.call<Problem>('POST', '/v1/wallboard-tokens', { name: 'x', expiresAt: '2020-01-01T00:00:00Z' });
    expect([past.status, past.body.code]).toEqual([422, 'invalid_request']);
    const ending = await make({ expiresAt: new Date(Date.parse((await show(token)).body.at) + 60_000).toISOString() });
    expect((await show(ending.token)).status).toBe(200);
    await centre.app.moveClock(61_000);
    expect((await show(ending.token)).body.code).toBe('token_invalid');

    expect((await sue.call('DELETE', `/v1/wallboard-tokens/${id}`)).status).toBe(204);
    expect((await sue.call('DELETE', `/v1/wallboard-tokens/${id}`)).status).toBe(204);
    expect((await show(token)).body.code).toBe('token_invalid');
    const acts = await centre.app.db.query('SELECT action, actor_id FROM audit_log WHERE subject_id = $1 ORDER BY id', [id]);
    expect(acts).toEqual([
      { action: 'wallboard_token.made', actor_id: sue.id },
      { action: 'wallboard_token.revoked', actor_id: sue.id },
    ]);
    const { body } = await sue.call<{ data: WallboardTokenView[] }>('GET', '/v1/wallboard-tokens');
    expect(body.data.map((one) => [one.id, one.revokedAt !== null])).toEqual([
      [ending.id, false],
      [id, true],
    ]);
    expect(JSON.stringify(body)).not.toContain('tlw_');
  });

  it('of a supervisor of some queues show these, and no more can be asked for', async () => {
    const all = await make({});
    const mine = await make({}, some);
    expect(mine.queueIds).toEqual([centre.queueId]);
    expect((await show(mine.token)).body.queues.map((one) => one.queueId)).toEqual([centre.queueId]);
    const wish = (queueIds: string[]) => some.call<Problem>('POST', '/v1/wallboard-tokens', { name: 'x', queueIds });
    expect([(await wish([other])).status, (await wish([some.id])).status]).toEqual([403, 422]);
    expect((await some.call<{ data: Made[] }>('GET', '/v1/wallboard-tokens')).body.data.map((one) => one.id)).toEqual([mine.id]);
    expect((await some.call('DELETE', `/v1/wallboard-tokens/${all.id}`)).status).toBe(404);
    expect((await show(all.token)).status).toBe(200);
    expect((await ana.call('POST', '/v1/wallboard-tokens', { name: 'x' })).status).toBe(403);
  });

  it('answer so many questions in a minute and no more', async () => {
    const { token } = await make({ queueIds: [other] });
    let status = 200;
    for (let asked = 0; asked <= 130 && status === 200; asked += 1) status = (await show(token)).status;
    expect(status).toBe(429);
    expect((await show((await make({})).token)).status).toBe(200);
  });
});
