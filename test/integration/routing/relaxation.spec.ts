import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import type { Step } from '../../../src/core/requirements/steps.js';
import { type PackedPass, unpackPass } from '../../../src/routing/matching/packed-pass.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { decisionsOf } from '../../../src/routing/matching/decisions.queries.js';
import { onBothBackends } from '../../support/backends.js';
import { until } from '../../support/until.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

const minute = 60_000;
const french = { skill: 'french', minLevel: 3 };
let app: RoutingApp;
let world: World;

beforeAll(async () => void (app = await startRouting()));
beforeEach(async () => {
  // Queue and people of its own; whoever was there for the test before is no longer.
  await app.moveClock(30 * minute);
  world = await World.on(app, { requirements: [french] });
});
afterAll(() => app.stop());

async function ladder(steps: Step[], queue = world.queue, on = app): Promise<void> {
  await on.db.run('UPDATE queues SET steps = $2 WHERE id = $1', [queue, JSON.stringify(steps)]);
}
const fields = (id: string, change: string): Promise<number> =>
  app.db.run(`UPDATE conversations SET ${change} WHERE id = $1`, [id]);

/** Time passes, and the agents are still there. */
async function wait(ms: number, ...agents: Principal[]): Promise<void> {
  await app.moveClock(ms);
  for (const agent of agents) await world.presence(agent, 'available');
}
async function offeredTo(conversation: string): Promise<string | undefined> {
  await app.get(RunMatching).execute();
  return (await world.offers({ conversation }))[0]?.agent_id;
}

describe('what a queue asks gives way', () => {
  it('a skill at its time and not before', async () => {
    const ana = await world.addAgent('Ana', { skills: { french: 1 } });
    await ladder([{ afterMs: 2 * minute, lowerSkill: { skill: 'french', minLevel: 1 } }]);
    const id = await world.arrive();
    await wait(2 * minute - 2_000, ana);
    expect(await offeredTo(id)).toBeUndefined();
    await wait(2_000, ana);
    expect(await offeredTo(id)).toBe(ana.id);
  });

  it('a skill that is dropped, or whose own time is over', async () => {
    const ana = await world.addAgent('Ana');
    await ladder([{ afterMs: minute, dropSkill: 'french' }]);
    const id = await world.arrive();
    await fields(id, `routed_at = app_now(), requirements = '[{"skill": "tax", "minLevel": 2, "expiresAfterMs": 120000}]'`);
    await wait(minute, ana);
    expect(await offeredTo(id)).toBeUndefined();
    await wait(minute, ana);
    expect(await offeredTo(id)).toBe(ana.id);
  });

  it('a skill that only the conversation asks for is dropped by the queue as well', async () => {
    const ana = await world.addAgent('Ana', { skills: { french: 5 } });
    await ladder([{ afterMs: minute, dropSkill: 'tax' }]);
    const id = await world.arrive();
    await fields(id, `routed_at = app_now(), requirements = '[{"skill": "tax", "minLevel": 2}]'`);
    expect(await offeredTo(id)).toBeUndefined();
    await wait(minute, ana);
    expect(await offeredTo(id)).toBe(ana.id);
  });

  it('the language', async () => {
    const ana = await world.addAgent('Ana', { skills: { french: 5 } });
    await world.addAgent('Mei', { skills: { french: 5 }, languages: ['zh'], state: 'offline' });
    await ladder([{ afterMs: minute, dropLanguage: true }]);
    const id = await world.arrive({ locale: 'zh-CN' });
    expect(await offeredTo(id)).toBeUndefined();
    await wait(minute, ana);
    expect(await offeredTo(id)).toBe(ana.id);
  });

  it('the group', async () => {
    const ana = await world.addAgent('Ana', { skills: { french: 5 } });
    await app.db.run(`UPDATE agents SET groups = '{second}' WHERE id = $1`, [ana.id]);
    await app.db.run(`UPDATE queues SET groups = '{first}' WHERE id = $1`, [world.queue]);
    await ladder([{ afterMs: minute, addGroups: ['second'] }]);
    const id = await world.arrive();
    expect(await offeredTo(id)).toBeUndefined();
    await wait(minute, ana);
    expect(await offeredTo(id)).toBe(ana.id);
  });

  it('the pool: members of another queue that has no work of its own may serve it, and it stays where it is', async () => {
    const other = await world.addQueue();
    const ben = await world.addAgent('Ben', { skills: { french: 5 }, queues: [other] });
    await ladder([{ afterMs: minute, addQueues: [other] }]);
    const id = await world.arrive();
    expect(await offeredTo(id)).toBeUndefined();
    await wait(minute, ben);
    expect(await offeredTo(id)).toBe(ben.id);
    expect((await world.conversation(id)).queue_id).toBe(world.queue);
  });

  it('the priority: whoever has waited long enough goes first', async () => {
    const ana = await world.addAgent('Ana', { skills: { french: 5 }, capacity: 25, state: 'offline' });
    await ladder([{ afterMs: minute, raisePriority: 5 }]);
    const early = await world.arrive();
    await wait(minute);
    const urgent = await world.arrive();
    await fields(urgent, 'priority = 4');
    await world.presence(ana, 'available');
    expect(await offeredTo(early)).toBe(ana.id);
  });

  it('and the decision shows what was asked by then', async () => {
    const ana = await world.addAgent('Ana');
    await ladder([{ afterMs: minute, dropSkill: 'french' }]);
    const id = await world.arrive();
    await wait(minute, ana);
    await offeredTo(id);
    const [pass] = await app.db.query<{ snapshot: PackedPass }>(
      'SELECT snapshot FROM matching_passes WHERE id = (SELECT pass_id FROM decisions WHERE conversation_id = $1)',
      [id],
    );
    expect(unpackPass(pass!.snapshot).items.find((one) => one.conversationId === id)).toMatchObject({
      skills: [],
      relaxed: [{ afterMs: minute, dropSkill: 'french' }],
    });
    expect((await decisionsOf(app.db, id))[0]?.chosen?.id).toBe(ana.id);
  });
});

