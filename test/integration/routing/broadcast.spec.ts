import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { liveOffersOf } from '../../../src/routing/offers/offers.queries.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { DeclineOffer } from '../../../src/routing/offers/decline-offer.service.js';
import { ExpireOffers } from '../../../src/routing/offers/expire-offers.service.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { RequeueOrphans } from '../../../src/routing/work/requeue-orphans.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { refusal, World } from './world.js';

let app: RoutingApp;
let world: World;
let agents: Principal[];

beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());
beforeEach(async () => {
  world = await World.on(app, { offerMode: 'broadcast', broadcastSize: 3 });
  agents = await Promise.all(['Ana', 'Ben', 'Chen', 'Dora'].map((name) => world.addAgent(name)));
});

const run = (): Promise<unknown> => app.get(RunMatching).execute();
const who = (id: string): Principal => agents.find((agent) => agent.id === id)!;
const accept = (offer: { id: string; agent_id: string }): Promise<unknown> =>
  app.get(AcceptOffer).execute({ offerId: offer.id, by: who(offer.agent_id) });
const decline = (offer: { id: string; agent_id: string }): Promise<unknown> =>
  app.get(DeclineOffer).execute({ offerId: offer.id, by: who(offer.agent_id) });
const withdrawn = async (conversation: string): Promise<string[]> =>
  (
    await app.db.query<{ because: string }>(
      `SELECT payload ->> 'because' AS because FROM outbox WHERE type = 'offer.withdrawn' AND payload ->> 'conversationId' = $1 ORDER BY 1`,
      [conversation],
    )
  ).map((row) => row.because);
const held = async (): Promise<number[]> => {
  const loads = await world.loads();
  return agents.map((agent) => loads.get(agent.id) ?? 0);
};
const asked = async (): Promise<{ conversation: string; offers: Awaited<ReturnType<World['offers']>> }> => {
  const conversation = await world.arrive();
  await run();
  return { conversation, offers: await world.offers({ conversation }) };
};

describe('a broadcast', () => {
  it('asks as many agents as its queue says, and weighs on each of them', async () => {
    const { conversation, offers } = await asked();
    expect(new Set(offers.map((offer) => offer.agent_id)).size).toBe(3);
    expect((await held()).sort()).toEqual([0, 25, 25, 25]);
    const views = (await Promise.all(offers.map((offer) => liveOffersOf(app.db, offer.agent_id)))).flat();
    expect(views).toMatchObject([{ broadcast: true }, { broadcast: true }, { broadcast: true }]);
    const together = views.filter((view) =>
      view.reason.sentence.endsWith('asked together with others, the first who accepts has it'),
    );
    expect(together).toHaveLength(2);
    expect(await world.conversation(conversation)).toMatchObject({ status: 'offered', epoch: 1 });
    expect(await app.db.query(`SELECT 1 FROM decisions WHERE conversation_id = $1`, [conversation])).toHaveLength(1);
  });

  it('belongs to the first who accepts; the others are told that it is taken, and have their room back', async () => {
    const { conversation, offers } = await asked();
    await accept(offers[1]!);
    expect(await world.conversation(conversation)).toMatchObject({
      status: 'assigned',
      assignee_id: offers[1]!.agent_id,
      epoch: 2,
    });
    expect(await withdrawn(conversation)).toEqual(['accepted', 'taken', 'taken']);
    expect((await held()).sort()).toEqual([0, 0, 0, 25]);
    expect([await refusal(accept(offers[0]!)), await refusal(decline(offers[2]!))]).toEqual(['offer_gone', 'offer_gone']);
  });

  it('F6: of 50 who accept at once exactly one wins', async () => {
    const { conversation, offers } = await asked();
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) => refusal(accept(offers[n % offers.length]!))));
    const winner = (await world.conversation(conversation)).assignee_id;
    const won = outcomes.flatMap((one, n) => (one === 'not refused' ? [offers[n % offers.length]!.agent_id] : []));
    // A repeat by the winner is answered with what they hold.
    expect(new Set(won)).toEqual(new Set([winner]));
    expect(new Set(outcomes)).toEqual(new Set(['not refused', 'offer_gone']));
    expect(await app.db.query('SELECT 1 FROM assignments WHERE conversation_id = $1', [conversation])).toHaveLength(1);
  });

  it('loses only the one who declines; once nobody is asked any more it is back in line, for those who did not decline', async () => {
    const { conversation, offers } = await asked();
    await decline(offers[0]!);
    expect(await world.conversation(conversation)).toMatchObject({ status: 'offered' });
    expect(await world.offers({ conversation })).toHaveLength(2);
    await decline(offers[1]!);
    await decline(offers[2]!);
    expect(await world.conversation(conversation)).toMatchObject({ status: 'waiting', epoch: 1 });
    await run();
    const fourth = agents.find((agent) => offers.every((offer) => offer.agent_id !== agent.id))!;
    expect((await world.offers({ conversation })).map((offer) => offer.agent_id)).toEqual([fourth.id]);
  });

  it('that nobody answers in time is back in line once, whoever ends it', async () => {
    const { conversation } = await asked();
    await app.moveClock(30_001);
    await Promise.all(Array.from({ length: 4 }, () => app.get(ExpireOffers).execute()));
    expect(await world.conversation(conversation)).toMatchObject({ status: 'waiting' });
    expect(await withdrawn(conversation)).toEqual(['expired', 'expired', 'expired']);
    const requeued = `SELECT 1 FROM conversation_events WHERE conversation_id = $1 AND type = 'requeued'`;
    expect(await app.db.query(requeued, [conversation])).toHaveLength(1);
  });

  it('is taken by hand by one who is asked, and by nobody else', async () => {
    const { conversation, offers } = await asked();
    const outsider = agents.find((agent) => offers.every((offer) => offer.agent_id !== agent.id))!;
    const take = (by: Principal): Promise<string> =>
      refusal(app.get(ClaimConversation).execute({ conversationId: conversation, by }));
    expect(await take(outsider)).toBe('illegal_move');
    expect(await take(who(offers[2]!.agent_id))).toBe('not refused');
    expect(await withdrawn(conversation)).toEqual(['accepted', 'taken', 'taken']);
  });

  it('ends for everybody with the conversation', async () => {
    const { conversation } = await asked();
    const sue = await world.addAgent('Sue', { role: 'supervisor', queues: [] });
    await app.get(CloseConversation).execute({ conversationId: conversation, by: sue, outcome: 'spam' });
    expect(await withdrawn(conversation)).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
    expect(await world.offers({ conversation })).toEqual([]);
  });

  it('goes on without those who leave, and back in line when all have left', async () => {
    const { conversation, offers } = await asked();
    await world.presence(who(offers[0]!.agent_id), 'away');
    await app.get(RequeueOrphans).execute();
    expect((await world.offers({ conversation })).map((offer) => offer.id)).toEqual([offers[1]!.id, offers[2]!.id]);
    for (const offer of offers.slice(1)) await world.presence(who(offer.agent_id), 'away');
    await app.get(RequeueOrphans).execute();
    expect(await world.conversation(conversation)).toMatchObject({ status: 'waiting' });
  });

  it('takes nobody a conversation that was meant for them: who is chosen comes before who is asked as well', async () => {
    await Promise.all(Array.from({ length: 20 }, () => world.arrive()));
    await run();
    expect(await held()).toEqual([100, 100, 100, 100]);
    const [offered] = await app.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM conversations WHERE queue_id = $1 AND status = 'offered'`,
      [world.queue],
    );
    expect(offered!.n).toBe(16);
  });
});
