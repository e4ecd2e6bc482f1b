import { until } from '../../../support/until.js';
import type { VendorCall } from '../../../support/vendors/twilio-voice.js';
import { type Colleague, VoiceWorld } from './voice-app.js';

let world: VoiceWorld;
let ana: Colleague;
let ben: Colleague;
beforeEach(async () => {
  world = await VoiceWorld.start();
  ana = await world.agent();
  ben = await world.agent('agent', 'away');
});
afterEach(() => world.stop());

const available = (agent: Colleague) => agent.call('/v1/me/presence', 'PUT', { state: 'available' });
const away = (agent: Colleague) => agent.call('/v1/me/presence', 'PUT', { state: 'away' });
const waits = async (line: VendorCall): Promise<string> =>
  (await world.becomesOneOf(line, ['queued', 'ringing'])).conversation_id;

it('asks the next agent where the first one accepts and does not pick up, and the caller keeps their place', async () => {
  const caller = await world.rings();
  const conversationId = await waits(caller);
  const since = (await world.call(caller)).queued_at;
  await ana.accepts(conversationId);
  const leg = await world.vendor.ringing(ana.phone);
  await available(ben);
  await leg.fail('no-answer');
  await ben.accepts(conversationId);
  const call = await until('it rings for the second', async () => {
    const now = await world.call(caller);
    return now.agent_id === ben.id && now;
  });
  expect(call.queued_at).toEqual(since);
  await (await world.vendor.ringing(ben.phone)).answer();
  await world.becomes(caller, 'talking');
  expect(await world.events(call.id)).toContain('unanswered');
});

it('puts the caller at the head of the line when the agent’s line drops, and tells them', async () => {
  const { line, leg, call } = await world.talk(ana);
  const other = await world.rings();
  await world.app.db.run('UPDATE conversations SET priority = 5 WHERE id = $1', [(await world.call(other)).conversation_id]);
  await away(ana);
  await leg.end('failed');
  await line.hears('The line to our colleague was interrupted. You are first in line');
  await world.becomes(line, 'queued');
  await line.hears('You are next in line.');
  expect((await world.conversation(call.conversation_id)).status).toBe('waiting');
  // Before everybody else, whatever they were.
  await available(ben);
  expect((await ben.accepts()).id).toBe(call.conversation_id);
  await (await world.vendor.ringing(ben.phone)).answer();
  expect((await world.becomes(line, 'talking')).agent_id).toBe(ben.id);
  expect(line.over).toBe(false);
});

it('takes a caller who hangs up for gone, also where the word of the agent’s line comes first', async () => {
  const { line, leg } = await world.talk(ana);
  // The vendor knows it, and has not said so yet.
  line.status = 'completed';
  await leg.end('completed');
  expect((await world.becomes(line, 'ended')).outcome).toBe('answered');
  expect(line.heard.join()).not.toContain('interrupted');
});

it('hands a call on without a word, and brings the caller to whoever answers', async () => {
  const { line, leg, call } = await world.talk(ana);
  await available(ben);
  const to = { agentId: ben.id, note: 'about the bill' };
  expect((await ana.call(`/v1/conversations/${call.conversation_id}/transfer`, 'POST', to)).status).toBe(200);
  await until('the first agent is let go', () => leg.over);
  await line.waiting('Gather');
  expect(line.over).toBe(false);
  await until('it rings for the second', async () => (await world.call(line)).agent_id === ben.id);
  expect((await ben.call(`/v1/calls/${call.id}/answer`, 'POST', {})).status).toBe(200);
  await (await world.vendor.ringing(ben.phone)).answer();
  await line.waiting('Conference');
  expect((await world.becomes(line, 'talking')).agent_id).toBe(ben.id);
});

