import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import type { ReassignmentPlanView } from '../../../src/contracts/routing-views.js';
import { ApplyReassignment } from '../../../src/routing/reassignments/apply-reassignment.service.js';
import { PlanReassignment } from '../../../src/routing/reassignments/plan-reassignment.service.js';
import { startApplying } from '../../../src/routing/reassignments/reassignments.repository.js';
import { GiveQueues } from '../../../src/routing/supervision/give-queues.service.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { Alerts } from '../../../src/routing/alerts/alerts.service.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { queueLiveViews } from '../../../src/routing/queues/queues-live.queries.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { until } from '../../support/until.js';
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
  ben = await world.addAgent('Ben', { capacity: 50 });
  sue = await world.addAgent('Sue', { role: 'supervisor', queues: [] });
});

const plan = (wish: object, by = sue) => app.get(PlanReassignment).execute({ by, ...wish });
const apply = (planToken: string, by = sue) => app.get(ApplyReassignment).apply(by, planToken);
const undo = (id: string, by = sue) => app.get(ApplyReassignment).undo(by, id);
const read = (id: string) => app.get(ApplyReassignment).read(sue, id);
const claim = (conversationId: string, by: Principal) => app.get(ClaimConversation).execute({ conversationId, by });

/** A desk with this many conversations, the oldest first. */
async function desk(size = 3, of = ana): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < size; n++) {
    ids.push(await world.arrive());
    await claim(ids[n]!, of);
  }
  return ids;
}
const owners = async (ids: string[]): Promise<(string | null)[]> =>
  Promise.all(ids.map(async (id) => (await world.conversation(id)).assignee_id));
const audited = async (subjectId: string): Promise<{ action: string; data: Record<string, unknown> }[]> =>
  app.db.query('SELECT action, data FROM audit_log WHERE subject_id = $1 ORDER BY id', [subjectId]);
/** The process that carries it out dies after this many of its items. */
async function dieAfter(token: string, items: number): Promise<string> {
  const id = token.split('.')[0]!;
  await startApplying(app.db, id);
  await app.db.run('CREATE TABLE put_aside AS SELECT * FROM reassignment_moves WHERE reassignment_id = $1 AND place >= $2', [
    ...[id, items],
  ]);
  await app.db.run('DELETE FROM reassignment_moves WHERE reassignment_id = $1 AND place >= $2', [id, items]);
  await app.moveClock(61_000);
  await app.sweep();
  await app.db.run('INSERT INTO reassignment_moves SELECT * FROM put_aside');
  await app.db.run('DROP TABLE put_aside');
  await app.db.run(`UPDATE reassignments SET status = 'applying', applied_at = NULL, touched_at = app_now() WHERE id = $1`, [id]);
  return id;
}

