import { until } from '../../../support/until.js';
import { ourNumber, publicUrl, VoiceWorld } from './voice-app.js';

let world: VoiceWorld;
beforeEach(async () => (world = await VoiceWorld.start()));
afterEach(() => world.stop());

const counts = async (): Promise<unknown> =>
  (
    await world.app.db.query(
      `SELECT (SELECT count(*)::int FROM calls) AS calls, (SELECT count(*)::int FROM messages) AS messages,
         (SELECT count(*)::int FROM call_events) AS events, (SELECT count(*)::int FROM voice_legs) AS legs,
         (SELECT count(*)::int FROM conversations) AS conversations, (SELECT count(*)::int FROM customers) AS customers,
         (SELECT count(*)::int FROM callbacks) AS callbacks, (SELECT sum(version)::int FROM calls) AS versions`,
    )
  )[0];

it.each(['', '/status', '/next?line=x&step=0', '/leg?leg=x', '/conference?line=x', '/recording?line=x', '/nonsense'])(
  'lets nobody in who cannot sign: voice%s',
  async (what) => {
    const fields = { CallSid: `CA${'a'.repeat(32)}`, From: '+4915112345678', To: ourNumber };
    for (const signature of ['', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=']) {
      const { status, body } = await world.vendor.deliver(world.hook(what), fields, signature);
      expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([401, 'not_verified']);
    }
    expect(await counts()).toMatchObject({ calls: 0, customers: 0 });
  },
);

it('knows only voice inboxes, and only lines of its own', async () => {
  const fields = { CallSid: `CA${'a'.repeat(32)}`, From: '+4915112345678', To: ourNumber };
  const strange = `${publicUrl}/v1/inboxes/nowhere/voice`;
  expect((await world.vendor.post(strange, fields)).status).toBe(404);
  const nobody = '/next?line=0190b8a0-0000-7000-8000-000000000001&step=0';
  expect((await world.vendor.post(world.hook(nobody), fields)).status).toBe(404);
  const caller = await world.rings();
  const { url } = world.vendor.sent.at(-1)!;
  expect(url).toBe(world.hook());
  const [line] = await world.app.db.query<{ id: string; step: number }>('SELECT id, step FROM voice_lines');
  const stolen = await world.vendor.post(world.hook(`/next?line=${line!.id}&step=${line!.step}`), fields);
  expect(stolen.status).toBe(404);
  expect(caller.over).toBe(false);
  expect((await world.vendor.post(world.hook(), { From: '+49', To: ourNumber })).status).toBe(400);
});

it('changes nothing for webhooks that come again, alone or at once, and answers them the same', async () => {
  const ana = await world.agent();
  const { line, leg } = await world.talk(ana);
  await line.hangUp();
  await until('all is over', () => leg.over);
  await world.vendor.quiet();
  const before = await counts();
  for (const webhook of [...world.vendor.sent]) {
    const again = await Promise.all([world.vendor.repeat(webhook), world.vendor.repeat(webhook)]);
    for (const one of again) {
      expect(one.status).toBe(webhook.status);
      if (webhook.url.endsWith('/voice')) expect(one.body).toContain('<Response>');
    }
  }
  expect(await counts()).toEqual(before);
});

it('answers a first webhook that comes five times at once with one call', async () => {
  const fields = { CallSid: `CA${'b'.repeat(32)}`, From: '+4915112345678', To: ourNumber, CallStatus: 'ringing' };
  const answers = await Promise.all(Array.from({ length: 5 }, () => world.vendor.post(world.hook(), fields)));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
  expect(await counts()).toMatchObject({ calls: 1, messages: 1, customers: 1 });
});

it('takes a step once, though it is asked five times at once', async () => {
  const asks = { kind: 'gather', text: 'Your order?', fact: 'order_number', minDigits: 4, maxDigits: 8 };
  const nodes = { number: { ...asks, next: 'people', otherwise: 'people' }, people: { kind: 'queue' } };
  await world.set({ ivr: { start: 'number', nodes } });
  const caller = await world.rings();
  const { id: callId, conversation_id: conversationId } = await world.becomes(caller, 'greeting');
  const [line] = await world.app.db.query<{ id: string; step: number }>('SELECT id, step FROM voice_lines');
  const url = world.hook(`/next?line=${line!.id}&step=${line!.step}`);
  const pressed = { ...caller.base(), Digits: '20417' };
  const answers = await Promise.all(Array.from({ length: 5 }, () => world.vendor.post(url, pressed)));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
  expect((await world.events(callId)).filter((type) => type === 'ivr_told' || type === 'queued')).toEqual(['ivr_told', 'queued']);
  expect((await world.thread(conversationId)).filter(({ kind }) => kind === 'event')).toHaveLength(1);
});

it('does what was decided where the process died before it answered, and decides nothing anew', async () => {
  const caller = await world.rings();
  await world.becomes(caller, 'queued');
  await world.app.db.run(
    `UPDATE voice_lines SET decided = jsonb_build_object('step', step, 'says', '[]'::jsonb, 'then', '{"do": "round"}'::jsonb),
       claimed_step = step, claimed_at = app_now() - interval '1 minute'`,
  );
  // The same key means the same thing only once it is read as what it was: this step was an ordinary round.
  await caller.press('1');
  expect([(await world.call(caller)).state, caller.over]).toEqual(['queued', false]);
  expect(await counts()).toMatchObject({ callbacks: 0 });
});

it.each(['bad gateway', 'silent'] as const)(
  'loses no caller while the vendor’s REST is %s',
  async (mode) => {
    const ana = await world.agent();
    const caller = await world.rings();
    const { conversation_id: id } = await world.becomesOneOf(caller, ['queued', 'ringing']);
    world.vendor.mode = mode;
    await ana.accepts(id);
    await until('it was tried', () => world.vendor.asked.some(({ path }) => path.endsWith('/Calls.json')));
    await caller.letTimePass();
    expect(caller.over).toBe(false);
    // The agent could not be rung in time: the caller is first in line again.
    await world.app.moveClock(31_000);
    await until('the caller is back in line', async () => {
      await world.app.sweep();
      return ['queued', 'ringing'].includes((await world.call(caller)).state) && (await world.call(caller)).agent_id === null;
    });
    world.vendor.mode = 'up';
    await ana.call('/v1/me/presence', 'PUT', { state: 'away' });
    const ben = await world.agent();
    await ben.accepts(id);
    await (await world.vendor.ringing(ben.phone)).answer();
    await caller.waiting('Conference');
    expect((await world.becomes(caller, 'talking')).agent_id).toBe(ben.id);
  },
  30_000,
);

it('brings the caller to an agent even where they cannot be fetched: with the next round', async () => {
  const ana = await world.agent();
  const caller = await world.rings();
  await ana.accepts((await world.becomesOneOf(caller, ['queued', 'ringing'])).conversation_id);
  const leg = await world.vendor.ringing(ana.phone);
  world.vendor.mode = 'bad gateway';
  await leg.answer();
  await world.becomes(caller, 'talking');
  expect(caller.blocked?.verb).toBe('Gather');
  await caller.letTimePass();
  expect(caller.blocked?.verb).toBe('Conference');
  expect(caller.room).toBe(leg.room);
});

it('asks the vendor about a caller of whom nothing is heard, and believes it', async () => {
  const [gone, here] = [await world.rings(), await world.rings()];
  // The word that they hung up never came.
  gone.status = 'completed';
  gone.interrupt(null);
  await world.app.moveClock(95_000);
  await until('the lost one is ended', async () => {
    await world.app.sweep();
    return (await world.call(gone)).state === 'ended';
  });
  expect((await world.call(gone)).outcome).toBe('abandoned');
  expect((await world.call(here)).state).toBe('queued');
});

it('takes two callers behind one number for two, and the same caller again for themselves', async () => {
  const number = '+4915160000001';
  const first = await world.rings(number);
  const second = await world.rings(number);
  const [one, two] = [await world.becomes(first, 'queued'), await world.becomes(second, 'queued')];
  expect(one.conversation_id).not.toBe(two.conversation_id);
  // The first one's end was lost; they call again.
  first.status = 'completed';
  first.interrupt(null);
  const again = await world.rings(number);
  expect((await world.call(first)).outcome).toBe('abandoned');
  expect((await world.becomes(again, 'queued')).id).not.toBe(one.id);
});

it.each(['anonymous', '+266696687', 'sip:someone@example.test', ''])('takes a caller whose number is %j', async (from) => {
  const caller = await world.rings(from);
  await world.becomes(caller, 'queued');
  expect(caller.heard).not.toContain('To keep your place in line and be called back, press 1.');
  const [identity] = await world.app.db.query<{ kind: string; display: string }>('SELECT kind, display FROM identities');
  expect(identity).toEqual({ kind: 'external', display: 'Hidden number' });
});

it('turns a blocked customer away', async () => {
  const caller = await world.rings('+4915160000002');
  await caller.hangUp();
  await world.becomes(caller, 'ended');
  await world.app.db.run('UPDATE customers SET blocked_at = app_now()');
  const blocked = await world.rings('+4915160000002');
  expect([blocked.over, blocked.heard]).toEqual([true, []]);
});
