import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { SmtpDoor } from '../../../../src/channels/email/smtp-door.service.js';
import type { MessageView, SuppressedAddressView } from '../../../../src/contracts/views.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { until } from '../../../support/until.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';
import { letter, type MailApp, payload, startMailApp, support } from './mail-app.js';
import type { ReceivedMail } from './post-office.js';

/** Without blocking: the server that it speaks to runs in this process. */
const run = promisify(execFile);

let mail: MailApp;
let admin: Caller['call'];
beforeAll(async () => {
  mail = await startMailApp();
  admin = (await aSignedIn(mail.app, 'admin', 'Ada')).call;
});
afterAll(() => mail.stop());

const settle = async (change: object): Promise<void> => {
  const { status, body } = await admin(`/v1/inboxes/${mail.inboxId}`, 'PATCH', change);
  expect({ status, body }).toMatchObject({ status: 200 });
};
const written = async (id: string, from: string, more: object = {}) => {
  await mail.deliver(letter({ id, from, ...more }), { from });
  return mail.arrived(id);
};
const answer = async (conversationId: string, body: object) => {
  const sent = await mail.call<MessageView & { errors?: { pointer: string }[] }>(
    `/v1/conversations/${conversationId}/messages`,
    'POST',
    { kind: 'reply', clientId: newId(), ...body },
  );
  return { status: sent.status, body: sent.body };
};
const left = (messageId: string): Promise<ReceivedMail> =>
  until('the mail to leave', () => mail.post.received.find((one) => one.mail.messageId?.includes(messageId)));
const failed = (messageId: string) =>
  until('the failure', async () => {
    const { delivery } = await mail.message(messageId);
    return delivery.state === 'failed' && delivery;
  });

/** Relaxed or simple canonical headers and body of RFC 6376, written here again on purpose. */
function dkimHolds(raw: string, publicKey: string): boolean {
  const end = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const relaxed = (header: string): string => {
    const colon = header.indexOf(':');
    return `${header.slice(0, colon).trim().toLowerCase()}:${header
      .slice(colon + 1)
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim()}`;
  };
  const signature = headers.find((header) => /^dkim-signature:/i.test(header))!;
  const tags = Object.fromEntries(
    signature
      .slice(signature.indexOf(':') + 1)
      .replace(/\s+/g, '')
      .split(';')
      .filter(Boolean)
      .map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]),
  ) as Record<string, string>;
  const body = raw
    .slice(end + 4)
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trimEnd())
    .join('\r\n')
    .replace(/(\r\n)*$/, '\r\n');
  if (createHash('sha256').update(body, 'latin1').digest('base64') !== tags['bh']) return false;
  const signed = tags['h']!.split(':').flatMap((name) =>
    headers.filter((header) => header.toLowerCase().startsWith(`${name.toLowerCase()}:`)).slice(-1),
  );
  const own = relaxed(signature).replace(/b=[^;]*$|([;\s])b=[^;]*/, (_all, before: string | undefined) => `${before ?? ''}b=`);
  const text = [...signed.map(relaxed), own].join('\r\n');
  return createVerify('RSA-SHA256').update(text, 'latin1').verify(publicKey, tags['b']!, 'base64');
}

