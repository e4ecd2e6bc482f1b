import { aQueue } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { VoiceWorld } from './voice-app.js';

let world: VoiceWorld;
beforeEach(async () => (world = await VoiceWorld.start()));
afterEach(() => world.stop());

it('takes a caller who hangs up in line for abandoned, and closes what was only that call', async () => {
  const caller = await world.rings();
  const { conversation_id: id } = await world.becomes(caller, 'queued');
  await caller.hangUp();
  expect((await world.becomes(caller, 'ended')).outcome).toBe('abandoned');
  expect(await world.conversation(id)).toMatchObject({ status: 'closed', outcome: 'abandoned' });
});

it('tells each caller where they stand', async () => {
  const [first, second] = [await world.rings(), await world.rings()];
  await first.hears('You are next in line.');
  await second.hears('You are number 2 in line.');
  await first.hangUp();
  await world.becomes(first, 'ended');
  await second.letTimePass();
  await second.hears('You are next in line.');
});

it('takes a message out of hours, and its words, into the thread', async () => {
  await world.set({ transcribe: true, closedText: 'We are closed until Monday.' });
  await world.app.db.run(`UPDATE queues SET closed_until = app_now() + interval '1 day' WHERE id = $1`, [world.queueId]);
  const caller = await world.rings();
  expect(caller.heard).toEqual([
    'We are closed until Monday.',
    'Please leave a message after the tone. Press the pound key when you are done.',
  ]);
  const sid = await caller.leaveMessage(42);
  expect(caller.heard.at(-1)).toBe('Thank you. We have your message. Goodbye.');
  await world.vendor.quiet();
  const { conversation_id: id, outcome } = await world.becomes(caller, 'ended');
  expect(outcome).toBe('voicemail');
  expect((await world.conversation(id)).status).toBe('waiting');
  const transcribed = await world.vendor.transcribe(sid, 'Please call me about order 20417.');
  for (const again of [...world.vendor.sent.filter(({ url }) => url.includes('/recording')), transcribed])
    expect((await world.vendor.repeat(again)).status).toBe(again.status);
  const thread = await world.thread(id);
  expect(thread.map(({ kind, direction, text }) => [kind, direction, text])).toEqual([
    ['call', 'in', ''],
    ['text', 'in', 'Voicemail (0:42)'],
    ['event', 'internal', 'Please call me about order 20417.'],
  ]);
  expect(thread[1]!.attachments).toHaveLength(1);
});

it('asks the hours of the queue that the menu led to, and leads there', async () => {
  const bills = await aQueue(world.app.db);
  const choices = [{ digit: '1', next: 'bills' }];
  const nodes = {
    main: { kind: 'menu', text: 'Bills: 1.', choices, otherwise: 'people' },
    bills: { kind: 'set_queue', queueId: bills, next: 'people' },
    people: { kind: 'queue' },
  };
  await world.set({ ivr: { start: 'main', nodes } });
  const open = await world.rings();
  await open.press('1');
  const { conversation_id: id } = await world.becomes(open, 'queued');
  expect((await world.conversation(id)).queue_id).toBe(bills);
  await world.app.db.run(`UPDATE queues SET closed_until = app_now() + interval '1 day' WHERE id = $1`, [bills]);
  const late = await world.rings();
  await late.press('1');
  expect(late.heard).toContain('We are closed at the moment.');
  expect((await world.becomes(late, 'voicemail')).id).toBeDefined();
  // Who was in line already hears it with the next round.
  await open.letTimePass();
  await world.becomes(open, 'voicemail');
});

it('takes a message on request', async () => {
  const caller = await world.rings();
  await world.becomes(caller, 'queued');
  await caller.hears('To leave a message, press 2.');
  await caller.press('2');
  await caller.leaveMessage(5);
  expect((await world.becomes(caller, 'ended')).outcome).toBe('voicemail');
});

it('keeps the place of who asks to be called back, and brings agent and customer together when it comes', async () => {
  const number = '+4915150000001';
  const first = await world.rings(number);
  const { conversation_id: id, queued_at: since } = await world.becomes(first, 'queued');
  const before = (await world.conversation(id)).waiting_since;
  const later = await world.rings();
  await first.press('1');
  await first.hears('Your place in line is kept. We will call you at 4 9 1 5 1 5 0 0 0 0 0 0 1.');
  expect(first.over).toBe(true);
  expect((await world.becomes(first, 'ended')).outcome).toBe('callback');
  expect(await world.conversation(id)).toMatchObject({ status: 'waiting', waiting_since: before });
  const ana = await world.agent();
  expect((await ana.accepts()).id).toBe(id);
  await (await world.vendor.ringing(ana.phone)).answer();
  const back = await world.vendor.ringing(number);
  await back.answer();
  await back.hears('this is the call back you asked for');
  await back.waiting('Conference');
  expect(back.room?.members).toHaveLength(2);
  const [call] = await world.app.db.query<{ state: string; direction: string; queued_at: Date }>(
    `SELECT state, direction, queued_at FROM calls WHERE conversation_id = $1 AND direction = 'out'`,
    [id],
  );
  expect(call).toEqual({ state: 'talking', direction: 'out', queued_at: before });
  expect(since).not.toBeNull();
  await back.hangUp();
  await until('the call back is settled', async () => {
    await world.app.sweep();
    const [row] = await world.app.db.query<{ state: string }>('SELECT state FROM callbacks');
    return row?.state === 'answered';
  });
  expect(later.over).toBe(false);
});

it('ends a call back that the customer does not answer as missed, and leaves the conversation with its agent', async () => {
  const number = '+4915150000002';
  const caller = await world.rings(number);
  const { conversation_id: id } = await world.becomes(caller, 'queued');
  await caller.press('1');
  const ana = await world.agent();
  await ana.accepts(id);
  const leg = await world.vendor.ringing(ana.phone);
  await leg.answer();
  await (await world.vendor.ringing(number)).fail('no-answer');
  await until('the agent is let go', () => leg.over);
  const [call] = await world.app.db.query(`SELECT state, outcome FROM calls WHERE conversation_id = $1 AND direction = 'out'`, [
    id,
  ]);
  expect(call).toEqual({ state: 'ended', outcome: 'missed' });
  expect(await world.conversation(id)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
});

it('joins the conversation that is running, in the hands of its owner', async () => {
  const ana = await world.agent();
  const number = '+4915150000003';
  const { line, call } = await world.talk(ana, await world.rings(number));
  await ana.call(`/v1/calls/${call.id}/hangup`, 'POST', {});
  await until('the line is over', () => line.over);
  const again = await world.rings(number);
  const second = await world.becomes(again, 'ringing');
  expect([second.conversation_id, second.agent_id]).toEqual([call.conversation_id, ana.id]);
  expect((await ana.call(`/v1/calls/${second.id}/answer`, 'POST', {})).status).toBe(200);
  await (await world.vendor.ringing(ana.phone)).answer();
  await world.becomes(again, 'talking');
});
