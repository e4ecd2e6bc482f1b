import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { SendMessage } from '../../../src/conversations/send-message.service.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { SilentCustomers } from '../../../src/routing/silence/silent-customers.service.js';
import { SilentOwners } from '../../../src/routing/silence/silent-owners.service.js';
import { SetPriority } from '../../../src/routing/work/set-priority.service.js';
import { SnoozeConversation } from '../../../src/routing/work/snooze-conversation.service.js';
import { TransferConversation } from '../../../src/routing/work/transfer-conversation.service.js';
import { onBothBackends } from '../../support/backends.js';
import { until } from '../../support/until.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

let app: RoutingApp;
const people = new Map<World, Principal[]>();

/** A queue whose timers are as given, in seconds, with Ana in it who has the conversation of one customer. */
async function held(timers: Record<string, number>, names: string[] = []) {
  const world = await World.on(app, { offerMode: 'assign' });
  const sets = Object.entries(timers).map(([column, seconds]) => `${column} = ${seconds * 1_000}`);
  await app.db.run(`UPDATE queues SET ${sets.join(', ')} WHERE id = $1`, [world.queue]);
  const ana = await world.addAgent('Ana');
  const customer = `customer of ${world.queue}`;
  const id = await world.arrive({ customer });
  await assigned(world, id);
  const others: Principal[] = [];
  for (const name of names) others.push(await world.addAgent(name));
  people.set(world, [ana, ...others]);
  return { world, ana, others, id, customer };
}

async function assigned(world: World, id: string): Promise<string> {
  await app.get(RunMatching).execute();
  return until('an owner', async () => (await world.conversation(id)).assignee_id);
}

/** Time passes; whoever is there stays there. */
async function pass(seconds: number): Promise<void> {
  await app.moveClock(seconds * 1_000);
  for (const [world, agents] of people) for (const agent of agents) await world.presence(agent, 'available');
}

const reply = (by: Principal, conversationId: string, kind: 'reply' | 'note' = 'reply') =>
  app.db.transaction((tx) =>
    app.get(SendMessage).send({ tx, actor: { type: 'agent', id: by.id } }, { conversationId, kind, text: 'an answer' }),
  );
const history = async (id: string): Promise<string[]> =>
  (
    await app.db.query<{ type: string }>(
      `SELECT type FROM conversation_events WHERE conversation_id = $1
         AND type IN ('nudged', 'owner_silent', 'requeued', 'customer_reminded', 'closed', 'assigned') ORDER BY at, id`,
      [id],
    )
  ).map(({ type }) => type);
const alerts = async (id: string): Promise<number> =>
  (await app.db.query(`SELECT 1 FROM alerts WHERE kind = 'silent_owner' AND key = $1 AND cleared_at IS NULL`, [id])).length;
const owners = () => app.get(SilentOwners).execute();
const customers = () => app.get(SilentCustomers).execute();
const ladder = { nudge_after_ms: 10, supervisor_after_ms: 20, move_after_ms: 30 };