it('gives a call that was handed on back to its agent where the colleague does not answer', async () => {
  const { line, call } = await world.talk(ana);
  await available(ben);
  await ana.call(`/v1/conversations/${call.conversation_id}/transfer`, 'POST', { agentId: ben.id, note: 'yours?' });
  await until('it rings for the second', async () => (await world.call(line)).agent_id === ben.id);
  await line.waiting('Gather');
  await world.app.moveClock(31_000);
  await world.app.sweep();
  await until('it rings where it came from', async () => (await world.call(line)).agent_id === ana.id);
  expect(await world.conversation(call.conversation_id)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
  expect((await ana.call(`/v1/calls/${call.id}/answer`, 'POST', {})).status).toBe(200);
  await (await world.vendor.ringing(ana.phone)).answer();
  await line.waiting('Conference');
  expect((await world.becomes(line, 'talking')).agent_id).toBe(ana.id);
});

it('lets an agent ask a colleague on the line while the caller hears music, and hand the call over', async () => {
  const { line, leg, call } = await world.talk(ana);
  await available(ben);
  expect((await ana.call(`/v1/calls/${call.id}/consult`, 'POST', { agentId: ben.id })).status).toBe(200);
  expect(line.held).toBe(true);
  const asked = await world.vendor.ringing(ben.phone);
  const early = await ana.call(`/v1/calls/${call.id}/consult/complete`, 'POST', {});
  expect(early.status).toBe(409);
  await asked.answer();
  expect(leg.room?.members).toHaveLength(3);
  expect((await ana.call(`/v1/calls/${call.id}/consult/complete`, 'POST', { note: 'knows it all' })).status).toBe(200);
  await until('the first agent has left', () => leg.over);
  expect([line.held, line.over, asked.room]).toEqual([false, false, line.room]);
  expect(await world.call(line)).toMatchObject({ state: 'talking', agent_id: ben.id });
  expect(await world.conversation(call.conversation_id)).toMatchObject({ status: 'assigned', assignee_id: ben.id });
  await world.app.sweep();
  expect(world.vendor.callsTo(ben.phone)).toHaveLength(1);
  // They are its agent now: their line that drops puts the caller at the head, and does not end the call.
  await away(ben);
  await asked.end('failed');
  await line.hears('The line to our colleague was interrupted.');
});

it.each(['no-answer', 'busy'] as const)('gives the caller back where the colleague who is asked is %s', async (status) => {
  const { line, leg, call } = await world.talk(ana);
  await ana.call(`/v1/calls/${call.id}/consult`, 'POST', { agentId: ben.id });
  await (await world.vendor.ringing(ben.phone)).fail(status);
  await world.becomes(line, 'talking');
  expect([line.held, line.room, leg.over]).toEqual([false, leg.room, false]);
  // Asked again, and thought better of.
  await ana.call(`/v1/calls/${call.id}/consult`, 'POST', { agentId: ben.id });
  const asked = await world.vendor.ringing(ben.phone);
  expect((await ana.call(`/v1/calls/${call.id}/consult/cancel`, 'POST', {})).status).toBe(200);
  await until('they are let go', () => asked.over);
  expect([(await world.call(line)).state, line.held]).toEqual(['talking', false]);
});

it('changes nothing where the vendor cannot be asked', async () => {
  const { line, call } = await world.talk(ana);
  world.vendor.mode = 'bad gateway';
  for (const act of ['hold', 'consult'] as const) {
    const body = act === 'consult' ? { agentId: ben.id } : {};
    expect((await ana.call(`/v1/calls/${call.id}/${act}`, 'POST', body)).status).toBe(503);
  }
  expect([(await world.call(line)).state, line.held]).toEqual(['talking', false]);
});

it('records from the start where told to, says so, and pauses only when the vendor has paused', async () => {
  await world.set({ recording: 'always' });
  const { line, call } = await world.talk(ana);
  expect(line.heard).toContain('This call may be recorded.');
  await until('it is recorded', async () => (await world.call(line)).recording === 'on');
  expect((await ana.call(`/v1/calls/${call.id}/recording`, 'POST', { action: 'pause' })).status).toBe(200);
  expect(line.recordings.map(({ status }) => status)).toEqual(['paused']);
  expect((await world.call(line)).recording).toBe('paused');
  world.vendor.mode = 'bad gateway';
  const refused = await ana.call<{ code: string }>(`/v1/calls/${call.id}/recording`, 'POST', { action: 'resume' });
  expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
  expect((await world.call(line)).recording).toBe('paused');
  world.vendor.mode = 'up';
  await ana.call(`/v1/calls/${call.id}/recording`, 'POST', { action: 'resume' });
  await line.hangUp();
  await world.vendor.quiet();
  const kept = await until('the recording is in the thread', async () =>
    (await world.thread(call.conversation_id)).find(({ content }) => content?.['recording']),
  );
  expect(kept).toMatchObject({ text: 'Recording of the call (1:01)', direction: 'internal', kind: 'event' });
  const stored = await until('it is fetched', async () => {
    const [file] = await world.app.db.query<{ state: string; content_type: string }>(
      `SELECT state, content_type FROM attachments`,
    );
    return file && file.state !== 'pending' && file;
  });
  expect(['stored', 'refused']).toContain(stored.state);
});

it('records nobody who refused it, nor, where only a yes will do, who was never asked', async () => {
  await world.set({ recording: 'always' });
  const say = (customerId: string, granted: boolean) =>
    ana.call(`/v1/customers/${customerId}/consents`, 'POST', { purpose: 'recording', granted });
  const missing = async (customerId: string) =>
    (
      await world.app.db.query<{ reason: string }>(
        `SELECT data ->> 'reason' AS reason FROM audit_log WHERE action = 'consent.missing' AND subject_id = $1 ORDER BY at`,
        [customerId],
      )
    ).map(({ reason }) => reason);
  const number = '+491519990001';
  const before = await world.talk(ana, await world.rings(number));
  await until('it is recorded', async () => (await world.call(before.line)).recording === 'on');
  const [{ customer_id: customerId } = { customer_id: '' }] = await world.app.db.query<{ customer_id: string }>(
    'SELECT customer_id FROM calls WHERE id = $1',
    [before.call.id],
  );
  // Said while it runs: what the vendor has is not fetched.
  await say(customerId, false);
  await before.line.hangUp();
  await world.vendor.quiet();
  await until(
    'the vendor told',
    async () => (await world.app.db.query(`SELECT 1 FROM call_events WHERE type = 'recording_refused'`)).length === 1,
  );
  expect((await world.thread(before.call.conversation_id)).filter(({ content }) => content?.['recording'])).toEqual([]);

  const close = (id: string) => ana.call(`/v1/conversations/${id}/close`, 'POST', { outcome: 'solved' });
  expect((await close(before.call.conversation_id)).status).toBe(200);
  const again = await world.talk(ana, await world.rings(number));
  await until('it was thought of', async () => (await missing(customerId)).length === 1);
  const start = () =>
    ana.call<{ code: string; reason: string }>(`/v1/calls/${again.call.id}/recording`, 'POST', { action: 'start' });
  expect(await start()).toMatchObject({ status: 403, body: { code: 'consent_missing', reason: 'withdrawn' } });
  expect([again.line.recordings, (await world.call(again.line)).recording]).toEqual([[], 'off']);
  await say(customerId, true);
  expect((await start()).status).toBe(200);
  await again.line.hangUp();
  await world.vendor.quiet();
  await close(again.call.conversation_id);

  await world.set({ recording: 'on_request', recordingConsent: 'given' });
  const other = await world.talk(ana);
  const refused = await ana.call<{ reason: string }>(`/v1/calls/${other.call.id}/recording`, 'POST', { action: 'start' });
  expect([refused.status, refused.body.reason]).toEqual([403, 'never_given']);
});

it('lets a supervisor listen, whisper and barge in on the line, and leave it', async () => {
  const { line, leg } = await world.talk(ana);
  const call = await world.call(line);
  const boss = await world.agent('supervisor');
  const mode = (mode: string) => boss.call(`/v1/conversations/${call.conversation_id}/monitor`, 'POST', { mode });
  expect((await mode('monitor')).status).toBe(200);
  const beside = await world.vendor.ringing(boss.phone);
  await beside.answer();
  expect([beside.muted, beside.coaching, beside.endsRoom, beside.room]).toEqual([true, undefined, false, line.room]);
  await mode('whisper');
  await until('only the agent hears them', () => beside.coaching === leg.sid && !beside.muted);
  await mode('barge');
  await until('both hear them', () => beside.coaching === undefined && !beside.muted);
  await mode('off');
  await until('they are gone', () => beside.over);
  expect([line.room, leg.over]).toEqual([leg.room, false]);
});

it('takes an agent without a telephone for one who does not answer', async () => {
  await world.app.db.run('DELETE FROM agent_phones WHERE agent_id = $1', [ana.id]);
  const caller = await world.rings();
  const conversationId = await waits(caller);
  await ana.accepts(conversationId);
  await available(ben);
  expect((await ben.accepts(conversationId)).id).toBe(conversationId);
});

it('ends the call for everybody when the agent hangs up in the console', async () => {
  const { line, leg, call } = await world.talk(ana);
  expect((await ana.call(`/v1/calls/${call.id}/hangup`, 'POST', {})).status).toBe(200);
  await until('both lines are over', () => line.over && leg.over);
  expect((await world.call(line)).outcome).toBe('answered');
  const status = (await world.conversation(call.conversation_id)).status;
  expect(status).toBe('assigned');
});

it('ends the call with the agent’s line where the inbox says so', async () => {
  await world.set({ agentLineEnds: 'end' });
  const { line, leg } = await world.talk(ana);
  await leg.hangUp();
  await until('the caller’s line is over', () => line.over);
  expect((await world.becomes(line, 'ended')).outcome).toBe('answered');
});

it('turns away who picks up late, or a second time', async () => {
  const caller = await world.rings();
  await ana.accepts(await waits(caller));
  const leg = await world.vendor.ringing(ana.phone);
  await caller.hangUp();
  await world.becomes(caller, 'ended');
  await until('the ringing ends', () => leg.over);
  // The vendor's word of it was late: they picked up all the same.
  const answer = await world.vendor.post(leg.hooks.url!, { ...leg.base(), CallStatus: 'in-progress' });
  expect(answer.body).toContain('<Response><Hangup/></Response>');
});
