import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { VendorHttpClient } from '../../../../src/channels/drawers/vendor-http-client.js';
import { callGraph } from '../../../../src/channels/meta/graph-call.js';
import { until } from '../../../support/until.js';
import { whatsappCall, whatsappSaid, whatsappStatus } from '../../../support/vendors/meta-calls.js';
import { type MetaDesk, openDesk, verifyToken } from './meta-desk.js';

const mei = '8613800138000';
const template = { name: 'order_news', language: 'en', body: 'Dear {{1}}, there is news of your order {{2}}.', variables: 2 };
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const hourMs = 3_600_000;

let desk: MetaDesk;
beforeAll(async () => {
  desk = await openDesk('whatsapp', { templates: [template] });
});
afterAll(() => desk.stop());

const says = (id: string, text: string) =>
  desk.deliver(whatsappSaid([{ from: mei, id, text, sentAt: new Date(), name: 'Mei Lin' }]));
const seconds = () => String(Math.floor(Date.now() / 1000));

it("Meta's question is answered to whoever knows the word", async () => {
  expect(await desk.challenge(verifyToken)).toEqual({
    status: 200,
    type: expect.stringMatching(/^text\/plain/),
    text: '1158201444',
  });
  expect((await desk.challenge('a guess')).status).toBe(401);
});

it('a customer writes, an agent answers, and reads that the customer has read it', async () => {
  expect(await says('wamid.Q1', '你好,订单到哪里了?')).toBe(200);
  const asked = await desk.message('wamid.Q1');
  const [customer] = await desk.app.db.query('SELECT name FROM customers WHERE id = $1', [asked.customer_id]);
  expect(customer).toEqual({ name: 'Mei Lin' });
  const identities = await desk.app.db.query('SELECT kind, value, level FROM identities WHERE customer_id = $1 ORDER BY kind', [
    asked.customer_id,
  ]);
  expect(identities).toEqual([
    { kind: 'phone', value: '+8613800138000', level: 'verified' },
    { kind: 'whatsapp', value: '+8613800138000', level: 'verified' },
  ]);

  const { body } = await desk.write(asked.conversation_id, { text: 'It leaves today.' });
  const sent = await desk.sent('It leaves today.');
  expect(sent).toMatchObject({ from: desk.meta.phoneNumberId, to: mei });
  await desk.becomes(body.id, 'sent');
  for (const state of ['delivered', 'read'] as const) {
    expect(await desk.deliver(whatsappStatus(sent, state, new Date()))).toBe(200);
    await desk.becomes(body.id, state);
  }
  // A status that comes late takes nothing back.
  await desk.deliver(whatsappStatus(sent, 'sent', new Date()));
  await desk.becomes(body.id, 'read');

  await desk.deliver(
    whatsappCall({
      messages: [
        { from: mei, id: 'wamid.A1', timestamp: seconds(), type: 'text', text: { body: 'Thanks' }, context: { id: sent.id } },
      ],
    }),
  );
  expect(await desk.message('wamid.A1')).toMatchObject({
    conversation_id: asked.conversation_id,
    content: { answers: { messageId: body.id } },
  });
});

it('an answer that Meta took over and did not confirm is not sent twice: its status tells', async () => {
  await says('wamid.LOST', 'Are you there?');
  const { conversation_id } = await desk.message('wamid.LOST');
  desk.meta.next('taken');
  const { body } = await desk.write(conversation_id, { text: 'Only once.' });
  const sent = await desk.sent('Only once.');
  await desk.tried(body.id);
  const mark = sent.body['biz_opaque_callback_data'] as string;
  await desk.deliver(whatsappStatus({ ...sent, mark }, 'delivered', new Date()));
  await desk.later(6_000);
  await desk.becomes(body.id, 'delivered');
  expect(desk.meta.sent.filter(({ text }) => text === 'Only once.')).toHaveLength(1);
});

it('a refusal in which Meta names our token is shown without it', async () => {
  await says('wamid.Q3', 'Are you there?');
  const { conversation_id: conversationId } = await desk.message('wamid.Q3');
  const { accessToken } = desk.meta.connection().secrets;
  const error = { message: `Malformed access token ${accessToken}`, type: 'OAuthException', code: 100 };
  desk.meta.next({ status: 400, body: { error } });
  const { body: reply } = await desk.write(conversationId, { text: 'We are.' });
  const { reason } = await desk.becomes(reply.id, 'failed');
  expect(reason).toContain('Malformed access token [withheld]');
  expect(reason).not.toContain(accessToken);
});

it('what Meta says of the window outweighs our clock, until the customer writes again', async () => {
  await says('wamid.W1', 'And now?');
  const { conversation_id: id } = await desk.message('wamid.W1');
  const error = {
    message: '(#131047) Re-engagement message',
    code: 131047,
    error_data: { details: 'More than 24 hours have passed.' },
  };
  desk.meta.next({ status: 400, body: { error } });
  const early = await desk.write(id, { text: 'Now it leaves.' });
  expect((await desk.becomes(early.body.id, 'failed')).reason).toMatch(/^The reply window is closed: .*\(131047\)$/);
  const late = await desk.write(id, { text: 'Again.' });
  expect([late.status, late.body]).toEqual([409, expect.objectContaining({ code: 'outside_reply_window' })]);
  await says('wamid.W2', 'Hello?');
  await desk.message('wamid.W2');
  expect((await desk.write(id, { text: 'Here.' })).status).toBe(201);
});

