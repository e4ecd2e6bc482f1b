import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { fullBecause, matchingLimit } from '../../../src/core/capacity/admission.js';
import { SendMessage } from '../../../src/conversations/send-message.service.js';
import { queueLiveViews } from '../../../src/routing/queues/queues-live.queries.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { EndWrapUp } from '../../../src/routing/work/end-wrap-up.service.js';
import { MoveConversation } from '../../../src/routing/work/move-conversation.service.js';
import { claimLimitOf, readRooms } from '../../../src/routing/work/reserved.queries.js';
import { decisionsOf } from '../../../src/routing/matching/decisions.queries.js';
import { SnoozeConversation } from '../../../src/routing/work/snooze-conversation.service.js';
import { TransferConversation } from '../../../src/routing/work/transfer-conversation.service.js';
import { onBothBackends } from '../../support/backends.js';
import { until } from '../../support/until.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { refusal, World } from './world.js';

let app: RoutingApp;
let world: World;

const run = (): Promise<unknown> => app.get(RunMatching).execute();
const reserved = async (agent: Principal): Promise<number> => (await readRooms(app.db, [agent.id])).get(agent.id)!.reserved;
const reply = (conversationId: string, agent: Principal): Promise<unknown> =>
  app.db.transaction((tx) =>
    app
      .get(SendMessage)
      .send({ tx, actor: { type: 'agent', id: agent.id } }, { conversationId, kind: 'reply', text: 'Is it better now?' }),
  );
const heldBy = async (agent: Principal): Promise<string[]> =>
  (
    await app.db.query<{ id: string }>(
      `SELECT id FROM conversations WHERE assignee_id = $1 AND status = 'assigned' ORDER BY id`,
      [agent.id],
    )
  ).map((row) => row.id);
const claim = (conversationId: string, by: Principal): Promise<string> =>
  refusal(app.get(ClaimConversation).execute({ conversationId, by }));
const problem = async (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => 'not refused',
    (error: { toProblem(): object }) => error.toProblem(),
  );

