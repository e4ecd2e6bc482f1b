import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { RequeueOrphans } from '../../../src/routing/work/requeue-orphans.service.js';
import { onBothBackends } from '../../support/backends.js';
import { until } from '../../support/until.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { refusal, World } from './world.js';

describe('failures seen in other systems', () => {
  let app: RoutingApp;
  beforeAll(async () => {
    app = await startRouting();
  });
  afterAll(() => app.stop());
  const run = (): Promise<unknown> => app.get(RunMatching).execute();

  it('F1: a customer who writes to an absent owner goes back in line, history kept, the owner preferred', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana');
    const conversation = await world.arrive({ customer: 'returning' });
    await app.get(ClaimConversation).execute({ conversationId: conversation, by: ana });
    await app.db.run('UPDATE conversations SET last_outbound_at = app_now(), unanswered_since = NULL WHERE id = $1', [
      conversation,
    ]);
    // Her lease runs out and nobody has noticed yet.
    await app.moveClock(121_000);
    const ben = await world.addAgent('Ben');
    await app.get(RequeueOrphans).execute();
    expect(await world.conversation(conversation)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
    expect(await world.arrive({ customer: 'returning' })).toBe(conversation);
    await app.get(RequeueOrphans).execute({ conversationIds: [conversation], agentIds: [] });
    expect(await world.conversation(conversation)).toMatchObject({
      status: 'waiting',
      assignee_id: null,
      preferred_agent_id: ana.id,
      epoch: 3,
    });
    await run();
    expect((await world.offers({ conversation }))[0]!.agent_id).toBe(ben.id);
    const history = await app.db.query<{ end_reason: string }>('SELECT end_reason FROM assignments WHERE conversation_id = $1', [
      conversation,
    ]);
    expect(history).toEqual([{ end_reason: 'owner_absent' }]);
  });

  it('F1: an owner who goes off line leaves no customer waiting, and an offer to somebody who left ends at once', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana');
    const unanswered = await world.arrive();
    await app.get(ClaimConversation).execute({ conversationId: unanswered, by: ana });
    const offered = await world.arrive();
    await run();
    const [offer] = await world.offers({ conversation: offered });
    await world.presence(ana, 'offline');
    await app.get(RequeueOrphans).execute({ conversationIds: [], agentIds: [ana.id] });
    expect(await world.conversation(unanswered)).toMatchObject({ status: 'waiting', assignee_id: null });
    expect(await world.conversation(offered)).toMatchObject({ status: 'waiting', epoch: 1 });
    expect(await refusal(app.get(AcceptOffer).execute({ offerId: offer!.id, by: ana }))).toBe('offer_gone');
  });

  it('F4: load is one currency over all queues and channels', async () => {
    const world = await World.on(app, { weights: { channels: { webchat: 60 } } });
    const other = await world.addQueue();
    const ana = await world.addAgent('Ana', { queues: [world.queue, other] });
    await world.arrive();
    await run();
    const second = await Promise.all([world.arrive({ queue: other }), world.arrive({ queue: other })]);
    await run();
    expect((await world.loads()).get(ana.id)).toBe(85);
    expect((await world.offers({ agent: ana })).filter((one) => second.includes(one.conversation_id))).toHaveLength(1);
  });

  it('F12: offers that nobody answered leak nothing: after their time the room is there again without any timer', async () => {
    const world = await World.on(app, {});
    const ana = await world.addAgent('Ana');
    await Promise.all(Array.from({ length: 4 }, () => world.arrive()));
    await run();
    expect((await world.loads()).get(ana.id)).toBe(100);
    await app.moveClock(30_001);
    expect((await world.loads()).get(ana.id)).toBeUndefined();
  });

  it('F14: an unroutable head, however long, and a claim that fails by fault delay nobody else', async () => {
    const world = await World.on(app, {});
    const ana = await world.addAgent('Ana');
    await world.addAgent('Zoe', { languages: ['zh'], state: 'away' });
    await world.fill(500);
    await app.db.run(`UPDATE conversations SET language = 'zh-CN' WHERE queue_id = $1`, [world.queue]);
    const broken = await World.on(app, { requirements: { not: 'a list' } });
    await app.db.run('INSERT INTO queue_agents VALUES ($1, $2)', [broken.queue, ana.id]);
    await broken.arrive();
    const poison = await world.arrive({ locale: 'en-GB' });
    await app.db.run(`CREATE FUNCTION poisoned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poison'; END $$`);
    await app.db.run(
      `CREATE TRIGGER poisoned BEFORE INSERT ON offers FOR EACH ROW WHEN (NEW.conversation_id = '${poison}') EXECUTE FUNCTION poisoned()`,
    );
    const good = await Promise.all([world.arrive(), world.arrive({ locale: 'en' })]);
    await run();
    const offered = (await world.offers({ agent: ana })).map((one) => one.conversation_id);
    expect(offered.sort()).toEqual(good.sort());
    await app.db.run('DROP TRIGGER poisoned ON offers');
    await app.moveClock(6_000);
    await run();
    expect(await world.conversation(poison)).toMatchObject({ status: 'offered' });
  });
});

onBothBackends('F2: nothing that could be served is forgotten', (backend) => {
  let app: RoutingApp;
  beforeAll(async () => {
    app = await startRouting({ machines: backend });
  });
  afterAll(() => app.stop());

  /** A second, and room for a slow machine: no sweep runs here that would find it otherwise. */
  const soonMs = 5_000;
  const within = async (conversation: string, world: World): Promise<number> => {
    const start = performance.now();
    await until('an offer', async () => (await world.offers({ conversation })).length > 0);
    return performance.now() - start;
  };

  it('whoever comes on line gets what waited, within a second', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana', { state: 'offline' });
    const conversation = await world.arrive();
    await world.presence(ana, 'available');
    expect(await within(conversation, world)).toBeLessThan(soonMs);
  });

  it('an arrival, a decline and freed room each lead to the next offer by themselves', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana', { capacity: 25 });
    const first = await world.arrive();
    await within(first, world);
    const second = await world.arrive();
    const [offer] = await world.offers({ agent: ana });
    await app.get(AcceptOffer).execute({ offerId: offer!.id, by: ana });
    expect(await world.offers({ conversation: second })).toEqual([]);
    await app.get(CloseConversation).execute({ conversationId: first, by: ana, outcome: 'solved' });
    expect(await within(second, world)).toBeLessThan(soonMs);
  });

  it('a change that nobody announced is found by the sweep', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana', { state: 'away' });
    const conversation = await world.arrive();
    await app.db.run(`UPDATE agent_presence SET state = 'available' WHERE agent_id = $1`, [ana.id]);
    await app.sweep();
    expect(await within(conversation, world)).toBeLessThan(soonMs);
  });
});
