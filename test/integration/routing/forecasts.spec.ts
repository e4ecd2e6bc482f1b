import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { forecastLines, forecastsOf } from '../../../src/routing/forecasts/forecasts.queries.js';
import { KeepPromises } from '../../../src/routing/forecasts/keep-promises.service.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

const DAY_MS = 86_400_000;

describe('what a customer is told about the wait', () => {
  let app: RoutingApp;
  beforeAll(async () => {
    app = await startRouting();
  });
  afterAll(() => app.stop());

  /** Twelve conversations of the queue that each took ten minutes. */
  async function tenMinutesEach(world: World, agentId: string): Promise<void> {
    await world.fill(12);
    await app.db.run(
      `INSERT INTO assignments (id, conversation_id, agent_id, queue_id, epoch, weight, started_at, ended_at, end_reason)
       SELECT gen_random_uuid(), id, $2, queue_id, 1, 25, app_now() - interval '2 hours', app_now() - interval '110 minutes', 'closed'
       FROM conversations WHERE queue_id = $1`,
      [world.queue, agentId],
    );
    await app.db.run(`UPDATE conversations SET status = 'closed', closed_at = app_now() WHERE queue_id = $1`, [world.queue]);
  }

  it('follows from the place in line, the people who are there and how long they take; nobody there, nothing is said', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana', { capacity: 50 });
    await tenMinutesEach(world, ana.id);
    const [first, second] = [await world.arrive(), await world.arrive()];
    const line = await forecastLines(app.db, [world.queue], 10);
    expect(line.map(({ conversationId, ahead }) => [conversationId, ahead])).toEqual([
      [first, 0],
      [second, 1],
    ]);
    // Two slots, ten minutes each: somebody leaves every five minutes.
    expect(line[0]!.expectedWait).toEqual({ fromMs: 20_000, toMs: 720_000 });
    expect((await forecastsOf(app.db, [second])).get(second)).toEqual(line[1]);
    await world.presence(ana, 'away');
    expect((await forecastsOf(app.db, [first])).get(first)).toMatchObject({ ahead: 0, expectedWait: null });
  });

  it('is written down once for each wait, scored when an agent comes, and put aside when the customer leaves', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana', { capacity: 50 });
    await tenMinutesEach(world, ana.id);
    const [served, gone] = [await world.arrive(), await world.arrive()];
    const promises = app.get(KeepPromises);
    await promises.made(app.db, await forecastLines(app.db, [world.queue], 10));
    await app.moveClock(90_000);
    await world.presence(ana, 'available');
    await promises.made(app.db, await forecastLines(app.db, [world.queue], 10));
    await app.get(RunMatching).execute();
    const [offer] = await world.offers({ conversation: served });
    await app.get(AcceptOffer).execute({ offerId: offer!.id, by: ana });
    await app.db.run(`UPDATE conversations SET status = 'closed', closed_at = app_now() WHERE id = $1`, [gone]);
    await promises.score();
    const rows = await app.db.query<{ conversation_id: string; actual_ms: string | null; scored_at: Date | null }>(
      'SELECT conversation_id, actual_ms, scored_at FROM wait_promises WHERE queue_id = $1',
      [world.queue],
    );
    expect(rows).toHaveLength(2);
    const of = (id: string): (typeof rows)[number] => rows.find((row) => row.conversation_id === id)!;
    expect(Number(of(served).actual_ms)).toBeGreaterThanOrEqual(90_000);
    expect(of(gone)).toMatchObject({ actual_ms: null, scored_at: expect.any(Date) });
  });

  it('is scored day by day, and the range is wider on the day after a day on which it was wrong', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana', { capacity: 50 });
    await tenMinutesEach(world, ana.id);
    const before = (await told(world))!;
    await kept(world, 30, 3 * before.toMs);
    await app.moveClock(DAY_MS);
    await app.get(KeepPromises).learn();
    await app.get(KeepPromises).learn();
    const days = await app.db.query<{ promised: number; inside: number; coverage: number; widen: number; pace: number }>(
      'SELECT promised, inside, coverage, widen, pace FROM wait_calibrations WHERE queue_id = $1',
      [world.queue],
    );
    expect(days).toEqual([{ promised: 30, inside: 0, coverage: 0, widen: 1.25, pace: 2 }]);
    await world.presence(ana, 'away');
    await world.presence(ana, 'available');
    const after = (await told(world))!;
    expect(after.toMs - after.fromMs).toBeGreaterThan(before.toMs - before.fromMs);
    expect(after.toMs).toBeGreaterThan(2 * before.toMs);
  });

  async function told(world: World): Promise<{ fromMs: number; toMs: number } | null> {
    await world.arrive();
    return (await forecastLines(app.db, [world.queue], 1))[0]!.expectedWait;
  }

  /** Promises of a range of 1 to 10 minutes, all of which turned out to be `actualMs`. */
  async function kept(world: World, count: number, actualMs: number): Promise<void> {
    const conversation = await world.arrive();
    await app.db.run(
      `INSERT INTO wait_promises (conversation_id, epoch, queue_id, ahead, from_ms, to_ms, actual_ms, scored_at)
       SELECT $1, 100 + n, $2, 0, 60000, 600000, $3, app_now() FROM generate_series(1, $4::int) n`,
      [conversation, world.queue, actualMs, count],
    );
  }
});
