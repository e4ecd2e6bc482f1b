import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { CarryOut } from '../../../src/routing/reassignments/carry-out.service.js';
import { storeStarted } from '../../../src/routing/reassignments/reassignments.repository.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { queueLiveViews } from '../../../src/routing/queues/queues-live.queries.js';
import { GiveQueues } from '../../../src/routing/supervision/give-queues.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { type Call, callsOn, lastAudit as auditOf } from './signed-in.js';
import { World } from './world.js';

let app: RoutingApp;
let world: World;
let ana: Principal;
let sue: Principal;
let admin: Principal;
beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());
beforeEach(async () => {
  world = await World.on(app);
  ana = await world.addAgent('Ana');
  sue = await world.addAgent('Sue Super', { role: 'supervisor', queues: [] });
  admin = await world.addAgent('Adam', { role: 'admin', queues: [] });
});

const as = callsOn(() => app);
async function held(by = ana, queue = world.queue): Promise<string> {
  const id = await world.arrive({ queue });
  await app.get(ClaimConversation).execute({ conversationId: id, by });
  return id;
}
const lastAudit = (id: string) => auditOf(app, id);
const texts = async (call: Call, id: string): Promise<string[]> =>
  ((await call('get', `/conversations/${id}/messages?limit=100`)).body as { data: { text: string }[] }).data.map(
    (one) => one.text,
  );
const priorityOf = async (id: string): Promise<number> =>
  (await app.db.query<{ priority: number }>('SELECT priority FROM conversations WHERE id = $1', [id]))[0]!.priority;

describe('the priority of many', () => {
  it('is shown first, then changed, and taken back where nobody has set another since', async () => {
    const [one, two, other] = [await world.arrive(), await world.arrive(), await world.arrive()];
    const wish = { queueId: world.queue, priority: 9, reason: 'an outage', filter: { belowPriority: 9 } };
    const preview = await as(sue)('post', '/conversations/priority', { ...wish, dryRun: true });
    expect(preview.body).toMatchObject({ dryRun: true, reassignment: null });
    expect(preview.body.items).toHaveLength(3);
    expect(await priorityOf(one)).toBe(0);
    const done = await as(sue)('post', '/conversations/priority', wish);
    expect(done.body.reassignment).toMatchObject({ kind: 'priority', status: 'applied', counts: { moved: 3, failed: 0 } });
    expect(await Promise.all([one, two, other].map(priorityOf))).toEqual([9, 9, 9]);
    expect(await lastAudit(one)).toMatchObject({
      action: 'conversation.priority',
      data: { from: 0, to: 9, reason: 'an outage' },
    });
    await as(sue)('post', `/conversations/${two}/priority`, { priority: 3 });
    const back = await as(sue)('post', `/reassignments/${done.body.reassignment.id}/undo`);
    expect(back.body).toMatchObject({ restored: [one, other], notRestored: [{ conversationId: two, code: 'conflict' }] });
    expect(await Promise.all([one, two, other].map(priorityOf))).toEqual([0, 3, 0]);
  });

  it('is set once where a process thought dead goes on beside the one that took over', async () => {
    await world.fill(20);
    const rows = await app.db.query<{ id: string; epoch: number }>('SELECT id, epoch FROM conversations WHERE queue_id = $1', [
      world.queue,
    ]);
    const moves = rows.map((row) => ({ conversationId: row.id, epoch: row.epoch, priority: 6 }));
    const id = await storeStarted(app.db, { byAgentId: sue.id, reason: null, wish: {}, lifeMs: 1_000, moves });
    const run = () => app.get(CarryOut).run(sue, { id, kind: 'priority', reason: null }, 'applying');
    await Promise.all([run(), run(), run()]);
    const acts = await app.db.query<{ action: string; n: number }>(
      `SELECT action, count(*)::int AS n FROM audit_log WHERE subject_id = $1 OR subject_id = ANY($2) GROUP BY action ORDER BY action`,
      [id, rows.map((row) => row.id)],
    );
    expect(acts).toEqual([
      { action: 'conversation.priority', n: 20 },
      { action: 'reassignment.applied', n: 1 },
    ]);
  });

  it.each([
    ['nothing chosen', {}, 422],
    ['both', { queueId: 'own', conversationIds: ['own'] }, 422],
    ['an empty list', { conversationIds: [] }, 422],
    ['nothing there', { queueId: 'own' }, 422],
    ['a filter nobody knows', { queueId: 'own', filter: { colour: 'red' } }, 422],
    ['an unknown conversation', { conversationIds: ['own'] }, 404],
  ])('refuses %s and names the field', async (_what, choice, status) => {
    const own = JSON.parse(JSON.stringify(choice).replaceAll('"own"', `"${world.queue}"`)) as object;
    const answer = await as(sue)('post', '/conversations/priority', { ...own, priority: 1, reason: 'x' });
    expect([answer.status, answer.body.errors?.length > 0]).toEqual([status, true]);
  });
});

