import type { AlreadyKnownView, ContextView, DraftCheckView } from '../../../src/contracts/context.js';
import type { RepeatedQuestionsView } from '../../../src/contracts/report-views.js';
import type { MessageView } from '../../../src/contracts/views.js';
import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { EventListeners } from '../../../src/platform/outbox/listeners.js';
import type { OutboxRow } from '../../../src/platform/outbox/outbox.entity.js';
import { anInbox } from '../../support/builders.js';
import { type Centre, type Person, startCentre } from '../console/centre.js';

let centre: Centre;
let [ana, ben, sue]: Person[] = [];
const day = 24 * 3_600_000;

beforeAll(async () => {
  centre = await startCentre();
  sue = await centre.person('Sue', 'admin');
  [ana, ben] = [await centre.person('Ana'), await centre.person('Ben')];
});
afterAll(() => centre.stop());

const checkAs = async (who: Person, conversationId: string, text: string): Promise<AlreadyKnownView[]> =>
  (await who.call<DraftCheckView>('POST', `/v1/conversations/${conversationId}/draft-check`, { text })).body.context.alreadyKnown;
const check = (conversationId: string, text: string): Promise<AlreadyKnownView[]> => checkAs(ana!, conversationId, text);
/** Away: no work is given to them, and they may take it. */
const take = async (who: Person, conversationId: string) => {
  await who.call('PUT', '/v1/me/presence', { state: 'away' });
  expect((await who.call('POST', `/v1/conversations/${conversationId}/claim`, {})).status).toBe(200);
};
const reply = async (who: Person, conversationId: string, text: string) => {
  const answer = await who.call<MessageView>('POST', `/v1/conversations/${conversationId}/messages`, {
    kind: 'reply',
    text,
    clientId: newId(),
  });
  expect(answer.status).toBe(201);
  await centre.announced();
  return answer.body;
};
const report = async (by: string, from = '2000-01-01T00:00:00Z'): Promise<RepeatedQuestionsView[]> =>
  (
    await sue!.call<{ data: RepeatedQuestionsView[] }>(
      'GET',
      `/v1/reports/repeated-questions?from=${from}&to=2100-01-01T00:00:00Z&by=${by}`,
    )
  ).body.data;

it('warns of what the customer told us, with where and when', async () => {
  const mei = centre.customer('Mei');
  const said = await mei.says('Order number A-20417 arrived broken', { facts: [{ kind: 'phone', value: '+8613800138000' }] });
  const [order] = await check(said.conversationId, 'Sorry to hear that. What is your order number?');
  expect(order).toEqual({
    kind: 'order_number',
    question: 'What is your order number?',
    facts: [
      {
        ...{ factId: expect.any(String), value: 'A-20417', label: null, confidence: expect.closeTo(0.95) },
        source: { type: 'message', messageId: said.messageId, channel: 'webchat', at: said.createdAt.toISOString() },
      },
    ],
  });
  const both = await check(said.conversationId, '麻烦提供一下手机号和订单号');
  expect(both.map(({ kind, facts }) => [kind, facts[0]!.value, facts[0]!.source.type])).toEqual([
    ['phone', '+8613800138000', 'form'],
    ['order_number', 'A-20417', 'message'],
  ]);
  expect((await check(said.conversationId, 'May I have your name?'))[0]).toMatchObject({
    facts: [{ value: 'Mei', factId: null }],
  });
  for (const text of ['What is your e-mail?', 'Is your order number still A-20417?', 'Thanks for your order number.', ''])
    expect(await check(said.conversationId, text)).toEqual([]);
});

it('refuses what it cannot check', async () => {
  const { conversationId } = await centre.customer().says('hello');
  const status = async (id: string, body: object) =>
    (await ana!.call('POST', `/v1/conversations/${id}/draft-check`, body)).status;
  expect(await status(newId(), { text: 'What is your name?' })).toBe(404);
  expect(await status(conversationId, {})).toBe(422);
  expect(await status(conversationId, { text: 'x'.repeat(20_001) })).toBe(422);
  expect(await status(conversationId, { text: 'x', mood: 1 })).toBe(422);
});

it('counts what was asked, and what of it although known, once however often it is told', async () => {
  const lena = centre.customer();
  const said = await lena.says('Order number A-30417 is late');
  await take(ana!, said.conversationId);
  const before = await report('agent');
  expect(before).toEqual([]);
  const asked = await reply(ana!, said.conversationId, 'What is your order number? And your e-mail please?');
  await reply(ana!, said.conversationId, 'I am looking.');
  const [row] = await centre.app.db.query<OutboxRow>(
    `SELECT * FROM outbox WHERE type = 'message.created' AND payload->>'messageId' = $1`,
    [asked.id],
  );
  const event = { ...row!, type: 'message.created' as const, position: Number(row!.position), payload: row!.payload as never };
  const repeat = () =>
    centre.app.get(EventListeners).dispatch([event], (_name, error) => {
      throw error;
    });
  await repeat();
  // Lost, and told again after the customer answered: what counts is what was known when the question was sent.
  await lena.says('I am lena@shop.test');
  await centre.announced();
  await centre.app.db.run('DELETE FROM asked_questions');
  await repeat();
  const counted = { asked: 2, askedAlthoughKnown: 1, rate: 0.5 };
  expect(await report('agent')).toEqual([{ by: 'agent', key: ana!.id, name: 'Ana', ...counted }]);
  expect(await report('queue')).toEqual([expect.objectContaining({ key: centre.queueId, ...counted })]);
  expect(await report('channel')).toEqual([{ by: 'channel', key: 'webchat', name: 'webchat', ...counted }]);
  expect(await report('agent', '2099-01-01T00:00:00Z')).toEqual([]);
  const [kept] = await centre.app.db.query<object>(
    'SELECT kind, known_since, fact_id FROM repeated_questions WHERE message_id = $1',
    [asked.id],
  );
  expect(kept).toEqual({ kind: 'order_number', known_since: expect.any(Date), fact_id: expect.any(String) });
  expect(
    (await ana!.call('GET', '/v1/reports/repeated-questions?from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z')).status,
  ).toBe(403);
});