describe('a mail that is more than words', () => {
  it('brings its files along, and images where the HTML names them', async () => {
    await mail.deliver(payload('inline-image'));
    const shown = await until('the image', async () => {
      const message = await mail.arrived('inline-image@shop-customer.test');
      return message.attachments[0]?.state === 'stored' && message;
    });
    expect(shown.attachments).toMatchObject([{ name: 'shot.png', contentType: 'image/png', inline: true, contentId: 'shot@x' }]);
    expect(String(shown.content?.['html'])).toContain('src="cid:shot@x"');
    const response = await fetch(new URL(shown.attachments[0]!.url!, mail.app.url));
    expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({ status: 200, type: 'image/png' });
    expect(Buffer.from(await response.arrayBuffer()).toString('base64')).toMatch(/^iVBORw0KGgo/);
  });

  it('says in one line what an invitation asks for', async () => {
    await mail.deliver(payload('invite'));
    const message = await mail.arrived('invite@shop-customer.test');
    expect(message.text).toBe(
      'Please join.\n\n[Invitation] Kick-off · 2026-11-25 14:00–15:00 (Asia/Shanghai) · from Mei Lin · with Support',
    );
    expect(message.content).toMatchObject({ calendar: { method: 'REQUEST' } });
  });

  it('comes by swaks as by any other client', async () => {
    const port = String(mail.app.get(SmtpDoor).port);
    const head = ['--server', '127.0.0.1', '--port', port, '--from', 'swaks@shop.test', '--to', support];
    await run('swaks', [
      ...head,
      '--header',
      'Message-Id: <swaks@shop.test>',
      '--body',
      'Grüße',
      '--attach-type',
      'text/csv',
      '--attach-name',
      'a.csv',
      '--attach',
      '@/etc/hostname',
    ]);
    expect(await mail.arrived('swaks@shop.test')).toMatchObject({ attachments: [{ name: 'a.csv' }] });
    await expect(run('swaks', [...head.slice(0, -1), 'nobody@demo.test'])).rejects.toThrow();
  });
});

