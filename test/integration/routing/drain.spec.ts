import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MatchingOutcome, RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { mayMatch } from '../../../src/routing/matching/may-match.queries.js';
import { onBothBackends } from '../../support/backends.js';
import { until } from '../../support/until.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

const count = async (app: RoutingApp, sql: string, queue: string): Promise<number> =>
  (await app.db.query<{ n: number }>(`SELECT count(${sql}`, [queue]))[0]!.n;
const assigned = (app: RoutingApp, queue: string): Promise<number> =>
  count(app, '*)::int AS n FROM assignments WHERE queue_id = $1 AND ended_at IS NULL', queue);
/** Passes that gave anybody anything. */
const passes = (app: RoutingApp, queue: string): Promise<number> =>
  count(app, 'DISTINCT pass_id)::int AS n FROM decisions WHERE queue_id = $1', queue);

/** How often the matcher has run since; it runs as it would. */
function countRuns(app: RoutingApp): () => number {
  const matching = app.get(RunMatching);
  const execute = matching.execute.bind(matching);
  let runs = 0;
  matching.execute = () => {
    runs += 1;
    return execute();
  };
  return () => runs;
}

onBothBackends('F13: a long line', (machines) => {
  let app: RoutingApp;
  beforeAll(async () => {
    app = await startRouting({ machines });
  });
  afterAll(() => app.stop());

  it('of 1,000 is worked off to the limit of 300 slots by itself, in one pass, once somebody is there', async () => {
    const world = await World.on(app, { offerMode: 'assign' });
    await Promise.all(Array.from({ length: 74 }, (_, n) => world.addAgent(`agent ${n}`, { state: 'away' })));
    await world.fill(1_000);
    await app.db.run(`UPDATE agent_presence SET state = 'available'`);
    await world.addAgent('the last');
    await until('300 are assigned', async () => (await assigned(app, world.queue)) === 300);
    expect(new Set((await world.loads()).values())).toEqual(new Set([100]));
    expect(await passes(app, world.queue)).toBe(1);
    expect(await mayMatch(app.db)).toBe(false);
  });

  it('that comes as a burst of 500 arrivals costs few passes, and every one is served', async () => {
    const world = await World.on(app, { offerMode: 'assign' });
    await Promise.all(Array.from({ length: 125 }, (_, n) => world.addAgent(`agent ${n}`)));
    const runs = countRuns(app);
    await Promise.all(Array.from({ length: 500 }, () => world.arrive()));
    await until('500 are assigned', async () => (await assigned(app, world.queue)) === 500);
    expect(runs()).toBeLessThan(100);
  });
});

describe('several matchers on one line', () => {
  let app: RoutingApp;
  let other: RoutingApp;
  beforeAll(async () => {
    app = await startRouting();
    other = await startRouting({ beside: app });
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });

  it.each(['offer', 'assign'] as const)(
    'F5 F6: two deployments racing over it (%s) exceed no limit and give nobody two owners',
    async (offerMode) => {
      const world = await World.on(app, { offerMode });
      await Promise.all(Array.from({ length: 150 }, (_, n) => world.addAgent(`agent ${n}`)));
      await world.fill(900);
      const racing = [app, other, app, other].map((one) => one.get(RunMatching).execute());
      const outcomes: MatchingOutcome[] = await Promise.all(racing);
      expect(outcomes.reduce((sum, one) => sum + one.won, 0)).toBe(600);
      expect(new Set((await world.loads()).values())).toEqual(new Set([100]));
      const held = `FROM (SELECT conversation_id FROM offers WHERE state = 'pending' AND queue_id = $1
        UNION ALL SELECT conversation_id FROM assignments WHERE ended_at IS NULL AND queue_id = $1) AS held`;
      expect(await count(app, `*)::int AS n ${held}`, world.queue)).toBe(600);
      expect(await count(app, `DISTINCT conversation_id)::int AS n ${held}`, world.queue)).toBe(600);
    },
  );

  it('every claim of a drain in several lanes keeps its decision and the pass it came from', async () => {
    const world = await World.on(app, { offerMode: 'assign' });
    await Promise.all(Array.from({ length: 120 }, (_, n) => world.addAgent(`agent ${n}`)));
    await world.fill(480);
    expect(await app.get(RunMatching).execute()).toEqual({ won: 480, lost: 0, rounds: 1 });
    const orphans = `*)::int AS n FROM decisions d LEFT JOIN matching_passes p ON p.id = d.pass_id WHERE d.queue_id = $1 AND p.id IS NULL`;
    expect(await count(app, orphans, world.queue)).toBe(0);
    expect(await passes(app, world.queue)).toBe(1);
  });
});