onBothBackends('F3: a silent owner', (backend) => {
  beforeAll(async () => {
    people.clear();
    app = await startRouting({ machines: backend });
  });
  afterAll(() => app.stop());

  it('is reminded, a supervisor is told, the conversation moves on: each at its time, once, and on record', async () => {
    const { world, ana, others, id } = await held(ladder, ['Ben']);
    const before = await world.conversation(id);
    await pass(9);
    await owners();
    expect(await history(id)).toEqual(['assigned']);
    await pass(1);
    await Promise.all([owners(), owners(), owners()]);
    expect([await history(id), await alerts(id)]).toEqual([['assigned', 'nudged'], 0]);
    await pass(10);
    await Promise.all([owners(), owners()]);
    expect([await history(id), await alerts(id)]).toEqual([['assigned', 'nudged', 'owner_silent'], 1]);
    expect(await world.conversation(id)).toMatchObject({ assignee_id: ana.id, epoch: before.epoch });
    await pass(10);
    await Promise.all([owners(), owners()]);
    await until('the move', async () => (await history(id)).includes('requeued'));
    expect(await alerts(id)).toBe(0);
    expect(await assigned(world, id)).toBe(others[0]!.id);
    const [record] = await app.db.query(
      `SELECT actor_type, chosen_agent_id FROM decisions WHERE conversation_id = $1 AND kind = 'silence'`,
      [id],
    );
    expect(record).toEqual({ actor_type: 'system', chosen_agent_id: null });
    expect((await world.conversation(id)).epoch).toBe(before.epoch + 2);
    expect((await history(id)).filter((one) => one === 'requeued')).toHaveLength(1);
  });

  it('begins a ladder of their own with each owner, however long the customer has waited', async () => {
    const { world, others, id } = await held(ladder, ['Ben']);
    await pass(31);
    await owners();
    expect(await assigned(world, id)).toBe(others[0]!.id);
    await pass(9);
    await owners();
    expect((await history(id)).filter((one) => one === 'nudged')).toHaveLength(1);
    await pass(1);
    await owners();
    expect((await history(id)).filter((one) => one === 'nudged')).toHaveLength(2);
  });

  it('is not served by a note, only by a reply that the customer sees, which ends the alert too', async () => {
    const { ana, id, world, customer } = await held(ladder);
    await pass(21);
    await reply(ana, id, 'note');
    await owners();
    expect([await alerts(id), (await history(id)).at(-1)]).toEqual([1, 'owner_silent']);
    await reply(ana, id);
    await until('the alert to be over', async () => (await alerts(id)) === 0);
    await pass(60);
    await owners();
    expect(await history(id)).toEqual(['assigned', 'nudged', 'owner_silent']);
    await world.arrive({ customer });
    await pass(10);
    await owners();
    expect((await history(id)).at(-1)).toBe('nudged');
  });

  it('keeps it, and the alert stays, where nobody else is there; it moves as soon as somebody is', async () => {
    const { world, ana, id } = await held(ladder);
    const before = await world.conversation(id);
    await pass(31);
    for (let round = 0; round < 3; round++) await owners();
    expect(await world.conversation(id)).toMatchObject({ status: 'assigned', assignee_id: ana.id, epoch: before.epoch });
    expect([await history(id), await alerts(id)]).toEqual([['assigned', 'nudged', 'owner_silent'], 1]);
    const ben = await world.addAgent('Ben');
    people.get(world)!.push(ben);
    await owners();
    expect([await assigned(world, id), await alerts(id)]).toEqual([ben.id, 0]);
  });

  it('keeps it where whoever else is there does not speak the language of the customer', async () => {
    const { world, ana, id } = await held(ladder);
    await app.db.run(`UPDATE agents SET languages = '{en,zh}' WHERE id = $1`, [ana.id]);
    await app.db.run(`UPDATE conversations SET language = 'zh' WHERE id = $1`, [id]);
    people.get(world)!.push(await world.addAgent('Ben'));
    await pass(31);
    await owners();
    expect([await history(id), await alerts(id)]).toEqual([['assigned', 'nudged', 'owner_silent'], 1]);
    people.get(world)!.push(await world.addAgent('Cleo', { languages: ['zh'] }));
    await owners();
    expect((await history(id)).at(-1)).not.toBe('owner_silent');
  });
});

