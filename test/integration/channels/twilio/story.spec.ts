import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../../support/app.js';
import { aQueue } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { FakeTwilio } from '../../../support/vendors/twilio.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';

const publicUrl = 'https://desk.example';
const sample = (name: string): Record<string, string> =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../../payloads/twilio/${name}.json`), 'utf8')) as Record<string, string>;

interface Row {
  id: string;
  conversation_id: string;
  customer_id: string;
  text: string;
  state: string;
  reason: string | null;
  content: Record<string, unknown> | null;
  level: string;
}

let twilio: FakeTwilio;
let app: TestApp;
let agent: Caller;
let inboxes: { sms: string; whatsapp: string };

beforeAll(async () => {
  twilio = await FakeTwilio.start();
  app = await startApp({ env: { TWILIO_API_URL: twilio.url, PUBLIC_URL: publicUrl } });
  const admin = await aSignedIn(app, 'admin', 'Ada');
  agent = await aSignedIn(app, 'supervisor', 'Ana');
  const queueId = await aQueue(app.db);
  const { accountSid, authToken } = twilio;
  const inbox = async (channel: string, more: object): Promise<string> => {
    const { status, body } = await admin.call<{ id: string }>('/v1/inboxes', 'POST', {
      ...{ key: `by-twilio-${channel}`, name: channel, channel, provider: 'twilio', queueId, secrets: { authToken } },
      settings: { accountSid, from: '+14155550100' },
      ...more,
    });
    expect([status, body]).toEqual([201, expect.anything()]);
    return body.id;
  };
  const contents = [{ name: 'order_sent', contentSid: [...twilio.contents][0] }];
  inboxes = {
    sms: await inbox('sms', {}),
    whatsapp: await inbox('whatsapp', {
      settings: { accountSid, from: '+14155550100', contents },
      templates: [{ name: 'order_sent', language: 'en', body: 'Your order {{1}} is on its way.', variables: 1 }],
    }),
  };
});
afterAll(async () => {
  await app?.stop();
  await twilio?.stop();
});

/** Through a proxy: Twilio calls and signs the public address, and it arrives here. */
async function deliver(channel: 'sms' | 'whatsapp', fields: Record<string, string>): Promise<Response> {
  const path = `/v1/inboxes/${inboxes[channel]}/webhook`;
  return fetch(app.url + path, { method: 'POST', ...twilio.call(publicUrl + path, fields) });
}
const where = async (condition: string, value: string): Promise<Row | undefined> =>
  (
    await app.db.query<Row>(
      `SELECT m.id, m.conversation_id, m.customer_id, m.text, m.content, m.delivery_state AS state, m.delivery_reason AS reason, i.level
       FROM messages m LEFT JOIN identities i ON i.id = m.identity_id WHERE ${condition} ORDER BY m.seq DESC LIMIT 1`,
      [value],
    )
  )[0];
const under = (externalId: string): Promise<Row> =>
  until(`the message ${externalId}`, () => where('m.external_id = $1', externalId));
const becomes = (id: string, state: string): Promise<Row> =>
  until(`${state} for ${id}`, async () => {
    const row = await where('m.id = $1', id);
    return row?.state === state && row;
  });
async function reply(conversationId: string, body: object): Promise<string> {
  const answer = await agent.call<{ id: string }>(`/v1/conversations/${conversationId}/messages`, 'POST', {
    kind: 'reply',
    ...body,
  });
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body.id;
}

describe('text messages', () => {
  const said = sample('sms-text');

  it('a customer writes, is answered, and Twilio tells how far the answer got', async () => {
    const heard = await deliver('sms', said);
    expect([heard.status, heard.headers.get('content-type'), await heard.text()]).toEqual([
      200,
      'text/xml; charset=utf-8',
      '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    ]);
    const { conversation_id, level } = await under(said['MessageSid']!);
    // Whoever knows how can send under any number.
    expect(level).toBe('claimed');
    const id = await reply(conversation_id, { text: 'It left this morning.' });
    await becomes(id, 'sent');
    const sent = twilio.sent.at(-1)!;
    expect(sent.form).toEqual({
      ...{ To: '+14155550123', From: '+14155550100', Body: 'It left this morning.' },
      StatusCallback: `${publicUrl}/v1/inboxes/${inboxes.sms}/webhook`,
    });
    await deliver('sms', twilio.status(sent, 'sent'));
    await deliver('sms', twilio.status(sent, 'delivered'));
    await becomes(id, 'delivered');
  });

  it('an answer that did not arrive says why', async () => {
    const { conversation_id } = await under(said['MessageSid']!);
    const id = await reply(conversation_id, { text: 'Are you there?' });
    await becomes(id, 'sent');
    await deliver('sms', twilio.status(twilio.sent.at(-1)!, 'undelivered', { ErrorCode: '30003' }));
    expect(await becomes(id, 'failed')).toMatchObject({ reason: '30003: the phone is off or out of reach' });
  });

  it('after a STOP nothing leaves any more', async () => {
    const stop = sample('sms-stop');
    twilio.optedOut.add('+14155550123');
    await deliver('sms', stop);
    const { conversation_id, content } = await under(stop['MessageSid']!);
    expect(content).toMatchObject({ extra: { optOut: 'STOP' } });
    const id = await reply(conversation_id, { text: 'One more thing' });
    expect(await becomes(id, 'failed')).toMatchObject({ reason: expect.stringMatching(/^21610: the customer has opted out/) });
  });

  it('signed for another address, or by another token, it is not let in', async () => {
    const path = `/v1/inboxes/${inboxes.sms}/webhook`;
    const wrong = twilio.call(`${app.url}${path}`, { ...said, MessageSid: `SM${'9'.repeat(32)}` });
    expect((await fetch(app.url + path, { method: 'POST', ...wrong })).status).toBe(401);
    expect(await app.db.query(`SELECT 1 FROM inbound_deliveries WHERE external_id = $1`, [`SM${'9'.repeat(32)}`])).toEqual([]);
  });
});

describe('WhatsApp', () => {
  const said = sample('whatsapp-text');

  it('a customer is known by number and name, and reads the answer', async () => {
    await deliver('whatsapp', said);
    const { conversation_id, customer_id } = await under(said['MessageSid']!);
    const keys = await app.db.query(`SELECT kind, value, level FROM identities WHERE customer_id = $1 ORDER BY kind`, [
      customer_id,
    ]);
    expect(keys).toEqual([
      { kind: 'phone', value: '+8613800138000', level: 'verified' },
      { kind: 'whatsapp', value: expect.stringContaining('8613800138000'), level: 'verified' },
    ]);
    const id = await reply(conversation_id, { text: '明天到' });
    await becomes(id, 'sent');
    const sent = twilio.sent.at(-1)!;
    expect(sent.form).toMatchObject({ To: 'whatsapp:+8613800138000', From: 'whatsapp:+14155550100', Body: '明天到' });
    await deliver('whatsapp', twilio.status(sent, 'read', { EventType: 'READ' }));
    await becomes(id, 'read');

    await deliver('whatsapp', { ...sample('whatsapp-reply'), OriginalRepliedMessageSid: sent.id });
    expect((await under(sample('whatsapp-reply')['MessageSid']!)).content).toMatchObject({ answers: { messageId: id } });
  });

  it('a text of hers is of the same customer, since WhatsApp has proved her number', async () => {
    await deliver('sms', { ...sample('sms-text'), MessageSid: 'SM00000000000000000000000000000e01', From: '+8613800138000' });
    const bySms = await under('SM00000000000000000000000000000e01');
    expect(bySms.customer_id).toBe((await under(said['MessageSid']!)).customer_id);
  });

  it('after a day only a template goes', async () => {
    const { conversation_id } = await under(said['MessageSid']!);
    await app.moveClock(25 * 3_600_000);
    agent = await aSignedIn(app, 'supervisor', 'Ben');
    const path = `/v1/conversations/${conversation_id}/messages`;
    const refused = await agent.call(path, 'POST', { kind: 'reply', text: 'late', channel: 'whatsapp' });
    expect(refused.body).toMatchObject({ code: 'outside_reply_window', templates: [{ name: 'order_sent' }] });
    const template = { name: 'order_sent', language: 'en', variables: ['A-1042'] };
    const id = await reply(conversation_id, { text: '', channel: 'whatsapp', template });
    expect(await becomes(id, 'sent')).toMatchObject({ text: 'Your order A-1042 is on its way.' });
    expect(twilio.sent.at(-1)!.form).toMatchObject({ ContentVariables: '{"1":"A-1042"}' });
  });
});
