import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import type { WaitingItemView } from '../../../src/contracts/decision-views.js';
import type { DecisionAgentView } from '../../../src/contracts/routing-views.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { RouteConversations } from '../../../src/routing/requirements/route-conversations.service.js';
import { GiveQueues } from '../../../src/routing/supervision/give-queues.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { type Answer, callsOn } from './signed-in.js';
import { World } from './world.js';

let app: RoutingApp;
let world: World;
let sue: Principal;
beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());
beforeEach(async () => {
  world = await World.on(app);
  sue = await world.addAgent('Sue', { role: 'supervisor', queues: [] });
});

const as = callsOn(() => app);
const minute = 60_000;
const line = async (queue = world.queue, query = ''): Promise<Answer> => as(sue)('get', `/queues/${queue}/waiting${query}`);
const items = async (queue = world.queue): Promise<WaitingItemView[]> => (await line(queue)).body.data;
const clock = (at: string): string => `${at.slice(11, 16)} UTC`;

async function waiting(wish: Parameters<World['arrive']>[0] = {}): Promise<string> {
  const id = await world.arrive(wish);
  await app.get(RouteConversations).execute();
  return id;
}

describe('who waits, and why', () => {
  it('names the constraint, who came nearest, and what gives way next', async () => {
    for (const name of ['Chen', 'Wei', 'Lin']) await world.addAgent(name, { languages: ['zh'], capacity: 10 });
    await world.addAgent('Ben');
    await app.db.run(`UPDATE queues SET steps = $2 WHERE id = $1`, [
      world.queue,
      JSON.stringify([{ afterMs: 10 * minute, dropLanguage: true }]),
    ]);
    const id = await waiting({ customer: 'Mei', locale: 'zh' });
    const [one] = await items();
    expect(one).toMatchObject({
      ...{ id, customer: { name: 'Mei' }, channel: 'webchat', position: 1, priority: 0 },
      requirement: { language: 'zh', skills: [], heldFor: null, relaxed: [] },
      blockedBy: { binding: 'no_capacity', counts: { no_capacity: 3, language: 1 } },
    });
    expect(Date.parse(one!.nextStepAt!) - Date.parse(one!.waitingSince)).toBe(10 * minute);
    expect(one!.blockedBy.sentence).toMatch(
      new RegExp(`^3 who speak Chinese, all without room; the next step drops the language at ${clock(one!.nextStepAt!)}`),
    );
    await app.moveClock(10 * minute);
    expect((await items())[0]).toMatchObject({
      ...{ waitedMs: expect.any(Number), nextStepAt: null },
      requirement: { language: null, relaxed: ['after 10 min it drops the language'] },
    });
  });

  it('says of one alone what it waits for now, and why not each who works there', async () => {
    await world.addAgent('Chen', { languages: ['zh'], state: 'away' });
    await world.addAgent('Ben');
    await waiting();
    const id = await waiting({ locale: 'zh' });
    const read = async () => (await as(sue)('get', `/conversations/${id}/decisions`)).body;
    const { now, data } = await read();
    expect(data).toEqual([]);
    expect(now).toMatchObject({ queue: { id: world.queue }, position: 2, blockedBy: { binding: 'away' } });
    expect(now.agents.map((one: DecisionAgentView) => [one.name, one.outcome, one.reason])).toEqual(
      expect.arrayContaining([
        ['Chen', 'blocked', 'away'],
        ['Ben', 'blocked', 'language'],
      ]),
    );
    await app.db.run(`UPDATE conversations SET status = 'closed' WHERE id = $1`, [id]);
    expect((await read()).now).toBeNull();
  });

  it('gives the whole line page by page, in its order, from one pass each', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await waiting());
    await app.db.run('UPDATE conversations SET priority = 5 WHERE id = $1', [ids[4]]);
    const expected = [ids[4], ids[0], ids[1], ids[2], ids[3]];
    const seen: [string, number][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await line(world.queue, `?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      for (const one of body.data) seen.push([one.id, one.position]);
      cursor = body.meta.nextCursor;
    }
    expect(seen).toEqual(expected.map((id, at) => [id, at + 1]));
  });

  it.each<[string, string, () => Promise<string>]>([
    ['no_agents', 'nobody works in this queue', async () => waiting()],
    ['not_routed', 'has just come in and is about to get its queue', async () => world.arrive()],
    [
      'queue_paused',
      'the queue is paused',
      async () => {
        await app.db.run('UPDATE queues SET paused_at = app_now() WHERE id = $1', [world.queue]);
        return waiting();
      },
    ],
    [
      'queue_closed',
      'the queue is closed, and no opening is planned',
      async () => {
        await app.db.run(`UPDATE queues SET closed_until = 'infinity' WHERE id = $1`, [world.queue]);
        return waiting();
      },
    ],
    [
      'rules_unreadable',
      'the rules of its queue cannot be read, so nothing of it is given out',
      async () => {
        await app.db.run(`UPDATE queues SET requirements = '"everything"' WHERE id = $1`, [world.queue]);
        return waiting();
      },
    ],
    [
      'nothing',
      'Ana can take it now',
      async () => {
        await world.addAgent('Ana');
        return waiting();
      },
    ],
    [
      'skill_level',
      'nobody has repairs at level 3 (1 at a lower level)',
      async () => {
        await world.addAgent('Ana', { skills: { repairs: 1 } });
        await app.db.run('UPDATE queues SET requirements = $2 WHERE id = $1', [
          world.queue,
          JSON.stringify([{ skill: 'repairs', minLevel: 3 }]),
        ]);
        return waiting();
      },
    ],
  ])('%s: %s', async (binding, sentence, given) => {
    const id = await given();
    expect(await items()).toMatchObject([{ id, blockedBy: { binding, sentence } }]);
  });

  it('says for whom it is held and what keeps them from it', async () => {
    const ana = await world.addAgent('Ana', { state: 'away' });
    await world.addAgent('Ben');
    const id = await waiting();
    await app.db.run(
      `UPDATE conversations SET wait_for_agent_id = $2, wait_until = app_now() + interval '1 hour' WHERE id = $1`,
      [id, ana.id],
    );
    const [one] = await items();
    expect(one!.requirement!.heldFor).toEqual({ id: ana.id, name: 'Ana' });
    expect(one!.blockedBy).toMatchObject({ binding: 'away', counts: { held_for_other: 1, away: 1 } });
    expect(one!.blockedBy.sentence).toMatch(/^waits for Ana until \d\d:\d\d UTC( on \S+)?, who is away$/);
  });

  it('says which fault set it aside', async () => {
    await world.addAgent('Ana');
    const id = await waiting();
    await app.db.run(`ALTER TABLE offers ADD CONSTRAINT offers_on_purpose CHECK (conversation_id <> '${id}')`);
    await app.get(RunMatching).execute();
    const [one] = await items();
    expect(one!.blockedBy).toMatchObject({ binding: 'set_aside', counts: {} });
    expect(one!.blockedBy.sentence).toMatch(/^giving it out failed by a fault \(23514 offers_on_purpose\), tried again at /);
    await app.db.run('ALTER TABLE offers DROP CONSTRAINT offers_on_purpose');
  });

  it('is for those who supervise the queue', async () => {
    const ana = await world.addAgent('Ana');
    expect((await as(ana)('get', `/queues/${world.queue}/waiting`)).status).toBe(403);
    expect((await line(ana.id)).status).toBe(404);
    expect((await line('nowhere')).status).toBe(404);
    expect((await line(world.queue, '?cursor=xyz')).body).toMatchObject({ status: 400, code: 'bad_cursor' });
    const broken = Buffer.from(JSON.stringify(['1', 'yesterday', 'x'])).toString('base64url');
    expect((await line(world.queue, `?cursor=${broken}`)).body).toMatchObject({ code: 'bad_cursor' });
    const other = await world.addQueue();
    const admin = await world.addAgent('Adam', { role: 'admin', queues: [] });
    await app.get(GiveQueues).give(admin, sue.id, [other]);
    expect((await line()).status).toBe(403);
    expect((await line(other)).body).toEqual({ data: [], meta: { hasMore: false, nextCursor: null } });
  });
});