describe('work that asks more than its queue', () => {
  it('and that nobody can do now stands in nobody’s way, however much of it there is', async () => {
    const ana = await world.addAgent('Ana', { skills: { french: 5 } });
    await world.fill(300);
    await app.db.run(
      `UPDATE conversations SET routed_at = app_now(), requirements = '[{"skill": "tax", "minLevel": 5}]' WHERE queue_id = $1`,
      [world.queue],
    );
    const id = await world.arrive();
    expect(await offeredTo(id)).toBe(ana.id);
  });

  it('goes to the one who has both the skill and the language', async () => {
    await world.addAgent('Ana', { skills: { french: 3, tax: 5 } });
    await world.addAgent('Mei', { skills: { french: 3 }, languages: ['zh'] });
    const lin = await world.addAgent('Lin', { skills: { french: 3, tax: 1 }, languages: ['zh'] });
    const id = await world.arrive({ locale: 'zh' });
    await fields(id, `routed_at = app_now(), requirements = '[{"skill": "tax", "minLevel": 1}]'`);
    expect(await offeredTo(id)).toBe(lin.id);
  });

  it('waits for the agent its customer waits for, until that time is over', async () => {
    const ana = await world.addAgent('Ana', { skills: { french: 5 } });
    const ben = await world.addAgent('Ben', { skills: { french: 5 }, state: 'offline' });
    const id = await world.arrive();
    await fields(id, `wait_for_agent_id = '${ben.id}', wait_until = app_now() + interval '1 minute'`);
    expect(await offeredTo(id)).toBeUndefined();
    await wait(minute, ana);
    expect(await offeredTo(id)).toBe(ana.id);
  });
});

