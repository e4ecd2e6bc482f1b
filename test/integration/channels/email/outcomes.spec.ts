import { randomUUID } from 'node:crypto';
import { until } from '../../../support/until.js';
import { letter, type MailApp, payload, startMailApp, support } from './mail-app.js';

let mail: MailApp;
beforeAll(async () => {
  mail = await startMailApp();
});
afterAll(() => mail.stop());

const conversationOf = async (messageId: string) => {
  const { body } = await mail.call<{ status: string; id: string }>(
    `/v1/conversations/${(await mail.message(messageId)).conversationId}`,
  );
  return body;
};

/** A customer's mail and our answer to it, as it went out. */
async function answered(id: string, from: string) {
  await mail.deliver(letter({ id, from }), { from });
  const inbound = await mail.arrived(id);
  const replyId = await mail.reply(inbound.conversationId, 'We are looking into it');
  const sent = await until('the answer to leave', () =>
    mail.post.received.find(({ mail: { messageId } }) => messageId?.includes(replyId)),
  );
  return { inbound, replyId, sent };
}

const multipart = (id: string, body: string): string =>
  letter({ id }).replace(/Content-Type: [^]*$/, `Content-Type: multipart/mixed; boundary=p0\r\n\r\n${body}`);

const manyParts = (id: string, count: number): string =>
  multipart(id, `${Array.from({ length: count }, (_none, n) => `--p0\r\n\r\npart ${n}\r\n`).join('')}--p0--\r\n`);

const nested = (id: string, depth: number): string =>
  multipart(
    id,
    `${Array.from({ length: depth }, (_none, n) => `--p${n}\r\nContent-Type: multipart/mixed; boundary=p${n + 1}\r\n\r\n`).join('')}--p${depth}\r\n\r\nat last\r\n`,
  );

