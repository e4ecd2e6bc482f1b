import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import type { BusinessHours } from '../../../src/core/hours/business-hours.js';
import { conversationViews } from '../../../src/conversations/conversations.queries.js';
import { SendMessage } from '../../../src/conversations/send-message.service.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { SaveHours } from '../../../src/routing/hours/save-hours.service.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { targetsOf } from '../../../src/routing/targets/targets.queries.js';
import { TrackTargets } from '../../../src/routing/targets/track-targets.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { ReopenConversation } from '../../../src/routing/work/reopen-conversation.service.js';
import { SnoozeConversation } from '../../../src/routing/work/snooze-conversation.service.js';
import { TransferConversation } from '../../../src/routing/work/transfer-conversation.service.js';
import { onBothBackends } from '../../support/backends.js';
import { until } from '../../support/until.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

const minute = 60_000;
const hour = 60 * minute;
const weekdays = [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' }));
const promised = {
  first_reply_target_ms: 4 * hour,
  next_reply_target_ms: hour,
  resolution_target_ms: 16 * hour,
  warn_percent: 75,
};

let app: RoutingApp;
let world: World;
let ana: Principal;

const now = async (): Promise<number> => (await app.db.query<{ now: Date }>('SELECT app_now() AS now'))[0]!.now.getTime();
const goTo = async (moment: number): Promise<void> => app.moveClock(moment - (await now()));
/** The next time it is that hour of a Friday in UTC. */
async function friday(at: number): Promise<number> {
  const day = Math.floor((await now()) / (24 * hour)) + 1;
  // 1970-01-01 was a Thursday.
  return (day + ((8 - (day % 7)) % 7)) * 24 * hour + at * hour;
}

async function hoursIn(timeZone: string, more: Partial<BusinessHours> = {}): Promise<string> {
  const wish = { key: `hours-${newId()}`, name: 'Office', timeZone, intervals: weekdays, holidays: [], ...more };
  return (await app.get(SaveHours).create(ana, wish as never)).id;
}

async function queue(promises: Record<string, number | string | null>): Promise<string> {
  const id = await world.addQueue({ offerMode: 'assign' });
  if (Object.keys(promises).length > 0) await promise(id, promises);
  await app.db.run('INSERT INTO queue_agents (queue_id, agent_id) VALUES ($1, $2)', [id, ana.id]);
  return id;
}

async function promise(queueId: string, promises: Record<string, number | string | null>): Promise<void> {
  const columns = Object.keys(promises).map((column, n) => `${column} = $${n + 2}`);
  await app.db.run(`UPDATE queues SET ${columns.join(', ')} WHERE id = $1`, [queueId, ...Object.values(promises)]);
}

/** Ana has it. */
async function held(queueId: string, customer = newId()): Promise<string> {
  await world.presence(ana, 'available');
  const id = await world.arrive({ queue: queueId, customer });
  await app.get(RunMatching).execute();
  expect((await world.conversation(id)).assignee_id).toBe(ana.id);
  return id;
}

const reply = (conversationId: string, kind: 'reply' | 'note' = 'reply'): Promise<unknown> =>
  app.db.transaction((tx) =>
    app.get(SendMessage).send({ tx, actor: { type: 'agent', id: ana.id } }, { conversationId, kind, text: 'an answer' }),
  );
const settle = (id: string): Promise<void> => app.get(TrackTargets).settleAll([id]);
const close = (conversationId: string): Promise<unknown> =>
  app.get(CloseConversation).execute({ conversationId, by: ana, outcome: 'solved' });

/** The clocks of a conversation; times in minutes after the first, whole ones. */
async function clocks(id: string) {
  const targets = (await targetsOf(app.db, id))!;
  const start = Date.parse(targets[0]!.startedAt);
  const after = (time: string | null): number | null => (time === null ? null : Math.round((Date.parse(time) - start) / minute));
  return targets.map((one) => ({
    kind: one.kind,
    at: after(one.startedAt),
    due: after(one.dueAt),
    met: after(one.metAt),
    breached: after(one.breachedAt),
    stopped: after(one.stoppedAt),
  }));
}
const clock = async (id: string, kind: string) => (await clocks(id)).filter((one) => one.kind === kind).at(-1)!;
const alerts = async (id: string): Promise<string[]> =>
  (
    await app.db.query<{ alert: string }>(
      `SELECT kind || ' ' || (data ->> 'target') AS alert FROM alerts WHERE conversation_id = $1 AND cleared_at IS NULL ORDER BY 1`,
      [id],
    )
  ).map((row) => row.alert);
const told = async (id: string): Promise<string[]> =>
  (
    await app.db.query<{ type: string }>(
      `SELECT type || ' ' || (data ->> 'target') AS type FROM conversation_events
       WHERE conversation_id = $1 AND type LIKE 'target\\_%' ORDER BY at, id`,
      [id],
    )
  ).map((row) => row.type);
const deadline = async (id: string): Promise<number | null> => {
  const [row] = await app.db.query<{ at: Date | null }>('SELECT deadline_at AS at FROM conversations WHERE id = $1', [id]);
  return row!.at?.getTime() ?? null;
};

async function started(machines?: 'postgres' | 'redis'): Promise<void> {
  app = await startRouting({ machines });
  world = await World.on(app);
  ana = await world.addAgent('Ana', { capacity: 10_000, role: 'supervisor', queues: [] });
}

/** No relay runs here: whatever is right is so because it is derived, not because somebody told. */
describe('F9: clock errors in targets', () => {
  beforeAll(() => started());
  afterAll(() => app.stop());

  it('a clock stands while the queue is closed, over the weekend and a holiday', async () => {
    await goTo(await friday(15));
    const monday = new Date((await now()) + 3 * 24 * hour).toISOString().slice(0, 10);
    const hoursId = await hoursIn('UTC', { holidays: [{ date: monday, name: 'A holiday', intervals: [] }] });
    const id = await held(await queue({ ...promised, hours_id: hoursId }));
    // Two hours on Friday, none on Saturday, Sunday and Monday, two on Tuesday.
    // Friday 15:00 to Tuesday 11:00.
    expect(await clock(id, 'first_reply')).toMatchObject({ at: 0, due: (4 * 24 - 4) * 60 });
  });

  it('a change of clocks on the way is reckoned in', async () => {
    // New York goes from 02:00 to 03:00 on 14 March 2027.
    await goTo(Date.parse('2027-03-12T21:00:00Z'));
    const id = await held(await queue({ ...promised, hours_id: await hoursIn('America/New_York') }));
    const [target] = (await targetsOf(app.db, id))!.filter((one) => one.kind === 'first_reply');
    expect(Math.abs(Date.parse(target!.dueAt!) - Date.parse('2027-03-15T16:00:00Z'))).toBeLessThan(30_000);
  });

  it('where the queue says so, a clock runs round the clock', async () => {
    await goTo(await friday(15));
    const id = await held(await queue({ ...promised, hours_id: await hoursIn('UTC'), target_clock: 'calendar' }));
    expect((await clock(id, 'first_reply')).due).toBe(240);
  });

  it('the first reply meets the first, every further word of the customer starts a next one', async () => {
    const [queueId, customer] = [await queue(promised), newId()];
    const id = await held(queueId, customer);
    const [target] = (await targetsOf(app.db, id))!.filter((one) => one.kind === 'first_reply');
    expect(await deadline(id)).toBe(Date.parse(target!.dueAt!));
    await app.moveClock(10 * minute);
    await reply(id, 'note');
    await settle(id);
    expect(await clock(id, 'first_reply')).toMatchObject({ met: null, due: 240 });
    await reply(id);
    await settle(id);
    expect([(await clock(id, 'first_reply')).met, await deadline(id)]).toEqual([10, null]);
    for (const wait of [10, 5]) {
      await app.moveClock(wait * minute);
      await world.arrive({ queue: queueId, customer });
      await settle(id);
    }
    expect(await clock(id, 'next_reply')).toMatchObject({ at: 20, due: 80, met: null });
    expect(await deadline(id)).toBeGreaterThan(await now());
    await reply(id);
    await settle(id);
    expect(await clock(id, 'next_reply')).toMatchObject({ at: 20, met: 25, breached: null });
  });

  it('what was asked and answered before anybody looked is there all the same', async () => {
    const [queueId, customer] = [await queue(promised), newId()];
    const id = await held(queueId, customer);
    for (let n = 0; n < 3; n++) {
      await reply(id);
      await app.moveClock(10 * minute);
      await world.arrive({ queue: queueId, customer });
      await app.moveClock(10 * minute);
    }
    await app.sweep();
    expect((await clocks(id)).map(({ kind, at, met }) => [kind, at, met]).sort()).toEqual([
      ['first_reply', 0, 0],
      ['next_reply', 10, 20],
      ['next_reply', 30, 40],
      ['next_reply', 50, null],
      ['resolution', 0, null],
    ]);
  });

  it('a close stops every clock, a reopening goes on from there', async () => {
    const [queueId, customer] = [await queue(promised), newId()];
    const id = await held(queueId, customer);
    await app.moveClock(30 * minute);
    await close(id);
    await settle(id);
    expect(await clock(id, 'resolution')).toMatchObject({ due: 960, met: 30, breached: null, stopped: null });
    expect(await clock(id, 'first_reply')).toMatchObject({ due: null, met: null, breached: null, stopped: 30 });
    await app.moveClock(20 * hour);
    await app.sweep();
    expect([await told(id), await alerts(id)]).toEqual([[], []]);
    await world.arrive({ queue: queueId, customer });
    await app.get(RunMatching).execute();
    await settle(id);
    expect(await clock(id, 'first_reply')).toMatchObject({ at: 0, due: 240 + 20 * 60, met: null, stopped: null });
    expect(await clock(id, 'resolution')).toMatchObject({ at: 0, due: 960 + 20 * 60, met: null, stopped: null });
  });

  it('after an answer, a reopening starts a next reply', async () => {
    const [queueId, customer] = [await queue(promised), newId()];
    const id = await held(queueId, customer);
    await reply(id);
    await close(id);
    await settle(id);
    await app.moveClock(hour);
    await app.get(ReopenConversation).execute({ conversationId: id, by: ana });
    await app.sweep();
    // Opened by an agent: nobody waits for an answer.
    expect([(await clocks(id)).map((one) => one.kind).sort(), await deadline(id)]).toEqual([['first_reply', 'resolution'], null]);
    await world.arrive({ queue: queueId, customer });
    await settle(id);
    expect(await clock(id, 'next_reply')).toMatchObject({ at: 60, due: 120 });
    expect(await clock(id, 'first_reply')).toMatchObject({ met: 0 });
  });

  it('a transfer changes the promise and never the start', async () => {
    const [sales, care] = [await queue(promised), await queue({ first_reply_target_ms: 8 * hour })];
    const silent = await queue({});
    const id = await held(sales);
    const to = async (queueId: string): Promise<void> => {
      await app.moveClock(10 * minute);
      await app.get(TransferConversation).execute({ conversationId: id, by: ana, to: { queueId }, note: 'please' });
      await app.get(RunMatching).execute();
      await app.sweep();
    };
    await to(care);
    expect(await clock(id, 'first_reply')).toMatchObject({ at: 0, due: 480, stopped: null });
    expect(await clock(id, 'resolution')).toMatchObject({ at: 0, due: null, stopped: 0 });
    await to(silent);
    expect(await clock(id, 'first_reply')).toMatchObject({ at: 0, due: null });
    expect(await deadline(id)).toBeNull();
    await to(sales);
    expect(await clock(id, 'first_reply')).toMatchObject({ at: 0, due: 240, stopped: null });
    expect(await clock(id, 'resolution')).toMatchObject({ at: 0, due: 960, stopped: null });
    expect(await clocks(id)).toHaveLength(2);
  });

  it('asleep while the customer has the word, the resolution stands; and runs on when it wakes', async () => {
    const id = await held(await queue(promised));
    await reply(id);
    const until = new Date((await now()) + 2 * hour);
    await app.get(SnoozeConversation).execute({ conversationId: id, by: ana, until });
    await settle(id);
    expect(await clock(id, 'resolution')).toMatchObject({ due: null, stopped: 0 });
    await app.moveClock(2 * hour + 1_000);
    await app.sweep();
    await app.sweep();
    expect(await clock(id, 'resolution')).toMatchObject({ due: 960 + 120, stopped: null });
  });

  it('asleep while the customer waits, it runs on', async () => {
    const id = await held(await queue(promised));
    const until = new Date((await now()) + 2 * hour);
    await app.get(SnoozeConversation).execute({ conversationId: id, by: ana, until });
    await app.sweep();
    expect(await clock(id, 'resolution')).toMatchObject({ due: 960, stopped: null });
    expect(await clock(id, 'first_reply')).toMatchObject({ due: 240, stopped: null });
  });

  it('changed hours and promises move what is open, and nothing that was met', async () => {
    await goTo(await friday(10));
    const [hoursId, customer] = [await hoursIn('UTC'), newId()];
    const queueId = await queue({ ...promised, hours_id: hoursId });
    const id = await held(queueId, customer);
    await reply(id);
    await world.arrive({ queue: queueId, customer });
    await app.sweep();
    expect(await clock(id, 'next_reply')).toMatchObject({ at: 0, due: 60 });
    await app.get(SaveHours).change(ana, hoursId, { intervals: [{ day: 5, from: '09:00', to: '10:30' }] });
    await app.sweep();
    expect(await clock(id, 'next_reply')).toMatchObject({ due: 7 * 24 * 60 - 30 });
    await promise(queueId, { next_reply_target_ms: 20 * minute, first_reply_target_ms: minute });
    await app.sweep();
    expect(await clock(id, 'next_reply')).toMatchObject({ due: 20 });
    expect(await clock(id, 'first_reply')).toMatchObject({ due: 240, met: 0 });
    await app.moveClock(10 * minute);
    await reply(id);
    await settle(id);
    await promise(queueId, { next_reply_target_ms: 5 * minute });
    await settle(id);
    expect(await clock(id, 'next_reply')).toMatchObject({ due: 20, met: 10, breached: null });
  });

  it('is the same however often and by however many it is settled', async () => {
    const id = await held(await queue(promised));
    await reply(id);
    await Promise.all(Array.from({ length: 8 }, () => settle(id)));
    const once = await clocks(id);
    const [before] = await conversationViews(app.db, [id]);
    await Promise.all([settle(id), app.sweep(), settle(id)]);
    expect(await clocks(id)).toEqual(once);
    expect((await conversationViews(app.db, [id]))[0]!.version).toBe(before!.version);
  });
});

describe('a warning and a breach', () => {
  beforeAll(() => started());
  afterAll(() => app.stop());
  const counted = async (kind: string, outcome: string): Promise<number> => {
    const { values } = await app.get(Metrics).registry.getSingleMetric('throughline_targets_total')!.get();
    return values.find((one) => one.labels['kind'] === kind && one.labels['outcome'] === outcome)?.value ?? 0;
  };

  it('are told once each, to the second, and are over with the reply', async () => {
    const id = await held(await queue({ ...promised, breach_priority: 3 }));
    const [before] = await conversationViews(app.db, [id]);
    const [target] = (await targetsOf(app.db, id))!.filter((one) => one.kind === 'first_reply');
    const asked = Date.parse(target!.startedAt);
    await goTo(asked + 3 * hour - 500);
    await app.sweep();
    expect(await alerts(id)).toEqual([]);
    await app.moveClock(500);
    await Promise.all([app.sweep(), settle(id), app.sweep()]);
    expect([await alerts(id), await told(id)]).toEqual([['target_warning first_reply'], ['target_warned first_reply']]);
    await goTo(asked + 4 * hour);
    await Promise.all([app.sweep(), settle(id), app.sweep()]);
    expect([await alerts(id), await told(id)]).toEqual([
      ['target_breached first_reply'],
      ['target_warned first_reply', 'target_breached first_reply'],
    ]);
    expect((await conversationViews(app.db, [id]))[0]!.priority).toBe(before!.priority + 3);
    expect(await clock(id, 'first_reply')).toMatchObject({ breached: 240, met: null });
    await app.moveClock(minute);
    await reply(id);
    await settle(id);
    expect(await alerts(id)).toEqual([]);
    expect(await clock(id, 'first_reply')).toMatchObject({ breached: 240, met: 241 });
    expect([
      await counted('first_reply', 'warned'),
      await counted('first_reply', 'breached'),
      await counted('first_reply', 'met'),
    ]).toEqual([1, 1, 1]);
  });

  it('a second breach lifts nothing more', async () => {
    const id = await held(await queue({ ...promised, resolution_target_ms: 5 * hour, breach_priority: 3 }));
    await app.moveClock(4 * hour + 1_000);
    await app.sweep();
    const once = (await conversationViews(app.db, [id]))[0]!.priority;
    await app.moveClock(2 * hour);
    await app.sweep();
    expect(await told(id)).toContain('target_breached resolution');
    expect((await conversationViews(app.db, [id]))[0]!.priority).toBe(once);
  });

  it('a reply that came too late is a breach, though nobody looked in between', async () => {
    const id = await held(await queue({ ...promised, breach_priority: 3 }));
    await app.moveClock(5 * hour);
    await reply(id);
    await settle(id);
    expect(await clock(id, 'first_reply')).toMatchObject({ due: 240, met: 300, breached: 240 });
    expect([await alerts(id), await told(id)]).toEqual([[], ['target_breached first_reply']]);
    expect((await conversationViews(app.db, [id]))[0]!.priority).toBe(0);
  });

  it('a person who set the priority a moment ago is not overruled', async () => {
    const id = await held(await queue({ ...promised, breach_priority: 3 }));
    await app.db.run(`UPDATE conversations SET manual_until = app_now() + interval '5 hours' WHERE id = $1`, [id]);
    await app.moveClock(4 * hour + 1_000);
    await app.sweep();
    expect(await alerts(id)).toContain('target_breached first_reply');
    expect((await conversationViews(app.db, [id]))[0]!.priority).toBe(0);
  });

  it('with the close its alerts are over, and come back with a reopening that still owes it', async () => {
    const [queueId, customer] = [await queue(promised), newId()];
    const id = await held(queueId, customer);
    await app.moveClock(4 * hour + 1_000);
    await app.sweep();
    await close(id);
    await settle(id);
    expect(await alerts(id)).toEqual([]);
    await world.arrive({ queue: queueId, customer });
    await app.get(RunMatching).execute();
    await settle(id);
    expect(await alerts(id)).toEqual(['target_breached first_reply']);
  });
});

onBothBackends('targets follow the news', (backend) => {
  beforeAll(() => started(backend));
  afterAll(() => app.stop());

  it('within a second: the clock, the deadline, the screen', async () => {
    const [queueId, customer] = [await queue(promised), newId()];
    await world.presence(ana, 'available');
    const id = await world.arrive({ queue: queueId, customer });
    await until('an owner', async () => (await world.conversation(id)).assignee_id);
    await reply(id);
    await until('met', async () => (await clock(id, 'first_reply')).met !== null, 1_000);
    await world.arrive({ queue: queueId, customer });
    await until('the next clock', async () => (await deadline(id)) !== null, 1_000);
    const [view] = await conversationViews(app.db, [id]);
    expect(view!.targets.map(({ kind, metAt }) => [kind, metAt !== null])).toEqual([
      ['first_reply', true],
      ['next_reply', false],
      ['resolution', false],
    ]);
    expect(view!.deadlineAt).toBe(view!.targets[1]!.dueAt);
    await close(id);
    await until('all over', async () => (await targetsOf(app.db, id))!.every((one) => one.metAt ?? one.stoppedAt), 1_000);
    const news = await app.db.query(
      `SELECT 1 FROM outbox WHERE type = 'conversation.updated' AND payload ->> 'conversationId' = $1 AND payload ->> 'change' = 'targets'`,
      [id],
    );
    expect(news.length).toBeGreaterThanOrEqual(3);
  });
});