describe('overflow', () => {
  let second: string;
  beforeEach(async () => {
    second = await world.addQueue();
    await ladder([{ afterMs: 2 * minute, toQueue: second }]);
  });

  it('moves what has waited long enough, the wait kept, with history, a decision and the reason on record', async () => {
    const id = await world.arrive();
    await app.get(RunMatching).execute();
    const before = await world.conversation(id);
    await app.moveClock(2 * minute - 2_000);
    await app.sweep();
    expect((await world.conversation(id)).queue_id).toBe(world.queue);
    await app.moveClock(2_000);
    await app.sweep();
    const after = await world.conversation(id);
    expect(after).toMatchObject({
      queue_id: second,
      status: 'waiting',
      waiting_since: before.waiting_since,
      epoch: before.epoch + 1,
    });
    const going = { because: 'overflow', fromQueueId: world.queue, toQueueId: second, afterMs: 2 * minute };
    expect(after).toMatchObject({ routing: { moves: [going] } });
    const events = await app.db.query(`SELECT data FROM conversation_events WHERE conversation_id = $1 AND type = 'requeued'`, [
      id,
    ]);
    expect(events).toEqual([{ data: expect.objectContaining(going) }]);
    expect(await decisionsOf(app.db, id)).toEqual([
      expect.objectContaining({
        kind: 'overflow',
        queueId: second,
        sentence: expect.stringMatching(/^Throughline: passed it on to queue-\S+ after the wait its queue allows$/),
        move: { fromQueueId: world.queue, toQueueId: second, afterMs: 2 * minute },
      }),
    ]);
    const ben = await world.addAgent('Ben', { queues: [second] });
    expect(await offeredTo(id)).toBe(ben.id);
  });

  it('leaves alone what a person has just placed, and what waits for an agent of the customer’s choice', async () => {
    // There, but not yet able to take it.
    const ben = await world.addAgent('Ben');
    const [placed, waits] = [await world.arrive(), await world.arrive()];
    await app.get(RunMatching).execute();
    await app.moveClock(2 * minute);
    await world.presence(ben, 'available');
    await fields(placed, `manual_until = app_now() + interval '1 minute'`);
    await fields(waits, `wait_for_agent_id = '${ben.id}', wait_until = app_now() + interval '1 minute'`);
    await app.sweep();
    for (const id of [placed, waits]) expect((await world.conversation(id)).queue_id).toBe(world.queue);
    await app.moveClock(minute);
    await app.sweep();
    for (const id of [placed, waits]) expect((await world.conversation(id)).queue_id).toBe(second);
  });

  it('goes on from queue to queue by the whole wait', async () => {
    const third = await world.addQueue();
    await ladder([{ afterMs: 3 * minute, toQueue: third }], second);
    const id = await world.arrive();
    await app.get(RunMatching).execute();
    await app.moveClock(3 * minute);
    await app.sweep();
    await app.sweep();
    expect((await world.conversation(id)).queue_id).toBe(third);
  });
});

