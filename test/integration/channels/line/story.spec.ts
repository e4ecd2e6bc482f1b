import { startApp, type TestApp } from '../../../support/app.js';
import { aQueue } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { FakeLine } from '../../../support/vendors/line.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';

const customer = `U${'4'.repeat(32)}`;
interface Row {
  id: string;
  conversation_id: string;
  text: string;
  content: Record<string, unknown> | null;
}

let line: FakeLine;
let app: TestApp;
let agent: Caller;
let count = 0;

beforeAll(async () => {
  line = await FakeLine.start();
  app = await startApp({ env: { LINE_API_URL: line.url, LINE_DATA_URL: line.url } });
  const admin = await aSignedIn(app, 'admin', 'Ada');
  agent = await aSignedIn(app, 'supervisor', 'Ana');
  const queueId = await aQueue(app.db);
  const { channelSecret, channelAccessToken, botUserId } = line;
  const { status, body } = await admin.call<{ id: string }>('/v1/inboxes', 'POST', {
    key: 'line',
    name: 'LINE',
    channel: 'line',
    queueId,
    settings: { botUserId },
    secrets: { channelSecret, channelAccessToken },
  });
  expect(status).toBe(201);
  line.webhookUrl = `${app.url}/v1/inboxes/${body.id}/webhook`;
});
afterAll(async () => {
  await app?.stop();
  await line.stop();
});

const event = (more: object): object => ({
  mode: 'active',
  timestamp: Date.now(),
  source: { type: 'user', userId: customer },
  webhookEventId: `01HXQ${String(++count).padStart(21, '0')}`,
  deliveryContext: { isRedelivery: false },
  ...more,
});
const says = (id: string, text: string, more: object = {}): object =>
  event({
    type: 'message',
    replyToken: line.replyToken(),
    message: { type: 'text', id, text, quoteToken: `quote-${id}`, ...more },
  });
const under = (externalId: string): Promise<Row> =>
  until(`a message ${externalId}`, async () => {
    const rows = await app.db.query<Row>('SELECT id, conversation_id, text, content FROM messages WHERE external_id = $1', [
      externalId,
    ]);
    return rows[0];
  });
const reply = async (conversationId: string, text: string): Promise<string> => {
  const answer = await agent.call<{ id: string }>(`/v1/conversations/${conversationId}/messages`, 'POST', {
    kind: 'reply',
    text,
  });
  expect(answer.status).toBe(201);
  return answer.body.id;
};
const arrived = (text: string) => until(`"${text}" at LINE`, () => line.sent.find(({ message }) => message['text'] === text));

it('says yes to the question whether somebody is there', async () => {
  expect((await line.deliver([])).status).toBe(200);
});

it('a customer writes, an agent answers for nothing, later by push, and the customer quotes the answer', async () => {
  expect((await line.deliver([says('7001', '茶壺はいつ届きますか'), says('7002', '急いでいます')])).status).toBe(200);
  const { conversation_id: conversationId } = await under('7002');
  expect((await under('7001')).conversation_id).toBe(conversationId);

  const replyId = await reply(conversationId, '明日です');
  expect(await arrived('明日です')).toMatchObject({ by: 'reply' });
  await reply(conversationId, '10時ごろです');
  expect(await arrived('10時ごろです')).toMatchObject({ by: 'push', to: customer });

  const { id } = await arrived('明日です');
  await under(id);
  await line.deliver([says('7003', 'ありがとう', { quotedMessageId: id })]);
  expect(await under('7003')).toMatchObject({ conversation_id: conversationId, content: { answers: { messageId: replyId } } });
});

describe('the name of a customer', () => {
  const other = `U${'5'.repeat(32)}`;
  const saysAs = (userId: string, id: string): Promise<Response> =>
    line.deliver([{ ...says(id, id), source: { type: 'user', userId } }]);
  const saysOther = (id: string): Promise<Response> => saysAs(other, id);
  const name = async (): Promise<string | null | undefined> => {
    const rows = await app.db.query<{ name: string | null }>(
      'SELECT c.name FROM customers c JOIN identities i ON i.customer_id = c.id WHERE i.value = $1',
      [other],
    );
    return rows[0]?.name;
  };
  const asked = (userId = other): number => line.calls.filter((path) => path === `/v2/bot/profile/${userId}`).length;
  /** Questions are asked in the order of their messages: once a later one was asked, no earlier one is still to come. */
  const allAsked = async (id: string): Promise<void> => {
    const userId = `U${id.padStart(32, '0')}`;
    await saysAs(userId, id);
    await until('a later question', () => asked(userId) === 1);
  };

  it('is asked for once, and again at the next message where LINE did not tell', async () => {
    await saysOther('7100');
    await until('the first question', () => asked() === 1);
    expect(await name()).toBeNull();
    line.profiles.set(other, { displayName: '花子', language: 'ja' });
    await saysOther('7101');
    await until('the name', async () => (await name()) === '花子');
    const [news] = await app.db.query(
      `SELECT 1 FROM outbox WHERE type = 'customer.updated' AND payload->>'customerId' = (SELECT customer_id::text FROM identities WHERE value = $1)`,
      [other],
    );
    expect(news).toBeDefined();
    const before = asked();
    await saysOther('7102');
    await under('7102');
    await allAsked('7103');
    expect(asked()).toBe(before);
  });

  it('that an agent wrote is left alone', async () => {
    await app.db.run(`UPDATE customers SET name = 'Hanako Sato' WHERE name = '花子'`);
    line.profiles.set(other, { displayName: 'はなちゃん' });
    await saysOther('7110');
    await under('7110');
    await allAsked('7111');
    expect(await name()).toBe('Hanako Sato');
  });
});

it('a token that is a minute old is left alone', async () => {
  await line.deliver([says('7010', 'まだですか')]);
  const { conversation_id } = await under('7010');
  await app.moveClock(60_000);
  await reply(conversation_id, 'もうすぐです');
  expect(await arrived('もうすぐです')).toMatchObject({ by: 'push' });
});

it('an event that comes again is the same one', async () => {
  const first = says('7020', 'again?') as { deliveryContext: object };
  await line.deliver([first]);
  await under('7020');
  expect((await line.deliver([{ ...first, deliveryContext: { isRedelivery: true } }])).status).toBe(200);
  const rows = await app.db.query('SELECT 1 FROM messages WHERE text = $1', ['again?']);
  expect(rows).toHaveLength(1);
});

it('a message that is unsent is marked as taken back', async () => {
  await line.deliver([says('7030', 'I should not have written this')]);
  expect((await under('7030')).content).not.toHaveProperty('deletedByCustomer');
  await line.deliver([event({ type: 'unsend', unsend: { messageId: '7030' } })]);
  await until('the mark', async () => (await under('7030')).content?.['deletedByCustomer']);
});

it('lets nobody in who signs with another secret', async () => {
  expect((await line.deliver([says('7040', 'forged')], { secret: 'another' })).status).toBe(401);
  expect(
    await app.db.query('SELECT 1 FROM inbound_deliveries WHERE external_id = $1', [`01HXQ${String(count).padStart(21, '0')}`]),
  ).toEqual([]);
});
