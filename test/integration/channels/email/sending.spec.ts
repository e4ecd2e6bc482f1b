import { SendOutbound } from '../../../../src/channels/deliveries/send-outbound.service.js';
import { onBothBackends } from '../../../support/backends.js';
import { until } from '../../../support/until.js';
import { letter, type MailApp, startMailApp } from './mail-app.js';
import type { ReceivedMail } from './post-office.js';

onBothBackends('an answer on its way out', (backend) => {
  let mail: MailApp;
  beforeAll(async () => {
    mail = await startMailApp({ backend });
  });
  afterAll(() => mail.stop());

  const written = async (id: string, from: string, headers: Record<string, string> = {}) => {
    await mail.deliver(letter({ id, from, headers }), { from });
    return mail.arrived(id);
  };
  const left = (messageId: string): Promise<ReceivedMail> =>
    until('the mail to leave', () => mail.post.received.find((one) => one.mail.messageId?.includes(messageId)));
  const delivery = async (messageId: string, state: string) =>
    until(`delivery ${state}`, async () => {
      const { delivery: found } = await mail.message(messageId);
      return found.state === state && found;
    });
  const send = async (messageId: string) =>
    (
      await mail.app.db.query<{ state: string; attempts: number; last_error: string | null }>(
        'SELECT state, attempts, last_error FROM outbound_sends WHERE message_id = $1',
        [messageId],
      )
    )[0]!;

  it("hangs itself into the customer's thread", async () => {
    const inbound = await written('out-1@shop.test', 'Mei Lin <mei@shop.test>', {
      References: '<first@shop.test> <second@shop.test>',
    });
    const replyId = await mail.reply(inbound.conversationId, 'We send a new one.\nToday.');
    const { envelope, mail: out } = await left(replyId);
    expect(out.messageId).toBe(`<${replyId}@demo.test>`);
    expect(out.inReplyTo).toBe('<out-1@shop.test>');
    expect(out.references).toEqual(['<first@shop.test>', '<second@shop.test>', '<out-1@shop.test>']);
    expect(out.subject).toBe('Re: Order A-20417');
    expect(out.text?.trim()).toBe('We send a new one.\nToday.');
    expect(out.from?.value).toEqual([{ name: 'Ana', address: 'support@demo.test' }]);
    expect(envelope.to).toEqual(['mei@shop.test']);
    expect(envelope.from).toMatch(/^support\+c\.[a-z2-7]{42}@demo\.test$/);
    expect(out.replyTo?.value[0]?.address).toBe(envelope.from);
    expect(out.headers.get('auto-submitted')).toBeUndefined();
    await delivery(replyId, 'sent');
    expect((await mail.message(replyId)).external_id).toBe(`${replyId}@demo.test`);
  });

  it('says of itself that no person wrote it, where none did', async () => {
    const inbound = await written('out-2@shop.test', 'lin@shop.test');
    const { mail: out } = await left(await mail.reply(inbound.conversationId, 'We have your mail.', 'system'));
    expect(out.headers.get('auto-submitted')).toBe('auto-replied');
    expect(out.from?.value[0]?.name).toBe('mail');
  });

  it('is tried again after a temporary refusal, under the same Message-ID', async () => {
    const inbound = await written('out-3@shop.test', 'ada@shop.test');
    mail.post.refuse(451, 'greylisted, come back');
    mail.post.refuse(452, 'full for now', 'data');
    const replyId = await mail.reply(inbound.conversationId, 'Hello Ada');
    await until('the first refusal', async () => (await send(replyId)).last_error?.includes('greylisted'));
    // The agent is told why it has not left, and when it is tried again.
    expect((await mail.message(replyId)).delivery).toEqual({
      ...{ state: 'pending', attempts: 1, nextAttemptAt: expect.any(String) },
      reason: expect.stringContaining('greylisted'),
    });
    await mail.app.moveClock(6_000);
    await until('the second refusal', async () => (await send(replyId)).last_error?.includes('full for now'));
    await mail.app.moveClock(31_000);
    const { mail: out } = await left(replyId);
    expect(out.messageId).toBe(`<${replyId}@demo.test>`);
    await delivery(replyId, 'sent');
    expect(await send(replyId)).toEqual({ state: 'sent', attempts: 3, last_error: null });
    expect(mail.post.received.filter((one) => one.mail.messageId?.includes(replyId))).toHaveLength(1);
  });

  it('shows the agent why it will never arrive', async () => {
    const inbound = await written('out-4@shop.test', 'bea@shop.test');
    mail.post.refuse(550, 'no such user here');
    const replyId = await mail.reply(inbound.conversationId, 'Hello Bea');
    expect(await delivery(replyId, 'failed')).toEqual({ state: 'failed', reason: expect.stringContaining('no such user here') });
    expect(await send(replyId)).toMatchObject({ state: 'failed', attempts: 1 });
  });

  it('is given up after a day of trying, and says so', async () => {
    const inbound = await written('out-5@shop.test', 'carl@shop.test');
    mail.post.refuse(451, 'try again');
    const replyId = await mail.reply(inbound.conversationId, 'Hello Carl');
    await until('the first refusal', async () => (await send(replyId)).last_error);
    // As after nine more refusals over the day; the tenth attempt is the last.
    await mail.app.db.run('UPDATE outbound_sends SET attempts = 9 WHERE message_id = $1', [replyId]);
    mail.post.refuse(451, 'try again');
    await mail.app.moveClock(6_000);
    expect(await delivery(replyId, 'failed')).toEqual({
      state: 'failed',
      reason: expect.stringMatching(/try again.*given up after 10 attempts/),
    });
  });

  it('waits for the one before it', async () => {
    const inbound = await written('out-6@shop.test', 'dora@shop.test');
    mail.post.refuse(451, 'try again');
    const first = await mail.reply(inbound.conversationId, 'First');
    await until('the refusal of the first', async () => (await send(first)).last_error);
    const second = await mail.reply(inbound.conversationId, 'Second');
    await mail.app.sweep();
    expect(await send(second)).toMatchObject({ state: 'pending', attempts: 0 });
    await mail.app.moveClock(6_000);
    await left(second);
    const order = mail.post.received.map((one) => one.mail.text?.trim()).filter((text) => text === 'First' || text === 'Second');
    expect(order).toEqual(['First', 'Second']);
  });

  it('leaves once, however many workers are woken for it', async () => {
    const inbound = await written('out-7@shop.test', 'fay@shop.test');
    const open = mail.post.hold();
    const replyId = await mail.reply(inbound.conversationId, 'Hello Fay');
    await until('the claim', async () => (await send(replyId)).attempts === 1);
    await Promise.all([1, 2, 3].map(() => mail.app.get(SendOutbound).run(replyId)));
    open();
    await delivery(replyId, 'sent');
    expect((await send(replyId)).attempts).toBe(1);
    expect(mail.post.received.filter((one) => one.mail.messageId?.includes(replyId))).toHaveLength(1);
  });

  it('leaves again, as the same mail, where its worker died', async () => {
    const inbound = await written('out-8@shop.test', 'gus@shop.test');
    const replyId = await mail.reply(inbound.conversationId, 'Hello Gus');
    await delivery(replyId, 'sent');
    await written('later@shop.test', 'gus@shop.test');
    // As a worker leaves it that was killed after the mail server's yes: claimed, its lease running, nothing recorded.
    await mail.app.db.run(
      `UPDATE outbound_sends SET state = 'pending', sent_at = NULL, due_at = app_now() + interval '60 seconds' WHERE message_id = $1`,
      [replyId],
    );
    await mail.app.moveClock(61_000);
    const copies = await until('the second copy', () => {
      const found = mail.post.received.filter((one) => one.mail.messageId?.includes(replyId));
      return found.length === 2 && found;
    });
    const kept = (raw: string) =>
      raw
        .split(/\r?\n/)
        .filter((line) => !/boundary|^--|^ {2,}|^----/.test(line))
        .join('\n');
    expect(kept(copies[1]!.raw)).toBe(kept(copies[0]!.raw));
  });
});

describe('without SMTP_URL', () => {
  it('fails at once and names what is missing', async () => {
    const mail = await startMailApp({ withoutSmtpUrl: true });
    try {
      await mail.deliver(letter({ id: 'nowhere@shop.test' }));
      const replyId = await mail.reply((await mail.arrived('nowhere@shop.test')).conversationId, 'Hello');
      const failed = await until('the failure', async () => {
        const { delivery } = await mail.message(replyId);
        return delivery.state === 'failed' && delivery;
      });
      expect(failed.reason).toContain('SMTP_URL is not set');
    } finally {
      await mail.stop();
    }
  });
});