describe('capacity', () => {
  beforeAll(async () => {
    app = await startRouting();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    world = await World.on(app, { offerMode: 'assign' });
  });

  describe('whose turn it is', () => {
    it('F4: is what a conversation weighs, over all queues, in one currency', async () => {
      const mail = await world.addQueue({
        offerMode: 'assign',
        weights: { channels: { webchat: 40 }, statePercent: { waiting_on_customer: 10 } },
      });
      const ana = await world.addAgent('Ana', { queues: [world.queue, mail], capacity: 65 });
      const [chat, long] = [await world.arrive(), await world.arrive({ queue: mail })];
      await run();
      expect([await reserved(ana), (await heldBy(ana)).sort()]).toEqual([65, [chat, long].sort()]);
      const next = await world.arrive();
      await run();
      expect(await world.conversation(next)).toMatchObject({ status: 'waiting' });
      await reply(long, ana);
      expect(await reserved(ana)).toBe(29);
      await run();
      expect([await reserved(ana), await world.conversation(next)]).toMatchObject([
        54,
        { status: 'assigned', assignee_id: ana.id },
      ]);
    });

    it('lifts the load above the limit when the customer answers, and refuses no word of theirs', async () => {
      const ana = await world.addAgent('Ana');
      const first = await Promise.all(Array.from({ length: 4 }, (_, n) => world.arrive({ customer: `over-${n}` })));
      await run();
      for (const conversation of first) await reply(conversation, ana);
      expect(await reserved(ana)).toBe(40);
      await Promise.all(Array.from({ length: 4 }, () => world.arrive()));
      await run();
      expect(await reserved(ana)).toBe(90);
      await Promise.all(first.map((_, n) => world.arrive({ customer: `over-${n}`, text: 'no, it is not' })));
      expect(await reserved(ana)).toBe(150);
      const late = await world.arrive();
      await run();
      expect(await world.conversation(late)).toMatchObject({ status: 'waiting' });
      expect(await claim(late, ana)).toBe('no_capacity');
    });

    it('asleep it weighs nothing', async () => {
      const ana = await world.addAgent('Ana');
      const conversation = await world.arrive();
      await run();
      const [{ tomorrow }] = (await app.db.query<{ tomorrow: Date }>(`SELECT app_now() + interval '1 day' AS tomorrow`)) as [
        never,
      ];
      await app.get(SnoozeConversation).execute({ conversationId: conversation, by: ana, until: tomorrow });
      expect(await reserved(ana)).toBe(0);
    });
  });

  describe('the limit of a claim', () => {
    it('F15: whoever comes first after an outage gets one conversation, more as they settle in, and never what is kept for returns', async () => {
      const ana = await world.addAgent('Ana', { state: 'offline', rampUpMs: 600_000, returnReserve: 25, capacity: 125 });
      await world.fill(40);
      await world.presence(ana, 'available');
      await run();
      expect(await reserved(ana)).toBe(25);
      const after = async (ms: number): Promise<number> => {
        await app.moveClock(ms);
        await app.db.run(`UPDATE agent_presence SET lease_expires_at = app_now() + interval '1 hour' WHERE agent_id = $1`, [
          ana.id,
        ]);
        await run();
        return reserved(ana);
      };
      expect([
        await after(299_000),
        await after(2_000),
        await after(150_000),
        await after(150_000),
        await after(3_600_000),
      ]).toEqual([25, 50, 75, 100, 100]);
      const [waiting] = await app.db.query<{ id: string }>(
        `SELECT id FROM conversations WHERE queue_id = $1 AND status = 'waiting'`,
        [world.queue],
      );
      expect(await problem(app.get(ClaimConversation).execute({ conversationId: waiting!.id, by: ana }))).toMatchObject({
        ...{ code: 'no_capacity', limit: 'no_capacity' },
        detail: 'Ana has no room left: 100 of 125 units are taken (25 are kept for returning customers).',
      });
    });

    it('of a new agent grows from a quarter to the whole', async () => {
      const ana = await world.addAgent('Ana');
      await app.db.run(
        `UPDATE agents SET onboarding_from = app_now(), onboarding_until = app_now() + interval '100 minutes' WHERE id = $1`,
        [ana.id],
      );
      await world.fill(10);
      await run();
      const first = await reserved(ana);
      await app.moveClock(3_600_000);
      await app.db.run(`UPDATE agent_presence SET lease_expires_at = app_now() + interval '1 hour' WHERE agent_id = $1`, [
        ana.id,
      ]);
      await run();
      expect([first, await reserved(ana)]).toEqual([25, 50]);
    });

    it("is the same in the sweep's question as in the core", async () => {
      const agents = await Promise.all(
        [
          { capacity: 100 },
          { capacity: 100, returnReserve: 30 },
          { capacity: 100, returnReserve: 100 },
          { capacity: 130, returnReserve: 10, rampUpMs: 700_000 },
          { capacity: 90, rampUpMs: 86_400_000 },
          { capacity: 77, rampUpMs: 1_000 },
        ].map((wish, n) => world.addAgent(`agent ${n}`, wish)),
      );
      await app.moveClock(123_000);
      await app.db.run(
        `UPDATE agents SET onboarding_from = app_now() - interval '3 days', onboarding_until = app_now() + interval '7 days' WHERE id = ANY($1::uuid[])`,
        [[agents[1]!.id, agents[3]!.id]],
      );
      const ids = agents.map((agent) => agent.id);
      const rooms = await readRooms(app.db, ids);
      for (const units of [0, 30]) {
        const rows = await app.db.query<{ id: string; units: number }>(
          `WITH clock AS (SELECT app_now() AS now) SELECT a.id, ${claimLimitOf(String(units))} AS units
           FROM agents a CROSS JOIN clock LEFT JOIN agent_presence p ON p.agent_id = a.id WHERE a.id = ANY($1::uuid[])`,
          [ids],
        );
        const sql = new Map(rows.map((row) => [row.id, row.units]));
        for (const id of ids) {
          const room = rooms.get(id)!;
          // A moment passes between the two questions.
          expect(Math.abs(sql.get(id)! - matchingLimit({ ...room, reserved: units }, room.now))).toBeLessThanOrEqual(1);
        }
      }
    });

    it('names the channel that is full, for the matcher and by hand', async () => {
      const ana = await world.addAgent('Ana', { channelLimits: { webchat: 2 } });
      const conversations = await Promise.all(Array.from({ length: 3 }, () => world.arrive()));
      await run();
      const left = (await Promise.all(conversations.map((id) => world.conversation(id)))).findIndex(
        ({ status }) => status === 'waiting',
      );
      expect(await heldBy(ana)).toHaveLength(2);
      expect(await problem(app.get(ClaimConversation).execute({ conversationId: conversations[left]!, by: ana }))).toMatchObject({
        ...{ code: 'no_capacity', limit: 'channel_full' },
        detail: 'Ana has no room left on webchat: 2 of 2 conversations are taken.',
      });
    });

    it('gives a call to nobody who has work that waits on them, and nothing beside it', async () => {
      const ana = await world.addAgent('Ana', { capacity: 300 });
      const calls = await Promise.all([world.arrive({ customer: 'caller' }), world.arrive()]);
      await app.db.run(`UPDATE conversations SET channel = 'voice' WHERE id = $1`, [calls[0]]);
      const [call, chat] = calls as [string, string];
      expect(await claim(chat, ana)).toBe('not refused');
      expect(await problem(app.get(ClaimConversation).execute({ conversationId: call, by: ana }))).toMatchObject({
        ...{ code: 'no_capacity', limit: 'busy' },
        detail: 'Ana has work that waits on them; this needs their whole attention.',
      });
      await reply(chat, ana);
      expect(await claim(call, ana)).toBe('not refused');
      const beside = await world.arrive();
      await run();
      expect([await claim(beside, ana), await world.conversation(beside)]).toMatchObject(['no_capacity', { status: 'waiting' }]);
    });

    it('is passed by a supervisor who says so, and that is on record', async () => {
      const [ana, sue] = [
        await world.addAgent('Ana', { capacity: 25 }),
        await world.addAgent('Sue', { role: 'supervisor', queues: [] }),
      ];
      await world.arrive();
      await run();
      const second = await world.arrive();
      const third = await world.arrive();
      const move = (conversationId: string, force: boolean): Promise<string> =>
        refusal(app.get(MoveConversation).execute({ conversationId, by: sue, to: { agentId: ana.id }, force }));
      const transfer = (by: Principal): Promise<string> =>
        refusal(
          app
            .get(TransferConversation)
            .execute({ conversationId: third, by, to: { agentId: ana.id }, note: 'please', force: true }),
        );
      expect([await move(second, false), await move(second, true)]).toEqual(['no_capacity', 'not refused']);
      expect([await transfer(ana), await transfer(sue)]).toEqual(['forbidden', 'not refused']);
      expect(await reserved(ana)).toBe(75);
      for (const conversation of [second, third]) {
        expect((await decisionsOf(app.db, conversation)).at(-1)).toMatchObject({
          parts: { override: 1 },
          sentence: expect.stringMatching(/ to Ana, over the limit$/),
        });
        const audited = await app.db.query(
          `SELECT actor_id, data FROM audit_log WHERE action = 'capacity.overridden' AND subject_id = $1`,
          [conversation],
        );
        expect(audited).toMatchObject([
          { actor_id: sue.id, data: { agentId: ana.id, limit: 'no_capacity', capacity: 25, weight: 25 } },
        ]);
      }
    });
  });

  describe('wrap-up', () => {
    const closed = async (): Promise<Principal> => {
      world = await World.on(app, { offerMode: 'assign', wrapUpMs: 60_000 });
      const ana = await world.addAgent('Ana', { capacity: 25 });
      const conversation = await world.arrive();
      await run();
      await app.get(CloseConversation).execute({ conversationId: conversation, by: ana, outcome: 'solved' });
      return ana;
    };

    it('holds its room until its time, and is shown', async () => {
      const ana = await closed();
      const next = await world.arrive();
      await run();
      expect(await world.conversation(next)).toMatchObject({ status: 'waiting' });
      const [live] = await queueLiveViews(app.db, [world.queue]);
      expect(live!.agents).toMatchObject([{ id: ana.id, reserved: 25, conversations: 0, wrapUpUntil: expect.any(String) }]);
      await app.moveClock(60_001);
      // One round of the sweep, which comes twice a second: nothing else tells that the time is over.
      await app.sweep();
      expect(await world.conversation(next)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
    });

    it('ends when the agent says so', async () => {
      const ana = await closed();
      const told = `SELECT 1 FROM outbox WHERE type = 'presence.updated' AND payload ->> 'agentId' = $1`;
      const before = (await app.db.query(told, [ana.id])).length;
      await app.get(EndWrapUp).execute(ana);
      await app.get(EndWrapUp).execute(ana);
      expect([await reserved(ana), (await app.db.query(told, [ana.id])).length]).toEqual([0, before + 1]);
      expect((await queueLiveViews(app.db, [world.queue]))[0]!.agents).toMatchObject([{ reserved: 0, wrapUpUntil: null }]);
    });
  });
});

onBothBackends('capacity with machines', (machines) => {
  beforeAll(async () => {
    app = await startRouting({ machines });
  });
  afterAll(() => app.stop());

  it('F5: 200 claims through every door at once never exceed the limit of anybody', async () => {
    world = await World.on(app);
    const queues = [world.queue, await world.addQueue({ offerMode: 'assign' }), await world.addQueue({ offerMode: 'broadcast' })];
    const agents = await Promise.all(
      ['Ana', 'Ben', 'Chen', 'Dora', 'Eve'].map((name) => world.addAgent(name, { queues, state: 'offline' })),
    );
    const sue = await world.addAgent('Sue', { role: 'supervisor', queues: [] });
    const work = await Promise.all(Array.from({ length: 120 }, (_, n) => world.arrive({ queue: queues[n % 3] })));
    // Counted by heads, not by the books: every conversation here is a chat that waits on us, and four fill an agent.
    const most = async (): Promise<number> =>
      (
        await app.db.query<{ most: number }>(
          `SELECT coalesce(max(n), 0)::int AS most FROM (SELECT count(*) AS n FROM (
             SELECT assignee_id AS agent_id FROM conversations WHERE status = 'assigned' AND assignee_id = ANY($1::uuid[])
             UNION ALL SELECT agent_id FROM offers WHERE state = 'pending' AND expires_at > app_now() AND agent_id = ANY($1::uuid[])
           ) AS held GROUP BY agent_id) AS counted`,
          [agents.map((agent) => agent.id)],
        )
      )[0]!.most;
    const seen: number[] = [];
    let over = false;
    const watching = (async () => {
      while (!over) seen.push(await most());
    })();
    await Promise.all(agents.map((agent) => world.presence(agent, 'available')));
    const one = (n: number): Principal => agents[n % agents.length]!;
    const acceptAll = async (agent: Principal): Promise<string[]> =>
      Promise.all(
        (await world.offers({ agent })).map(({ id }) => refusal(app.get(AcceptOffer).execute({ offerId: id, by: agent }))),
      );
    const acts: (() => Promise<unknown>)[] = work.flatMap((conversationId, n) => [
      () => claim(conversationId, one(n)),
      () =>
        n % 2
          ? refusal(app.get(MoveConversation).execute({ conversationId, by: sue, to: { agentId: one(n + 1).id } }))
          : refusal(
              app.get(TransferConversation).execute({ conversationId, by: sue, to: { agentId: one(n + 1).id }, note: 'yours' }),
            ),
      ...(n % 10 === 0 ? [() => acceptAll(one(n / 10)), run] : []),
    ]);
    const outcomes: unknown[] = [];
    // As many at once as there are connections for: the others would only wait for one.
    const lane = async (): Promise<void> => {
      for (let act = acts.shift(); act; act = acts.shift()) outcomes.push(await act());
    };
    await Promise.all(Array.from({ length: 16 }, lane));
    await until(
      'everybody is full',
      async () => [...(await world.loads()).values()].reduce((sum, units) => sum + units, 0) === 500,
    );
    over = true;
    await watching;
    expect(Math.max(...seen)).toBeLessThanOrEqual(4);
    const allowed = ['not refused', 'no_capacity', 'illegal_move', 'offer_gone', 'conflict', 'forbidden'];
    expect(outcomes.flat().filter((outcome) => typeof outcome === 'string' && !allowed.includes(outcome))).toEqual([]);
  });

  it('an answer that frees room brings the next one, without a sweep', async () => {
    world = await World.on(app, { offerMode: 'assign' });
    const ana = await world.addAgent('Ana', { capacity: 35 });
    const first = await world.arrive();
    await until('it is assigned', async () => (await world.conversation(first)).status === 'assigned');
    const next = await world.arrive();
    await run();
    expect(await world.conversation(next)).toMatchObject({ status: 'waiting' });
    await reply(first, ana);
    await until('the next one is assigned', async () => (await world.conversation(next)).assignee_id === ana.id);
  });
});

describe('fullBecause', () => {
  it('judges a claim anew by database time, whatever an older pass counted on', async () => {
    app = await startRouting();
    world = await World.on(app, { offerMode: 'assign' });
    const ana = await world.addAgent('Ana', { rampUpMs: 600_000 });
    await Promise.all(Array.from({ length: 4 }, () => world.arrive()));
    const before = (await readRooms(app.db, [ana.id])).get(ana.id)!;
    // The picture shows room for four, since each could be the first.
    expect(matchingLimit(before, before.now)).toBe(100);
    await run();
    const after = (await readRooms(app.db, [ana.id])).get(ana.id)!;
    const chat = { channel: 'webchat', weight: 25, idleWeight: 10, exclusive: false };
    expect([after.reserved, fullBecause(after, chat, after.now)]).toEqual([25, 'no_capacity']);
    await app.stop();
  });
});
