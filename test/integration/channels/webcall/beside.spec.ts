import { randomUUID } from 'node:crypto';
import type { CallBeside } from '../../../../src/contracts/call-sockets.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { type Desk, WebCallWorld } from './webcall-world.js';

const sdp = 'v=0 beside';

describe('a supervisor beside a call from page to page', () => {
  let app: TestApp;
  let world: WebCallWorld;
  let ana: Desk;
  let sue: Desk;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    world = await WebCallWorld.on(app);
    ana = await world.desk('Ana');
    sue = await world.desk('Sue', 'away', 'supervisor');
  });

  const mode = (conversationId: string, to: string) =>
    sue.as('POST', `/v1/conversations/${conversationId}/monitor`, { mode: to });
  const listens = (callId: string, line: string = randomUUID()) => sue.screen.ask('call.listen', { callId, line });
  const told = (line: string, how: CallBeside['mode']) =>
    ana.screen.next<CallBeside>('call.beside', (body) => body.line === line && body.mode === how);

  it('is known to the agent’s page alone, by a line; signals pass between these two and end with the listening', async () => {
    const { mei, callId, conversationId } = await world.talk(ana);
    await mode(conversationId, 'monitor');
    const line = randomUUID();
    expect(await listens(callId, line)).toMatchObject({ ok: true, mode: 'monitor', call: { id: callId, state: 'talking' } });
    expect(await told(line, 'monitor')).toEqual({ callId, line, mode: 'monitor' });
    await ana.screen.ask('call.offer', { callId, to: line, sdp });
    expect(await sue.screen.next('call.offer')).toEqual({ callId, to: line, sdp, line: ana.line });
    expect(await sue.screen.ask('call.answer', { callId, to: ana.line, sdp })).toEqual({ ok: true });
    expect(await ana.screen.next('call.answer')).toEqual({ callId, to: ana.line, sdp, line });
    await sue.screen.ask('call.ice', { callId, to: ana.line, candidate: '' });
    expect(await ana.screen.next('call.ice')).toMatchObject({ line, candidate: '' });
    // In another way: told by the server, whatever the supervisor's page does.
    await mode(conversationId, 'whisper');
    await told(line, 'whisper');
    await mode(conversationId, 'off');
    await told(line, 'off');
    expect(await sue.screen.ask('call.answer', { callId, to: ana.line, sdp })).toMatchObject({
      ok: false,
      problem: { code: 'not_found' },
    });
    await mei.widget.ask('call.mute', { callId, on: true });
    await ana.screen.next('call.mute');
    expect(mei.widget.events.filter(({ name }) => name === 'call.offer' || name === 'call.beside')).toEqual([]);
  });

  it('who joins is named to the customer in the chat beside the call, and the supervisor reads that it is so', async () => {
    const { mei, conversationId } = await world.talk(ana);
    const said = (text: string) => mei.widget.next<{ text: string }>('message.created', (one) => one.text === text);
    expect((await mode(conversationId, 'barge')).body).toMatchObject({ mode: 'barge', customerTold: true });
    expect(await said('Sue has joined the conversation.')).toMatchObject({ channel: 'webchat', direction: 'out' });
    const snapshot = await sue.as<{ listening: object[] }>('GET', '/v1/me/snapshot');
    expect(snapshot.body.listening).toEqual([expect.objectContaining({ conversationId, mode: 'barge', customerTold: true })]);
    await mode(conversationId, 'off');
    await said('Sue has left the conversation.');
    const notes = await app.db.query(`SELECT text FROM messages WHERE conversation_id = $1 AND kind = 'note'`, [conversationId]);
    expect(notes).toEqual([]);
  });

  it('is asked to join anew where the agent’s page is another one, and is told of as gone where theirs is', async () => {
    const { callId, conversationId } = await world.talk(ana);
    await mode(conversationId, 'barge');
    const [first, second] = [randomUUID(), randomUUID()];
    await listens(callId, first);
    await told(first, 'barge');
    ana.line = randomUUID();
    await ana.joins(callId);
    expect(await sue.screen.next('call.peer')).toEqual({ callId, line: ana.line });
    await listens(callId, second);
    await told(first, 'off');
    await told(second, 'barge');
    sue.screen.close();
    await told(second, 'off');
  });

  it('is refused to whoever is not beside the conversation, and before anybody talks', async () => {
    const { callId } = await world.talk(ana);
    expect(await listens(callId)).toMatchObject({ ok: false, problem: { code: 'not_found' } });
    expect(await listens(randomUUID())).toMatchObject({ ok: false, problem: { code: 'not_found' } });
    const ben = await world.caller();
    const { id: waiting } = await ben.calls();
    await mode(await world.conversationOf(waiting), 'monitor');
    expect(await listens(waiting)).toMatchObject({ ok: false, problem: { code: 'illegal_move' } });
  });
});
