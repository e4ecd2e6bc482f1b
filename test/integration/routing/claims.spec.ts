import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decide } from '../../../src/core/matching/decide.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { packPass } from '../../../src/routing/matching/packed-pass.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { RouteConversations } from '../../../src/routing/requirements/route-conversations.service.js';
import { takeSnapshot } from '../../../src/routing/matching/take-snapshot.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { MakeOffer } from '../../../src/routing/offers/make-offer.service.js';
import { reasonsOf } from '../../../src/routing/offers/offer-reason.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { refusal, World } from './world.js';

let app: RoutingApp;
beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());

const run = (): Promise<unknown> => app.get(RunMatching).execute();
const count = async (sql: string, ...values: unknown[]): Promise<number> =>
  (await app.db.query<{ n: number }>(sql, values))[0]!.n;

describe('claims', () => {
  it.each(['offer', 'assign'] as const)(
    'F5 F6: 200 parallel arrivals, 20 agents, racing matchers (%s): no limit exceeded, no double owner, none forgotten',
    async (offerMode) => {
      const world = await World.on(app, { offerMode });
      const agents = await Promise.all(Array.from({ length: 20 }, (_, n) => world.addAgent(`agent ${n}`)));
      const arrivals = Array.from({ length: 200 }, () => world.arrive());
      const racing = Array.from({ length: 5 }, () => run());
      await Promise.all(arrivals);
      await Promise.all([...racing, run(), run(), run(), run()]);
      await run();
      const loads = await world.loads();
      expect(agents.map((agent) => loads.get(agent.id))).toEqual(agents.map(() => 100));
      const held = offerMode === 'offer' ? 'offered' : 'assigned';
      expect(
        await count('SELECT count(*)::int AS n FROM conversations WHERE queue_id = $1 AND status = $2', world.queue, held),
      ).toBe(80);
      expect(
        await count(`SELECT count(*)::int AS n FROM conversations WHERE queue_id = $1 AND status = 'waiting'`, world.queue),
      ).toBe(120);
      const doubled = `SELECT count(*)::int AS n FROM (
      SELECT conversation_id FROM offers WHERE state = 'pending' AND queue_id = $1 UNION ALL
      SELECT conversation_id FROM assignments WHERE ended_at IS NULL AND queue_id = $1) AS held`;
      expect(await count(doubled, world.queue)).toBe(80);
      expect(
        await count(
          `SELECT count(DISTINCT d.conversation_id)::int AS n FROM decisions d WHERE d.queue_id = $1 AND d.kind = 'match'`,
          world.queue,
        ),
      ).toBe(80);
    },
  );

  it('F5: 200 concurrent claims on one agent never exceed the limit, by hand and by the matcher together', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana');
    const conversations = await Promise.all(Array.from({ length: 200 }, () => world.arrive()));
    const byHand = conversations
      .slice(0, 100)
      .map((conversationId) => refusal(app.get(ClaimConversation).execute({ conversationId, by: ana })));
    await Promise.all([...byHand, run(), run(), run()]);
    expect((await world.loads()).get(ana.id)).toBe(100);
    expect((await Promise.all(byHand)).every((one) => ['not refused', 'no_capacity', 'illegal_move'].includes(one))).toBe(true);
  });

  it('F5: 200 decisions for one agent claimed at once fill the room and no more; the others politely lose', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana');
    await Promise.all(Array.from({ length: 200 }, () => world.arrive()));
    await app.get(RouteConversations).execute();
    const { snapshot } = await takeSnapshot(app.db);
    // Each conversation decided as though it were the only one: what 200 matchers that saw the same moment would do.
    const mine = snapshot.items.filter((item) => item.queueId === world.queue);
    const results = await Promise.all(
      mine.map((item) => {
        const decisions = decide({ ...snapshot, items: [item] });
        const reasons = reasonsOf(snapshot, decisions);
        const claims = decisions.map((decision) => ({ decision, reason: reasons.get(decision.conversationId)! }));
        return app.get(MakeOffer).execute(claims, {
          id: newId(),
          policyVersion: snapshot.policy.version,
          packed: packPass(snapshot, decisions),
        });
      }),
    );
    const flat = results.flat();
    expect(flat).toHaveLength(200);
    expect(flat.filter((one) => 'won' in one)).toHaveLength(4);
    expect(new Set(flat.flatMap((one) => ('lost' in one ? one.lost : [])))).toEqual(new Set(['no_capacity']));
    expect((await world.loads()).get(ana.id)).toBe(100);
  });

  it('an offer that was accepted keeps its room, one that was lost to the clock gives it back though no timer ran', async () => {
    const world = await World.on(app);
    const ana = await world.addAgent('Ana', { capacity: 25 });
    const first = await world.arrive();
    await run();
    const [offer] = await world.offers({ conversation: first });
    await app.moveClock(31_000);
    expect(await refusal(app.get(AcceptOffer).execute({ offerId: offer!.id, by: ana }))).toBe('offer_gone');
    const second = await world.arrive();
    await app.get(ClaimConversation).execute({ conversationId: second, by: ana });
    expect(await world.conversation(second)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
    expect(await refusal(app.get(ClaimConversation).execute({ conversationId: first, by: ana }))).toBe('no_capacity');
  });

  it('F13: 1,000 waiting drain into 300 free slots within seconds', async () => {
    const world = await World.on(app, { offerMode: 'assign' });
    await Promise.all(Array.from({ length: 75 }, (_, n) => world.addAgent(`agent ${n}`)));
    await world.fill(1_000);
    const start = performance.now();
    await run();
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(await count(`SELECT count(*)::int AS n FROM assignments WHERE queue_id = $1 AND ended_at IS NULL`, world.queue)).toBe(
      300,
    );
  });
});
