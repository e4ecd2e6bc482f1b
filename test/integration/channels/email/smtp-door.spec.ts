import { createServer } from 'node:net';
import { once } from 'node:events';
import { makeReplyAddress } from '../../../../src/channels/email/mail/reply-address.js';
import { OwnMail } from '../../../../src/channels/email/own-mail.js';
import { SmtpDoor } from '../../../../src/channels/email/smtp-door.service.js';
import { ConfigError } from '../../../../src/config/read-config.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { startApp } from '../../../support/app.js';
import { createDatabase } from '../../../support/database.js';
import { anInbox } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { letter, type MailApp, startMailApp, support } from './mail-app.js';
import type { SmtpTalk } from './smtp-talk.js';

let mail: MailApp;
let talk: SmtpTalk;
beforeAll(async () => {
  mail = await startMailApp();
});
afterAll(() => mail.stop());
beforeEach(async () => {
  talk = await mail.talk();
});
afterEach(() => talk.hangUp());

const tokenAddress = (): string =>
  makeReplyAddress({ inboxAddress: support, conversationId: newId(), secret: mail.app.get(OwnMail).replySecret });
const stored = (): Promise<number> => mail.count('inbound_deliveries');

describe('whom it takes mail for', () => {
  beforeEach(() => talk.say('MAIL FROM:<mei@shop.test>'));

  it.each([
    ['an inbox', () => support],
    ['an inbox in capitals', () => 'SUPPORT@Demo.Test'],
    ['a reply address that we made', () => tokenAddress()],
    ['that one in capitals', () => tokenAddress().toUpperCase()],
  ])('takes mail for %s', async (_case, address) => {
    expect(await talk.say(`RCPT TO:<${address()}>`)).toMatch(/^250/);
  });

  it.each([
    ['an unknown name', 'sales@demo.test'],
    ['another domain: it is no relay', 'somebody@elsewhere.test'],
    ['a percent hack', 'somebody%elsewhere.test@demo.test'],
    ['a plus address that is no reply token', 'support+news@demo.test'],
    ['a forged reply token', `support+c.${'a'.repeat(42)}@demo.test`],
    ['an address with a NUL', 'sup\0port@demo.test'],
    ['postmaster of nothing', 'postmaster@[127.0.0.1]'],
  ])('refuses %s', async (_case, address) => {
    expect(await talk.say(`RCPT TO:<${address}>`)).toMatch(/^5(?:50|01|53)/);
  });

  it('refuses a token of ours that was altered', async () => {
    const address = tokenAddress();
    const altered = address.replace(/(.)@/, (_all, last: string) => `${last === 'a' ? 'b' : 'a'}@`);
    expect(await talk.say(`RCPT TO:<${altered}>`)).toMatch(/^550/);
  });

  it('refuses a closed inbox', async () => {
    const id = await anInbox(mail.app.db, { queueId: mail.queueId, channel: 'email', address: 'closed@demo.test' });
    await mail.app.db.run('UPDATE inboxes SET disabled_at = app_now() WHERE id = $1', [id]);
    expect(await talk.say('RCPT TO:<closed@demo.test>')).toMatch(/^550/);
  });

  it('takes at most 50 recipients at once', async () => {
    for (let n = 0; n < 50; n++) expect(await talk.say(`RCPT TO:<${tokenAddress()}>`)).toMatch(/^250/);
    expect(await talk.say(`RCPT TO:<${tokenAddress()}>`)).toMatch(/^452/);
  });

  it('knows no sign-in and no TLS', async () => {
    expect(await talk.say('AUTH PLAIN AGEAYg==')).toMatch(/^5/);
    expect(await talk.say('STARTTLS')).toMatch(/^5/);
  });

  it('lets nobody try addresses for ever', async () => {
    let last = '';
    for (let n = 0; n < 130 && !last.startsWith('450'); n++) last = await talk.say(`RCPT TO:<guess-${n}@demo.test>`);
    expect(last).toMatch(/^450/);
    expect(await talk.say(`RCPT TO:<${support}>`)).toMatch(/^250/);
  });
});

