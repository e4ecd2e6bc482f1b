import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { composeReply, replySubject, type ComposeInput } from './compose-mail.js';
import { parseMail } from './parse-mail.js';
import type { ParsedMail } from './parsed-mail.js';
import { readReplyAddress } from './reply-address.js';
import { translateMail } from './translate-mail.js';

const input: ComposeInput = {
  inbox: { address: 'support@demo.test', name: 'Demo Support' },
  fromName: '陈安娜',
  to: { address: 'mei@shop-customer.test', name: 'Mei Lin' },
  subject: '回复：订单 10023',
  text: '您好，\n\n<b>已经</b> 发出。\nTracking & more',
  conversationId: '0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  messageId: '0193a1b2-0000-7000-8000-000000000009',
  createdAt: new Date('2026-11-20T02:00:00Z'),
  inReplyTo: 'second@shop-customer.test',
  references: ['first@shop-customer.test'],
  secret: 'a secret',
  instanceId: 'demo-instance',
};

async function wire(over: Partial<ComposeInput> = {}): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const sent = await transport.sendMail(composeReply({ ...input, ...over }));
  return sent.message as Buffer;
}
async function received(over: Partial<ComposeInput> = {}): Promise<ParsedMail> {
  const mail = await parseMail(await wire(over));
  if (!mail.ok) throw new Error(mail.reason);
  return mail;
}

describe('composeReply, as it arrives at the customer', () => {
  it('threads, names the agent, and asks for the answer at the token address', async () => {
    const mail = await received();
    expect(mail).toMatchObject({
      messageId: '0193a1b2-0000-7000-8000-000000000009@demo.test',
      inReplyTo: 'second@shop-customer.test',
      references: ['first@shop-customer.test', 'second@shop-customer.test'],
      from: { address: 'support@demo.test', name: '陈安娜' },
      to: [{ address: 'mei@shop-customer.test', name: 'Mei Lin' }],
      subject: 'Re: 订单 10023',
      text: '您好，\n\n<b>已经</b> 发出。\nTracking & more',
      date: input.createdAt,
      defects: [],
    });
    expect(readReplyAddress(mail.replyTo[0]?.address ?? '', input.secret)).toEqual({ conversationId: input.conversationId });
    expect(mail.html).toContain('<p>&lt;b&gt;已经&lt;/b&gt; 发出。<br />Tracking &amp; more</p>');
    expect(mail.headers['auto-submitted']).toBeUndefined();
  });

  it('repeats the same identity on a retry', () => {
    expect(composeReply(input)).toEqual(composeReply({ ...input }));
  });

  it('starts a thread without Re: and without threading headers', async () => {
    const mail = await received({ inReplyTo: null, references: [], subject: 'Your order' });
    expect(mail).toMatchObject({ subject: 'Your order', inReplyTo: null, references: [] });
  });

  it('marks automatic texts, and only those', async () => {
    const mail = await received({ automatic: true });
    expect(mail.headers['auto-submitted']).toEqual(['auto-replied']);
  });

  it('sends bounces to the conversation', () => {
    const { envelope } = composeReply(input) as { envelope: { from: string; to: string } };
    expect(readReplyAddress(envelope.from, input.secret)).toEqual({ conversationId: input.conversationId });
    expect(envelope.to).toBe('mei@shop-customer.test');
  });

  it('keeps the first reference and the latest ten', async () => {
    const references = Array.from({ length: 60 }, (_, at) => `m${at}@x.test`);
    const mail = await received({ references, inReplyTo: 'm59@x.test' });
    expect(mail.references).toEqual(['m0@x.test', ...references.slice(-10)]);
  });

  it('is known as a loop when it comes back', async () => {
    const back = await parseMail(await wire());
    const inbox = { addresses: ['support@demo.test'], secrets: ['a secret'], instanceId: 'other', trustedAuthservIds: [] };
    const got = translateMail(back, inbox, { receivedAt: input.createdAt, envelopeTo: [] });
    expect(got).toMatchObject({ outcome: 'message', message: { automatic: { kind: 'loop' } } });
  });
});

describe('header injection', () => {
  it('is impossible by any field a person can fill', async () => {
    const evil = 'x\r\nBcc: victim@x.test\r\n\r\nbody\u0000';
    const raw = (
      await wire({
        fromName: evil,
        subject: evil,
        to: { address: 'mei@shop-customer.test', name: evil },
        inReplyTo: 'a@b.test>\r\nBcc: victim@x.test',
        references: ['r@b.test>\r\nBcc: victim@x.test', 'fine@b.test'],
        instanceId: evil,
      })
    ).toString();
    const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
    const names = head.split('\r\n').map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
    expect(names).not.toContain('bcc');
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('references');
    expect(raw).not.toContain('\0');
  });
});

describe('replySubject', () => {
  it.each([
    ['Order', 'Re: Order'],
    ['Re: Order', 'Re: Order'],
    ['RE: re: Order', 'Re: Order'],
    ['回复：订单', 'Re: 订单'],
    ['答复: RE: 订单', 'Re: 订单'],
    ['AW: Bestellung', 'Re: Bestellung'],
    ['Re[2]: Order', 'Re: Order'],
    ['Fwd: Order', 'Re: Fwd: Order'],
    ['Reorder: paper', 'Re: Reorder: paper'],
    ['Re', 'Re: Re'],
    ['', 'Re:'],
  ])('%j becomes %j', (subject, expected) => {
    expect(replySubject(subject)).toBe(expected);
  });
});