describe('a mail that cannot be read', () => {
  it.each([
    ['bad-from', 'bad-from@shop-customer.test', 'no_usable_from'],
    ['no-from', 'no-from@shop-customer.test', 'no_usable_from'],
  ])('is kept raw, marked and visible: %s', async (name, id, reason) => {
    await mail.deliver(payload(name));
    expect(await mail.settled(id)).toMatchObject({
      state: 'unrecognised',
      detail: reason,
      messageId: null,
      rawKeptUntil: expect.any(String),
    });
  });

  it.each([
    ['of too many parts', (id: string) => manyParts(id, 250)],
    ['nested too deeply', (id: string) => nested(id, 1_000)],
  ])('leaves its subject and a notice in the thread of its sender: %s', async (_name, mailOf) => {
    const id = `parts-${randomUUID()}@shop.test`;
    await mail.deliver(mailOf(id));
    const delivery = await mail.settled(id);
    expect(delivery).toMatchObject({ state: 'unsupported', detail: expect.stringContaining('too_many_parts'), from: 'Mei Lin' });
    expect(await mail.arrived(id)).toMatchObject({
      direction: 'in',
      text: expect.stringMatching(
        /^\[This mail could not be read: it has too many parts. The original is kept until \d{4}-\d\d-\d\d.]$/,
      ),
      content: { subject: 'Order A-20417', messageId: id },
      attachments: [],
    });
    expect((await mail.call(`/v1/inbound/${delivery.id}/raw`)).status).toBe(200);
  });

  it('hands its bytes out as a file, never as a page, and puts the reader on record', async () => {
    const hostile = letter({ id: 'hostile@x.test', from: 'nobody', text: '<script>alert(1)</script>' });
    await mail.deliver(hostile);
    const delivery = await mail.settled('hostile@x.test');
    const { status, response } = await mail.call(`/v1/inbound/${delivery.id}/raw`);
    expect(status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${delivery.id}.txt"`);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect((await response.text()).trimEnd()).toBe(hostile.trimEnd());
    expect(
      await mail.count(
        'audit_log',
        `action = 'inbound.raw_read' AND subject_id = '${delivery.id}' AND actor_id = '${mail.agentId}'`,
      ),
    ).toBe(1);
  });

  it.each([
    'broken-boundary',
    'missing-boundary',
    'nul-bytes',
    'deep-nesting',
    'huge-header',
    'many-headers',
    'two-froms',
    'unknown-charset',
    'bare',
  ])('never stops the next one: %s', async (name) => {
    const before = await mail.count('inbound_deliveries');
    await mail.deliver(payload(name));
    const [row] = await mail.app.db.query<{ external_id: string }>(
      'SELECT external_id FROM inbound_deliveries ORDER BY received_at DESC LIMIT 1',
    );
    const { state, rawKeptUntil } = await mail.settled(row!.external_id);
    expect(['accepted', 'unsupported', 'unrecognised', 'ignored']).toContain(state);
    expect(rawKeptUntil).not.toBeNull();
    expect(await mail.count('inbound_deliveries')).toBe(before + 1);
  });
});

describe('a mail that a machine wrote', () => {
  it.each([
    ['vacation', '', /auto_reply/],
    ['newsletter', 'news@shop-customer.test', /list/],
    ['notification', 'robot@shop-customer.test', /notification/],
  ])('is kept and ignored where it answers nothing of ours: %s', async (name, from, why) => {
    const id = `${name}@shop-customer.test`;
    const customers = await mail.count('customers');
    await mail.deliver(payload(name), { from });
    expect(await mail.settled(id)).toMatchObject({ state: 'ignored', detail: expect.stringMatching(why), messageId: null });
    expect(await mail.count('customers')).toBe(customers);
    expect(await mail.count('messages', `external_id = '${id}'`)).toBe(0);
  });

  it('is an event of the thread that it answers, and wakes nobody', async () => {
    const { inbound, replyId, sent } = await answered('away-1@shop.test', 'lin@shop.test');
    await mail.app.db.run(`UPDATE conversations SET status = 'closed', closed_at = app_now() WHERE id = $1`, [
      inbound.conversationId,
    ]);
    const headers = { 'Auto-Submitted': 'auto-replied', 'In-Reply-To': sent.mail.messageId! };
    await mail.deliver(letter({ id: 'away-2@shop.test', from: 'lin@shop.test', text: 'I am away', headers }), {
      from: '',
      to: sent.envelope.from,
    });
    const event = await mail.arrived('away-2@shop.test');
    expect(event).toMatchObject({
      kind: 'event',
      conversationId: inbound.conversationId,
      content: { automatic: { kind: 'auto_reply' } },
    });
    expect((await conversationOf(replyId)).status).toBe('closed');
    expect(await mail.count('conversations', `customer_id = '${inbound.customerId}'`)).toBe(1);
  });

  it('is ignored where it is a mail of ours that came back', async () => {
    const { sent } = await answered('loop-1@shop.test', 'loop@shop.test');
    const before = await mail.count('messages');
    await mail.deliver(sent.raw, { from: 'list@elsewhere.test', to: support });
    const delivery = await mail.settled(sent.mail.messageId!.replace(/[<>]/g, ''));
    expect(delivery).toMatchObject({ state: 'ignored', detail: expect.stringMatching(/^loop: /), messageId: null });
    expect(await mail.count('messages')).toBe(before);
  });
});

describe('a bounce', () => {
  const bounceOf = (messageId: string, id: string, action: string): string =>
    payload('bounce')
      .toString()
      .replace('<bounce@shop-customer.test>', `<${id}>`)
      .replace('<0193a1b2-0000-7000-8000-000000000002@demo.test>', messageId)
      .replace('Action: failed', `Action: ${action}`);

  it('shows on the message that came back, and stands in its thread', async () => {
    const { inbound, replyId, sent } = await answered('bounce-1@shop.test', 'gone@shop-customer.test');
    await until('the send to be recorded', async () => (await mail.message(replyId)).delivery.state === 'sent');
    await mail.deliver(bounceOf(sent.mail.messageId!, 'b1@mx.test', 'failed'), { from: '', to: sent.envelope.from });
    expect(await mail.arrived('b1@mx.test')).toMatchObject({ kind: 'event', conversationId: inbound.conversationId });
    expect((await mail.message(replyId)).delivery).toEqual({
      state: 'failed',
      reason: expect.stringMatching(/^came back from gone@shop-customer.test: .*5\.1\.1/),
    });
  });

  it('does not call a message lost that is only late', async () => {
    const { replyId, sent } = await answered('bounce-2@shop.test', 'slow@shop-customer.test');
    await until('the send to be recorded', async () => (await mail.message(replyId)).delivery.state === 'sent');
    await mail.deliver(bounceOf(sent.mail.messageId!, 'b2@mx.test', 'delayed'), { from: '', to: sent.envelope.from });
    await mail.arrived('b2@mx.test');
    expect((await mail.message(replyId)).delivery).toEqual({ state: 'sent' });
  });

  it('cannot speak of a mail that we never wrote', async () => {
    await mail.deliver(payload('bounce').toString().replace('<bounce@shop-customer.test>', '<b3@mx.test>'), { from: '' });
    expect(await mail.settled('b3@mx.test')).toMatchObject({ state: 'ignored', detail: expect.stringMatching(/bounce/) });
  });
});

describe('which conversation a mail belongs to', () => {
  it('is the one of the reply token, also from another address, and then unproved', async () => {
    const { inbound, sent } = await answered('token-1@shop.test', 'ada@shop.test');
    await mail.deliver(letter({ id: 'token-2@shop.test', from: 'ada@home.test' }), {
      from: 'ada@home.test',
      to: sent.envelope.from,
    });
    const second = await mail.arrived('token-2@shop.test');
    expect(second).toMatchObject({ conversationId: inbound.conversationId, unproved: true });
    const [identity] = await mail.app.db.query(`SELECT level FROM identities WHERE value = 'ada@home.test'`);
    expect(identity).toEqual({ level: 'claimed' });
  });

  it('proves the address of the customer to whom the token went', async () => {
    const { inbound, sent } = await answered('proof-1@shop.test', 'bea@shop.test');
    await mail.deliver(letter({ id: 'proof-2@shop.test', from: 'bea@shop.test' }), {
      from: 'bea@shop.test',
      to: sent.envelope.from,
    });
    expect(await mail.arrived('proof-2@shop.test')).toMatchObject({
      conversationId: inbound.conversationId,
      unproved: false,
      content: { proof: 'reply_token' },
    });
    expect(await mail.count('identities', `value = 'bea@shop.test' AND level = 'verified'`)).toBe(1);
  });

  it("does not prove another customer's address to whoever holds a token of their own", async () => {
    await mail.deliver(letter({ id: 'victim-1@shop.test', from: 'victim@shop.test' }));
    await mail.arrived('victim-1@shop.test');
    const { inbound, sent } = await answered('thief-1@evil.test', 'thief@evil.test');
    await mail.deliver(letter({ id: 'thief-2@evil.test', from: 'victim@shop.test' }), { to: sent.envelope.from });
    expect(await mail.arrived('thief-2@evil.test')).toMatchObject({ conversationId: inbound.conversationId, unproved: true });
    expect(await mail.count('identities', `value = 'victim@shop.test' AND level = 'verified'`)).toBe(0);
  });

  it("is not another customer's by a mere Message-ID", async () => {
    const { inbound, sent } = await answered('guess-1@shop.test', 'carl@shop.test');
    await mail.deliver(
      letter({ id: 'guess-2@evil.test', from: 'eve@evil.test', headers: { 'In-Reply-To': sent.mail.messageId! } }),
    );
    expect((await mail.arrived('guess-2@evil.test')).conversationId).not.toBe(inbound.conversationId);
  });

  it('is the one answered, by In-Reply-To alone, where it was split from another', async () => {
    const { inbound } = await answered('refs-1@shop.test', 'dora@shop.test');
    await mail.app.db.run(`UPDATE conversations SET split_from_id = id WHERE id = $1`, [inbound.conversationId]);
    await mail.deliver(
      letter({ id: 'refs-2@shop.test', from: 'dora@shop.test', headers: { References: '<old@shop.test> <refs-1@shop.test>' } }),
    );
    expect((await mail.arrived('refs-2@shop.test')).conversationId).toBe(inbound.conversationId);
  });

  it('takes the word of the mail server in front of us, and of no other', async () => {
    const header = (server: string) => ({ 'Authentication-Results': `${server}; dmarc=pass header.from=shop.test` });
    await mail.deliver(letter({ id: 'dmarc-1@shop.test', from: 'fay@shop.test', headers: header('mx.evil.test') }));
    expect(await mail.arrived('dmarc-1@shop.test')).toMatchObject({ unproved: true });
    await mail.deliver(letter({ id: 'dmarc-2@shop.test', from: 'fay@shop.test', headers: header('mx.demo.test') }));
    expect(await mail.arrived('dmarc-2@shop.test')).toMatchObject({ unproved: false, content: { proof: 'dmarc' } });
  });

  it('names a differing Reply-To to the agent and answers the sender', async () => {
    const raw = letter({ id: 'reply-to@shop.test', from: 'gus@shop.test', headers: { 'Reply-To': 'trap@evil.test' } });
    await mail.deliver(raw);
    const inbound = await mail.arrived('reply-to@shop.test');
    expect(inbound.content).toMatchObject({ replyTo: [{ address: 'trap@evil.test' }] });
    const replyId = await mail.reply(inbound.conversationId, 'Hello Gus');
    const sent = await until('the answer', () => mail.post.received.find((one) => one.mail.messageId?.includes(replyId)));
    expect(sent.envelope.to).toEqual(['gus@shop.test']);
  });
});

it('refuses what a blocked customer writes, and keeps it in sight', async () => {
  await mail.deliver(letter({ id: 'rude-1@shop.test', from: 'rude@shop.test' }));
  const { customerId } = await mail.arrived('rude-1@shop.test');
  await mail.app.db.run('UPDATE customers SET blocked_at = app_now() WHERE id = $1', [customerId]);
  await mail.deliver(letter({ id: 'rude-2@shop.test', from: 'rude@shop.test' }));
  expect(await mail.settled('rude-2@shop.test')).toMatchObject({
    state: 'refused',
    detail: expect.stringMatching(/^customer_blocked/),
  });
  expect(await mail.count('messages', `external_id = 'rude-2@shop.test'`)).toBe(0);
});
