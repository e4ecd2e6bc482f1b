import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JobBus } from '../../../src/platform/jobs/job-bus.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { Relay } from '../../../src/platform/outbox/relay.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { RouteConversations } from '../../../src/routing/requirements/route-conversations.service.js';
import { WatchMatching } from '../../../src/routing/watchdog/watch-matching.service.js';
import { type Backend, onBothBackends } from '../../support/backends.js';
import { until } from '../../support/until.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

let app: RoutingApp;
afterEach(() => app.stop());

const look = () => app.get(WatchMatching).look();
const match = () => app.get(RunMatching).execute();

interface Alarm {
  conversation_id: string;
  agent_id: string | null;
  data: { because: string; possibleMs: number; fault?: string };
  cleared: boolean;
}
const alarms = (): Promise<Alarm[]> =>
  app.db.query<Alarm>(
    `SELECT conversation_id, agent_id, data, cleared_at IS NOT NULL AS cleared FROM alerts WHERE kind = 'stuck' ORDER BY raised_at, id`,
  );

async function figure(name: string): Promise<number> {
  const text = await app.get(Metrics).registry.getSingleMetricAsString(name);
  const values = [...text.matchAll(/^throughline_stuck\S* (\d+)$/gm)].map((found) => Number(found[1]));
  return values.reduce((sum, value) => sum + value, 0);
}

/** After a dear look the watchdog rests a while: it is asked until it has looked again. */
async function takenBack(): Promise<void> {
  await until('every alarm taken back', async () => {
    await look();
    return (await alarms()).every((one) => one.cleared);
  });
}

describe('the watchdog', () => {
  let world: World;
  beforeEach(async () => {
    app = await startRouting();
    world = await World.on(app);
    // Moments are compared to a tenth of a second here, and the machine may be slow.
    await app.stopClock();
  });

  /** Routed and in line, with nothing that matches it. */
  async function waiting(): Promise<string> {
    const id = await world.arrive();
    await app.get(RouteConversations).execute();
    return id;
  }

  it('finds work beside somebody free after a second, runs the matcher itself, and takes the alarm back', async () => {
    const ana = await world.addAgent('Ana');
    const id = await waiting();
    await look();
    await app.moveClock(900);
    await look();
    expect(await alarms()).toEqual([]);
    await app.moveClock(200);
    await look();
    expect(await alarms()).toMatchObject([
      { conversation_id: id, agent_id: ana.id, data: { because: 'not_matched' }, cleared: false },
    ]);
    expect(await figure('throughline_stuck_pairs')).toBe(1);
    expect(await world.offers({ agent: ana })).toMatchObject([{ conversation_id: id }]);
    await takenBack();
    expect(await figure('throughline_stuck_pairs')).toBe(0);
    expect(await figure('throughline_stuck_pairs_total')).toBe(1);
  });

  it('has nothing to say of work that nobody can take, of a paused queue, or of somebody free beside no work', async () => {
    const hard = await world.addQueue({ requirements: [{ skill: 'rare', minLevel: 3 }] });
    const paused = await world.addQueue();
    await world.addAgent('Ana', { queues: [world.queue, hard, paused] });
    await world.arrive({ queue: hard });
    await world.arrive({ queue: paused });
    await app.get(RouteConversations).execute();
    await app.db.run('UPDATE queues SET paused_at = app_now() WHERE id = $1', [paused]);
    for (let n = 0; n < 8; n++) {
      await look();
      await app.moveClock(1_000);
    }
    expect(await alarms()).toEqual([]);
    await app.db.run('UPDATE queues SET paused_at = NULL WHERE id = $1', [paused]);
    await look();
    await app.moveClock(1_100);
    await look();
    expect(await alarms()).toHaveLength(1);
  });

  it('names the fault by which a claim fails again and again, and not one that heals', async () => {
    await world.addAgent('Ana');
    const id = await waiting();
    await app.db.run(`ALTER TABLE offers ADD CONSTRAINT offers_on_purpose CHECK (conversation_id <> '${id}')`);
    await match();
    for (let n = 0; n < 6; n++) {
      await look();
      await app.moveClock(950);
    }
    expect(await alarms()).toEqual([]);
    await match();
    await app.moveClock(400);
    await look();
    expect(await alarms()).toMatchObject([
      { conversation_id: id, data: { because: 'fault', fault: '23514 offers_on_purpose' }, cleared: false },
    ]);
    const [fault] = await app.db.query('SELECT fault, times FROM matching_faults');
    expect(fault).toEqual({ fault: '23514 offers_on_purpose', times: 2 });
    await app.db.run('ALTER TABLE offers DROP CONSTRAINT offers_on_purpose');
    await app.moveClock(5_100);
    await match();
    await takenBack();
    expect(await app.db.query('SELECT 1 FROM matching_faults')).toEqual([]);
  });

  it('also sees work that gets no queue', async () => {
    await world.addAgent('Ana', { state: 'away' });
    const id = await world.arrive();
    await look();
    await app.moveClock(4_900);
    await look();
    expect(await alarms()).toEqual([]);
    await app.moveClock(200);
    await look();
    expect(await alarms()).toMatchObject([{ conversation_id: id, agent_id: null, data: { because: 'not_routed' } }]);
  });

  it('does not fill the board: twenty alarms stand for all', async () => {
    await world.addAgent('Ana', { capacity: 1_000 });
    await world.fill(30);
    await app.get(RouteConversations).execute();
    await look();
    await app.moveClock(1_100);
    await look();
    expect(await alarms()).toHaveLength(20);
    expect(await figure('throughline_stuck_pairs')).toBe(30);
    await takenBack();
  });
});

onBothBackends('the watchdog beside running machines', (machines: Backend) => {
  const customers = 600;

  beforeEach(async () => {
    app = await startRouting({ machines });
  });

  it('raises the alarm within two seconds where nothing wakes the matcher any more, and serves the work', async () => {
    const world = await World.on(app);
    await app.get(Relay).stop();
    const ana = await world.addAgent('Ana');
    const id = await world.arrive();
    await app.get(RouteConversations).execute();
    await until('an alarm', async () => {
      await look();
      return (await alarms()).length > 0;
    });
    const [alarm] = await alarms();
    expect(alarm).toMatchObject({ conversation_id: id, agent_id: ana.id });
    // Two, and room for a slow machine.
    expect(alarm!.data.possibleMs).toBeLessThan(6_000);
    expect(await world.offers({ agent: ana })).toHaveLength(1);
    await look();
    expect(await alarms()).toMatchObject([{ cleared: true }]);
  });

  it(`stays silent through ${customers} arrivals that keep everybody busy`, async () => {
    const world = await World.on(app, { offerMode: 'assign' });
    for (let n = 0; n < 40; n++) await world.addAgent(`agent ${n}`, { capacity: 400 });
    let over = false;
    let looks = 0;
    // Without a pause: an alarm is a matter of time, and more looks only see more.
    const watching = (async () => {
      for (; !over; looks += 1) await look();
    })();
    for (let n = 0; n < customers; n += 15) await Promise.all(Array.from({ length: 15 }, () => world.arrive()));
    const assigned = async (): Promise<number> =>
      (await app.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM conversations WHERE status = 'assigned'`))[0]!.n;
    await until('everybody is served', async () => (await assigned()) === customers, 30_000);
    over = true;
    await watching;
    expect(looks).toBeGreaterThan(1);
    expect(await alarms()).toEqual([]);
    expect(await app.get(JobBus).ready()).toBe(true);
  });
});