it('holds every earlier answer for the last agent: bot, one agent, another, and a mail a week later', async () => {
  const { db } = centre.app;
  const bots = await anInbox(db, { queueId: centre.queueId, key: 'bot', channel: 'api' });
  const post = async (text: string, facts?: object[]) =>
    sue!.call<{ message: MessageView }>('POST', `/v1/inboxes/${bots}/messages`, {
      ...{ externalId: newId(), text, from: { kind: 'email', value: 'lin@shop.test' }, ...(facts ? { facts } : {}) },
    });
  const told = await post('A-40417, the blue one', [
    { kind: 'order_number', value: '#a-40417' },
    { kind: 'colour', value: 'blue', label: 'Colour' },
  ]);
  expect(told.status).toBe(201);
  const { id: first, conversationId } = told.body.message;
  const since = (await report('queue'))[0]?.askedAlthoughKnown ?? 0;

  await take(ana!, conversationId);
  await reply(ana!, conversationId, 'Hello! What error code does it show, and what is your phone number?');
  const answered = await post('It shows error code E-77. Call me on +86 138 0013 8000');
  await centre.announced();
  await ben!.call('PUT', '/v1/me/presence', { state: 'available' });
  const handed = await ana!.call('POST', `/v1/conversations/${conversationId}/transfer`, {
    agentId: ben!.id,
    note: 'Broken, wants a new one',
  });
  expect([handed.status, handed.body]).toEqual([200, expect.anything()]);
  await reply(ben!, conversationId, 'Thank you. I am sending a new one. Where should we send it?');
  const home = await post('上海市浦东新区世纪大道100号');
  await centre.announced();
  await ben!.call('POST', `/v1/conversations/${conversationId}/close`, { outcome: 'solved' });

  await centre.app.moveClock(7 * day);
  // Whoever was signed in a week ago is not any more.
  sue = await centre.person('Sue again', 'admin');
  const mailbox = await anInbox(db, { queueId: centre.queueId, key: 'mail', channel: 'email' });
  const { conversationId: later } = (await centre.app.get(ReceiveMessage).receive({
    ...{ inboxId: mailbox, channel: 'email', text: 'It has not come. Any news?', externalId: `${newId()}@shop.test` },
    from: { kind: 'email', value: 'lin@shop.test', level: 'claimed', joins: true },
  }))!;
  const last = (ana = await centre.person('Cem'));
  await take(last, later);
  const { body: context } = await last.call<ContextView>('GET', `/v1/conversations/${later}/context`);
  expect(context.facts.map(({ kind, value, source }) => [kind, value, source.type, source.messageId])).toEqual(
    expect.arrayContaining([
      ['order_number', 'A-40417', 'bot', first],
      ['colour', 'blue', 'bot', first],
      ['error_code', 'E-77', 'message', answered.body.message.id],
      ['phone', '+8613800138000', 'message', answered.body.message.id],
      ['address', '上海市浦东新区世纪大道100号', 'message', home.body.message.id],
    ]),
  );
  await reply(last, later, 'I am sorry. Parcel A-40417 leaves Monday for the address you gave us.');
  expect((await report('queue'))[0]?.askedAlthoughKnown ?? 0).toBe(since);
  const asks = await check(later, 'What is your order number, your phone and your address? And the colour?');
  expect(asks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['order_number', 'phone', 'address']));
});

it('knows what other systems said, and counts who asks for it all the same', async () => {
  const dan = await centre.person('Dan');
  const { conversationId, customerId } = await centre.customer().says('hello');
  const panel = newId();
  await centre.app.db.run(
    `INSERT INTO panels (id, key, name, url, secret_sealed, timeout_ms, cache_ms) VALUES ($1, 'warehouse', 'Warehouse', 'https://x.example/', '', 1000, 1000)`,
    [panel],
  );
  await centre.app.db.run(
    `INSERT INTO panel_answers (panel_id, customer_id, told, content, as_of, tried_at)
     VALUES ($1, $2, encode(sha256('[]'), 'hex'), $3, app_now() - interval '1 minute', app_now() - interval '1 minute')`,
    [panel, customerId, JSON.stringify({ title: null, sections: [], facts: [{ kind: 'order_number', value: 'P-31337' }] })],
  );
  const question = 'May I have your order number, please?';
  expect((await checkAs(dan, conversationId, question))[0]!.facts).toEqual([
    {
      ...{ factId: null, value: 'P-31337', label: null, confidence: 1 },
      source: { type: 'panel', panel: 'warehouse', messageId: null, channel: null, at: expect.any(String) },
    },
  ]);
  await take(dan, conversationId);
  await reply(dan, conversationId, question);
  const [asked] = await centre.app.db.query<{ kind: string; known: boolean }>(
    'SELECT kind, known_since IS NOT NULL AS known FROM asked_questions WHERE conversation_id = $1',
    [conversationId],
  );
  expect(asked).toEqual({ kind: 'order_number', known: true });
});
