import { until } from '../../../support/until.js';
import { accountCall, accountEcho, accountSaid, customerEvent, instagram } from '../../../support/vendors/meta-calls.js';
import { type MetaDesk, openDesk, verifyToken } from './meta-desk.js';

const zoe = '883211547823301';
const hourMs = 3_600_000;

let desk: MetaDesk;
beforeAll(async () => {
  desk = await openDesk('instagram');
});
afterAll(() => desk.stop());

const says = (id: string, text: string) => desk.deliver(accountSaid(instagram, [{ from: zoe, id, text, sentAt: new Date() }]));
const happens = (event: object) => desk.deliver(accountCall(instagram, [customerEvent(instagram, zoe, new Date(), event)]));

it("Meta's question is answered to whoever knows the word", async () => {
  expect(await desk.challenge(verifyToken)).toMatchObject({ status: 200, text: '1158201444' });
});

it('a customer writes, an agent answers, and reads that the customer has read it', async () => {
  expect(await says('ig_Q1', 'Is the blue one back?')).toBe(200);
  const asked = await desk.message('ig_Q1');
  const { body } = await desk.write(asked.conversation_id, { text: 'Since today!' });
  const sent = await desk.sent('Since today!');
  expect(sent).toMatchObject({ from: desk.meta.pageId, to: zoe });
  await desk.becomes(body.id, 'sent');

  // Instagram does not say whose echo it is: the id does.
  await desk.deliver(accountEcho(instagram, { to: zoe, id: sent.id, text: 'Since today!' }, new Date()));
  await until('the outcome of the echo', async () => {
    const rows = await desk.app.db.query(`SELECT 1 FROM inbound_deliveries WHERE external_id = $1 AND state = 'ignored'`, [
      sent.id,
    ]);
    return rows.length > 0;
  });
  const copies = await desk.app.db.query(`SELECT 1 FROM messages WHERE text = 'Since today!'`);
  expect(copies).toHaveLength(1);

  await happens({ read: { mid: sent.id } });
  await desk.becomes(body.id, 'read');
});

it('a long answer leaves in parts that Instagram takes, counted in bytes', async () => {
  await says('ig_L1', '请告诉我全部');
  const { conversation_id } = await desk.message('ig_L1');
  const answer = '我们的茶来自山上。'.repeat(60);
  const { body } = await desk.write(conversation_id, { text: answer });
  await desk.becomes(body.id, 'sent');
  const parts = desk.meta.sent.filter(({ text }) => text.startsWith('我们')).map(({ text }) => text);
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.every((part) => Buffer.byteLength(part) <= 1000)).toBe(true);
  expect(parts.join('')).toBe(answer);
});

it('an unsent message is shown as taken back', async () => {
  await says('ig_U1', 'Oops');
  await desk.message('ig_U1');
  await happens({ message: { mid: 'ig_U1', is_deleted: true } });
  await desk.message('ig_U1', ({ content }) => content?.['deletedByCustomer'] !== undefined);
});

it('a story the account is mentioned in is a message that says so', async () => {
  const url = 'https://lookaside.fbsbx.com.example/not-of-meta';
  await happens({ message: { mid: 'ig_S1', attachments: [{ type: 'story_mention', payload: { url } }] } });
  expect(await desk.message('ig_S1')).toMatchObject({ content: { extra: { shared: [{ type: 'story_mention', url }] } } });
});

it('a day later nothing gets through, and the agent is told so', async () => {
  await says('ig_W1', 'I will be back');
  const { conversation_id } = await desk.message('ig_W1');
  await desk.later(25 * hourMs);
  const late = await desk.write(conversation_id, { text: 'Too late' });
  expect([late.status, late.body['code']]).toEqual([409, 'outside_reply_window']);
});