describe('work that nobody of its queue could ever serve', () => {
  const alerts = () =>
    app.db.query(
      `SELECT queue_id, conversation_id, data, cleared_at IS NULL AS live FROM alerts WHERE kind = 'nobody_can_serve' AND queue_id = $1`,
      [world.queue],
    );

  it('goes to the fallback, whoever is there; what an absent agent could serve stays', async () => {
    const fallback = await world.addQueue();
    await app.db.run('UPDATE queues SET fallback_queue_id = $2 WHERE id = $1', [world.queue, fallback]);
    await world.addAgent('Ana', { skills: { french: 3 }, state: 'offline' });
    const [possible, impossible] = [await world.arrive(), await world.arrive()];
    await app.get(RunMatching).execute();
    await fields(impossible, `requirements = '[{"skill": "tax", "minLevel": 1}]'`);
    await app.sweep();
    expect((await world.conversation(possible)).queue_id).toBe(world.queue);
    expect(await world.conversation(impossible)).toMatchObject({
      queue_id: fallback,
      routing: { moves: [{ because: 'fallback' }] },
    });
  });

  it('stays where a later step will let somebody serve it', async () => {
    const fallback = await world.addQueue();
    await app.db.run('UPDATE queues SET fallback_queue_id = $2 WHERE id = $1', [world.queue, fallback]);
    await world.addAgent('Ana', { state: 'offline' });
    await ladder([{ afterMs: 60 * minute, dropSkill: 'french' }]);
    const id = await world.arrive();
    await app.get(RunMatching).execute();
    await app.sweep();
    expect((await world.conversation(id)).queue_id).toBe(world.queue);
  });

  it('moves when the last one who could is taken out of the roster', async () => {
    const fallback = await world.addQueue();
    await app.db.run('UPDATE queues SET fallback_queue_id = $2 WHERE id = $1', [world.queue, fallback]);
    const ana = await world.addAgent('Ana', { skills: { french: 3 }, state: 'offline' });
    const id = await world.arrive();
    await app.get(RunMatching).execute();
    await app.sweep();
    expect((await world.conversation(id)).queue_id).toBe(world.queue);
    await app.db.run('UPDATE agents SET disabled_at = app_now() WHERE id = $1', [ana.id]);
    await app.sweep();
    expect((await world.conversation(id)).queue_id).toBe(fallback);
  });

  it('without a fallback waits, and a supervisor is told once, until somebody can', async () => {
    const ana = await world.addAgent('Ana', { skills: { french: 2 } });
    const [first, second] = [await world.arrive(), await world.arrive()];
    await app.get(RunMatching).execute();
    await app.sweep();
    await app.sweep();
    const about = { queue_id: world.queue, conversation_id: first, live: true };
    expect(await alerts()).toEqual([{ ...about, data: { waiting: 2, conversationIds: [first, second] } }]);
    expect(await world.conversation(first)).toMatchObject({ queue_id: world.queue, status: 'waiting' });
    const third = await world.arrive();
    await app.get(RunMatching).execute();
    for (let round = 0; round < 2; round += 1) await app.sweep();
    expect(await alerts()).toEqual([{ ...about, data: { waiting: 3, conversationIds: [first, second, third] } }]);
    const told = await app.db.query(
      `SELECT o.type FROM outbox o JOIN alerts l ON l.id::text = o.payload ->> 'alertId' WHERE l.queue_id = $1 ORDER BY o.id`,
      [world.queue],
    );
    expect(told).toEqual([{ type: 'alert.raised' }, { type: 'alert.updated' }]);
    await app.db.run('UPDATE agent_skills SET level = 3 WHERE agent_id = $1', [ana.id]);
    await app.sweep();
    expect(await alerts()).toEqual([expect.objectContaining({ live: false })]);
  });
});

onBothBackends('with the machines running', (backend) => {
  let live: RoutingApp;
  beforeAll(async () => void (live = await startRouting({ machines: backend })));
  afterAll(() => live.stop());

  /** One round of the sweep, which comes twice a second, and what follows from it by itself. */
  async function offeredAfterSweep(there: World, conversation: string): Promise<string> {
    await live.sweep();
    const [offer] = await until('an offer', async () => {
      const offers = await there.offers({ conversation });
      return offers.length > 0 && offers;
    });
    return offer!.agent_id;
  }

  it('a step that falls due is seen by the next sweep, though nobody was able before and nothing else has happened', async () => {
    const there = await World.on(live, { requirements: [french] });
    const second = await there.addQueue();
    const ben = await there.addAgent('Ben', { skills: { french: 3 }, queues: [second] });
    await ladder([{ afterMs: 20_000, addQueues: [second] }], there.queue, live);
    const id = await there.arrive();
    await until('its queue', async () => (await there.conversation(id)).routed_at !== null);
    await live.moveClock(20_000);
    expect(await offeredAfterSweep(there, id)).toBe(ben.id);
  });

  it('overflow that falls due is carried out by the next sweep, and the work is offered where it goes', async () => {
    const there = await World.on(live, { requirements: [french] });
    const second = await there.addQueue();
    const ben = await there.addAgent('Ben', { queues: [second] });
    await ladder([{ afterMs: 20_000, toQueue: second }], there.queue, live);
    const id = await there.arrive();
    await until('its queue', async () => (await there.conversation(id)).routed_at !== null);
    await live.moveClock(20_000);
    expect(await offeredAfterSweep(there, id)).toBe(ben.id);
  });
});