describe('a mail that an agent passes on', () => {
  beforeAll(async () => {
    await mail.app.db.run(`UPDATE agents SET email = 'ana@demo.test' WHERE id = $1`, [mail.agentId]);
  });

  it('is the original sender’s, attached whole or written below', async () => {
    await mail.deliver(payload('forwarded-embedded'), { from: 'ana@demo.test' });
    const whole = await mail.arrived('forwarded-embedded@demo.test');
    expect(whole).toMatchObject({ text: 'My parcel is lost.', unproved: true });
    expect(whole.content).toMatchObject({
      messageId: 'lost-parcel@shop-customer.test',
      forwardedBy: { agentId: mail.agentId, name: 'Ana', address: 'ana@demo.test', note: 'Please take over.' },
    });
    const text =
      'Below.\r\n\r\n---------- Forwarded message ---------\r\nFrom: Mei <mei-forwarded@shop-customer.test>\r\nDate: Fri, Nov 20, 2026\r\nSubject: Again\r\nTo: Ana <ana@demo.test>\r\n\r\nStill lost.';
    const below = await written('fwd-below@demo.test', 'ana@demo.test', { subject: 'Fwd: Again', text });
    expect(below).toMatchObject({ text: 'Still lost.', conversationId: whole.conversationId });
    const [row] = await mail.app.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM identities WHERE value = 'ana@demo.test'`,
    );
    expect(row!.n).toBe(0);
  });

  it('is nobody else’s where no agent writes from that address', async () => {
    const text = '---------- Forwarded message ---------\r\nFrom: Mei <victim@shop.test>\r\nSubject: x\r\nTo: y\r\n\r\nWords.';
    const message = await written('fwd-stranger@x.test', 'stranger@x.test', { subject: 'Fwd: x', text });
    expect(message.content?.['forwardedBy']).toBeUndefined();
    const [identity] = await mail.app.db.query<{ value: string }>('SELECT value FROM identities WHERE customer_id = $1', [
      message.customerId,
    ]);
    expect(identity).toEqual({ value: 'stranger@x.test' });
  });
});

describe('an answer in full', () => {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

  afterAll(() => settle({ settings: {}, secrets: { dkimPrivateKey: null } }));

  it('has copies, a signature, the mail answered below, and a DKIM signature that holds', async () => {
    await settle({
      settings: {
        quoteHistory: true,
        signature: { en: 'Best regards\n{{agent}} · {{inbox}}', zh: '{{agent}}' },
        dkim: { domain: 'demo.test', selector: 's1' },
      },
      secrets: { dkimPrivateKey: keys.privateKey },
    });
    const inbound = await written('full-1@shop.test', 'Mei <mei@shop.test>', { text: 'Where is <my> parcel?' });
    const { status, body } = await answer(inbound.conversationId, {
      text: 'On its way.',
      cc: ['Boss@Shop.test', 'boss@shop.test'],
    });
    expect({ status, cc: body.content?.['cc'] }).toEqual({ status: 201, cc: ['boss@shop.test'] });
    const { envelope, raw, mail: out } = await left(body.id);
    expect(envelope.to).toEqual(['mei@shop.test', 'boss@shop.test']);
    expect(out.text?.trim()).toMatch(
      /^On its way\.\n\n-- \nBest regards\nAna · mail\n\nOn 2026-11-\d\d \d\d:\d\d \(UTC\), Mei wrote:\n> Where is <my> parcel\?$/,
    );
    expect(String(out.html)).toContain('<blockquote><p>Where is &lt;my&gt; parcel?</p></blockquote>');
    expect(raw).toContain('multipart/alternative');
    expect(raw).toMatch(/DKIM-Signature: v=1; a=rsa-sha256;[^]*d=demo\.test;[^]*s=s1;/);
    expect(dkimHolds(raw, keys.publicKey)).toBe(true);
    expect(dkimHolds(raw.replace('On its way.', 'On its way!'), keys.publicKey)).toBe(false);
    const shown = (await admin<Record<string, unknown>>(`/v1/inboxes/${mail.inboxId}`)).body;
    expect(shown['secrets']).toEqual(['dkimPrivateKey']);
    expect(JSON.stringify(shown)).not.toContain('PRIVATE KEY');
  });

  it('is refused with copies where there are none', async () => {
    const inbound = await written('full-2@shop.test', 'lin@shop.test');
    expect((await answer(inbound.conversationId, { text: 'x', cc: ['no address'] })).status).toBe(422);
    expect(await answer(inbound.conversationId, { kind: 'note', text: 'x', cc: ['a@b.test'] })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/cc' }] },
    });
  });

  it('carries the files that the agent attached', async () => {
    const inbound = await written('full-3@shop.test', 'file@shop.test');
    const { body } = await answer(inbound.conversationId, { text: 'See the file.' });
    await left(body.id);
    const form = new FormData();
    form.append('file', new Blob(['a,b\n1,2\n'], { type: 'text/csv' }), 'prices.csv');
    const { token } = await tokenOf();
    const uploaded = await fetch(`${mail.app.url}/v1/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
    const attachment = (await uploaded.json()) as { id: string };
    expect(uploaded.status).toBe(201);
    const sent = await answer(inbound.conversationId, { text: 'See the file.', attachments: [attachment.id] });
    expect(sent.status).toBe(201);
    const { mail: out } = await left(sent.body.id);
    expect(out.attachments.map(({ filename, content }) => [filename, content.toString()])).toEqual([
      ['prices.csv', 'a,b\n1,2\n'],
    ]);
  });

  /** The token that `mail.call` uses is not shown: another session of the same agent. */
  async function tokenOf(): Promise<{ token: string }> {
    const { Tokens } = await import('../../../../src/accounts/tokens.service.js');
    const [session] = await mail.app.db.query<{ id: string }>('SELECT id FROM sign_in_sessions WHERE agent_id = $1', [
      mail.agentId,
    ]);
    const token = await mail.app
      .get(Tokens)
      .issueAccess({ agentId: mail.agentId, sessionId: session!.id, name: 'Ana', role: 'supervisor' });
    return { token };
  }
});

