import { StartCall } from '../../../../src/channels/calls/start-call.service.js';
import { ReceiveMessage } from '../../../../src/conversations/receive-message.service.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { onBothBackends } from '../../../support/backends.js';
import { until } from '../../../support/until.js';
import { CallsWorld, type Person } from './calls-world.js';

onBothBackends('calls', (backend) => {
  let app: TestApp;
  let world: CallsWorld;

  beforeAll(async () => {
    app = await startApp({ backend });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    world = await CallsWorld.on(app);
  });

  const talkWith = async (ana: Person) => {
    const call = await world.rings();
    await world.accept(ana, call);
    await world.becomes(ana, call, 'is taken', (seen) => seen.taken && seen.agent?.id === ana.id);
    await world.moves.talking(call.id);
    return call;
  };

  it('goes from the line to an agent and into the thread, with its duration', async () => {
    const ana = await world.agent('Ana');
    const call = await world.rings();
    expect(await world.conversation(call)).toMatchObject({ channel: 'voice', live_call_id: call.id });
    const before = await world.item(call);
    await world.becomes(ana, call, 'is held out', (seen) => seen.state === 'ringing' && seen.agent === null);
    await world.accept(ana, call);
    await until('the carrier is told', () => world.carrier.told.includes('connect Ana') || undefined);
    expect((await world.moves.talking(call.id)).state).toBe('talking');
    await app.moveClock(95_000);
    await world.as(ana, 'PUT', '/v1/me/presence', { state: 'available' });
    const hung = await world.as(ana, 'POST', `/v1/calls/${call.id}/hangup`);
    expect(hung).toMatchObject({ status: 200, body: { state: 'ended', outcome: 'answered', agent: { name: 'Ana' } } });
    const item = await world.item(call);
    expect(item).toMatchObject({
      kind: 'call',
      content: { callId: call.id, state: 'ended', outcome: 'answered', agentName: 'Ana' },
    });
    expect(item.content['durationMs']).toBeGreaterThanOrEqual(95_000);
    expect(item.content['durationMs']).toBeLessThan(110_000);
    expect(item.rev).toBeGreaterThan(before.rev);
    expect(await world.conversation(call)).toMatchObject({ live_call_id: null, status: 'assigned', assignee_id: ana.id });
    await until('the carrier hangs up', () => world.carrier.told.includes('hangup') || undefined);
    expect(await world.history(call)).toEqual(['started', 'offered', 'rung', 'answered', 'ended']);
  });

  it('is one call however often it is told, and once ended stays as it ended', async () => {
    const ana = await world.agent('Ana', 'offline');
    const given = {
      ...{ provider: 'twilio' as const, inboxId: world.inboxId, externalId: `CA${newId()}`, state: 'queued' as const },
      from: { kind: 'phone' as const, value: '+493055500', level: 'claimed' as const, joins: true },
    };
    const started = await Promise.all([1, 2, 3].map(() => app.get(StartCall).execute(given)));
    expect(new Set(started.map(({ call }) => call.id)).size).toBe(1);
    expect(started.filter((one) => !one.duplicate)).toHaveLength(1);
    const { call } = started[0]!;
    const ended = await Promise.all([
      world.ends.execute(call.id, { by: 'customer' }),
      world.ends.execute(call.id, { by: 'system' }),
    ]);
    expect(ended[0].outcome).toBe(ended[1].outcome);
    expect((await world.ends.execute(call.id, { by: 'agent', outcome: 'failed' })).outcome).toBe(ended[0].outcome);
    expect(await world.as(ana, 'POST', `/v1/calls/${call.id}/answer`)).toMatchObject({
      status: 409,
      body: { code: 'illegal_move' },
    });
    expect((await world.history(call)).filter((type) => type === 'ended')).toHaveLength(1);
  });

  it('abandoned in line: the conversation that was only this call ends with it, and no agent is asked for it any more', async () => {
    const ana = await world.agent('Ana');
    const call = await world.rings();
    await world.offer(ana, call);
    await world.ends.execute(call.id, { by: 'customer' });
    expect(await world.see(ana, call)).toMatchObject({ state: 'ended', outcome: 'abandoned', talkMs: 0 });
    expect(await world.conversation(call)).toMatchObject({ status: 'closed', outcome: 'abandoned' });
    expect((await world.as<{ data: object[] }>(ana, 'GET', '/v1/me/offers')).body.data).toEqual([]);
  });

  it('takes the whole attention of an agent, and gives it back', async () => {
    const ana = await world.agent('Ana');
    const call = await talkWith(ana);
    const second = await world.rings();
    await app.sweep();
    await app.sweep();
    expect(await world.see(ana, second)).toMatchObject({ state: 'queued', agent: null });
    await world.as(ana, 'POST', `/v1/calls/${call.id}/hangup`);
    await world.as(ana, 'POST', `/v1/conversations/${call.conversation_id}/close`, { outcome: 'solved' });
    await world.accept(ana, second);
    await world.becomes(ana, second, 'is hers', (seen) => seen.agent?.id === ana.id);
  });

  it('rings the next agent where the first does not answer, the first being remembered as asked', async () => {
    const ana = await world.agent('Ana');
    const call = await world.rings();
    await world.accept(ana, call);
    await world.becomes(ana, call, 'is hers', (seen) => seen.taken);
    const ben = await world.agent('Ben');
    await world.moves.unanswered(call.id);
    await world.offer(ben, call);
    const { rows } = {
      rows: await app.db.query('SELECT agent_id FROM offers WHERE conversation_id = $1 AND state = $2', [
        call.conversation_id,
        'expired',
      ]),
    };
    expect(rows).toEqual([{ agent_id: ana.id }]);
    expect(world.carrier.told).toContain('wait');
  });

  it("an agent's dropped line puts the caller at the head of the line, before who came later and who waited longer", async () => {
    const ana = await world.agent('Ana');
    const early = await world.rings('greeting');
    const call = await talkWith(ana);
    await world.moves.queue(early.id);
    await app.db.run(`UPDATE conversations SET waiting_since = app_now() - interval '1 hour' WHERE id = $1`, [
      early.conversation_id,
    ]);
    const late = await world.rings();
    const dropped = await world.moves.dropped(call.id);
    expect(dropped).toMatchObject({ state: 'queued', agent_id: null });
    const line = await app.db.query<{ id: string }>(
      `SELECT id FROM conversations WHERE queue_id = $1 AND status = 'waiting' ORDER BY priority DESC, waiting_since`,
      [world.queueId],
    );
    expect(line.map(({ id }) => id)).toEqual([call, early, late].map((one) => one.conversation_id));
    await world.accept(ana, call);
    await world.becomes(ana, call, 'is hers again', (seen) => seen.taken);
    await world.moves.talking(call.id);
    const [{ priority }] = (await app.db.query<{ priority: number }>('SELECT priority FROM conversations WHERE id = $1', [
      call.conversation_id,
    ])) as [{ priority: number }];
    expect(priority).toBe(0);
    expect(await world.see(ana, call)).toMatchObject({ state: 'talking', agent: { id: ana.id } });
  });

  it('a caller whose conversation has an owner rings there first, then goes to the head of the line', async () => {
    const ana = await world.agent('Ana');
    const from = { kind: 'phone' as const, value: '+493077701', level: 'claimed' as const, joins: true };
    const chat = await app.get(ReceiveMessage).receive({ inboxId: world.inboxId, channel: 'sms', from, text: 'Please help' });
    await world.accept(ana, { conversation_id: chat!.conversationId });
    const ben = await world.agent('Ben');
    const call = await world.rings('queued', '+493077701');
    expect(call).toMatchObject({ conversation_id: chat!.conversationId, state: 'ringing', agent_id: ana.id, taken: false });
    expect(await world.see(ben, call)).toMatchObject({ agent: { name: 'Ana' }, taken: false });
    expect(await world.as(ben, 'POST', `/v1/calls/${call.id}/answer`)).toMatchObject({ status: 409 });
    await app.moveClock(31_000);
    await world.as(ben, 'PUT', '/v1/me/presence', { state: 'available' });
    await app.sweep();
    await world.accept(ben, call);
    await world.becomes(ben, call, 'is his', (seen) => seen.agent?.id === ben.id);
    const epochs = await app.db.query<{ agent_id: string; end_reason: string | null }>(
      'SELECT agent_id, end_reason FROM assignments WHERE conversation_id = $1 ORDER BY started_at',
      [call.conversation_id],
    );
    expect(epochs).toEqual([
      { agent_id: ana.id, end_reason: 'call' },
      { agent_id: ana.id, end_reason: 'call_unanswered' },
      { agent_id: ben.id, end_reason: null },
    ]);
  });

  it('the owner answers, talks, and has the chat again with the weight of a chat', async () => {
    const ana = await world.agent('Ana');
    const from = { kind: 'phone' as const, value: '+493077702', level: 'claimed' as const, joins: true };
    const chat = await app.get(ReceiveMessage).receive({ inboxId: world.inboxId, channel: 'sms', from, text: 'Please help' });
    await world.accept(ana, { conversation_id: chat!.conversationId });
    const call = await world.rings('queued', '+493077702');
    const weights = async () =>
      (
        await app.db.query<{ weight: number }>('SELECT weight FROM assignments WHERE conversation_id = $1 AND ended_at IS NULL', [
          call.conversation_id,
        ])
      )[0]?.weight;
    expect(await weights()).toBe(100);
    expect(await world.as(ana, 'POST', `/v1/calls/${call.id}/answer`)).toMatchObject({ status: 200, body: { taken: true } });
    await world.moves.talking(call.id);
    await app.get(ReceiveMessage).receive({ inboxId: world.inboxId, channel: 'sms', from, text: 'and one more thing' });
    expect(await world.conversation(call)).toMatchObject({ channel: 'voice' });
    await world.ends.execute(call.id, { by: 'customer' });
    expect(await world.conversation(call)).toMatchObject({ channel: 'sms', assignee_id: ana.id, status: 'assigned' });
    expect(await weights()).toBe(20);
  });

  it('an owner who is on another call is not rung: the caller waits for somebody else', async () => {
    const ana = await world.agent('Ana');
    const from = { kind: 'phone' as const, value: '+493077703', level: 'claimed' as const, joins: true };
    const chat = await app.get(ReceiveMessage).receive({ inboxId: world.inboxId, channel: 'sms', from, text: 'Please help' });
    await world.accept(ana, { conversation_id: chat!.conversationId });
    await app.db.run(`UPDATE conversations SET unanswered_since = NULL WHERE id = $1`, [chat!.conversationId]);
    await app.db.run('UPDATE agents SET capacity = 200 WHERE id = $1', [ana.id]);
    await talkWith(ana);
    const call = await world.rings('queued', '+493077703');
    expect(call).toMatchObject({ state: 'queued', agent_id: null });
    expect(await world.conversation(call)).toMatchObject({ status: 'waiting', preferred_agent_id: ana.id });
  });

  it('in the menu nobody is asked; then it waits in the queue that was chosen', async () => {
    const ana = await world.agent('Ana');
    const call = await world.rings('greeting');
    await app.sweep();
    expect(await world.see(ana, call)).toMatchObject({ state: 'greeting' });
    expect((await world.as<{ data: object[] }>(ana, 'GET', '/v1/me/offers')).body.data).toEqual([]);
    await world.moves.note(call.id, 'menu_choice', { step: 'main', digits: '2' });
    await world.moves.queue(call.id, { queueId: world.queueId });
    await world.accept(ana, call);
    expect(await world.history(call)).toEqual(expect.arrayContaining(['menu_choice', 'queued']));
  });

  it('handed to a colleague with its conversation: the colleague rings, and to a queue it waits', async () => {
    const ana = await world.agent('Ana');
    const call = await talkWith(ana);
    const ben = await world.agent('Ben');
    const handed = await world.as(ana, 'POST', `/v1/conversations/${call.conversation_id}/transfer`, {
      agentId: ben.id,
      note: 'yours',
    });
    expect(handed.status).toBe(200);
    await world.becomes(
      ben,
      call,
      'rings at Ben',
      (seen) => seen.state === 'ringing' && seen.agent?.id === ben.id && !seen.taken,
    );
    await world.as(ben, 'POST', `/v1/calls/${call.id}/answer`);
    await until('Ben is connected', () => world.carrier.told.includes('connect Ben') || undefined);
    await world.moves.talking(call.id);
    await world.as(ben, 'POST', `/v1/conversations/${call.conversation_id}/transfer`, { queueId: world.queueId, note: 'back' });
    await world.becomes(ana, call, 'is held out to Ana', (seen) => seen.state === 'ringing' && seen.agent === null);
  });

  it('an answered call is an answer: it meets what the queue promised, and nobody is told to hurry', async () => {
    await app.db.run('UPDATE queues SET first_reply_target_ms = 60000, nudge_after_ms = 1000 WHERE id = $1', [world.queueId]);
    const ana = await world.agent('Ana');
    const call = await talkWith(ana);
    await app.moveClock(30_000);
    await app.sweep();
    const target = await until('the target is met', async () => {
      const { body } = await world.as<{ data: { kind: string; metAt: string | null; breachedAt: string | null }[] }>(
        ...([ana, 'GET', `/v1/conversations/${call.conversation_id}/targets`] as const),
      );
      return body.data.find(({ kind, metAt }) => kind === 'first_reply' && metAt !== null);
    });
    expect(target.breachedAt).toBeNull();
    const nudged = await app.db.query(`SELECT 1 FROM conversation_events WHERE conversation_id = $1 AND type = 'nudged'`, [
      call.conversation_id,
    ]);
    expect(nudged).toEqual([]);
  });

  it('a conversation that is closed takes its call along', async () => {
    const ana = await world.agent('Ana');
    const call = await talkWith(ana);
    await world.as(ana, 'POST', `/v1/conversations/${call.conversation_id}/close`, { outcome: 'solved' });
    await world.becomes(ana, call, 'is over', (seen) => seen.state === 'ended' && seen.outcome === 'answered');
  });

  it('a voicemail leaves work in line, an unheard call for hours is over', async () => {
    const ana = await world.agent('Ana', 'offline');
    const call = await world.rings('greeting');
    await world.moves.voicemail(call.id);
    await world.ends.execute(call.id, { by: 'customer' });
    expect(await world.see(ana, call)).toMatchObject({ outcome: 'voicemail' });
    expect(await world.conversation(call)).toMatchObject({ status: 'waiting', live_call_id: null });
    const forgotten = await world.rings('greeting');
    await app.moveClock(5 * 3_600_000);
    await app.sweep();
    const [row] = await app.db.query<{ state: string }>('SELECT state FROM calls WHERE id = $1', [forgotten.id]);
    expect(row).toEqual({ state: 'ended' });
  });

  it('holds and records by its carrier; what the carrier refuses has not happened', async () => {
    const ana = await world.agent('Ana');
    const ben = await world.agent('Ben', 'away');
    const call = await talkWith(ana);
    expect(await world.as(ana, 'POST', `/v1/calls/${call.id}/hold`)).toMatchObject({ status: 200, body: { state: 'held' } });
    expect(await world.as(ben, 'POST', `/v1/calls/${call.id}/resume`)).toMatchObject({ status: 403 });
    expect(await world.as(ana, 'POST', `/v1/calls/${call.id}/resume`)).toMatchObject({ status: 200, body: { state: 'talking' } });
    const record = (action: string) => world.as(ana, 'POST', `/v1/calls/${call.id}/recording`, { action });
    expect(await record('start')).toMatchObject({ body: { recording: 'on' } });
    expect(await record('pause')).toMatchObject({ body: { recording: 'paused' } });
    expect(await record('louder')).toMatchObject({ status: 422 });
    world.carrier.deaf = true;
    expect((await world.as(ana, 'POST', `/v1/calls/${call.id}/hold`)).status).toBe(500);
    expect(await world.see(ana, call)).toMatchObject({ state: 'talking', recording: 'paused' });
    world.carrier.deaf = false;
    expect(world.carrier.told.filter((what) => /^(hold|resume|record)/.test(what))).toEqual([
      'hold',
      'resume',
      'record start',
      'record pause',
    ]);
    expect(await world.as(ana, 'GET', '/v1/me/calls')).toMatchObject({ body: { data: [{ id: call.id }] } });
    expect(await world.as(ana, 'GET', `/v1/conversations/${call.conversation_id}/calls`)).toMatchObject({
      body: { data: [{ id: call.id }] },
    });
    expect((await world.as(ana, 'GET', `/v1/calls/${newId()}`)).status).toBe(404);
  });

  it('a carrier that cannot be reached is told again, and at last the next agent is asked', async () => {
    const ana = await world.agent('Ana');
    world.carrier.deaf = true;
    const call = await world.rings();
    await world.accept(ana, call);
    await world.becomes(ana, call, 'is taken', (seen) => seen.taken);
    await app.sweep();
    world.carrier.deaf = false;
    await app.moveClock(6_000);
    await app.sweep();
    await until('the carrier is told', () => world.carrier.told.includes('connect Ana') || undefined);
  });
});
