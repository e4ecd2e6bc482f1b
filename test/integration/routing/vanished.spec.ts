import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { actorOf, type Principal } from '../../../src/accounts/principal.js';
import type { Device } from '../../../src/agents/devices/device.js';
import { Devices } from '../../../src/agents/devices/devices.service.js';
import { Presence } from '../../../src/agents/presence.service.js';
import { conversationViews } from '../../../src/conversations/conversations.queries.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { RequeueOrphans } from '../../../src/routing/work/requeue-orphans.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { onBothBackends } from '../../support/backends.js';
import { until } from '../../support/until.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

interface AlertRow {
  cleared: boolean;
  data: { reason: string; conversations: number; waiting: number; conversationIds: string[] };
}

onBothBackends('F1 and F7: an agent who vanishes', (backend) => {
  let app: RoutingApp;
  let world: World;
  let ana: Principal;
  let ben: Principal;
  const devices = new Map<string, Device>();

  beforeAll(async () => {
    app = await startRouting({ machines: backend });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    world = await World.on(app);
    ana = await comes('Ana');
    // At his desk and busy enough: what is Ana's is not offered to him before a test says so.
    ben = await comes('Ben');
    await be(ben, 'finishing');
  });

  const comes = async (name: string): Promise<Principal> => {
    const agent = await world.addAgent(name, { state: 'offline' });
    devices.set(agent.id, { agentId: agent.id, id: `desk-${agent.id}`, kind: 'socket', sessionId: newId() });
    await app.get(Devices).connected(devices.get(agent.id)!);
    await be(agent, 'available');
    return agent;
  };
  const be = (agent: Principal, state: 'available' | 'away' | 'finishing' | 'offline', returnAt?: Date): Promise<unknown> =>
    app.get(Presence).set(agent.id, state, null, actorOf(agent), returnAt ? { returnAt } : {});
  const alive = (agent: Principal): Promise<void> => app.get(Devices).alive(devices.get(agent.id)!);
  /** Her line is cut and the grace goes by; the others are at their desks. */
  const vanishes = async (agent: Principal): Promise<void> => {
    await app.get(Devices).lost(devices.get(agent.id)!);
    await app.moveClock(21_000);
    for (const other of [ana, ben]) if (other.id !== agent.id) await alive(other);
    await app.sweep();
  };
  const returns = (agent: Principal): Promise<void> => app.get(Devices).connected(devices.get(agent.id)!);
  /** A conversation in Ana's hands; `answered` where the customer has the word. */
  const heldBy = async (agent: Principal, { answered = false, customer = newId() } = {}): Promise<string> => {
    const conversationId = await world.arrive({ customer });
    await app.get(ClaimConversation).execute({ conversationId, by: agent });
    if (answered) await app.db.run('UPDATE conversations SET unanswered_since = NULL WHERE id = $1', [conversationId]);
    return conversationId;
  };
  const alerts = (agent: Principal): Promise<AlertRow[]> =>
    app.db.query(
      `SELECT cleared_at IS NOT NULL AS cleared, data FROM alerts WHERE kind = 'agent_vanished' AND key = $1 ORDER BY raised_at`,
      [agent.id],
    );
  const cleared = (agent: Principal): Promise<unknown> =>
    until('the alert to be over', async () => {
      await app.sweep();
      return (await alerts(agent)).every((alert) => alert.cleared);
    });
  const view = async (id: string) => (await conversationViews(app.db, [id]))[0]!;
  const offeredTo = (conversation: string, agent: Principal) =>
    until('the offer', async () => (await world.offers({ conversation })).find((offer) => offer.agent_id === agent.id));

  it('F7: by a lost line with work in hand reaches the supervisor, and what waits for an answer is covered at once', async () => {
    const [waits, answered] = [await heldBy(ana), await heldBy(ana, { answered: true })];
    await vanishes(ana);
    const [alert] = await alerts(ana);
    expect(alert).toMatchObject({ cleared: false, data: { reason: 'disconnected', conversations: 2, waiting: 1 } });
    expect(alert!.data.conversationIds.sort()).toEqual([waits, answered].sort());
    expect(await world.conversation(waits)).toMatchObject({ status: 'waiting', assignee_id: null, preferred_agent_id: ana.id });
    expect(await world.conversation(answered)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
    expect((await view(waits)).coverFor).toEqual({ id: ana.id, name: 'Ana', until: null });
    const told = await app.db.query(
      `SELECT data->>'because' AS because, data->>'coverFor' AS cover FROM conversation_events WHERE conversation_id = $1 AND type = 'requeued'`,
      [waits],
    );
    expect(told).toEqual([{ because: 'owner_absent', cover: ana.id }]);
  });

  it('F7: by a lease that nobody renewed (a process that died says nothing) reaches the supervisor as well', async () => {
    const waits = await heldBy(ana);
    await app.moveClock(70_000);
    await alive(ben);
    await app.moveClock(51_000);
    await alive(ben);
    await app.sweep();
    expect(await alerts(ana)).toMatchObject([
      { cleared: false, data: { reason: 'lease_expired', conversations: 1, waiting: 1 } },
    ]);
    expect(await world.conversation(waits)).toMatchObject({ status: 'waiting' });
  });

  /** Each of them may be the first to notice, before presence says that she is gone. */
  const noticed: [string, (id: string, agent: Principal) => Promise<void>][] = [
    ['a message', (id) => app.get(RequeueOrphans).execute({ conversationIds: [id], agentIds: [] })],
    ['news of presence', (_, agent) => app.get(RequeueOrphans).execute({ conversationIds: [], agentIds: [agent.id] })],
    ['the task of the sweep', () => app.get(RequeueOrphans).execute()],
    [
      'all at once',
      async (id, { id: agentId }) => {
        const orphans = app.get(RequeueOrphans);
        const of = { conversationIds: [id], agentIds: [agentId] };
        await Promise.all([orphans.execute(of), orphans.execute(), app.sweep(), orphans.execute(of)]);
      },
    ],
  ];
  it.each(noticed.flatMap(([by, notice]) => [0, 1].map((rest) => [by, rest, notice] as const)))(
    'F7: alone in the queue and noticed by %s, holding one unanswered and %i answered, is reported with all of it',
    async (_by, rest, notice) => {
      for (let round = 0; round < 3; round++) {
        const queue = await world.addQueue({ offerMode: 'assign' });
        const solo = await comes('Solo');
        await app.db.run('UPDATE queue_agents SET queue_id = $1 WHERE agent_id = $2', [queue, solo.id]);
        const ids = await Promise.all([...Array(1 + rest)].map(() => world.arrive({ queue })));
        for (const id of ids) await until('an owner', async () => (await world.conversation(id)).assignee_id === solo.id);
        await app.db.run('UPDATE conversations SET unanswered_since = NULL WHERE id = ANY($1::uuid[])', [ids.slice(1)]);
        await app.get(Devices).lost(devices.get(solo.id)!);
        await app.moveClock(24_000);
        await notice(ids[0]!, solo);
        await until('the cover', async () => (await world.conversation(ids[0]!)).status === 'waiting');
        for (let look = 0; look < 2; look++) await app.sweep();
        const found = await alerts(solo);
        expect(found).toMatchObject([{ cleared: false, data: { reason: 'disconnected', conversations: 1 + rest, waiting: 1 } }]);
        expect([...found[0]!.data.conversationIds].sort()).toEqual([...ids].sort());
      }
    },
  );

  it('F7: raises one alert however often it is looked at, over when she is back with the state she had', async () => {
    const answered = await heldBy(ana, { answered: true });
    await vanishes(ana);
    await app.sweep();
    expect(await alerts(ana)).toHaveLength(1);
    await returns(ana);
    await cleared(ana);
    expect(await world.conversation(answered)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
    await vanishes(ana);
    expect((await alerts(ana)).map((alert) => alert.cleared)).toEqual([true, false]);
  });

  it('F7: is over when all she held is in other hands, and not while one of them waits', async () => {
    const waits = await heldBy(ana);
    await vanishes(ana);
    await app.sweep();
    expect(await alerts(ana)).toMatchObject([{ cleared: false }]);
    await app.get(ClaimConversation).execute({ conversationId: waits, by: ben });
    await cleared(ana);
  });

  it('F7: is over when a supervisor or she herself says where she is', async () => {
    await heldBy(ana, { answered: true });
    await vanishes(ana);
    expect(await alerts(ana)).toMatchObject([{ cleared: false }]);
    await be(ana, 'offline');
    await cleared(ana);
  });

  it('F7: a flapping line raises nothing and moves nothing', async () => {
    const waits = await heldBy(ana);
    for (let round = 0; round < 3; round++) {
      await app.get(Devices).lost(devices.get(ana.id)!);
      await app.moveClock(15_000);
      await app.sweep();
      await returns(ana);
    }
    expect(await alerts(ana)).toEqual([]);
    expect(await world.conversation(waits)).toMatchObject({ status: 'assigned', assignee_id: ana.id, epoch: 2 });
  });

  it('F1: a customer who writes in the grace is answered by whoever is there when it is over', async () => {
    const customer = newId();
    const conversation = await heldBy(ana, { answered: true, customer });
    await app.get(Devices).lost(devices.get(ana.id)!);
    await app.moveClock(10_000);
    expect(await world.arrive({ customer })).toBe(conversation);
    await app.sweep();
    expect(await world.conversation(conversation)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
    await app.moveClock(11_000);
    await be(ben, 'available');
    await app.sweep();
    await offeredTo(conversation, ben);
    expect(await world.conversation(conversation)).toMatchObject({ preferred_agent_id: ana.id });
  });

  it('F1: a customer who writes to an owner who is gone is covered by the message itself; the cover keeps it', async () => {
    const customer = newId();
    const conversation = await heldBy(ana, { answered: true, customer });
    await vanishes(ana);
    expect(await world.conversation(conversation)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
    await be(ben, 'available');
    await world.arrive({ customer });
    // No sweep: the news of the message is enough.
    const offer = await offeredTo(conversation, ben);
    await app.get(AcceptOffer).execute({ offerId: offer.id, by: ben });
    await returns(ana);
    await app.sweep();
    expect(await view(conversation)).toMatchObject({ assignee: { id: ben.id }, coverFor: { id: ana.id, name: 'Ana' } });
    const owners = await app.db.query(
      'SELECT agent_id, end_reason FROM assignments WHERE conversation_id = $1 ORDER BY started_at',
      [conversation],
    );
    expect(owners).toEqual([
      { agent_id: ana.id, end_reason: 'owner_absent' },
      { agent_id: ben.id, end_reason: null },
    ]);
    await app.get(CloseConversation).execute({ conversationId: conversation, by: ben, outcome: 'solved' });
    expect((await view(conversation)).coverFor).toBeNull();
    // The next time she is asked first again.
    expect(await world.conversation(conversation)).toMatchObject({ preferred_agent_id: ana.id });
  });

  it('F1: a cover who vanishes too stood in for the same person', async () => {
    const conversation = await heldBy(ana);
    await vanishes(ana);
    await app.get(ClaimConversation).execute({ conversationId: conversation, by: ben });
    await app.db.run('UPDATE conversations SET unanswered_since = app_now() WHERE id = $1', [conversation]);
    await vanishes(ben);
    expect(await view(conversation)).toMatchObject({ status: 'waiting', coverFor: { id: ana.id } });
  });

  it('away until a named time covers what waits for an answer, and the rest when its customer writes; it alarms nobody', async () => {
    const customer = newId();
    const [waits, answered] = [await heldBy(ana), await heldBy(ana, { answered: true, customer })];
    const [{ at }] = (await app.db.query(`SELECT date_trunc('second', app_now()) + interval '2 hours' AS at`)) as [{ at: Date }];
    await be(ana, 'away', at);
    await app.sweep();
    await until('the cover', async () => (await world.conversation(waits)).status === 'waiting');
    expect((await view(waits)).coverFor).toEqual({ id: ana.id, name: 'Ana', until: at.toISOString() });
    expect(await world.conversation(answered)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
    await vanishes(ana);
    expect(await alerts(ana)).toEqual([]);
    await world.arrive({ customer });
    await until('the cover', async () => (await world.conversation(answered)).status === 'waiting');
    // She is not back when she said she would be, and still holds one.
    const late = await heldBy(ben, { answered: true });
    await app.db.run('UPDATE conversations SET assignee_id = $2 WHERE id = $1', [late, ana.id]);
    await app.moveClock(2 * 3_600_000);
    await app.sweep();
    expect(await alerts(ana)).toMatchObject([{ cleared: false, data: { conversations: 1 } }]);
  });

  it('a short break covers nothing', async () => {
    const waits = await heldBy(ana);
    await be(ana, 'away');
    await app.sweep();
    expect(await world.conversation(waits)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
  });

  it('whoever is finishing is told how many are left, and stays finishing when none is', async () => {
    const conversation = await heldBy(ana);
    await be(ana, 'finishing');
    const news = async (): Promise<number> =>
      (await app.db.query(`SELECT 1 FROM outbox WHERE type = 'presence.updated' AND payload->>'agentId' = $1`, [ana.id])).length;
    const before = await news();
    expect(await be(ana, 'finishing')).toMatchObject({ state: 'finishing', remaining: 1 });
    await app.get(CloseConversation).execute({ conversationId: conversation, by: ana, outcome: 'solved' });
    await until('the news', async () => (await news()) > before);
    await app.sweep();
    expect(await be(ana, 'finishing')).toMatchObject({ state: 'finishing', remaining: 0 });
  });
});
