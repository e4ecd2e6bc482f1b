import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { MoveConversation } from '../../../src/routing/work/move-conversation.service.js';
import { ReopenConversation } from '../../../src/routing/work/reopen-conversation.service.js';
import { SetPriority } from '../../../src/routing/work/set-priority.service.js';
import { SnoozeConversation } from '../../../src/routing/work/snooze-conversation.service.js';
import { SplitConversation } from '../../../src/routing/work/split-conversation.service.js';
import { TransferConversation } from '../../../src/routing/work/transfer-conversation.service.js';
import { WakeConversations } from '../../../src/routing/work/wake-conversations.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { refusal, World } from './world.js';

let app: RoutingApp;
let world: World;
let ana: Principal;
let ben: Principal;
let sue: Principal;
beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());
beforeEach(async () => {
  world = await World.on(app);
  ana = await world.addAgent('Ana');
  ben = await world.addAgent('Ben');
  sue = await world.addAgent('Sue', { role: 'supervisor', queues: [] });
});

const robot: Principal = {
  type: 'integration',
  id: '0197f5b2-0000-7000-8000-000000000001',
  name: 'robot',
  role: 'integration',
  inboxIds: null,
};
const run = (): Promise<unknown> => app.get(RunMatching).execute();
const claim = (conversationId: string, by: Principal) => app.get(ClaimConversation).execute({ conversationId, by });
const close = (conversationId: string, by: Principal, epoch?: number) =>
  app.get(CloseConversation).execute({ conversationId, by, epoch, outcome: 'solved' });
const transfer = (conversationId: string, by: Principal, to: { agentId: string } | { queueId: string }, force?: boolean) =>
  app.get(TransferConversation).execute({ conversationId, by, to, note: 'please look at the photo', force });
const notes = (conversationId: string) =>
  app.db.query(`SELECT text FROM messages WHERE conversation_id = $1 AND kind = 'note'`, [conversationId]);
const audit = async (id: string): Promise<string[]> =>
  (await app.db.query<{ action: string }>('SELECT action FROM audit_log WHERE subject_id = $1 ORDER BY id', [id])).map(
    (row) => row.action,
  );

async function held(by: Principal): Promise<string> {
  const conversation = await world.arrive();
  await claim(conversation, by);
  return conversation;
}

describe('who may act, and on what they saw', () => {
  it('lets the assignee and supervisors act, others not, and strangers to the queue not take', async () => {
    const conversation = await held(ana);
    expect(await refusal(close(conversation, ben))).toBe('forbidden');
    expect(
      await refusal(app.get(MoveConversation).execute({ conversationId: conversation, by: ana, to: { agentId: ben.id } })),
    ).toBe('forbidden');
    const cara = await world.addAgent('Cara', { queues: [] });
    expect(await refusal(claim(await world.arrive(), cara))).toBe('forbidden');
    expect(await close(conversation, sue)).toMatchObject({ status: 'closed' });
  });

  it('refuses a stale epoch to everybody, and a missing one to automation', async () => {
    const conversation = await held(ana);
    expect(await refusal(close(conversation, ana, 1))).toBe('stale_epoch');
    expect(await refusal(close(conversation, robot))).toBe('invalid_request');
    expect(await refusal(close(conversation, robot, 1))).toBe('stale_epoch');
    const bound = { ...robot, inboxIds: ['0197f5b2-0000-7000-8000-00000000000f'] };
    expect(await refusal(close(conversation, bound, 2))).toBe('not_found');
    expect(await close(conversation, robot, 2)).toMatchObject({ status: 'closed', epoch: 3 });
  });

  it('F6: of two transfers that saw the same epoch one wins; one owner, one live assignment', async () => {
    const conversation = await held(ana);
    const cara = await world.addAgent('Cara');
    const epoch = (await world.conversation(conversation)).epoch;
    const act = (to: Principal) =>
      refusal(
        app
          .get(TransferConversation)
          .execute({ conversationId: conversation, by: sue, epoch, to: { agentId: to.id }, note: 'yours' }),
      );
    expect((await Promise.all([act(ben), act(cara)])).sort()).toEqual(['not refused', 'stale_epoch']);
    const live = await app.db.query<{ agent_id: string }>(
      'SELECT agent_id FROM assignments WHERE conversation_id = $1 AND ended_at IS NULL',
      [conversation],
    );
    expect(live).toEqual([{ agent_id: (await world.conversation(conversation)).assignee_id }]);
  });
});