describe('moving many at once', () => {
  it('plans who would get what and why, changes nothing yet, then does exactly that, and takes it back', async () => {
    const ids = await desk();
    const planned = await plan({ fromAgentId: ana.id, reason: 'sick' });
    expect(planned.effect).toMatchObject({
      assigned: 2,
      waiting: 1,
      agents: expect.arrayContaining([
        { id: ana.id, name: 'Ana', capacity: 100, before: 75, after: 0 },
        { id: ben.id, name: 'Ben', capacity: 50, before: 0, after: 50 },
      ]),
      queues: [{ id: world.queue, waitingBefore: 0, waitingAfter: 1, unknownBecause: 'too_little_history' }],
    });
    expect(planned.items.map((item) => item.sentence)).toEqual([
      expect.stringMatching(/^Ben: .*2 of 2 slots free/),
      expect.stringMatching(/^Ben: .*1 of 2 slots free/),
      'Nobody can take it: 1 held it or passed it on, 1 has no room; it would wait in its queue',
    ]);
    expect(await owners(ids)).toEqual([ana.id, ana.id, ana.id]);
    const done = await apply(planned.planToken);
    expect(done).toMatchObject({ id: planned.id, status: 'applied', done: ids, failed: [], counts: { total: 3, moved: 3 } });
    expect(await owners(ids)).toEqual(planned.items.map((item) => item.to.agentId ?? null));
    expect(done.from).toEqual({ agents: [{ id: ana.id, name: 'Ana' }], queues: [] });
    expect(done.to).toMatchObject({ agents: [{ id: ben.id, name: 'Ben' }], queues: [{ id: world.queue }], priority: null });
    expect(done.items).toMatchObject([
      {
        conversationId: ids[0],
        customerName: expect.any(String),
        from: { agent: { name: 'Ana' } },
        to: { agent: { name: 'Ben' } },
      },
      { conversationId: ids[1], state: 'moved', from: { agent: { name: 'Ana' } }, to: { agent: { name: 'Ben' } } },
      { conversationId: ids[2], state: 'moved', to: { agent: null, queue: { id: world.queue } }, touchedBy: null },
    ]);
    const back = await undo(done.id);
    expect(back).toMatchObject({ status: 'undone', restored: ids, notRestored: [] });
    expect(await owners(ids)).toEqual([ana.id, ana.id, ana.id]);
    expect(await undo(done.id)).toEqual(back);
    expect(await audited(done.id)).toMatchObject([
      { action: 'reassignment.applied', data: { moved: 3, failed: 0, reason: 'sick' } },
      { action: 'reassignment.undone', data: { restored: 3 } },
    ]);
  });

  it('keeps the reason that is given as it is carried out, in place of the one of the plan', async () => {
    await desk(1);
    const { planToken } = await plan({ fromAgentId: ana.id, reason: 'sick' });
    const done = await app.get(ApplyReassignment).apply(sue, planToken, 'gone home');
    expect(done).toMatchObject({ reason: 'gone home' });
    expect(await audited(done.id)).toMatchObject([{ data: { reason: 'gone home' } }]);
  });

  it('never gives one back to its holder, not even from the line', async () => {
    const [id] = await desk(1);
    await world.presence(ben, 'away');
    const planned = await plan({ fromAgentId: ana.id });
    await apply(planned.planToken);
    await app.get(RunMatching).execute();
    expect(planned.items).toMatchObject([{ to: { queueId: world.queue } }]);
    expect(await world.offers({ conversation: id })).toEqual([]);
    await world.presence(ben, 'available');
    await app.get(RunMatching).execute();
    expect(await world.offers({ conversation: id })).toMatchObject([{ agent_id: ben.id }]);
  });

  it('gives what waits in a queue to those it names, by skill, language and room', async () => {
    const spanish = await world.addAgent('Eva', { languages: ['es'], capacity: 25 });
    const [one, two] = [await world.arrive({ locale: 'es' }), await world.arrive({ locale: 'es' })];
    const planned = await plan({ queueId: world.queue, toAgentIds: [spanish.id] });
    expect(planned.items).toMatchObject([
      { conversationId: one, to: { agentId: spanish.id } },
      { conversationId: two, to: { queueId: world.queue } },
    ]);
    expect(await apply(planned.planToken)).toMatchObject({ done: [one], counts: { total: 1 } });
    expect(await world.conversation(two)).toMatchObject({ status: 'waiting', epoch: 1 });
  });

  it('puts all of them in another line where asked, each keeping the place its wait has earned, and back as they stood', async () => {
    const other = await world.addQueue();
    const waiting = await world.arrive();
    const before = await world.conversation(waiting);
    await app.moveClock(60_000);
    await world.presence(ana, 'available');
    const [held] = await desk(1);
    const done = await apply((await plan({ conversationIds: [waiting, held!], toQueueId: other })).planToken);
    expect(await world.conversation(waiting)).toMatchObject({ queue_id: other, waiting_since: before.waiting_since });
    expect(await world.conversation(held!)).toMatchObject({ queue_id: other, status: 'waiting' });
    await undo(done.id);
    expect(await world.conversation(waiting)).toMatchObject({
      ...{ queue_id: world.queue, status: 'waiting', waiting_since: before.waiting_since, preferred_agent_id: null },
    });
    expect(await world.conversation(held!)).toMatchObject({ queue_id: world.queue, assignee_id: ana.id });
  });

  it('takes the alerts about a conversation along into another queue, and says so to both', async () => {
    const other = await world.addQueue();
    const id = await world.arrive();
    const about = { key: id, queueId: world.queue, conversationId: id };
    await app.db.transaction(async (tx) => {
      await app.get(Alerts).raise(tx, { kind: 'target_breached', ...about });
      await app.get(Alerts).raise(tx, { kind: 'nobody_can_serve', ...about });
    });
    await apply((await plan({ conversationIds: [id], toQueueId: other })).planToken);
    const stand = await app.db.query('SELECT kind, queue_id FROM alerts WHERE key = $1 ORDER BY kind', [id]);
    expect(stand).toEqual([
      { kind: 'nobody_can_serve', queue_id: world.queue },
      { kind: 'target_breached', queue_id: other },
    ]);
    const [told] = await app.db.query<{ rooms: string[] }>(
      `SELECT rooms FROM outbox WHERE type = 'alert.updated' ORDER BY id DESC`,
    );
    expect(told!.rooms).toEqual(expect.arrayContaining([`queue:${world.queue}`, `queue:${other}`]));
  });

  it('says what it costs: who loses somebody they know, whose reply is due, who waits for this very agent', async () => {
    const [id, asleep] = await desk(2);
    await app.db.run(
      `UPDATE conversations SET first_replied_at = app_now(), unanswered_since = app_now(), deadline_at = app_now() + interval '1 minute',
         wait_for_agent_id = $2 WHERE id = $1`,
      [id, ana.id],
    );
    await app.db.run(`UPDATE conversations SET status = 'snoozed' WHERE id = $1`, [asleep]);
    await world.presence(ben, 'away');
    const { effect } = await plan({ fromAgentId: ana.id });
    expect(effect.warnings.map((one) => one.kind)).toEqual([
      ...['agent_still_available', 'asleep', 'continuity_lost', 'deadline_near', 'customer_waiting', 'customer_chose_agent'],
    ]);
    expect(effect.warnings[3]!.sentence).toContain('is due within five minutes');
    await world.presence(ana, 'finishing');
    await app.db.run(`UPDATE conversations SET deadline_at = app_now() - interval '1 minute' WHERE id = $1`, [id]);
    const { warnings } = (await plan({ fromAgentId: ana.id })).effect;
    expect(warnings.map((one) => one.kind)).not.toContain('agent_still_available');
    expect(warnings.find((one) => one.kind === 'deadline_near')!.sentence).toContain('is overdue already');
  });

  it('says before that a line is served by nobody: paused, closed, without agents, or asking what nobody there has', async () => {
    const id = await world.arrive({ text: 'hello' });
    await app.db.run(`UPDATE conversations SET language = 'ja' WHERE id = $1`, [id]);
    const told = async (toQueueId: string) => {
      const { items, effect } = await plan({ conversationIds: [id], toQueueId });
      return [...effect.warnings.map((one) => [one.kind, one.sentence, one.translations.zh]), items[0]!.sentence];
    };
    const empty = await world.addQueue();
    const nameOf = async (queueId: string): Promise<string> =>
      (await app.db.query<{ name: string }>('SELECT name FROM queues WHERE id = $1', [queueId]))[0]!.name;
    expect(await told(empty)).toEqual([
      ['nobody_works_there', `Nobody works in ${await nameOf(empty)}: what waits there is given to nobody`, expect.any(String)],
      'It would wait in that queue',
    ]);
    await app.db.run(`UPDATE queues SET paused_at = app_now(), closed_until = 'infinity' WHERE id = $1`, [empty]);
    expect((await told(empty)).map((one) => one[0]).slice(0, 3)).toEqual(['queue_paused', 'queue_closed', 'nobody_works_there']);
    const hard = await world.addQueue({ requirements: [{ skill: 'french', minLevel: 4 }] });
    const fay = await world.addAgent('Fay', { skills: { french: 2 }, queues: [hard] });
    expect(await told(hard)).toEqual([
      [
        'nobody_could_take',
        expect.stringContaining('nobody has french at level 4 (1 at a lower level)'),
        expect.stringContaining('没有人能接待'),
      ],
      'It would wait in that queue; nobody has french at level 4 (1 at a lower level)',
    ]);
    // What gives way with time is served in time.
    const steps = JSON.stringify([{ afterMs: 60_000, dropSkill: 'french' }]);
    await app.db.run('UPDATE queues SET steps = $2 WHERE id = $1', [hard, steps]);
    await world.presence(fay, 'away');
    expect(await told(hard)).toEqual([
      ['nobody_there_now', `Nobody of ${await nameOf(hard)} is there: 1 is away`, expect.stringContaining('1 人离开')],
      ['language_not_spoken', expect.stringContaining('writes in ja, which nobody'), expect.stringContaining('ja')],
      'It would wait in that queue',
    ]);
    await world.presence(fay, 'available');
    await app.db.run('UPDATE conversations SET language = NULL WHERE id = $1', [id]);
    expect(await told(hard)).toEqual(['It would wait in that queue']);
  });

  it('estimates what the move does to waits from what the queue did lately', async () => {
    for (let n = 0; n < 10; n++) {
      const id = await world.arrive();
      await claim(id, ana);
      await app.get(CloseConversation).execute({ conversationId: id, by: ana, outcome: 'solved' });
      await app.db.run(
        `UPDATE assignments SET started_at = ended_at - interval '10 minutes' WHERE conversation_id = $1 AND ended_at IS NOT NULL`,
        [id],
      );
    }
    await desk(3);
    const { effect } = await plan({ fromAgentId: ana.id, toQueueId: world.queue });
    const [queue] = effect.queues as ReassignmentPlanView['effect']['queues'];
    expect(queue).toMatchObject({ waitingBefore: 0, waitingAfter: 3, unknownBecause: null });
    // What the board and the wallboard say of the same line, and more for a longer one.
    const [live] = await queueLiveViews(app.db, [world.queue]);
    expect(queue!.expectedWait.before).toEqual(live!.expectedWait);
    expect(queue!.expectedWait.after!.toMs).toBeGreaterThan(queue!.expectedWait.before!.toMs);
  });

  it('lists what could not be moved and moves the rest; undo leaves alone what was touched since', async () => {
    const ids = await desk();
    const planned = await plan({ fromAgentId: ana.id });
    await app.get(CloseConversation).execute({ conversationId: ids[0]!, by: ana, outcome: 'solved' });
    const done = await apply(planned.planToken);
    expect(done).toMatchObject({ done: ids.slice(1), failed: [{ conversationId: ids[0], code: 'stale_epoch' }] });
    await app.get(CloseConversation).execute({ conversationId: ids[1]!, by: sue, outcome: 'solved' });
    const back = await undo(done.id);
    expect(back).toMatchObject({
      restored: [ids[2]],
      notRestored: [{ conversationId: ids[1], code: 'stale_epoch', detail: expect.stringContaining('first') }],
    });
    expect(back.items).toMatchObject([
      { state: 'failed', code: 'stale_epoch', from: null, touchedBy: { type: 'agent', name: 'Ana' } },
      { state: 'not_restored', code: 'stale_epoch', touchedBy: { type: 'agent', name: 'Sue' } },
      { state: 'restored', code: null, touchedBy: null },
    ]);
  });

  it('fails an item whose agent has filled up or gone since, and leaves it with its holder', async () => {
    const ids = await desk(1);
    const planned = await plan({ fromAgentId: ana.id });
    await world.presence(ben, 'away');
    expect(await apply(planned.planToken)).toMatchObject({ done: [], failed: [{ code: 'no_capacity' }], status: 'applied' });
    expect(await owners(ids)).toEqual([ana.id]);
  });

  it('of two who apply at once one wins; an agent who accepts meanwhile keeps what they accepted', async () => {
    const ids = await desk(2);
    const { planToken } = await plan({ fromAgentId: ana.id });
    const both = await Promise.allSettled([apply(planToken), apply(planToken)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await owners(ids)).toEqual([ben.id, ben.id]);
    const waiting = await world.arrive();
    const moving = await plan({ conversationIds: [waiting], toQueueId: await world.addQueue() });
    await app.get(RunMatching).execute();
    const [offer] = await world.offers({ conversation: waiting });
    const [accepted, applied] = await Promise.allSettled([
      app.get(AcceptOffer).execute({ offerId: offer!.id, by: ana }),
      apply(moving.planToken),
    ]);
    const { assignee_id } = await world.conversation(waiting);
    const moved = (applied as PromiseFulfilledResult<{ done: string[] }>).value.done.length;
    expect([accepted.status === 'fulfilled', moved === 1]).toEqual(assignee_id ? [true, false] : [false, true]);
    const live = await app.db.query('SELECT 1 FROM assignments WHERE conversation_id = $1 AND ended_at IS NULL', [waiting]);
    expect(live).toHaveLength(assignee_id ? 1 : 0);
  });

  it('is finished by the sweep where the process died in the middle, once and for all', async () => {
    const ids = await desk(3);
    const { planToken } = await plan({ fromAgentId: ana.id });
    const id = await dieAfter(planToken, 1);
    expect(await read(id)).toMatchObject({ status: 'applying', done: [ids[0]], counts: { open: 2 } });
    await app.sweep();
    expect(await read(id)).toMatchObject({ status: 'applying', counts: { open: 2 } });
    await app.moveClock(61_000);
    for (const agent of [ana, ben]) await world.presence(agent, 'available');
    await app.sweep();
    expect(await read(id)).toMatchObject({ status: 'applied', counts: { open: 0, moved: 3, failed: 0 } });
    expect(await refusal(apply(planToken))).toBe('conflict');
  });

  it('survives the loss of every connection in the middle of it: nothing is done twice, nothing is forgotten', async () => {
    await world.fill(100);
    const other = await world.addQueue();
    const { planToken, id } = await plan({ queueId: world.queue, toQueueId: other });
    const applying = apply(planToken).then(
      () => 'done',
      () => 'lost',
    );
    let over = false;
    void applying.finally(() => (over = true));
    await until('some to have moved', async () => (await read(id)).counts.moved >= 5);
    // Between two items it holds no connection: cut until one is hit in the middle of its work.
    while (!over)
      await app.db
        .query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        )
        .catch(() => undefined);
    expect(await applying).toBe('lost');
    expect(await read(id)).toMatchObject({ status: 'applying' });
    await app.moveClock(61_000);
    await app.sweep();
    expect(await read(id)).toMatchObject({ status: 'applied', counts: { total: 100, moved: 100, failed: 0, open: 0 } });
    const moved = await app.db.query(
      `SELECT conversation_id FROM conversation_events WHERE queue_id = $1 AND type = 'transferred'`,
      [other],
    );
    expect(moved).toHaveLength(100);
    expect((await audited(id)).map((one) => one.action)).toEqual(['reassignment.applied']);
  });

  it('can be taken back half applied: what was not moved yet never is', async () => {
    const ids = await desk(3);
    const id = await dieAfter((await plan({ fromAgentId: ana.id })).planToken, 2);
    const back = await undo(id);
    expect(back).toMatchObject({
      status: 'undone',
      restored: ids.slice(0, 2),
      failed: [{ conversationId: ids[2], code: 'conflict' }],
    });
    expect(await owners(ids)).toEqual([ana.id, ana.id, ana.id]);
  });

  it('what was interrupted long ago is closed instead of finished', async () => {
    await desk(2);
    const id = (await plan({ fromAgentId: ana.id })).id;
    await startApplying(app.db, id);
    await app.moveClock(700_000);
    await app.sweep();
    expect(await read(id)).toMatchObject({ status: 'applied', done: [], counts: { failed: 2 } });
  });

  it('accepts only a plan of ours, of the one who made it, while it is fresh', async () => {
    await desk();
    const { planToken, id } = await plan({ fromAgentId: ana.id });
    const another = await plan({ fromAgentId: ana.id });
    expect(await refusal(apply(planToken.replace(id, another.id)))).toBe('token_invalid');
    expect(await refusal(apply('nonsense'))).toBe('token_invalid');
    expect(await refusal(apply(`${planToken}.more`))).toBe('token_invalid');
    const tom = await world.addAgent('Tom', { role: 'supervisor', queues: [] });
    expect(await refusal(apply(planToken, tom))).toBe('forbidden');
    expect(await refusal(undo(id))).toBe('conflict');
    await app.moveClock(600_001);
    expect(await refusal(apply(planToken))).toBe('token_expired');
  });

  it('refuses what makes no plan, and stores none', async () => {
    const [id] = await desk(1);
    const plans = () => app.db.query('SELECT 1 FROM reassignments');
    const before = (await plans()).length;
    const outside = await world.addQueue();
    const given = await world.addAgent('Una', { role: 'supervisor', queues: [] });
    const admin = await world.addAgent('Adam', { role: 'admin', queues: [] });
    await app.get(GiveQueues).give(admin, given.id, [outside]);
    const cases: [object, string, Principal?][] = [
      [{}, 'invalid_request'],
      [{ fromAgentId: ana.id, queueId: world.queue }, 'invalid_request'],
      [{ fromAgentId: ben.id }, 'invalid_request'],
      [{ queueId: outside }, 'invalid_request'],
      [{ fromAgentId: ana.id, toAgentIds: [ben.id], toQueueId: outside }, 'invalid_request'],
      [{ fromAgentId: ana.id, toAgentIds: [ana.id] }, 'invalid_request'],
      [{ fromAgentId: world.queue }, 'not_found'],
      [{ conversationIds: [ana.id] }, 'not_found'],
      [{ fromAgentId: ana.id, toAgentIds: [outside] }, 'not_found'],
      [{ fromAgentId: ana.id, toQueueId: ana.id }, 'not_found'],
      [{ conversationIds: [id] }, 'forbidden', given],
      [{ queueId: world.queue }, 'forbidden', given],
      [{ fromAgentId: ana.id }, 'invalid_request', given],
    ];
    for (const [wish, code, by] of cases) expect([wish, await refusal(plan(wish, by))]).toEqual([wish, code]);
    // What is refused is read by people: no names of fields.
    await expect(plan({ fromAgentId: ben.id })).rejects.toThrow(/^There is nothing to move in the queues you supervise\.$/);
    expect(await plans()).toHaveLength(before);
  });

  it('a thousand at once go through', async () => {
    await world.fill(1_000);
    const other = await world.addQueue();
    const done = await apply((await plan({ queueId: world.queue, toQueueId: other })).planToken);
    expect(done.counts).toMatchObject({ total: 1_000, moved: 1_000, failed: 0 });
  }, 120_000);
});
