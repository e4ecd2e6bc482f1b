import sharp from 'sharp';
import { startApp, type TestApp } from '../../../support/app.js';
import { aQueue } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { FakeTelegram } from '../../../support/vendors/telegram.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';

const chatId = 5550001234;
const mei = { id: chatId, is_bot: false, first_name: 'Mei', last_name: 'Lin', username: 'meilin_tea', language_code: 'zh-hans' };
const chat = { id: chatId, type: 'private', first_name: 'Mei' };
const secretToken = 'an-agreed-secret-0123456789';
interface Row {
  id: string;
  conversation_id: string;
  customer_id: string;
  text: string;
  content: Record<string, unknown> | null;
}

let telegram: FakeTelegram;
let app: TestApp;
let admin: Caller;
let agent: Caller;
let updates = 100;

beforeAll(async () => {
  telegram = await FakeTelegram.start();
  app = await startApp({ env: { TELEGRAM_API_URL: telegram.url } });
  admin = await aSignedIn(app, 'admin', 'Ada');
  agent = await aSignedIn(app, 'supervisor', 'Ana');
  const queueId = await aQueue(app.db);
  const { status, body } = await admin.call<{ id: string }>('/v1/inboxes', 'POST', {
    key: 'telegram',
    name: 'Telegram',
    channel: 'telegram',
    queueId,
    secrets: { botToken: telegram.botToken, secretToken },
  });
  expect(status).toBe(201);
  // As the operator does by curl.
  const url = `${app.url}/v1/inboxes/${body.id}/webhook`;
  await fetch(`${telegram.url}/bot${telegram.botToken}/setWebhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url, secret_token: secretToken }),
  });
});
afterAll(async () => {
  await app?.stop();
  await telegram.stop();
});

const update = (content: object): Promise<Response> => telegram.deliver({ update_id: ++updates, ...content });
const says = (messageId: number, content: object): Promise<Response> =>
  update({ message: { message_id: messageId, from: mei, chat, date: Math.floor(Date.now() / 1000), ...content } });
const under = (externalId: string): Promise<Row> =>
  until(`a message ${externalId}`, async () => {
    const rows = await app.db.query<Row>(
      'SELECT id, conversation_id, customer_id, text, content FROM messages WHERE external_id = $1',
      [externalId],
    );
    return rows[0];
  });
const reply = async (conversationId: string, body: object): Promise<string> => {
  const answer = await agent.call<{ id: string }>(`/v1/conversations/${conversationId}/messages`, 'POST', {
    kind: 'reply',
    ...body,
  });
  expect(answer.status).toBe(201);
  return answer.body.id;
};

it('a customer writes to the bot, an agent answers, and both find the answer', async () => {
  expect((await says(410, { text: '你好,订单到哪里了?' })).status).toBe(200);
  const asked = await under(`${chatId}:410`);
  const [customer] = await app.db.query<{ name: string; locale: string }>('SELECT name, locale FROM customers WHERE id = $1', [
    asked.customer_id,
  ]);
  expect(customer).toMatchObject({ name: 'Mei Lin' });

  const replyId = await reply(asked.conversation_id, { text: 'It leaves today.' });
  const sent = await until('the answer at Telegram', () => telegram.sent.find(({ text }) => text === 'It leaves today.'));
  expect(sent).toMatchObject({ method: 'sendMessage', chatId: String(chatId) });

  // The customer answers that very message: both ids meet in the thread.
  await under(`${chatId}:${sent.messageId}`);
  await says(412, { text: 'Thank you', reply_to_message: { message_id: sent.messageId, chat, date: 1 } });
  const thanks = await under(`${chatId}:412`);
  expect(thanks).toMatchObject({ conversation_id: asked.conversation_id, content: { answers: { messageId: replyId } } });
});

it('an edit changes the message it was made of', async () => {
  await says(420, { text: 'Order A-20417' });
  const { id } = await under(`${chatId}:420`);
  await update({
    edited_message: { message_id: 420, from: mei, chat, date: 1_795_000_000, edit_date: 1_795_000_100, text: 'Order A-20418' },
  });
  await until('the new text', async () => (await under(`${chatId}:420`)).text === 'Order A-20418');
  expect((await under(`${chatId}:420`)).id).toBe(id);
});

it('a pressed button is answered at once, and is a choice in the thread', async () => {
  const data = 'pot:red';
  const reply_markup = { inline_keyboard: [[{ text: 'Red pot', callback_data: data }]] };
  const response = await update({
    callback_query: { id: '4382', from: mei, chat_instance: '-1', data, message: { message_id: 9, chat, date: 1, reply_markup } },
  });
  expect(await response.json()).toEqual({ method: 'answerCallbackQuery', callback_query_id: '4382' });
  expect(await under(String(updates))).toMatchObject({ text: 'Red pot', content: { choice: data } });
});

it('a shared number of his own joins the customer to it', async () => {
  await says(430, { contact: { phone_number: '8613800138000', first_name: 'Mei', user_id: chatId } });
  const { customer_id } = await under(`${chatId}:430`);
  const [phone] = await app.db.query('SELECT level, value FROM identities WHERE customer_id = $1 AND kind = $2', [
    customer_id,
    'phone',
  ]);
  expect(phone).toEqual({ level: 'verified', value: '+8613800138000' });
});

it('pictures come and go', async () => {
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a33' } })
    .png()
    .toBuffer();
  telegram.hold('photo-1', { body: picture, contentType: 'application/octet-stream', path: 'photos/file_1.jpg' });
  const photo = [{ file_id: 'photo-1', file_unique_id: 'u', width: 40, height: 30, file_size: picture.length }];
  await says(435, { photo, caption: 'The lid is cracked' });
  const { id, conversation_id } = await under(`${chatId}:435`);
  const stored = await until('the picture', async () => {
    const [row] = await app.db.query<{ state: string; content_type: string }>(
      'SELECT state, content_type FROM attachments WHERE message_id = $1',
      [id],
    );
    return row?.state === 'stored' && row;
  });
  // By content, whatever its name says.
  expect(stored.content_type).toBe('image/png');

  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'the new lid.png');
  const headers = { authorization: `Bearer ${agent.token}` };
  const upload = await fetch(`${app.url}/v1/attachments`, { method: 'POST', headers, body: form });
  const { id: attachmentId } = (await upload.json()) as { id: string };
  await reply(conversation_id, { text: 'This is the new one', attachments: [attachmentId] });
  const sent = await until('the picture at Telegram', () => telegram.sent.find(({ method }) => method === 'sendPhoto'));
  expect(sent.file).toMatchObject({ name: 'the new lid.png', contentType: 'image/png', body: picture });
  expect(telegram.sent.at(-2)).toMatchObject({ text: 'This is the new one' });
});

it('a customer who has blocked the bot is not reached, and the agent reads why', async () => {
  await says(440, { text: 'Bye' });
  const { conversation_id } = await under(`${chatId}:440`);
  telegram.blocked.add(String(chatId));
  const replyId = await reply(conversation_id, { text: 'One more thing' });
  const delivery = await until('the failure', async () => {
    const [row] = await app.db.query<{ state: string; reason: string }>(
      'SELECT delivery_state AS state, delivery_reason AS reason FROM messages WHERE id = $1',
      [replyId],
    );
    return row?.state === 'failed' && row;
  });
  expect(delivery.reason).toContain('bot was blocked by the user');
});