describe('an address that mail comes back from', () => {
  const bounce = (messageId: string, id: string, address: string, status = '5.1.1', action = 'failed'): string =>
    [
      ...['From: MAILER-DAEMON@mx.test', `To: ${support}`, 'Subject: Undelivered Mail', `Message-ID: <${id}>`],
      ...['Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', 'Content-Type: text/plain', ''],
      ...['Sorry.', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.test', ''],
      ...[`Final-Recipient: rfc822; ${address}`, `Action: ${action}`, `Status: ${status}`],
      ...[`Diagnostic-Code: smtp; 550 ${status} because`, '', '--b', 'Content-Type: text/rfc822-headers', ''],
      ...[`Message-ID: ${messageId}`, '', '--b--', ''],
    ].join('\r\n');
  const suppressed = async (address: string): Promise<SuppressedAddressView | undefined> =>
    (await mail.call<{ data: SuppressedAddressView[] }>(`/v1/suppressed-addresses?address=${encodeURIComponent(address)}`)).body
      .data[0];

  it('is written to no more, until a supervisor lets mail go there again', async () => {
    const inbound = await written('dead-1@shop.test', 'dead@shop.test');
    const first = await answer(inbound.conversationId, { text: 'Hello' });
    const out = await left(first.body.id);
    await until('sent', async () => (await mail.message(first.body.id)).delivery.state === 'sent');
    await mail.deliver(bounce(out.mail.messageId!, 'dead-b@mx.test', 'dead@shop.test'), { from: '', to: out.envelope.from });
    await failed(first.body.id);
    expect(await suppressed('Dead@shop.test')).toMatchObject({
      address: 'dead@shop.test',
      messageId: first.body.id,
      reason: expect.stringContaining('5.1.1'),
    });
    const second = await answer(inbound.conversationId, { text: 'Hello again' });
    expect((await failed(second.body.id)).reason).toMatch(/^mail to dead@shop\.test is suppressed: came back from/);
    expect(mail.post.received.some((one) => one.mail.messageId?.includes(second.body.id))).toBe(false);
    expect((await mail.call('/v1/suppressed-addresses/dead%40shop.test', 'DELETE')).status).toBe(204);
    expect((await mail.call('/v1/suppressed-addresses/dead%40shop.test', 'DELETE')).status).toBe(404);
    expect(await mail.count('audit_log', `action = 'address.released' AND subject_id = 'dead@shop.test'`)).toBe(1);
    await left((await answer(inbound.conversationId, { text: 'Third' })).body.id);
  });

  it.each([
    ['a full mailbox', '5.2.2', 'failed', 'failed'],
    ['a delay', '4.4.1', 'delayed', 'sent'],
  ])('stays where it is %s', async (_what, status, action, state) => {
    const from = `soft-${action}@shop.test`;
    const inbound = await written(`soft-${action}-1@shop.test`, from);
    const sent = await answer(inbound.conversationId, { text: 'Hello' });
    const out = await left(sent.body.id);
    await until('sent', async () => (await mail.message(sent.body.id)).delivery.state === 'sent');
    await mail.deliver(bounce(out.mail.messageId!, `soft-${action}-b@mx.test`, from, status, action), {
      from: '',
      to: out.envelope.from,
    });
    await mail.arrived(`soft-${action}-b@mx.test`);
    expect((await mail.message(sent.body.id)).delivery.state).toBe(state);
    expect(await suppressed(from)).toBeUndefined();
  });

  it('is known by the conversation too, where the bounce does not name the mail', async () => {
    const inbound = await written('words-1@shop.test', 'words@qq.test');
    const sent = await answer(inbound.conversationId, { text: 'Hello' });
    const out = await left(sent.body.id);
    await until('sent', async () => (await mail.message(sent.body.id)).delivery.state === 'sent');
    const text = '抱歉，您的邮件被退回来了。\r\n收件人邮件地址（words@qq.test）不存在，邮件无法送达。\r\n550 Mailbox not found';
    await mail.deliver(letter({ id: 'words-b@qq.test', from: 'PostMaster@qq.test', subject: '系统退信', text }), {
      from: '',
      to: out.envelope.from,
    });
    expect((await failed(sent.body.id)).reason).toContain('550 Mailbox not found');
    expect(await suppressed('words@qq.test')).toBeTruthy();
  });

  it('is not silenced by a bounce that names somebody else, and the message stands', async () => {
    const inbound = await written('other-1@shop.test', 'other@shop.test');
    const sent = await answer(inbound.conversationId, { text: 'Hello' });
    const out = await left(sent.body.id);
    await until('sent', async () => (await mail.message(sent.body.id)).delivery.state === 'sent');
    await mail.deliver(bounce(out.mail.messageId!, 'other-b@mx.test', 'victim@shop.test'), { from: '', to: out.envelope.from });
    expect(await mail.arrived('other-b@mx.test')).toMatchObject({ kind: 'event', conversationId: inbound.conversationId });
    expect((await mail.message(sent.body.id)).delivery.state).toBe('sent');
    expect(await suppressed('victim@shop.test')).toBeUndefined();
  });

  it.each([
    ['after somebody else', 'victim-2@shop.test', 'Final-Recipient: rfc822; second@shop.test', true],
    ['by whom they had it passed on to', 'passed-on@shop.test', 'Original-Recipient: rfc822; first@shop.test', false],
  ])('is found in a bounce that names it %s', async (_how, other, more, dead) => {
    const address = more.replace(/^.*; /, '');
    const id = address.slice(0, address.indexOf('@'));
    const inbound = await written(`${id}-1@shop.test`, address);
    const sent = await answer(inbound.conversationId, { text: 'Hello' });
    const out = await left(sent.body.id);
    await until('sent', async () => (await mail.message(sent.body.id)).delivery.state === 'sent');
    const group = more.startsWith('Original') ? more : `\r\n${more}\r\nAction: failed\r\nStatus: 5.1.1`;
    const report = bounce(out.mail.messageId!, `${id}-b@mx.test`, other).replace(/(Diagnostic-Code: .*)/, `$1\r\n${group}`);
    await mail.deliver(report, { from: '', to: out.envelope.from });
    expect((await failed(sent.body.id)).reason).toContain(dead ? address : other);
    expect([await suppressed(other), Boolean(await suppressed(address))]).toEqual([undefined, dead]);
  });

  it('is learnt at the door as well', async () => {
    const inbound = await written('door-1@shop.test', 'door@shop.test');
    mail.post.refuse(550, '5.1.1 no such user here');
    const sent = await answer(inbound.conversationId, { text: 'Hello' });
    await failed(sent.body.id);
    expect(await until('it to be noted', () => suppressed('door@shop.test'))).toMatchObject({ messageId: sent.body.id });
  });
});

describe('a mail while nobody is there', () => {
  beforeAll(async () => {
    const [row] = await mail.app.db.query<{ id: string }>(
      `INSERT INTO business_hours (id, key, name, time_zone, intervals, holidays) VALUES (gen_random_uuid(), 'h', 'h', 'Asia/Shanghai', $1, '[]') RETURNING id`,
      [JSON.stringify([{ day: 1, from: '09:00', to: '09:01' }])],
    );
    await mail.app.db.run('UPDATE queues SET hours_id = $1 WHERE id = $2', [row!.id, mail.queueId]);
    await settle({ settings: { replyWhenClosed: true } });
  });

  const told = (from: string) => mail.post.received.filter(({ envelope }) => envelope.to.includes(from));

  it('is answered once with the next opening, as a machine’s words', async () => {
    await written('closed-1@shop.test', 'closed@shop.test', { text: '我的订单在哪里？' });
    const [first] = await until('the answer', () => told('closed@shop.test').length > 0 && told('closed@shop.test'));
    expect(first!.mail.text).toMatch(/将于2026年\d+月\d+日星期一 09:00（Asia\/Shanghai）恢复服务/);
    expect(first!.mail.headers.get('auto-submitted')).toBe('auto-replied');
    expect(first!.mail.inReplyTo).toBe('<closed-1@shop.test>');
    await written('closed-2@shop.test', 'closed@shop.test', { text: 'Hello?' });
    await written('closed-en@shop.test', 'closed-en@shop.test', { text: 'Hello?' });
    const [english] = await until(
      'the other answer',
      () => told('closed-en@shop.test').length > 0 && told('closed-en@shop.test'),
    );
    expect(english!.mail.text).toMatch(/open again on Monday,? \d+ \w+ 2026 at 09:00 \(Asia\/Shanghai\)/);
    expect(told('closed@shop.test')).toHaveLength(1);
  });

  it('is not answered where a machine wrote it, or asks machines to be silent', async () => {
    await written('silent@shop.test', 'silent@shop.test', { headers: { 'X-Auto-Response-Suppress': 'All' } });
    await written('asks@shop.test', 'asks@shop.test');
    await until('the answer to the person', () => told('asks@shop.test').length > 0);
    expect(told('silent@shop.test')).toHaveLength(0);
  });
});