describe('a hold by hand', () => {
  beforeAll(async () => {
    people.clear();
    app = await startRouting();
  });
  afterAll(() => app.stop());

  it('keeps automation from moving what a person placed, for as long as the queue says; reminders come all the same', async () => {
    const { world, ana, others, id } = await held({ ...ladder, manual_hold_ms: 60 }, ['Ben']);
    await app.get(TransferConversation).execute({ conversationId: id, by: ana, to: { agentId: others[0]!.id }, note: 'yours' });
    await pass(31);
    await owners();
    expect((await world.conversation(id)).assignee_id).toBe(others[0]!.id);
    expect([(await history(id)).slice(-2), await alerts(id)]).toEqual([['nudged', 'owner_silent'], 1]);
    await pass(29);
    await owners();
    expect(await world.conversation(id)).toMatchObject({ status: 'waiting', assignee_id: null });
  });

  it('is set by a priority given by hand, too, and by none where the queue has none', async () => {
    const manual = async (id: string) =>
      (
        await app.db.query<{ held: boolean }>('SELECT manual_until > app_now() AS held FROM conversations WHERE id = $1', [id])
      )[0]!.held;
    const [first, second] = [await held({ manual_hold_ms: 60 }), await held({ manual_hold_ms: 0 })];
    await app.get(SetPriority).execute({ conversationId: first.id, by: first.ana, priority: 3 });
    await app.get(SetPriority).execute({ conversationId: second.id, by: second.ana, priority: 3 });
    expect([await manual(first.id), await manual(second.id)]).toEqual([true, null]);
  });
});

describe('a silent customer', () => {
  beforeAll(async () => {
    people.clear();
    app = await startRouting();
  });
  afterAll(() => app.stop());

  const patience = { remind_customer_after_ms: 20, close_silent_after_ms: 60 };
  const said = async (id: string): Promise<string[]> =>
    (
      await app.db.query<{ text: string }>(
        `SELECT text FROM messages WHERE conversation_id = $1 AND kind = 'event' ORDER BY seq`,
        [id],
      )
    ).map(({ text }) => text);

  it('is asked once, then it is closed and said, in their language', async () => {
    const { world, ana, id } = await held(patience);
    await app.db.run(`UPDATE conversations SET language = 'zh-TW' WHERE id = $1`, [id]);
    await reply(ana, id);
    await pass(19);
    await customers();
    expect(await said(id)).toEqual([]);
    await pass(1);
    await Promise.all([customers(), customers()]);
    expect(await said(id)).toEqual([expect.stringContaining('您還在嗎')]);
    await pass(39);
    await customers();
    expect(await world.conversation(id)).toMatchObject({ status: 'assigned' });
    await pass(1);
    await customers();
    expect(await world.conversation(id)).toMatchObject({ status: 'closed', outcome: 'no_reply', preferred_agent_id: ana.id });
    expect(await said(id)).toEqual([expect.any(String), expect.stringContaining('對話現已結束')]);
    expect(await history(id)).toEqual(['assigned', 'customer_reminded', 'closed']);
  });

  it('who writes has all the time again', async () => {
    const { world, ana, id, customer } = await held(patience);
    await reply(ana, id);
    await pass(21);
    await customers();
    await world.arrive({ customer });
    await pass(100);
    await customers();
    expect(await world.conversation(id)).toMatchObject({ status: 'assigned' });
    await reply(ana, id);
    await pass(20);
    await customers();
    expect(await said(id)).toHaveLength(2);
  });

  it('is left alone while the conversation sleeps, and where the queue does not ask', async () => {
    const [asleep, off] = [await held(patience), await held({ nudge_after_ms: 5 })];
    await reply(asleep.ana, asleep.id);
    await reply(off.ana, off.id);
    const [row] = await app.db.query<{ until: Date }>(`SELECT app_now() + interval '1 hour' AS until`);
    await app.get(SnoozeConversation).execute({ conversationId: asleep.id, by: asleep.ana, until: row!.until });
    await pass(600);
    await customers();
    expect(await asleep.world.conversation(asleep.id)).toMatchObject({ status: 'snoozed' });
    expect([await said(asleep.id), await said(off.id)]).toEqual([[], []]);
    // Woken, the customer has the whole time from then.
    await pass(3_001);
    await app.sweep();
    expect(await asleep.world.conversation(asleep.id)).toMatchObject({ status: 'assigned' });
    expect(await said(asleep.id)).toEqual([]);
  });
});