describe('250 means committed', () => {
  const begin = async (): Promise<void> => {
    await talk.say('MAIL FROM:<mei@shop.test>');
    await talk.say(`RCPT TO:<${support}>`);
    await talk.say('DATA');
  };
  const blockedInsert = () =>
    until('the insert waits for the table', async () => {
      const [row] = await mail.app.db.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO inbound_deliveries%' AND datname = current_database()`,
      );
      return row?.pid;
    });

  it('says nothing while the row is not there, and 250 when it is', async () => {
    const before = await stored();
    await begin();
    const answer = talk.answer();
    let answered = false;
    void answer.then(() => (answered = true));
    await mail.app.db.transaction(async (tx) => {
      await tx.run('LOCK TABLE inbound_deliveries IN SHARE MODE');
      talk.send(`${letter({ id: 'slow@shop.test' })}.\r\n`);
      await blockedInsert();
      expect(answered).toBe(false);
    });
    expect(await answer).toMatch(/^250/);
    expect(await stored()).toBe(before + 1);
  });

  it('answers 451 where the database went away, and takes the same mail later', async () => {
    const before = await stored();
    await begin();
    const text = `${letter({ id: 'away@shop.test' })}.\r\n`;
    await mail.app.db.transaction(async (tx) => {
      await tx.run('LOCK TABLE inbound_deliveries IN SHARE MODE');
      talk.send(text);
      await tx.query('SELECT pg_terminate_backend($1)', [await blockedInsert()]);
      expect(await talk.answer()).toMatch(/^451/);
    });
    expect(await stored()).toBe(before);
    await begin();
    expect(await talk.say(text.trimEnd())).toMatch(/^250/);
    expect(await stored()).toBe(before + 1);
  });

  it('stores nothing of a mail whose sender hung up', async () => {
    const before = await stored();
    await begin();
    talk.send(letter({ id: 'cut@shop.test' }).slice(0, 120));
    talk.hangUp();
    expect(await mail.deliver(letter({ id: 'next@shop.test' }))).toMatch(/^250/);
    expect(await stored()).toBe(before + 1);
    expect(await mail.count('inbound_deliveries', `external_id LIKE 'cut@%'`)).toBe(0);
  });

  it('stores one row for each inbox among the recipients', async () => {
    await anInbox(mail.app.db, { queueId: mail.queueId, key: 'orders', channel: 'email', address: 'orders@demo.test' });
    await mail.deliver(letter({ id: 'both@shop.test' }), { to: [support, tokenAddress(), 'orders@demo.test'] });
    expect(await mail.count('inbound_deliveries', `external_id = 'both@shop.test'`)).toBe(2);
  });
});

describe('size', () => {
  it('is refused with 552 where it is announced', async () => {
    expect(await talk.say('MAIL FROM:<mei@shop.test> SIZE=100001')).toMatch(/^552/);
  });

  it('is refused with 552 where it is found out, and the connection goes on', async () => {
    const before = await stored();
    await talk.say('MAIL FROM:<mei@shop.test>');
    await talk.say(`RCPT TO:<${support}>`);
    await talk.say('DATA');
    const big = letter({ id: 'big@shop.test', text: `${'x'.repeat(70)}\r\n`.repeat(1500) });
    expect(await talk.say(`${big}.`)).toMatch(/^552/);
    expect(await stored()).toBe(before);
    expect(await talk.say('MAIL FROM:<mei@shop.test>')).toMatch(/^250/);
  });
});

describe('the port', () => {
  it('names SMTP_PORT where it is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const database = await createDatabase();
    const { port } = other.address() as { port: number };
    const failure: unknown = await startApp({ database, env: { SMTP_PORT: String(port) } }).catch((error: unknown) => error);
    other.close();
    await database.drop();
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as Error).message).toBe(`SMTP_PORT: port ${port} is taken by another program`);
  });

  it('is closed and opened again, and idle callers do not hold it up for long', async () => {
    const door = mail.app.get(SmtpDoor);
    expect(door.port).toBeGreaterThan(0);
    await door.close();
    expect(door.port).toBe(0);
    expect(await talk.answer()).toMatch(/^421|closed/);
    await door.open();
    expect(await mail.deliver(letter({ id: 'reopened@shop.test' }))).toMatch(/^250/);
  });
});
