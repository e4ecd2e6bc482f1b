import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { DeclineOffer } from '../../../src/routing/offers/decline-offer.service.js';
import { ExpireOffers } from '../../../src/routing/offers/expire-offers.service.js';
import { liveOffersOf, offerViews } from '../../../src/routing/offers/offers.queries.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { refusal, World } from './world.js';

let app: RoutingApp;
let world: World;
let ana: Principal;
let ben: Principal;
beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());
beforeEach(async () => {
  world = await World.on(app);
  ana = await world.addAgent('Ana');
  ben = await world.addAgent('Ben');
});

const run = (): Promise<unknown> => app.get(RunMatching).execute();
const who = (id: string): Principal => (id === ana.id ? ana : ben);
const accept = (offerId: string, by: Principal, epoch?: number) => app.get(AcceptOffer).execute({ offerId, by, epoch });
const events = async (id: string): Promise<string[]> =>
  (
    await app.db.query<{ type: string }>('SELECT type FROM conversation_events WHERE conversation_id = $1 ORDER BY at, id', [id])
  ).map((row) => row.type);

describe('an offer', () => {
  it('is made to one agent, shown with its reason, and accepted once', async () => {
    const conversation = await world.arrive({ customer: 'Mei', text: 'My cup is broken' });
    await run();
    const [offer] = await world.offers({ conversation });
    const chosen = who(offer!.agent_id);
    const [view] = await liveOffersOf(app.db, chosen.id);
    expect(view).toMatchObject({
      id: offer!.id,
      conversationId: conversation,
      customer: { name: 'Mei' },
      preview: 'My cup is broken',
      state: 'pending',
    });
    expect(view!.reason.sentence).toMatch(new RegExp(`^${chosen.name}: .*4 of 4 slots free$`));
    expect(await refusal(accept(offer!.id, chosen === ana ? ben : ana))).toBe('not_found');
    const accepted = await accept(offer!.id, chosen);
    expect(accepted).toMatchObject({ status: 'assigned', assignee: { id: chosen.id }, epoch: 2, waitingSince: null });
    expect(await accept(offer!.id, chosen)).toMatchObject({ status: 'assigned', epoch: 2 });
    expect((await events(conversation)).filter((type) => type !== 'routed')).toEqual(['opened', 'offered', 'assigned']);
    expect((await offerViews(app.db, [offer!.id]))[0]!.state).toBe('accepted');
  });

  it('is accepted by one of many racing calls and yields one assignment', async () => {
    const conversation = await world.arrive();
    await run();
    const [offer] = await world.offers({ conversation });
    await Promise.all(Array.from({ length: 10 }, () => accept(offer!.id, who(offer!.agent_id))));
    expect(await app.db.query('SELECT 1 FROM assignments WHERE conversation_id = $1', [conversation])).toHaveLength(1);
  });

  it('declined goes to the next agent, and the conversation keeps its place in line', async () => {
    const conversation = await world.arrive();
    const before = await world.conversation(conversation);
    await run();
    const [first] = await world.offers({ conversation });
    await app.get(DeclineOffer).execute({ offerId: first!.id, by: who(first!.agent_id), reason: 'lunch' });
    expect(await world.conversation(conversation)).toMatchObject({
      status: 'waiting',
      epoch: 1,
      waiting_since: before.waiting_since,
    });
    await run();
    const [second] = await world.offers({ conversation });
    expect(second!.agent_id).toBe(first!.agent_id === ana.id ? ben.id : ana.id);
    expect(await refusal(accept(first!.id, who(first!.agent_id)))).toBe('offer_gone');
    expect(await refusal(app.get(DeclineOffer).execute({ offerId: second!.id, by: who(first!.agent_id) }))).toBe('not_found');
  });

  it('F12: expires by store time and goes to the next agent, whoever runs first', async () => {
    const conversation = await world.arrive();
    await run();
    const [first] = await world.offers({ conversation });
    await app.moveClock(30_001);
    expect(await refusal(accept(first!.id, who(first!.agent_id)))).toBe('offer_gone');
    expect(await liveOffersOf(app.db, first!.agent_id)).toEqual([]);
    await run();
    const [second] = await world.offers({ conversation });
    expect(second).toMatchObject({ epoch: 1 });
    expect(second!.agent_id).not.toBe(first!.agent_id);
    expect(await events(conversation)).toEqual(['opened', 'offered', 'requeued', 'offered']);
  });

  it('of a time-out of one second, missed in three waves, set the agent aside', async () => {
    await world.presence(ben, 'offline');
    await app.db.run('UPDATE queues SET offer_timeout_ms = 1000 WHERE id = $1', [world.queue]);
    const states: string[] = [];
    await world.arrive();
    for (let wave = 0; wave < 3; wave++) {
      await run();
      await app.moveClock(1_001);
      await app.get(ExpireOffers).execute();
      const [row] = await app.db.query<{ state: string }>('SELECT state FROM agent_presence WHERE agent_id = $1', [ana.id]);
      states.push(row!.state);
    }
    expect(states).toEqual(['available', 'available', 'away']);
  });

  it('ended by two sweeps at once is ended once', async () => {
    const conversation = await world.arrive();
    await run();
    await app.moveClock(30_001);
    await Promise.all(Array.from({ length: 5 }, () => app.get(ExpireOffers).execute()));
    expect(await events(conversation)).toEqual(['opened', 'offered', 'requeued']);
  });

  it('missed three times in a row sets the agent aside and says so; a decline in between does not count', async () => {
    await world.presence(ben, 'offline');
    const miss = async (): Promise<void> => {
      await run();
      await app.moveClock(30_001);
      await world.app.db.run("UPDATE agent_presence SET lease_expires_at = app_now() + interval '1 hour' WHERE agent_id = $1", [
        ana.id,
      ]);
      await app.get(ExpireOffers).execute();
    };
    await world.arrive();
    await miss();
    await run();
    const [offer] = await world.offers({ agent: ana });
    await app.get(DeclineOffer).execute({ offerId: offer!.id, by: ana });
    await miss();
    await miss();
    const presence = async (): Promise<unknown> =>
      (await app.db.query('SELECT state, reason FROM agent_presence WHERE agent_id = $1', [ana.id]))[0];
    expect(await presence()).toEqual({ state: 'available', reason: null });
    await miss();
    expect(await presence()).toEqual({ state: 'away', reason: 'missed_offers' });
    await run();
    expect(await world.offers({ agent: ana })).toEqual([]);
    await world.presence(ana, 'available');
    await miss();
    expect(await presence()).toEqual({ state: 'available', reason: null });
  });

  it('states its epoch: an old one is refused', async () => {
    const conversation = await world.arrive();
    await run();
    const [offer] = await world.offers({ conversation });
    expect(await refusal(accept(offer!.id, who(offer!.agent_id), 7))).toBe('stale_epoch');
    expect(await accept(offer!.id, who(offer!.agent_id), 1)).toMatchObject({ epoch: 2 });
  });

  it('comes first to the agent who helped before (sticky), over the less loaded one', async () => {
    const conversation = await world.arrive({ customer: 'sticky' });
    await run();
    const [offer] = await world.offers({ conversation });
    const [helper, other] = offer!.agent_id === ana.id ? [ana, ben] : [ben, ana];
    await accept(offer!.id, helper);
    await app.get(CloseConversation).execute({ conversationId: conversation, by: helper, outcome: 'solved' });
    // The other one is idle; the helper has work.
    await world.presence(other, 'away');
    await world.arrive();
    await run();
    await world.presence(other, 'available');
    expect(await world.arrive({ customer: 'sticky' })).toBe(conversation);
    await run();
    expect((await world.offers({ conversation }))[0]!.agent_id).toBe(helper.id);
  });
});