describe('transfer', () => {
  it('to a present agent with room is theirs at once, with the note in the thread', async () => {
    const conversation = await held(ana);
    const view = await transfer(conversation, ana, { agentId: ben.id });
    // Whose hands it came from, until the customer is answered; the note itself is nobody's last words.
    expect(view).toMatchObject({ handedOver: { by: { id: ana.id, name: 'Ana' } } });
    expect(view.lastMessage?.text).not.toBe('please look at the photo');
    expect(view).toMatchObject({ status: 'assigned', assignee: { id: ben.id }, epoch: 3 });
    expect(await notes(conversation)).toEqual([{ text: 'please look at the photo' }]);
    expect((await world.loads()).get(ana.id)).toBeUndefined();
  });

  it('to an agent who is absent or full is refused, unless a supervisor forces it, which is recorded', async () => {
    const conversation = await held(ana);
    await world.presence(ben, 'away');
    expect(await refusal(transfer(conversation, ana, { agentId: ben.id }))).toBe('no_capacity');
    expect(await refusal(transfer(conversation, ana, { agentId: ben.id }, true))).toBe('forbidden');
    expect(await notes(conversation)).toEqual([]);
    expect(await transfer(conversation, sue, { agentId: ben.id }, true)).toMatchObject({ assignee: { id: ben.id } });
    expect(await audit(conversation)).toEqual(['conversation.claimed', 'capacity.overridden', 'conversation.transferred']);
    const full = await world.addAgent('Full', { capacity: 20 });
    expect(await refusal(transfer(conversation, sue, { agentId: full.id }))).toBe('no_capacity');
  });

  it('to a queue waits there, and the sender is not asked', async () => {
    const other = await world.addQueue();
    for (const agent of [ana, ben]) await app.db.run('INSERT INTO queue_agents VALUES ($1, $2)', [other, agent.id]);
    const conversation = await held(ana);
    expect(await transfer(conversation, ana, { queueId: other })).toMatchObject({
      status: 'waiting',
      queueId: other,
      assignee: null,
      epoch: 3,
    });
    await world.presence(ben, 'away');
    await run();
    expect(await world.offers({ conversation })).toEqual([]);
    await world.presence(ben, 'available');
    await run();
    expect((await world.offers({ conversation }))[0]!.agent_id).toBe(ben.id);
    expect(await refusal(transfer(conversation, sue, { queueId: conversation }))).toBe('not_found');
  });
});

