import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decide } from '../../../src/core/matching/decide.js';
import { decisionsOf, routingTraceOf } from '../../../src/routing/matching/decisions.queries.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { type PackedPass, unpackPass } from '../../../src/routing/matching/packed-pass.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { RouteConversations } from '../../../src/routing/requirements/route-conversations.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

let app: RoutingApp;
beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());

interface Stored {
  conversation_id: string;
  chosen_agent_id: string;
  runner_up_agent_id: string | null;
  score: number;
  parts: object;
  top: object;
  counts: object;
  snapshot: PackedPass;
}

describe('the decision record', () => {
  it('replays to exactly what was decided, for a whole pass with more work than room', async () => {
    const world = await World.on(app);
    await world.addAgent('Zed', { skills: { billing: 2 } });
    const billing = await world.addQueue({
      requirements: [{ skill: 'billing', minLevel: 2 }],
      weights: { channels: { webchat: 40 } },
    });
    for (let n = 0; n < 6; n++)
      await world.addAgent(`agent ${n}`, {
        capacity: 50 + 25 * n,
        skills: n > 0 ? { billing: n } : {},
        queues: [world.queue, billing],
        state: n === 3 ? 'away' : 'available',
      });
    for (let n = 0; n < 40; n++) await world.arrive({ queue: n % 3 ? world.queue : billing, locale: n % 5 ? 'en-GB' : 'zh' });
    await app.get(RunMatching).execute();
    const rows = await app.db.query<Stored>(
      `SELECT d.*, p.snapshot FROM decisions d JOIN matching_passes p ON p.id = d.pass_id WHERE d.queue_id IN ($1, $2) ORDER BY d.id`,
      [world.queue, billing],
    );
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const replayed = decide(unpackPass(row.snapshot)).find((one) => one.conversationId === row.conversation_id);
      expect(replayed).toMatchObject({
        agentId: row.chosen_agent_id,
        score: row.score,
        parts: row.parts,
        top: row.top,
        counts: row.counts,
      });
      expect(replayed!.runnerUp?.agentId ?? null).toBe(row.runner_up_agent_id);
      const [read] = await decisionsOf(app.db, row.conversation_id);
      expect(read!.chosen!.id).toBe(row.chosen_agent_id);
      expect(read!.others.find((one) => one.outcome === 'runner-up')?.id ?? null).toBe(row.runner_up_agent_id);
    }
  });

  it('says for every other agent why not, in words, also when names have changed since', async () => {
    const world = await World.on(app, { requirements: [{ skill: 'repairs', minLevel: 3 }] });
    const ana = await world.addAgent('Ana', { skills: { repairs: 4 } });
    await world.addAgent('Ben', { skills: { repairs: 1 } });
    await world.addAgent('Chen');
    await world.addAgent('Dora', { skills: { repairs: 5 }, state: 'away' });
    await world.addAgent('Emil', { skills: { repairs: 5 }, state: 'offline' });
    await world.addAgent('Fay', { skills: { repairs: 5 }, capacity: 10 });
    await world.addAgent('Gil', { skills: { repairs: 3 } });
    await world.addAgent('Hal', { skills: { repairs: 5 }, queues: [] });
    const conversation = await world.arrive({ customer: 'Mei' });
    await app.get(RunMatching).execute();
    await app.db.run(`UPDATE agents SET name = 'Anna' WHERE id = $1`, [ana.id]);
    const [decision] = await decisionsOf(app.db, conversation);
    expect(decision).toMatchObject({ kind: 'match', chosen: { name: 'Anna' }, runnerUp: { name: 'Gil' }, offerState: 'pending' });
    expect(decision!.sentence).toBe('Anna: repairs at level 4, 4 of 4 slots free');
    const reasons = Object.fromEntries(decision!.others.map((one) => [one.name, one.reason ?? one.outcome]));
    expect(reasons).toMatchObject({
      ...{
        Ben: 'skill_level',
        Chen: 'skill_missing',
        Dora: 'away',
        Emil: 'offline',
        Fay: 'no_capacity',
        Gil: 'runner-up',
        Hal: 'not_in_queue',
      },
    });
    expect(decision!.others.find((one) => one.name === 'Ben')!.sentence).toBe('Ben: has repairs at level 1, level 3 is needed');
  });

  it('names whoever took a conversation by hand', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana');
    const conversation = await world.arrive();
    await app.get(ClaimConversation).execute({ conversationId: conversation, by: ana });
    const [decision] = await decisionsOf(app.db, conversation);
    expect(decision).toMatchObject({
      kind: 'claim',
      sentence: 'Ana: took it by hand',
      others: [],
      actor: { type: 'agent', id: ana.id },
    });
  });

  it('says what had given way, how the pair was found and whom it was held out to', async () => {
    const world = await World.on(app, { offerMode: 'broadcast', broadcastSize: 2 });
    await app.db.run('UPDATE queues SET steps = $2 WHERE id = $1', [
      world.queue,
      JSON.stringify([{ afterMs: 60_000, dropSkill: 'repairs' }]),
    ]);
    const [ana, ben] = [await world.addAgent('Ana'), await world.addAgent('Ben')];
    const conversation = await world.arrive();
    await app.get(RouteConversations).execute();
    await app.moveClock(60_000);
    await app.get(RunMatching).execute();
    const [decision] = await decisionsOf(app.db, conversation);
    expect(decision).toMatchObject({
      ...{ by: 'best_pair', move: null, replay: { same: true, differences: [] } },
      requirement: { skills: [], language: null, heldFor: null, relaxed: ['after 1 min it no longer asks for repairs'] },
    });
    expect(decision!.offers[0]!.agent.id).toBe(decision!.chosen!.id);
    expect(decision!.offers.map((one) => [one.agent.id, one.broadcast, one.state]).sort()).toEqual(
      [ana, ben].map((one) => [one.id, true, 'pending']).sort(),
    );
    const runnerUp = decision!.others.find((one) => one.outcome === 'runner-up')!;
    expect(Object.values(runnerUp.parts!).reduce((sum, part) => sum + part, 0)).toBeCloseTo(runnerUp.score!, 9);
  });

  it('knows by which rules the conversation came to its queue', async () => {
    const world = await World.on(app);
    const conversation = await world.arrive({ locale: 'zh' });
    const rule = newId();
    await app.db.run(
      `INSERT INTO routing_rules (id, name, condition, actions, position) VALUES ($1, 'VIP', 'true', '{"then":"stop"}', 1)`,
      [rule],
    );
    await app.db.run('UPDATE conversations SET routing = $2 WHERE id = $1', [
      conversation,
      JSON.stringify({ rules: [{ ruleId: rule, outcome: 'matched' }], language: { tag: 'zh', from: 'locale' } }),
    ]);
    expect(await routingTraceOf(app.db, conversation)).toEqual({
      rules: [{ ruleId: rule, name: 'VIP', outcome: 'matched', detail: null }],
      language: { tag: 'zh', from: 'locale' },
    });
    await app.db.run('DELETE FROM routing_rules WHERE id = $1', [rule]);
    expect((await routingTraceOf(app.db, conversation)).rules).toMatchObject([{ ruleId: rule, name: null }]);
  });

  it('replays a pass of the first version, which knew no limits, tiers or bounds', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana');
    const conversation = await world.arrive();
    await app.get(RunMatching).execute();
    const [pass] = await app.db.query<{ id: string; snapshot: PackedPass }>(
      'SELECT p.id, p.snapshot FROM matching_passes p JOIN decisions d ON d.pass_id = p.id WHERE d.conversation_id = $1',
      [conversation],
    );
    const { wholeTiers, policy, agents, ...rest } = pass!.snapshot;
    const { bypassMs, wholeTierItems, ...first } = policy;
    expect([wholeTiers, bypassMs, wholeTierItems]).not.toContain(undefined);
    await app.db.run('UPDATE matching_passes SET snapshot = $2 WHERE id = $1', [
      pass!.id,
      JSON.stringify({ ...rest, policy: first, agents: agents.map((agent) => agent.slice(0, 7)) }),
    ]);
    const [decision] = await decisionsOf(app.db, conversation);
    expect(decision).toMatchObject({ chosen: { id: ana.id }, replay: { same: true } });
  });

  it('a stored pass that cannot be read is said to be so, and the record is still shown', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana');
    const conversation = await world.arrive();
    await app.get(RunMatching).execute();
    await app.db.run(
      `UPDATE matching_passes SET snapshot = jsonb_set(snapshot, '{profiles}', '[]')
       WHERE id = (SELECT pass_id FROM decisions WHERE conversation_id = $1)`,
      [conversation],
    );
    const [decision] = await decisionsOf(app.db, conversation);
    expect(decision).toMatchObject({ chosen: { id: ana.id }, by: null, replay: { same: false } });
    expect(decision!.replay!.differences[0]).toMatch(/^the stored pass cannot be read: /);
  });
});