describe('a paused queue', () => {
  it('gives nothing out, says why and until when, and is resumed by itself at that time', async () => {
    const until = new Date(Date.now() + 3_600_000);
    const [{ now }] = (await app.db.query<{ now: Date }>('SELECT app_now() AS now')) as [{ now: Date }];
    const end = new Date(Math.max(until.getTime(), now.getTime() + 3_600_000));
    const paused = await as(sue)('post', `/queues/${world.queue}/pause`, { reason: 'fire drill', until: end.toISOString() });
    expect(paused.body).toMatchObject({ id: world.queue, paused: true });
    const waiting = await world.arrive();
    await app.get(RunMatching).execute();
    expect(await world.offers({ conversation: waiting })).toEqual([]);
    const [live] = await queueLiveViews(app.db, [world.queue]);
    expect(live!.paused).toMatchObject({ reason: 'fire drill', until: end.toISOString() });
    expect(await lastAudit(world.queue)).toMatchObject({
      action: 'queue.paused',
      actor_id: sue.id,
      data: { reason: 'fire drill' },
    });
    await app.moveClock(end.getTime() - now.getTime() + 1_000);
    await app.sweep();
    expect((await queueLiveViews(app.db, [world.queue]))[0]!.paused).toBeNull();
    expect(await lastAudit(world.queue)).toMatchObject({ action: 'queue.resumed', actor_id: null, data: { because: 'until' } });
  });

  it('that was resumed and paused again is not ended by the old end', async () => {
    const [{ end }] = (await app.db.query<{ end: Date }>(`SELECT app_now() + interval '1 minute' AS end`)) as [{ end: Date }];
    await as(sue)('post', `/queues/${world.queue}/pause`, { reason: 'short', until: end.toISOString() });
    await as(sue)('patch', `/queues/${world.queue}`, { paused: false });
    await as(sue)('patch', `/queues/${world.queue}`, { paused: true });
    await app.moveClock(120_000);
    await app.sweep();
    expect((await queueLiveViews(app.db, [world.queue]))[0]!.paused).toMatchObject({ reason: null, until: null });
    await as(sue)('post', `/queues/${world.queue}/resume`, { reason: 'over' });
    expect((await queueLiveViews(app.db, [world.queue]))[0]!.paused).toBeNull();
    expect(await lastAudit(world.queue)).toMatchObject({ action: 'queue.resumed', data: { reason: 'over' } });
  });

  it('cannot end before it begins', async () => {
    const answer = await as(sue)('post', `/queues/${world.queue}/pause`, { reason: 'x', until: '2020-01-01T00:00:00Z' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/until' }] } });
    expect((await queueLiveViews(app.db, [world.queue]))[0]!.paused).toBeNull();
  });
});

describe('beside a conversation', () => {
  const monitor = (id: string, mode: string, who = sue) => as(who)('post', `/conversations/${id}/monitor`, { mode });
  const seen = async (id: string) => (await as(ana)('get', `/conversations/${id}`)).body;

  it('a supervisor who monitors is seen by nobody but the audit log', async () => {
    const id = await held();
    const before = [await seen(id), await texts(as(ana), id)];
    expect((await monitor(id, 'monitor')).body).toMatchObject({ conversationId: id, mode: 'monitor' });
    expect([await seen(id), await texts(as(ana), id)]).toEqual(before);
    expect(await lastAudit(id)).toMatchObject({ action: 'conversation.listening', actor_id: sue.id, data: { to: 'monitor' } });
    expect((await monitor(id, 'off')).body).toMatchObject({ mode: 'off', since: null });
    expect(await lastAudit(id)).toMatchObject({ data: { from: 'monitor', to: 'off' } });
  });

  it('a whisper is for the agent who holds it then, and for supervisors: for no colleague, system or later owner', async () => {
    const id = await held();
    const ben = await world.addAgent('Ben');
    const said = await as(sue)('post', `/conversations/${id}/whispers`, { text: 'offer her a refund' });
    expect(said.body).toMatchObject({ kind: 'note', direction: 'internal', content: { whisper: true, to: ana.id } });
    expect(await texts(as(ana), id)).toContain('offer her a refund');
    expect(await texts(as(sue), id)).toContain('offer her a refund');
    expect(await texts(as(ben), id)).not.toContain('offer her a refund');
    const { customerId } = await seen(id);
    const thread = (who: Principal) => as(who)('get', `/customers/${customerId}/thread`);
    const context = await as(ana)('get', `/conversations/${id}/context`);
    expect(JSON.stringify((await thread(ben)).body) + JSON.stringify(context.body)).not.toContain('refund');
    expect(JSON.stringify((await thread(ana)).body)).toContain('refund');
    await as(sue)('post', `/conversations/${id}/move`, { agentId: ben.id, reason: 'she asked' });
    expect(await texts(as(ben), id)).not.toContain('offer her a refund');
    const event = await app.db.query<{ rooms: string[] }>(`SELECT rooms FROM outbox WHERE payload ->> 'messageId' = $1`, [
      said.body.id,
    ]);
    expect(event.map((one) => one.rooms.sort())).toEqual([[`agent:${ana.id}`, `agent:${sue.id}`].sort()]);
    expect(await lastAudit(id)).toMatchObject({ action: 'conversation.moved', data: { reason: 'she asked' } });
    const elsewhere = await world.arrive();
    expect((await as(sue)('post', `/conversations/${elsewhere}/whispers`, { text: 'hello?' })).status).toBe(409);
    expect((await as(sue)('post', `/conversations/${id}/whispers`, { text: '  ' })).status).toBe(422);
  });

  it('who barges in is named to agent and customer, may reply while the agent keeps it, and is said to leave', async () => {
    const id = await held();
    await monitor(id, 'barge');
    expect(await seen(id)).toMatchObject({
      joined: [{ id: sue.id, name: 'Sue Super', mode: 'barge' }],
      assignee: { id: ana.id },
    });
    const reply = await as(sue)('post', `/conversations/${id}/messages`, {
      kind: 'reply',
      text: 'I can help too',
      clientId: 's1',
    });
    expect(reply.status).toBe(201);
    await monitor(id, 'off');
    expect(await seen(id)).toMatchObject({ joined: [], assignee: { id: ana.id } });
    const shown = await app.db.query(`SELECT text FROM messages WHERE conversation_id = $1 AND direction = 'out' ORDER BY seq`, [
      id,
    ]);
    expect(shown).toEqual([
      { text: 'Sue has joined the conversation.' },
      { text: 'I can help too' },
      { text: 'Sue has left the conversation.' },
    ]);
    expect(await lastAudit(id)).toMatchObject({ action: 'conversation.listening', data: { from: 'barge', to: 'off' } });
  });

  it('the sentence to the customer answers nobody: whose turn it is, since when and by when stay as they were', async () => {
    const id = await held();
    const turn = async () => {
      const { lastOutboundAt, targets } = await seen(id);
      const [row] = await app.db.query(
        'SELECT unanswered_since, last_outbound_at, first_replied_at, silence_stage, deadline_at FROM conversations WHERE id = $1',
        [id],
      );
      return { lastOutboundAt, targets, row };
    };
    const before = await turn();
    expect(before.row).toMatchObject({ unanswered_since: expect.any(Date), last_outbound_at: null });
    expect((await monitor(id, 'barge')).body).toMatchObject({ mode: 'barge', customerTold: true });
    await monitor(id, 'off');
    expect(await turn()).toEqual(before);
  });

  it('a repeat is told once; from monitor to barge is one step; whoever takes over is beside nobody', async () => {
    const id = await held();
    for (const mode of ['monitor', 'barge', 'barge']) await monitor(id, mode);
    expect((await texts(as(ana), id)).filter((text) => text.includes('joined'))).toHaveLength(1);
    await as(sue)('post', `/conversations/${id}/move`, { agentId: sue.id, force: true, note: 'I take this one' });
    await app.sweep();
    expect(await seen(id)).toMatchObject({ assignee: { id: sue.id }, joined: [] });
    expect(await texts(as(ana), id)).toContain('I take this one');
    expect((await monitor(id, 'monitor')).status).toBe(409);
  });

  it('does not tell the customer again and again of one who comes and goes, and never that they are gone while they are there', async () => {
    const id = await held();
    for (const mode of ['barge', 'off', 'barge', 'off', 'barge', 'whisper', 'barge', 'off']) await monitor(id, mode);
    const said = async () => (await texts(as(ana), id)).filter((text) => /joined|left/.test(text));
    const [joined, left] = ['Sue has joined the conversation.', 'Sue has left the conversation.'];
    expect(await said()).toEqual([joined, left, joined]);
    expect((await monitor(id, 'barge')).body).toMatchObject({ customerTold: true });
    await app.moveClock(601_000);
    await monitor(id, 'off');
    expect(await said()).toEqual([joined, left, joined, left]);
  });

  it('ends with the conversation, and with the right to hear it', async () => {
    const [one, two] = [await held(), await held()];
    await monitor(one, 'barge');
    await monitor(two, 'barge');
    await as(ana)('post', `/conversations/${one}/close`, { outcome: 'solved' });
    await app.get(GiveQueues).give(admin, sue.id, [await world.addQueue()]);
    await app.sweep();
    expect(await app.db.query('SELECT 1 FROM conversation_listeners WHERE agent_id = $1', [sue.id])).toEqual([]);
    expect(await texts(as(ana), one)).not.toContain('Sue has left the conversation.');
    expect(await texts(as(ana), two)).toContain('Sue has left the conversation.');
    expect((await monitor(one, 'monitor', admin)).status).toBe(409);
  });
});

describe('an offer', () => {
  it('is withdrawn from the agent when a supervisor moves its conversation', async () => {
    const id = await world.arrive();
    await app.get(RunMatching).execute();
    const [offer] = await world.offers({ conversation: id });
    await as(sue)('post', `/conversations/${id}/move`, { agentId: sue.id, force: true });
    await expect(app.get(AcceptOffer).execute({ offerId: offer!.id, by: ana })).rejects.toMatchObject({ code: 'offer_gone' });
  });
});