describe('close, reopen, snooze, split, priority, move', () => {
  it('close frees the room, or after the wrap-up of the queue; the last owner is preferred', async () => {
    const conversation = await held(ana);
    await close(conversation, ana);
    expect(await world.conversation(conversation)).toMatchObject({
      status: 'closed',
      assignee_id: null,
      preferred_agent_id: ana.id,
    });
    const slow = await world.addQueue({ wrapUpMs: 60_000 });
    const dora = await world.addAgent('Dora', { queues: [slow], capacity: 25 });
    const first = await world.arrive({ queue: slow });
    await claim(first, dora);
    await close(first, dora);
    const second = await world.arrive({ queue: slow });
    await run();
    expect(await world.offers({ conversation: second })).toEqual([]);
    expect(await refusal(claim(second, dora))).toBe('no_capacity');
    await app.moveClock(60_001);
    await run();
    expect((await world.offers({ conversation: second }))[0]!.agent_id).toBe(dora.id);
  });

  it('close withdraws the open offer; a second close is refused', async () => {
    const conversation = await world.arrive();
    await run();
    const [offer] = await world.offers({ conversation });
    await close(conversation, sue);
    expect(await app.db.query('SELECT state FROM offers WHERE id = $1', [offer!.id])).toEqual([{ state: 'withdrawn' }]);
    expect(await refusal(close(conversation, sue))).toBe('illegal_move');
  });

  it('reopen puts it in line under a new epoch for the last agent first; not beside another open one', async () => {
    const conversation = await held(ben);
    await close(conversation, ben);
    const reopened = await app.get(ReopenConversation).execute({ conversationId: conversation, by: ben });
    expect(reopened).toMatchObject({ status: 'waiting', epoch: 4, outcome: null, closedAt: null });
    await run();
    expect((await world.offers({ conversation }))[0]!.agent_id).toBe(ben.id);
    await app.db.run(`UPDATE queues SET reopen_within_ms = 0 WHERE id = $1`, [world.queue]);
    const old = await world.arrive({ customer: 'twice' });
    await close(old, sue);
    const fresh = await world.arrive({ customer: 'twice' });
    expect(fresh).not.toBe(old);
    expect(await refusal(app.get(ReopenConversation).execute({ conversationId: old, by: sue }))).toBe('conflict');
  });

  it('snooze frees the room until it wakes, by time to its owner, over the limit if need be', async () => {
    const dora = await world.addAgent('Dora', { capacity: 25 });
    const conversation = await held(dora);
    const until = new Date((await app.db.query<{ at: Date }>(`SELECT app_now() + interval '1 minute' AS at`))[0]!.at);
    await app.get(SnoozeConversation).execute({ conversationId: conversation, by: dora, until });
    expect(
      await refusal(app.get(SnoozeConversation).execute({ conversationId: conversation, by: dora, until: new Date(0) })),
    ).toBe('invalid_request');
    const second = await held(dora);
    await app.get(WakeConversations).execute();
    expect(await world.conversation(conversation)).toMatchObject({ status: 'snoozed' });
    await app.moveClock(60_001);
    await app.get(WakeConversations).execute();
    expect(await world.conversation(conversation)).toMatchObject({ status: 'assigned', assignee_id: dora.id });
    expect(await world.conversation(second)).toMatchObject({ status: 'assigned', assignee_id: dora.id });
  });

  it('whoever holds a sleeping conversation wakes it by taking it, in the same epoch and also without room; nobody else does', async () => {
    const dora = await world.addAgent('Dora', { capacity: 25 });
    const conversation = await held(dora);
    const until = new Date((await app.db.query<{ at: Date }>(`SELECT app_now() + interval '1 minute' AS at`))[0]!.at);
    const asleep = await app.get(SnoozeConversation).execute({ conversationId: conversation, by: dora, until });
    await held(dora);
    expect(await refusal(claim(conversation, ana))).toBe('illegal_move');
    expect(await claim(conversation, dora)).toMatchObject({ status: 'assigned', snoozedUntil: null, epoch: asleep.epoch });
    await app.moveClock(60_001);
    await app.get(WakeConversations).execute();
    expect(await world.conversation(conversation)).toMatchObject({ status: 'assigned', assignee_id: dora.id });
  });

  it('wakes into the line when its owner is gone', async () => {
    const conversation = await held(ana);
    const until = new Date((await app.db.query<{ at: Date }>(`SELECT app_now() + interval '1 minute' AS at`))[0]!.at);
    await app.get(SnoozeConversation).execute({ conversationId: conversation, by: ana, until });
    await world.presence(ana, 'offline');
    await app.moveClock(60_001);
    await app.get(WakeConversations).execute();
    expect(await world.conversation(conversation)).toMatchObject({
      status: 'waiting',
      assignee_id: null,
      preferred_agent_id: ana.id,
    });
  });

  it('split opens a second conversation with the same agent; the thread stays one', async () => {
    const conversation = await held(ana);
    const split = await app.get(SplitConversation).execute({ conversationId: conversation, by: ana, subject: 'the invoice' });
    expect(split).toMatchObject({
      splitFromId: conversation,
      status: 'assigned',
      assignee: { id: ana.id },
      subject: 'the invoice',
    });
    expect((await world.loads()).get(ana.id)).toBe(50);
    expect(
      await refusal(app.get(SplitConversation).execute({ conversationId: conversation, by: ana, fromMessageId: conversation })),
    ).toBe('not_found');
    await close(conversation, ana);
    expect(await world.conversation(split.id)).toMatchObject({ status: 'assigned' });
  });

  it('priority lets a conversation pass the others', async () => {
    const dora = await world.addAgent('Dora', { capacity: 25 });
    for (const agent of [ana, ben]) await world.presence(agent, 'away');
    await world.presence(dora, 'away');
    await world.arrive();
    const urgent = await world.arrive();
    await app.get(SetPriority).execute({ conversationId: urgent, by: sue, priority: 5 });
    await world.presence(dora, 'available');
    await run();
    expect((await world.offers({ agent: dora }))[0]!.conversation_id).toBe(urgent);
    expect(await audit(urgent)).toEqual(['conversation.priority']);
  });

  it('move places waiting and assigned work, within the limit, and leaves an audit row', async () => {
    const conversation = await world.arrive();
    const move = (to: { agentId: string } | { queueId: string }) =>
      app.get(MoveConversation).execute({ conversationId: conversation, by: sue, to });
    expect(await move({ agentId: ana.id })).toMatchObject({ status: 'assigned', assignee: { id: ana.id } });
    expect(await refusal(move({ agentId: ana.id }))).toBe('conflict');
    const other = await world.addQueue();
    expect(await move({ queueId: other })).toMatchObject({ status: 'waiting', queueId: other });
    const full = await world.addAgent('Full', { capacity: 20 });
    expect(await refusal(move({ agentId: full.id }))).toBe('no_capacity');
    expect(await audit(conversation)).toEqual(['conversation.moved', 'conversation.moved']);
  });
});
