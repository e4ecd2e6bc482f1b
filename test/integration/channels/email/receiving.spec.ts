import { onBothBackends } from '../../../support/backends.js';
import { letter, type MailApp, payload, startMailApp } from './mail-app.js';

onBothBackends('a mail on its way into the thread', (backend) => {
  let mail: MailApp;
  beforeAll(async () => {
    mail = await startMailApp({ backend });
  });
  afterAll(() => mail.stop());

  it('is stored, translated, recorded, and found by its Message-ID with or without angle brackets', async () => {
    const answer = await mail.deliver(
      letter({
        id: 'm1@shop.test',
        text: 'My order arrived broken\r\n\r\nOn Fri, 20 Nov 2026 at 10:00, Support <support@demo.test> wrote:\r\n> What happened?',
      }),
    );
    expect(answer).toMatch(/^250 .*stored as [0-9a-f-]{36}/);
    const message = await mail.arrived('<m1@shop.test>');
    expect(message).toMatchObject({
      ...{
        direction: 'in',
        kind: 'text',
        channel: 'email',
        text: 'My order arrived broken',
        externalId: 'm1@shop.test',
        unproved: true,
      },
      content: {
        subject: 'Order A-20417',
        quoted: expect.stringContaining('What happened?'),
        proof: null,
        automatic: null,
        replyTo: null,
      },
    });
    expect((await mail.arrived('m1@shop.test')).id).toBe(message.id);
    expect(await mail.settled('m1@shop.test')).toMatchObject({
      state: 'accepted',
      messageId: message.id,
      conversationId: message.conversationId,
    });
  });

  it('joins the open conversation of its sender, attachments listed', async () => {
    const first = await mail.arrived('m1@shop.test');
    await mail.deliver(
      payload('attachments')
        .toString('latin1')
        .replace(/From:.*/, 'From: mei@SHOP.test')
        .replace(/Message-ID:.*/i, 'Message-ID: <files@shop.test>'),
    );
    const second = await mail.arrived('files@shop.test');
    expect(second.conversationId).toBe(first.conversationId);
    expect(second.attachments.length).toBeGreaterThan(0);
    expect(second.attachments[0]).toMatchObject({
      id: expect.any(String),
      state: expect.any(String),
      name: expect.any(String),
      contentType: expect.any(String),
      sizeBytes: expect.any(Number),
      inline: expect.any(Boolean),
    });
  });

  it('is one message however often it comes, also with other trace headers', async () => {
    const again = letter({ id: 'twice@shop.test' });
    await mail.deliver(again);
    await mail.deliver(again);
    expect(await mail.deliver(`Received: from relay by mx\r\n${again}`)).toMatch(/^250/);
    await mail.settled('twice@shop.test', 'accepted');
    expect(await mail.count('inbound_deliveries', `external_id LIKE 'twice@shop.test%'`)).toBe(1);
    expect(await mail.count('messages', `external_id LIKE 'twice@shop.test%'`)).toBe(1);
  });

  it('does not hide another mail that bears the same Message-ID', async () => {
    await mail.deliver(letter({ id: 'same@shop.test', from: 'eve@evil.test', text: 'squatting' }));
    await mail.settled('same@shop.test', 'accepted');
    await mail.deliver(letter({ id: 'same@shop.test', text: 'the real one' }));
    await mail.deliver(letter({ id: 'same@shop.test', text: 'the real one' }));
    const [row] = await mail.app.db.query<{ external_id: string }>(
      `SELECT external_id FROM inbound_deliveries WHERE external_id LIKE 'same@shop.test#%'`,
    );
    const real = await mail.arrived(row!.external_id);
    expect(real).toMatchObject({ text: 'the real one', content: { messageId: 'same@shop.test' } });
    expect((await mail.arrived('same@shop.test')).text).toBe('squatting');
    expect(await mail.count('messages', `external_id LIKE 'same@shop.test%'`)).toBe(2);
  });

  it.each([
    ['gb18030-rare', 'gb18030-rare'],
    ['outlook-tw-big5', 'outlook-tw-big5'],
    ['163-reply', '163-reply'],
    ['eight-bit-header-gbk', 'eight'],
  ])('reads Chinese as it was written: %s', async (name, id) => {
    await mail.deliver(payload(name));
    const message = await mail.arrived(`${id}@shop-customer.test`);
    expect(`${String(message.content?.['subject'])} ${message.text}`).toMatch(/[\u4e00-\u9fff]/);
    expect(message.text).not.toContain('\uFFFD');
  });

  it('is translated by the sweep where nobody was told of it', async () => {
    await mail.deliver(letter({ id: 'untold@shop.test' }));
    await mail.settled('untold@shop.test', 'accepted');
    // As after a crash between commit and announcement, with the jobs lost too: the row alone says that work is due.
    await mail.app.db.run(
      `UPDATE inbound_deliveries SET state = 'received', due_at = app_now(), message_id = NULL WHERE external_id = 'untold@shop.test'`,
    );
    await mail.app.sweep();
    expect(await mail.settled('untold@shop.test')).toMatchObject({
      state: 'accepted',
      detail: 'the message was recorded before',
    });
    expect(await mail.count('messages', `external_id = 'untold@shop.test'`)).toBe(1);
  });
});
