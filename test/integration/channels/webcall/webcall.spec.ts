import { randomUUID } from 'node:crypto';
import type { CallView, WidgetCallView } from '../../../../src/contracts/calls.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { onBothBackends } from '../../../support/backends.js';
import { connect } from '../../../support/sockets.js';
import { until } from '../../../support/until.js';
import { WebCallWorld } from './webcall-world.js';

const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.7 5000 typ host', sdpMid: '0', sdpMLineIndex: 0 };

onBothBackends('calls from page to page', (backend) => {
  let app: TestApp;
  let world: WebCallWorld;

  beforeAll(async () => {
    app = await startApp({ backend, env: { TURN_URL: 'turn:turn.example.test:3478', TURN_SECRET: 'north wind' } });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    world = await WebCallWorld.on(app);
  });

  it('a customer calls, waits, an agent accepts, signals go to and fro, and it is one item of the thread', async () => {
    const ana = await world.desk('Ana', 'away');
    const mei = await world.caller();
    const started = await mei.starts();
    expect(started).toMatchObject({ ok: true, call: { state: 'queued', agent: null }, peer: null });
    expect(started.iceServers).toEqual([expect.objectContaining({ urls: ['turn:turn.example.test:3478'] })]);
    const callId = started.call.id;
    const conversationId = await world.conversationOf(callId);
    await ana.screen.ask('presence.set', { state: 'available' });
    await ana.accepts(conversationId);
    expect(await ana.joins(callId)).toMatchObject({
      ok: true,
      call: { state: 'ringing', taken: true },
      peer: { line: mei.line },
    });
    expect(await mei.widget.next('call.peer')).toEqual({ callId, line: ana.line });
    const offer = await mei.widget.ask('call.offer', { callId, to: ana.line, sdp: 'v=0 offer' });
    expect(offer).toEqual({ ok: true });
    expect(await ana.screen.next('call.offer')).toEqual({ callId, to: ana.line, sdp: 'v=0 offer', line: mei.line });
    await ana.screen.ask('call.answer', { callId, to: mei.line, sdp: 'v=0 answer' });
    expect(await mei.widget.next('call.answer')).toEqual({ callId, to: mei.line, sdp: 'v=0 answer', line: ana.line });
    await ana.screen.ask('call.ice', { callId, to: mei.line, ...candidate });
    expect(await mei.widget.next('call.ice')).toMatchObject({ ...candidate, line: ana.line });
    await mei.widget.ask('call.ice', { callId, to: ana.line, candidate: '' });
    expect(await ana.screen.next('call.ice')).toMatchObject({ candidate: '' });
    expect(await ana.screen.ask('call.connected', { callId })).toMatchObject({ ok: true, call: { state: 'talking' } });
    await mei.widget.next<WidgetCallView>('call.updated', (call) => call.state === 'talking' && call.agent?.name === 'Ana');
    await mei.widget.ask('call.mute', { callId, on: true });
    expect(await ana.screen.next('call.mute')).toEqual({ callId, on: true });
    await mei.widget.ask('call.hangup', { callId });
    await ana.screen.next<CallView>('call.updated', (call) => call.state === 'ended' && call.outcome === 'answered');
    // What others may add to the item (what was said, where it is kept) is for agents.
    await app.db.run(
      `UPDATE messages SET text = 'SECRET said', content = content || '{"recording": "SECRET place"}' WHERE kind = 'call' AND conversation_id = $1`,
      [conversationId],
    );
    const [item] = await mei.visitor.thread();
    expect(JSON.stringify(item)).not.toContain('SECRET');
    expect(item).toMatchObject({ kind: 'call', channel: 'voice', call: { callId, outcome: 'answered', agentName: 'Ana' } });
    expect(item!.call!.durationMs).toBeGreaterThanOrEqual(0);
    const kept = JSON.stringify([
      await app.db.query('SELECT * FROM calls WHERE id = $1', [callId]),
      await app.db.query('SELECT * FROM call_events WHERE call_id = $1', [callId]),
      await app.db.query(`SELECT payload FROM outbox WHERE payload ->> 'callId' = $1`, [callId]),
    ]);
    expect(kept).not.toMatch(/v=0|192\.0\.2\.7|north wind/);
  });

  it('is refused where the inbox takes no calls, out of hours, and while another call lives', async () => {
    const mei = await world.caller();
    await app.db.run(`UPDATE queues SET closed_until = app_now() + interval '1 hour' WHERE id = $1`, [world.queueId]);
    expect(await mei.starts()).toMatchObject({ ok: false, problem: { code: 'outside_hours', opensAt: expect.any(String) } });
    // Told before the microphone is asked for.
    const { line } = mei;
    expect(await mei.widget.ask('call.ask', { line })).toMatchObject({ ok: false, problem: { code: 'outside_hours' } });
    await app.db.run('UPDATE queues SET closed_until = NULL WHERE id = $1', [world.queueId]);
    expect(await mei.widget.ask('call.ask', { line })).toEqual({ ok: true });
    const call = await mei.calls();
    expect((await mei.starts()).call.id).toBe(call.id);
    mei.line = randomUUID();
    expect(await mei.starts()).toMatchObject({ ok: false, problem: { code: 'conflict' } });
    await mei.widget.ask('call.hangup', { callId: call.id });
    await app.db.run(`UPDATE inboxes SET settings = '{}' WHERE id = $1`, [world.inboxId]);
    await app.moveClock(3_000);
    expect(await mei.starts()).toMatchObject({ ok: false, problem: { code: 'not_found' } });
  });

  it('nobody keeps agents ringing: calls of one visitor are limited', async () => {
    const mei = await world.caller();
    const answers: string[] = [];
    for (let n = 0; n < 11; n++) {
      mei.line = randomUUID();
      const answer = await mei.starts();
      answers.push(answer.ok ? 'ok' : answer.problem!.code);
      if (answer.ok) await mei.widget.ask('call.hangup', { callId: answer.call.id });
    }
    expect(answers).toEqual([...Array<string>(10).fill('ok'), 'rate_limited']);
  });

  it('strangers, colleagues and other pages get nothing and learn nothing', async () => {
    const ana = await world.desk('Ana');
    const { mei, callId } = await world.talk(ana);
    const [stranger, ben] = [await world.caller(), await world.desk('Ben')];
    const signal = { callId, to: mei.line, sdp: 'v=0' };
    for (const socket of [stranger.widget, ben.screen]) {
      for (const command of ['call.offer', 'call.answer'])
        expect(await socket.ask(command, signal)).toMatchObject({ ok: false, problem: { code: 'not_found' } });
      expect(await socket.ask('call.join', { callId, line: randomUUID() })).toMatchObject({ problem: { code: 'not_found' } });
      expect(await socket.ask('call.hangup', { callId })).toMatchObject({ problem: { code: 'not_found' } });
    }
    expect(await ben.screen.ask('call.connected', { callId })).toMatchObject({ problem: { code: 'not_found' } });
    // A second page of the same customer is a party, but not the end.
    const second = await connect(app.url, '/widget', mei.visitor.session.token);
    expect(await second.ask('call.offer', signal)).toMatchObject({ ok: false, problem: { code: 'illegal_move' } });
    await mei.widget.ask('call.offer', { callId, to: ana.line, sdp: 'v=0 mine' });
    await ana.screen.next('call.offer');
    const heard = [stranger.widget, second, ben.screen].flatMap(({ events }) => events.map(({ name }) => name));
    expect(heard.filter((name) => /^call\.(offer|answer|ice|peer|mute)/.test(name))).toEqual([]);
    expect(await ben.see(callId)).toMatchObject({ state: 'talking', agent: { name: 'Ana' } });
    second.close();
  });

  it('says no to what is malformed, too large or about a call that is over', async () => {
    const ana = await world.desk('Ana');
    const { mei, callId } = await world.talk(ana);
    const to = ana.line;
    const wrong: [string, object][] = [
      ['call.offer', { callId, to, sdp: 'x'.repeat(30_001) }],
      ['call.offer', { callId, to, sdp: '' }],
      ['call.offer', { callId, to, sdp: { deep: true } }],
      ['call.offer', { callId: 'x', to, sdp: 'v=0' }],
      ['call.answer', { callId, to: '../..', sdp: 'v=0' }],
      ['call.ice', { callId, to, candidate: 'x'.repeat(1_001) }],
      ['call.ice', { callId, to, ...candidate, sdpMLineIndex: -1 }],
      ['call.ice', { callId, to, ...candidate, more: 'x' }],
      ['call.ice', { callId, to, candidate: null }],
      ['call.ice', { callId, to, candidate: [] }],
      ['call.ice', { callId, to }],
      ['call.mute', { callId, on: 'yes' }],
      ['call.join', { callId }],
      ['call.start', { line: 'short' }],
    ];
    for (const [command, body] of wrong)
      expect([command, await mei.widget.ask(command, body)]).toMatchObject([
        command,
        { ok: false, problem: { code: 'invalid_request' } },
      ]);
    await ana.screen.ask('call.hangup', { callId });
    expect(await ana.screen.ask('call.hangup', { callId })).toEqual({ ok: true });
    const late = { callId, to, sdp: 'v=0' };
    expect(await mei.widget.ask('call.offer', late)).toMatchObject({ ok: false, problem: { code: 'illegal_move' } });
    expect(await mei.joins(callId)).toMatchObject({ ok: false, problem: { code: 'illegal_move' } });
    expect(ana.screen.events.filter(({ name }) => name === 'call.offer')).toEqual([]);
  });

  it('of two agents who accept one has it', async () => {
    await app.db.run(`UPDATE queues SET offer_mode = 'broadcast', broadcast_size = 2 WHERE id = $1`, [world.queueId]);
    const desks = [await world.desk('Ana'), await world.desk('Ben')];
    const mei = await world.caller();
    const { id: callId } = await mei.calls();
    const conversationId = await world.conversationOf(callId);
    const accepted = await Promise.allSettled(desks.map((desk) => desk.accepts(conversationId)));
    expect(accepted.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const joined = await Promise.all(desks.map((desk) => desk.joins(callId)));
    expect(joined.map(({ ok }) => ok)).toEqual(accepted.map(({ status }) => status === 'fulfilled'));
    expect(joined.find(({ ok }) => !ok)?.problem?.code).toBe('not_found');
  });

  it('a line that is lost and comes back within the grace goes on, and both are told to find each other anew', async () => {
    const ana = await world.desk('Ana');
    const { mei, callId } = await world.talk(ana);
    await mei.visitor.reconnect();
    expect(await mei.widget.ask('call.offer', { callId, to: ana.line, sdp: 'v=0' })).toMatchObject({
      ok: false,
      problem: { code: 'illegal_move' },
    });
    const before = ana.screen.events.filter(({ name }) => name === 'call.peer').length;
    expect(await mei.joins(callId)).toMatchObject({ ok: true, call: { state: 'talking' }, peer: { line: ana.line } });
    await until('the agent is told', () =>
      ana.screen.events.filter(({ name }) => name === 'call.peer').length > before ? true : undefined,
    );
    await ana.reconnect();
    expect(await ana.joins(callId)).toMatchObject({ ok: true, call: { state: 'talking' }, peer: { line: mei.line } });
    expect(await mei.widget.next('call.peer')).toEqual({ callId, line: ana.line });
    await app.sweep();
    expect(await ana.see(callId)).toMatchObject({ state: 'talking' });
  });

  it('another page of the agent takes the call over; the first is told and says nothing more', async () => {
    const ana = await world.desk('Ana');
    const { mei, callId } = await world.talk(ana);
    const first = ana.screen;
    ana.screen = await connect(app.url, '/console', ana.token);
    ana.line = randomUUID();
    expect(await ana.joins(callId)).toMatchObject({ ok: true });
    await first.next('call.moved');
    expect(await first.ask('call.offer', { callId, to: mei.line, sdp: 'v=0' })).toMatchObject({
      problem: { code: 'illegal_move' },
    });
    first.close();
    await app.sweep();
    expect(await ana.see(callId)).toMatchObject({ state: 'talking', agent: { name: 'Ana' } });
  });

  it("an agent's line that stays lost puts the caller at the head of the line, to be taken by another", async () => {
    const ana = await world.desk('Ana');
    const { mei, callId, conversationId } = await world.talk(ana);
    ana.screen.close();
    await app.db.run(`UPDATE agent_presence SET state = 'away' WHERE agent_id = $1`, [ana.id]);
    const ben = await world.desk('Ben');
    await until('the lost line is written', async () =>
      (await app.db.query(`SELECT 1 FROM calls WHERE id = $1 AND agent_until < app_now() + interval '22 seconds'`, [callId]))
        .length > 0
        ? true
        : undefined,
    );
    await app.db.run(`UPDATE calls SET agent_until = app_now() WHERE id = $1`, [callId]);
    await app.sweep();
    await mei.widget.next<WidgetCallView>('call.updated', (call) => call.state === 'queued' && call.talkMs >= 0);
    await ben.accepts(conversationId);
    expect(await ben.joins(callId)).toMatchObject({ ok: true, peer: { line: mei.line } });
    await ben.screen.ask('call.connected', { callId });
    expect(await ben.see(callId)).toMatchObject({ state: 'talking', agent: { name: 'Ben' } });
    expect(await ana.as('GET', '/v1/me/calls')).toMatchObject({ body: { data: [] } });
  });

  it('whoever accepts and is not there is passed over, and the caller hears the next', async () => {
    const ana = await world.desk('Ana');
    const mei = await world.caller();
    const { id: callId } = await mei.calls();
    const conversationId = await world.conversationOf(callId);
    await ana.accepts(conversationId);
    await ana.becomes(callId, 'is hers', (call) => call.taken);
    const ben = await world.desk('Ben');
    await app.db.run('UPDATE calls SET ring_until = app_now() WHERE id = $1', [callId]);
    await app.sweep();
    await ben.accepts(conversationId);
    expect(await ana.joins(callId)).toMatchObject({ ok: false, problem: { code: 'not_found' } });
    expect(await ben.joins(callId)).toMatchObject({ ok: true });
  });

  it('the owner of a chat is rung for a call of the same customer, and gets it without an offer', async () => {
    const ana = await world.desk('Ana');
    const mei = await world.caller();
    await mei.visitor.says('My bowl is cracked');
    const offer = await ana.screen.next<{ id: string; conversationId: string }>('offer.made');
    await ana.screen.ask('offer.accept', { offerId: offer.id });
    const { id: callId } = await mei.calls();
    expect(await world.conversationOf(callId)).toBe(offer.conversationId);
    await ana.screen.next<CallView>('call.updated', (call) => call.id === callId && call.state === 'ringing' && !call.taken);
    expect(await ana.joins(callId)).toMatchObject({ ok: true, call: { taken: true } });
    await ana.screen.ask('call.connected', { callId });
    await mei.visitor.says('I can write meanwhile');
    await ana.screen.ask('message.send', {
      ...{ conversationId: offer.conversationId, kind: 'reply', text: 'So can I', clientId: randomUUID() },
    });
    expect(await mei.visitor.hears('So can I')).toMatchObject({ channel: 'webchat' });
    await ana.screen.ask('call.hangup', { callId });
    const kinds = (await mei.visitor.thread()).map(({ kind }) => kind);
    expect(kinds).toEqual(['text', 'call', 'text', 'text']);
    const [row] = await app.db.query('SELECT channel, status, assignee_id FROM conversations WHERE id = $1', [
      offer.conversationId,
    ]);
    expect(row).toEqual({ channel: 'webchat', status: 'assigned', assignee_id: ana.id });
  });

  it('hung up while waiting is abandoned, and so is a page that closes for good', async () => {
    const mei = await world.caller();
    const call = await mei.calls();
    expect(
      await mei.widget.next('conversation.updated', (seen: { position: number | null }) => seen.position === 1),
    ).toBeDefined();
    await mei.widget.ask('call.hangup', { callId: call.id });
    await mei.widget.next<WidgetCallView>('call.updated', (seen) => seen.outcome === 'abandoned');
    const tom = await world.caller();
    const { id } = await tom.calls();
    tom.visitor.leave();
    await until('the lost line is written', async () =>
      (await app.db.query(`SELECT 1 FROM calls WHERE id = $1 AND customer_until < app_now() + interval '22 seconds'`, [id]))
        .length > 0
        ? true
        : undefined,
    );
    await app.moveClock(22_000);
    await app.sweep();
    const rows = await app.db.query('SELECT state, outcome FROM calls WHERE id = ANY($1)', [[call.id, id]]);
    expect(rows).toEqual([
      { state: 'ended', outcome: 'abandoned' },
      { state: 'ended', outcome: 'abandoned' },
    ]);
  });
});