it('something that is no answer of HTTP is told as what it is', async () => {
  const stranger = createServer((socket) => socket.once('data', () => socket.end('220 mail.example.test ESMTP\r\n')));
  await new Promise<void>((done) => stranger.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  const { base, call } = { base: () => url, call: desk.app.get(VendorHttpClient) };
  const told = await callGraph({ base, call: (one) => call.call(one) }, 'token', { path: 'me' });
  expect(told).toEqual({ state: 'later', reason: 'Meta answered something that cannot be read.' });
  stranger.close();
});

it('a picture is fetched with the token, and one of ours is uploaded', async () => {
  const id = desk.meta.holdMedia({ contentType: 'image/png', body: png });
  const image = { id, mime_type: 'image/png', sha256: 'x', caption: 'Broken here' };
  await desk.deliver(whatsappCall({ messages: [{ from: mei, id: 'wamid.P1', timestamp: seconds(), type: 'image', image }] }));
  const shown = await desk.message('wamid.P1');
  expect(shown.text).toBe('Broken here');
  const [kept] = await until('the picture here', async () => {
    const rows = await desk.app.db.query<{ content_type: string; state: string }>(
      `SELECT content_type, state FROM attachments WHERE message_id = $1 AND state = 'stored'`,
      [shown.id],
    );
    return rows.length > 0 && rows;
  });
  expect(kept).toEqual({ content_type: 'image/png', state: 'stored' });

  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'new.png');
  const headers = { authorization: `Bearer ${desk.agent.token}` };
  const uploaded = await fetch(`${desk.app.url}/v1/attachments`, { method: 'POST', headers, body: form });
  const attachment = (await uploaded.json()) as { id: string };
  expect(uploaded.status).toBe(201);
  const { status, body } = await desk.write(shown.conversation_id, { text: 'Like this?', attachments: [attachment.id] });
  expect([status, body]).toEqual([201, expect.anything()]);
  await desk.becomes(body.id, 'sent');
  expect(desk.meta.sent.slice(-2)).toMatchObject([{ text: 'Like this?' }, { body: { type: 'image' }, file: { body: png } }]);
});

it('an edit, a reaction and a taking back reach the message they are about', async () => {
  await says('wamid.E1', 'Order A-20417');
  const about = (id: string, type: string, body: object) =>
    desk.deliver(whatsappCall({ messages: [{ from: mei, id, timestamp: seconds(), type, [type]: body }] }));
  await about('wamid.E2', 'edit', {
    original_message_id: 'wamid.E1',
    message: { type: 'text', text: { body: 'Order A-20418' } },
  });
  await desk.message('wamid.E1', ({ text }) => text === 'Order A-20418');
  await about('wamid.E3', 'reaction', { message_id: 'wamid.E1', emoji: '👍' });
  await desk.message('wamid.E1', ({ content }) => JSON.stringify(content).includes('👍'));
  await about('wamid.E4', 'revoke', { original_message_id: 'wamid.E1' });
  await desk.message('wamid.E1', ({ content }) => content?.['deletedByCustomer'] !== undefined);
});

it('what was written in the app on the phone stands in the thread too', async () => {
  const echo = {
    from: '15550783881',
    to: mei,
    id: 'wamid.ECHO1',
    timestamp: seconds(),
    type: 'text',
    text: { body: 'From the shop' },
  };
  await desk.deliver(whatsappCall({ message_echoes: [echo] }, 'smb_message_echoes'));
  expect(await desk.message('wamid.ECHO1')).toMatchObject({ direction: 'out', text: 'From the shop' });
  expect(desk.meta.sent.some(({ text }) => text === 'From the shop')).toBe(false);
});

it('a call about another number is kept, and nothing of it is shown', async () => {
  const file = join(import.meta.dirname, '../../../payloads/meta/whatsapp-other-number.json');
  await desk.deliver(JSON.parse(readFileSync(file, 'utf8')) as object);
  const [delivery] = await until('its outcome', async () => {
    const rows = await desk.app.db.query(
      `SELECT state, detail FROM inbound_deliveries WHERE external_id = 'wamid.OTHER1' AND state <> 'received'`,
    );
    return rows.length > 0 && rows;
  });
  expect(delivery).toEqual({ state: 'ignored', detail: 'for the phone number 999999999999999; this inbox is 106540352242922' });
});

it('a day later only a template gets through, and the agent is told so', async () => {
  await says('wamid.W1', 'I will be back');
  const { conversation_id } = await desk.message('wamid.W1');
  await desk.later(23 * hourMs);
  expect((await desk.write(conversation_id, { text: 'Just in time' })).status).toBe(201);
  await desk.later(2 * hourMs);
  const late = await desk.write(conversation_id, { text: 'Too late' });
  expect([late.status, late.body]).toEqual([
    409,
    expect.objectContaining({ code: 'outside_reply_window', templates: [{ name: 'order_news', language: 'en', variables: 2 }] }),
  ]);

  desk.meta.customers.set(mei, 'after-a-day');
  desk.meta.templates.add('order_news en');
  const offered = await desk.write(conversation_id, {
    text: '',
    template: { name: 'order_news', language: 'en', variables: ['Mei', 'A-20417'] },
  });
  expect([offered.status, offered.body]).toEqual([201, expect.anything()]);
  const sent = await desk.becomes(offered.body.id, 'sent');
  expect(sent.text).toBe('Dear Mei, there is news of your order A-20417.');
  expect(desk.meta.sent.at(-1)).toMatchObject({ to: mei, body: { type: 'template' } });

  // Meta may find out only later that it cannot be delivered.
  await desk.deliver(whatsappStatus({ to: mei, id: desk.meta.sent.at(-1)!.id }, 'failed', new Date()));
  const failed = await desk.becomes(offered.body.id, 'failed');
  expect(failed.reason).toMatch(/cannot get WhatsApp messages.*\(131026\)/);
});
