import { until } from '../../../support/until.js';
import { VoiceWorld } from './voice-app.js';

const tree = {
  start: 'main',
  nodes: {
    main: {
      kind: 'menu',
      text: 'For orders press 1, for bills press 2.',
      choices: [
        { digit: '1', words: ['order'], label: 'Orders', next: 'number' },
        { digit: '2', label: 'Bills', next: 'people' },
        { digit: '3', label: 'Message', next: 'message' },
      ],
      retries: 1,
      otherwise: 'people',
    },
    number: {
      kind: 'gather',
      text: 'Your order number, then pound.',
      fact: 'order_number',
      label: 'Order',
      minDigits: 4,
      maxDigits: 8,
      next: 'people',
      otherwise: 'people',
    },
    people: { kind: 'queue' },
    message: { kind: 'voicemail' },
  },
};

let world: VoiceWorld;
beforeAll(async () => (world = await VoiceWorld.start({ ivr: tree, greeting: { en: 'Hello from the shop.' } })));
afterAll(() => world.stop());

it('leads a caller through menu, line, agent and hold to the end, as one item of the thread', async () => {
  const caller = await world.rings();
  expect(caller.heard).toEqual(['Hello from the shop.', 'For orders press 1, for bills press 2.']);
  const { conversation_id: conversationId, id: callId } = await world.becomes(caller, 'greeting');
  // Nobody is asked while the caller is in the menu.
  expect((await world.conversation(conversationId)).status).toBe('snoozed');

  await caller.press('1');
  await caller.press('20417');
  await caller.hears('You are next in line.');
  await world.becomes(caller, 'queued');
  expect((await world.conversation(conversationId)).status).toBe('waiting');
  await caller.letTimePass();
  expect(caller.heard.filter((one) => one === 'You are next in line.')).toHaveLength(2);

  const ana = await world.agent();
  const { leg, call } = await world.talk(ana, caller);
  expect(leg.heard).toEqual(['A caller for you.']);
  expect(caller.heard.at(-1)).toBe('You are being connected now.');
  expect(caller.room).toBe(leg.room);
  expect(call.agent_id).toBe(ana.id);

  expect((await ana.call(`/v1/calls/${callId}/hold`, 'POST', {})).status).toBe(200);
  expect(caller.held).toBe(true);
  expect((await ana.call(`/v1/calls/${callId}/resume`, 'POST', {})).status).toBe(200);
  expect(caller.held).toBe(false);

  await caller.hangUp();
  const ended = await world.becomes(caller, 'ended');
  expect(ended.outcome).toBe('answered');
  await until('the agent hears the line go dead', () => leg.over);
  const thread = await world.thread(conversationId);
  expect(thread.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual(['call in', 'event internal', 'event internal']);
  expect(thread[0]!.content).toMatchObject({ callId, state: 'ended', outcome: 'answered', agentName: 'Ana' });
  expect(thread.slice(1).map(({ text }) => text)).toEqual(['Orders (1)', 'Order: 20417']);
  expect(
    await world.app.db.query(`SELECT kind, value, source_type, channel FROM facts WHERE conversation_id = $1`, [conversationId]),
  ).toEqual([{ kind: 'order_number', value: '20417', source_type: 'ivr', channel: 'voice' }]);
  expect(await world.events(callId)).toEqual(
    expect.arrayContaining(['started', 'ivr_entered', 'ivr_chose', 'ivr_told', 'queued', 'answered', 'held', 'resumed', 'ended']),
  );
});
