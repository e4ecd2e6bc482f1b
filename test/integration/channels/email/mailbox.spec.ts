import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { MailboxKeeper } from '../../../../src/channels/email/mailbox/mailbox-keeper.service.js';
import type { MailboxView } from '../../../../src/contracts/views.js';
import { startApp } from '../../../support/app.js';
import { createDatabase } from '../../../support/database.js';
import { until } from '../../../support/until.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';
import { type Dovecot, dovecotPassword, startDovecot } from './dovecot.js';
import { letter, type MailApp, startMailApp } from './mail-app.js';
import { layWire } from './wire.js';

let dovecot: Dovecot;
let mail: MailApp;
let admin: Caller['call'];
let count = 0;

beforeAll(async () => {
  dovecot = await startDovecot();
  mail = await startMailApp({ env: { MAIL_MAX_BYTES: '26214400' } });
  admin = (await aSignedIn(mail.app, 'admin', 'Ada')).call;
}, 60_000);
afterAll(async () => {
  await mail.stop();
  await dovecot.remove();
});

interface Made {
  id: string;
  user: string;
  view(): Promise<MailboxView>;
  /** How many deliveries of it are stored. */
  stored(): Promise<number>;
  change(body: object): Promise<void>;
  close(): Promise<void>;
}

/** An inbox of its own with a mailbox of its own. */
async function aMailbox(imap: object = {}, given: { user?: string; password?: string } = {}): Promise<Made> {
  const user = given.user ?? `user${++count}`;
  await dovecot.put(user, []);
  const settings = { imap: { host: '127.0.0.1', port: dovecot.port, security: 'none', user, begin: 'unseen', ...imap } };
  const { status, body } = await admin<{ id: string }>('/v1/inboxes', 'POST', {
    key: `box-${++count}`,
    name: 'Box',
    channel: 'email',
    queueId: mail.queueId,
    address: `box${count}@demo.test`,
    settings,
    secrets: { imapPassword: given.password ?? dovecotPassword },
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  const { id } = body;
  return {
    id,
    user,
    view: async () => (await admin<MailboxView>(`/v1/inboxes/${id}/mailbox`)).body,
    stored: () => mail.count('inbound_deliveries', `inbox_id = '${id}'`),
    change: async (change) => {
      expect((await admin(`/v1/inboxes/${id}`, 'PATCH', change)).status).toBe(200);
    },
    close: async () => {
      await admin(`/v1/inboxes/${id}`, 'DELETE');
    },
  };
}

const note = (id: string, text?: string): string => letter({ id, subject: id, ...(text ? { text } : {}) });
const polled = (box: Made): Promise<MailboxView> =>
  until('the first poll', async () => {
    const view = await box.view();
    return view.lastPollAt !== null && view;
  });
const holds = (box: Made, n: number, timeoutMs?: number) =>
  until(`${n} deliveries`, async () => (await box.stored()) === n, timeoutMs);

describe('a mailbox', () => {
  it('is read, and its mails are marked as seen once they are stored', async () => {
    const box = await aMailbox();
    await dovecot.put(box.user, [note('first@imap.test'), note('second@imap.test')]);
    await holds(box, 2);
    expect(await mail.arrived('first@imap.test')).toMatchObject({ text: 'It is broken', channel: 'email' });
    await until('both seen', async () => (await dovecot.look(box.user)).every(({ flags }) => flags.includes('\\Seen')));
    expect(await box.view()).toMatchObject({
      ...{ state: 'connected', idles: true, error: null, warning: null, mailbox: 'INBOX', user: box.user },
      lastMailAt: expect.any(String),
    });
  });

  it('tells of new mail by IDLE, long before the next poll', async () => {
    const box = await aMailbox({ pollSeconds: 3_600 });
    await polled(box);
    const before = (await box.view()).nextAttemptAt!;
    expect(Date.parse(before) - Date.now()).toBeGreaterThan(3_000_000);
    await dovecot.put(box.user, [note('idle@imap.test')]);
    await holds(box, 1);
  });

  it('takes nothing of what was there, where it begins now', async () => {
    const user = 'begins-now';
    await dovecot.put(user, [note('old-unseen@imap.test')]);
    await dovecot.put(user, [note('old-seen@imap.test')], { seen: true });
    const box = await aMailbox({ begin: 'now' }, { user });
    await polled(box);
    await dovecot.put(user, [note('new@imap.test')]);
    await holds(box, 1);
    expect(await mail.arrived('new@imap.test')).toBeTruthy();
    expect((await dovecot.look(user)).map(({ flags }) => flags.includes('\\Seen'))).toEqual([false, true, true]);
  });

  it('takes what nobody has read, and new mail also where a person read it first', async () => {
    const user = 'begins-unseen';
    await dovecot.put(user, [note('was-seen@imap.test')], { seen: true, at: new Date('2026-01-01') });
    await dovecot.put(user, [note('was-unseen@imap.test')], { at: new Date('2026-01-02') });
    const box = await aMailbox({}, { user });
    await holds(box, 1);
    await polled(box);
    await dovecot.put(user, [note('read-elsewhere@imap.test')], { seen: true });
    await holds(box, 2);
    expect(await mail.count('inbound_deliveries', `inbox_id = '${box.id}' AND external_id = 'was-seen@imap.test'`)).toBe(0);
  });

  it.each([
    ['move', { after: 'move', moveTo: 'Done' }, 1],
    ['delete', { after: 'delete' }, 0],
  ])('is emptied where mail is to %s', async (_word, imap, kept) => {
    const box = await aMailbox(imap);
    await dovecot.put(box.user, [note(`${String(imap.after)}@imap.test`)]);
    await holds(box, 1);
    await until('it to be empty', async () => (await dovecot.look(box.user)).length === 0);
    expect(await dovecot.look(box.user, 'Done')).toHaveLength(kept);
    await dovecot.put(box.user, [note(`${String(imap.after)}-2@imap.test`)]);
    await holds(box, 2);
  });

  it.each([
    ['TLS', 'tls'],
    ['STARTTLS', 'starttls'],
  ])('is read over %s, and only with a certificate that somebody vouches for', async (_name, security) => {
    const port = security === 'tls' ? dovecot.tlsPort : dovecot.port;
    const untrusted = await aMailbox({ security, port });
    expect(await until('the refusal', async () => (await untrusted.view()).error)).toMatchObject({ code: 'tls' });
    const box = await aMailbox({ security, port, certificateAuthority: dovecot.authority });
    await dovecot.put(box.user, [note(`${security}@imap.test`)]);
    await holds(box, 1);
  });

  it('keeps a mail of 25 MB, and says where a larger one is', async () => {
    const box = await aMailbox();
    const head = (id: string): string => note(id).replace(/\r\n\r\n[^]*$/, '\r\n\r\n');
    const line = `${'x'.repeat(76)}\r\n`;
    const most = head('large@imap.test') + line.repeat(Math.floor((26_214_400 - 600) / line.length));
    const over = head('over@imap.test') + line.repeat(Math.ceil(26_300_000 / line.length));
    await dovecot.put(box.user, [most, over, note('after-large@imap.test')]);
    await holds(box, 3, 60_000);
    const [row] = await mail.app.db.query<{ size_bytes: number }>(
      `SELECT size_bytes FROM inbound_deliveries WHERE external_id = 'large@imap.test'`,
    );
    expect(row!.size_bytes).toBe(Buffer.byteLength(most));
    const stands = await until('its notice', () => mail.arrived('over@imap.test'), 30_000);
    expect(stands.text).toBe('[This mail has 25.1 MB, more than the 25.0 MB taken in here. It was left unread in the mailbox.]');
    await until('the rest to be seen', async () => {
      const seen = (await dovecot.look(box.user)).map(({ flags }) => flags.includes('\\Seen'));
      return seen.join() === 'true,false,true';
    });
  }, 120_000);

  it.each<['now' | 'unseen', number]>([
    ['unseen', 300],
    ['now', 0],
  ])(
    'of 10,000 mails is read as it was told to begin: %s',
    async (begin, expected) => {
      const user = `crowded-${begin}`;
      const crowd = (index: number): string => note(`crowd-${index}@${begin}.test`, 'x').replace(/^From: .*\r\n/, '');
      // Without an author none of them becomes a message: it is the reading that is looked at here.
      dovecot.fill(user, 10_000, (index) => ({ raw: crowd(index), seen: index % 33 !== 0 || index >= 9_900 }));
      const box = await aMailbox({ begin }, { user });
      await until('its end', async () => (await box.view()).lastPollAt, 60_000);
      expect(await box.stored()).toBe(expected);
      await dovecot.put(user, [note(`after-the-crowd@${begin}.test`)]);
      await holds(box, expected + 1);
      expect((await dovecot.look(user)).filter(({ flags }) => !flags.includes('\\Seen'))).toHaveLength(300 - expected);
      await box.close();
    },
    120_000,
  );
});

describe('trouble with a mailbox', () => {
  it('shows a wrong password, waits longer each time, and goes on with the right one', async () => {
    const box = await aMailbox({}, { password: 'wrong' });
    const first = await until('the refusal', async () => (await box.view()).error && box.view());
    expect(first).toMatchObject({ state: 'failed', error: { code: 'sign_in_refused', failures: 1 } });
    const wait = (view: MailboxView): number => Date.parse(view.nextAttemptAt!) - Date.now();
    expect(wait(first)).toBeGreaterThan(50_000);
    await mail.app.moveClock(61_000);
    const second = await until('the second refusal', async () => (await box.view()).error?.failures === 2 && box.view());
    expect(wait(second)).toBeGreaterThan(110_000 + 61_000);
    await dovecot.put(box.user, [note('patient@imap.test')]);
    await box.change({ secrets: { imapPassword: dovecotPassword } });
    await holds(box, 1);
    expect(await box.view()).toMatchObject({ state: 'connected', error: null });
    expect(JSON.stringify((await admin(`/v1/inboxes/${box.id}`)).body)).not.toContain(dovecotPassword);
  });

  it('is asked again at once when somebody says so', async () => {
    const box = await aMailbox({}, { user: 'impatient', password: 'wrong' });
    await until('the refusal', async () => (await box.view()).error);
    dovecot.setPassword('impatient', 'wrong');
    await until('the connection', async () => {
      expect((await admin(`/v1/inboxes/${box.id}/mailbox/poll`, 'POST')).status).toBe(200);
      return (await box.view()).state === 'connected';
    });
  });

  it('loses and doubles nothing where the line breaks in the middle of a mail', async () => {
    const wire = await layWire(dovecot.port);
    const user = 'cut';
    const big = note('half@imap.test', 'y'.repeat(70).concat('\r\n').repeat(20_000));
    await dovecot.put(user, [note('before-half@imap.test'), big, note('after-half@imap.test')]);
    wire.cutAfter(700_000);
    const box = await aMailbox({ port: wire.port }, { user });
    await until('the break', async () => (await box.view()).error?.code === 'dropped');
    expect(await mail.count('inbound_deliveries', `external_id = 'half@imap.test'`)).toBe(0);
    expect(
      (await dovecot.look(user)).filter(({ subject, flags }) => subject === 'half@imap.test' && flags.includes('\\Seen')),
    ).toEqual([]);
    wire.cutAfter(undefined);
    await mail.app.moveClock(6_000);
    await holds(box, 3, 20_000);
    const [row] = await mail.app.db.query<{ size_bytes: number }>(
      `SELECT size_bytes FROM inbound_deliveries WHERE external_id = 'half@imap.test'`,
    );
    expect(row!.size_bytes).toBe(Buffer.byteLength(big));
    wire.cut();
    await until('the loss to be seen', async () => (await box.view()).state === 'failed');
    await dovecot.put(user, [note('reconnected@imap.test')]);
    await mail.app.moveClock(6_000);
    await holds(box, 4);
    await box.close();
    await wire.close();
  }, 60_000);

  it('reads a mailbox again whose numbers were given anew, and doubles nothing', async () => {
    const box = await aMailbox();
    await dovecot.put(box.user, [note('one@uid.test'), note('two@uid.test')]);
    await holds(box, 2);
    await polled(box);
    await dovecot.renumber(box.user);
    await dovecot.put(box.user, [note('three@uid.test')]);
    await mail.app.moveClock(6_000);
    await holds(box, 3, 20_000);
    // The new numbers begin at 500; whichever of the three got which, all were read again.
    await until('the end of the new numbers', async () => {
      const [row] = await mail.app.db.query<{ last_uid: string }>('SELECT last_uid FROM mailboxes WHERE inbox_id = $1', [box.id]);
      return row!.last_uid === '502';
    });
    expect(await box.stored()).toBe(3);
    await mail.arrived('three@uid.test');
    expect(await mail.count('messages', `external_id IN ('one@uid.test', 'two@uid.test', 'three@uid.test')`)).toBe(3);
  }, 60_000);

  it('comes to the same where it died between storing and marking', async () => {
    const box = await aMailbox({ after: 'move', moveTo: 'Done' });
    await dovecot.put(box.user, [note('died@imap.test')]);
    await holds(box, 1);
    await until('the move', async () => (await dovecot.look(box.user, 'Done')).length === 1);
    // As it is left by a process that was killed after its commit: the mail is still there, the cursor before it.
    await dovecot.put(box.user, [note('died@imap.test')]);
    await until('the second move', async () => (await dovecot.look(box.user, 'Done')).length === 2);
    expect(await box.stored()).toBe(1);
    await mail.arrived('died@imap.test');
    expect(await mail.count('messages', `external_id = 'died@imap.test'`)).toBe(1);
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ['hangs up', (socket) => socket.destroy(), 'dropped'],
    ['speaks nonsense', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n<html>\r\n'), ''],
    [
      'greets, speaks nonsense and hangs up',
      (socket) => {
        socket.write('* OK [CAPABILITY IMAP4rev1] hello\r\n');
        socket.once('data', () => socket.end('* ((((\r\n* 1 FETCH (BODY[] {999999999999}\r\n'));
      },
      '',
    ],
  ])(
    'survives a server that %s',
    async (_what, act, code) => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        act(socket);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const box = await aMailbox({ port });
      const error = await until('the trouble', async () => (await box.view()).error, 30_000);
      expect(error.detail).not.toBe('');
      if (code) expect(error.code).toBe(code);
      await box.close();
      server.close();
    },
    40_000,
  );

  it('is told apart: no server, no folder', async () => {
    const nobody = await aMailbox({ port: 1 });
    const nowhere = await aMailbox({ mailbox: 'Nowhere' });
    expect(await until('the first', async () => (await nobody.view()).error)).toMatchObject({ code: 'unreachable' });
    expect(await until('the second', async () => (await nowhere.view()).error)).toMatchObject({ code: 'no_such_mailbox' });
  });

  it('is refused where it cannot work, by the name of the field', async () => {
    const { status, body } = await admin<{ errors: { pointer: string }[] }>('/v1/inboxes', 'POST', {
      ...{ key: 'bad-box', name: 'Bad', channel: 'email', queueId: mail.queueId, address: 'bad@demo.test' },
      settings: { imap: { host: '127.0.0.1', user: 'x', after: 'move', pollSeconds: 1, colour: 'red' } },
    });
    expect(status).toBe(422);
    expect([...new Set(body.errors.map(({ pointer }) => pointer))].sort()).toEqual([
      '/settings/imap/colour',
      '/settings/imap/moveTo',
      '/settings/imap/pollSeconds',
    ]);
    const unsigned = await admin<{ errors: { pointer: string }[] }>('/v1/inboxes', 'POST', {
      ...{ key: 'bad-box', name: 'Bad', channel: 'email', queueId: mail.queueId, address: 'bad@demo.test' },
      settings: { imap: { host: '127.0.0.1', user: 'x' } },
    });
    expect(unsigned.body.errors).toMatchObject([{ pointer: '/secrets/imapPassword' }]);
  });
});

describe('a server without IDLE', () => {
  it('is asked at intervals', async () => {
    const plain = await startDovecot({ capability: 'IMAP4rev1 SASL-IR UIDPLUS MOVE' });
    const user = 'no-idle';
    await plain.put(user, []);
    const box = await aMailbox({ port: plain.port, pollSeconds: 30 }, { user });
    expect(await polled(box)).toMatchObject({ state: 'connected', idles: false });
    await plain.put(user, [note('polled@imap.test')]);
    await mail.app.moveClock(31_000);
    await holds(box, 1);
    await box.close();
    await plain.remove();
  }, 60_000);
});

describe('several processes', () => {
  it('poll a mailbox one at a time, and the next goes on where one stopped', async () => {
    const wire = await layWire(dovecot.port);
    const database = await createDatabase();
    const first = await startApp({ database });
    const second = await startApp({ database });
    const { call } = await aSignedIn(first, 'admin');
    const user = 'shared';
    await dovecot.put(user, [note('shared-1@imap.test')]);
    const [{ id: queueId }] = (await first.db.query<{ id: string }>(
      `INSERT INTO queues (id, key, name) VALUES (gen_random_uuid(), 'q', 'q') RETURNING id`,
    )) as [{ id: string }];
    await call('/v1/inboxes', 'POST', {
      ...{ key: 'shared', name: 'Shared', channel: 'email', queueId, address: 'shared@demo.test' },
      settings: { imap: { host: '127.0.0.1', port: wire.port, security: 'none', user, begin: 'unseen' } },
      secrets: { imapPassword: dovecotPassword },
    });
    const stored = async (db: typeof first.db): Promise<number> =>
      (await db.query<{ n: number }>('SELECT count(*)::int AS n FROM inbound_deliveries'))[0]!.n;
    await until('the first mail', async () => (await stored(first.db)) === 1);
    expect(wire.made()).toBe(1);
    const leads = (app: typeof first): boolean => (app.get(MailboxKeeper) as unknown as { lock: { leads: boolean } }).lock.leads;
    const [leader, other] = leads(first) ? [first, second] : [second, first];
    expect([leads(leader), leads(other)]).toEqual([true, false]);
    await leader.stop();
    await dovecot.put(user, [note('shared-2@imap.test')]);
    await until('the second mail', async () => (await stored(other.db)) === 2);
    await other.stop();
    await database.drop();
    await wire.close();
  }, 60_000);
});
