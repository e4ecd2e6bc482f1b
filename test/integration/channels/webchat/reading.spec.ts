import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MergeCustomers } from '../../../../src/conversations/merge-customers.service.js';
import { ReceiveMessage } from '../../../../src/conversations/receive-message.service.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { until } from '../../../support/until.js';
import { type Session, Webchat } from './start-webchat.js';

describe('who reads what in the widget', () => {
  let chat: Webchat;
  let inboxId: string;
  let mailInboxId: string;
  let agentId: string;
  let people = 0;

  beforeAll(async () => {
    chat = await Webchat.start();
    inboxId = await chat.inbox('web');
    mailInboxId = await chat.inbox('mail');
    await chat.db.run(`UPDATE inboxes SET channel = 'email', address = 'support@own.test' WHERE id = $1`, [mailInboxId]);
    agentId = await chat.agent('Ana Agent', 'ana.agent@own.test');
  });
  afterAll(() => chat.stop());

  const person = () => ({
    sub: `cust-${++people}`,
    email: `p${people}@mail.test`,
    email_verified: true,
    name: `Person ${people}`,
  });
  const signIn = (claims: object, more: object = {}): Promise<Session> =>
    chat.open({ identityToken: chat.identityToken({ ...claims }), ...more });
  const mail = (from: string, text: string, proved = false) =>
    chat.nest.get(ReceiveMessage).receive({
      inboxId: mailInboxId,
      channel: 'email',
      from: { kind: 'email', value: from, level: proved ? 'verified' : 'claimed', joins: true },
      text,
      externalId: newId(),
    });
  const conversationOf = async (session: Session): Promise<string> => {
    const [row] = await chat.db.query<{ id: string }>('SELECT conversation_id AS id FROM messages WHERE text = $1', [
      (await chat.texts(session)).at(-1),
    ]);
    return row!.id;
  };

  it('keeps visitors apart', async () => {
    const [one, two] = [await chat.open({}), await chat.open({})];
    await chat.say(one, 'secret of one');
    await chat.say(two, 'secret of two');
    expect(await chat.texts(one)).toEqual(['secret of one']);
    expect(await chat.texts(two)).toEqual(['secret of two']);
  });

  it('shows a verified customer the thread over all channels, mails sent before included', async () => {
    const who = person();
    await mail(who.email, 'my earlier mail');
    const session = await signIn(who);
    await chat.say(session, 'now by chat');
    expect(await chat.texts(session)).toEqual(['my earlier mail', 'now by chat']);
    const levels = await chat.db.query(`SELECT kind, level FROM identities WHERE value IN ($1, $2) ORDER BY kind`, [
      who.sub,
      who.email,
    ]);
    expect(levels).toEqual([
      { kind: 'email', level: 'verified' },
      { kind: 'external', level: 'verified' },
    ]);
    expect(session.customer).toMatchObject({ name: who.name, level: 'verified' });
  });

  it('brings a mail thread along when the address is proved only later', async () => {
    const who = person();
    const early = await signIn({ ...who, email_verified: false });
    await chat.say(early, 'chat first');
    await mail(who.email, 'mail on its own');
    expect(await chat.texts(early)).toEqual(['chat first']);
    const late = await signIn(who);
    expect((await chat.texts(late)).sort()).toEqual(['chat first', 'mail on its own']);
    expect(late.epoch).toBeGreaterThan(early.epoch);
  });

  it('joins nobody by an address that the token only mentions', async () => {
    const who = person();
    await mail(who.email, 'private mail');
    const session = await signIn({ ...who, email_verified: 'true' });
    await chat.say(session, 'hello');
    expect(await chat.texts(session)).toEqual(['hello']);
  });

  it('does not hand the thread of one account to another that proves the same address', async () => {
    const who = person();
    const first = await signIn(who);
    await chat.say(first, 'account one');
    const other = await signIn({ sub: `${who.sub}-b` });
    await chat.say(other, 'account two');
    const both = await signIn({ ...who, sub: `${who.sub}-b` });
    expect(await chat.texts(both)).toEqual(['account two']);
    expect(await chat.texts(first)).toEqual(['account one']);
  });

  const known = async (session: Session): Promise<string> => {
    const [row] = await chat.db.query<{ root: string }>(
      `SELECT coalesce(c.merged_into, c.id) AS root FROM identities i JOIN customers c ON c.id = i.customer_id WHERE c.id = $1 OR c.merged_into = $1 LIMIT 1`,
      [session.customer.id],
    );
    return row!.root;
  };
  const merges = () =>
    chat.db.query<{ id: string; reason: string; undone_at: Date | null }>(
      'SELECT id, reason, undone_at FROM customer_merges ORDER BY at',
    );

  describe('a mailbox or phone that two accounts share', () => {
    const shared = {
      mailbox: () => ({ email: `fam-${++people}@mail.test`, email_verified: true }),
      phone: () => ({ phone: `+861380013${String(1000 + ++people)}`, phone_verified: true }),
    };
    type Key = ReturnType<(typeof shared)[keyof typeof shared]>;
    const orders: [string, (one: object, two: object, key: Key) => Promise<[Session, Session]>][] = [
      ['one after the other', async (one, two, key) => [await told(one, key, 'one secret'), await signIn({ ...two, ...key })]],
      [
        'the second was here before, without it',
        async (one, two, key) => {
          await told(two, {}, 'two');
          return [await told(one, key, 'one secret'), await signIn({ ...two, ...key })];
        },
      ],
      [
        'the first proved it only later',
        async (one, two, key) => {
          await told(one, {}, 'one secret');
          await signIn({ ...two, ...key });
          return [await signIn({ ...one, ...key }), await signIn({ ...two, ...key })];
        },
      ],
      [
        'both at the same moment',
        async (one, two, key) => {
          const [first, second] = await Promise.all([signIn({ ...one, ...key }), signIn({ ...two, ...key })]);
          await chat.say(first, 'one secret');
          return [first, second];
        },
      ],
      [
        'after a message from it',
        async (one, two, key) => {
          if ('email' in key) await mail(key.email, 'a mail');
          return [await told(one, key, 'one secret'), await signIn({ ...two, ...key })];
        },
      ],
    ];
    const told = async (who: object, key: object, text: string): Promise<Session> => {
      const session = await signIn({ ...who, ...key });
      await chat.say(session, text);
      return session;
    };

    it.each(orders.flatMap(([name, order]) => (['mailbox', 'phone'] as const).map((kind) => [name, kind, order] as const)))(
      'joins nobody: %s (%s)',
      async (_name, kind, order) => {
        const [one, two] = [{ sub: `fam-a-${++people}` }, { sub: `fam-b-${++people}` }];
        const key = shared[kind]();
        const [first, second] = await order(one, two, key);
        expect(await chat.texts(first)).toContain('one secret');
        expect(await chat.texts(second)).not.toContain('one secret');
        expect(await known(first)).not.toBe(await known(second));
        // Noted down at both, so that a person can be asked.
        const held = await chat.db.query<{ n: number }>(
          'SELECT count(DISTINCT customer_id)::int AS n FROM identities WHERE value = $1',
          [Object.values(key)[0]],
        );
        expect(held[0]!.n).toBe(2);
      },
    );

    it('that is marked as shared brings no thread along, whoever proves it', async () => {
      const key = shared.mailbox();
      await mail(key.email, 'words of somebody of the family', true);
      await chat.db.run(`INSERT INTO shared_keys (kind, value) VALUES ('email', $1)`, [key.email]);
      const session = await signIn({ sub: `fam-c-${++people}`, ...key });
      expect(await chat.texts(session)).toEqual([]);
    });
  });

  it('notes down a join by a proved address, and joins nobody again whom a person has parted', async () => {
    const who = person();
    const earlier = await mail(who.email, 'my earlier mail', true);
    const before = (await merges()).length;
    const session = await signIn(who);
    await chat.say(session, 'now by chat');
    const ledger = (await merges()).slice(before);
    expect(ledger).toMatchObject([{ reason: 'signed in with email', undone_at: null }]);
    expect(session.customer).toMatchObject({ id: earlier!.customerId, name: who.name });

    await chat.db.transaction((tx) =>
      chat.nest.get(MergeCustomers).undo({ tx, actor: { type: 'agent', id: agentId } }, ledger[0]!.id),
    );
    expect(await chat.texts(session)).toEqual(['now by chat']);
    const [row] = await chat.db.query('SELECT name FROM customers WHERE id = $1', [earlier!.customerId]);
    expect(row).toEqual({ name: null });
    const again = await signIn(who);
    expect(await chat.texts(again)).toEqual(['now by chat']);
    expect((await merges()).slice(before)).toHaveLength(1);
  });

  it('does not take a customer for somebody else whose unproved address hangs on them', async () => {
    const [owner, other] = [person(), person()];
    const session = await signIn(owner);
    await chat.say(session, 'words of the owner');
    const [row] = await chat.db.query<{ customer_id: string }>('SELECT customer_id FROM identities WHERE value = $1', [
      owner.sub,
    ]);
    await chat.db.run(
      `INSERT INTO identities (id, customer_id, kind, value, level, joins) VALUES ($1, $2, 'email', $3, 'claimed', true)`,
      [newId(), row!.customer_id, other.email],
    );
    const stranger = await signIn(other);
    expect(await chat.texts(stranger)).toEqual([]);
    expect(stranger.customer.id).not.toBe(session.customer.id);
  });

  it('brings along what was written on the device before the sign-in, and shows a later anonymous session nothing else', async () => {
    const anonymous = await chat.open({ preChat: { name: 'Somebody' } });
    await chat.say(anonymous, 'before sign-in');
    const who = person();
    const verified = await signIn(who, { visitorToken: anonymous.visitorToken });
    expect(verified.visitorToken).toBe(anonymous.visitorToken);
    await chat.say(verified, 'after sign-in');
    await chat.reply(agentId, await conversationOf(verified), 'reply to the verified');
    expect(await chat.texts(verified)).toEqual(['before sign-in', 'after sign-in', 'reply to the verified']);

    const later = await chat.open({ visitorToken: anonymous.visitorToken });
    expect(later.customer).toEqual({ id: anonymous.customer.id, name: null, level: 'anonymous' });
    expect(await chat.texts(later)).toEqual(['before sign-in']);
    const socket = await chat.socket(later);
    const synced = await socket.ask<{ messages: { text: string }[]; head: number }>('sync', { epoch: 0, afterSeq: 0 });
    expect(synced.messages.map((message) => message.text)).toEqual(['before sign-in']);
    await chat.reply(agentId, await conversationOf(verified), 'another for the verified');
    await chat.say(later, 'anonymous again');
    await socket.next<{ text: string }>('message.created', (message) => message.text === 'anonymous again');
    expect(socket.events.filter(({ name }) => name === 'message.created')).toHaveLength(1);
    socket.close();
  });

  it('gives another customer on the same device a visitor token of their own', async () => {
    const [first, second] = [person(), person()];
    const one = await signIn(first);
    const device = await chat.open({});
    await chat.say(device, 'first, anonymously');
    await signIn(first, { visitorToken: device.visitorToken });
    const two = await signIn(second, { visitorToken: device.visitorToken });
    expect(two.visitorToken).not.toBe(device.visitorToken);
    expect(await chat.texts(two)).toEqual([]);
    expect(await chat.texts(one)).toEqual(['first, anonymously']);
  });

  it('makes one customer of two sign-ins at the same moment', async () => {
    const who = person();
    const sessions = await Promise.all(Array.from({ length: 8 }, () => signIn(who)));
    expect(new Set(sessions.map((session) => session.customer.id)).size).toBe(1);
  });

  it('never shows notes, internal messages, events that came in, decisions or addresses of agents, through any door', async () => {
    const who = person();
    const session = await signIn(who);
    await chat.say(session, 'visible question');
    const conversationId = await conversationOf(session);
    await chat.db.run(`UPDATE conversations SET status = 'assigned', assignee_id = $2, waiting_since = NULL WHERE id = $1`, [
      conversationId,
      agentId,
    ]);
    const socket = await chat.socket(session);

    await chat.reply(agentId, conversationId, 'FORBIDDEN note', 'note');
    await hidden(conversationId, 'internal', 'text', 'FORBIDDEN whisper');
    await hidden(conversationId, 'internal', 'event', 'FORBIDDEN decision');
    await hidden(conversationId, 'in', 'event', 'FORBIDDEN bounce of ana.agent@own.test');
    await hidden(conversationId, 'out', 'note', 'FORBIDDEN note, wrongly addressed');
    await hidden(conversationId, 'out', 'call', 'FORBIDDEN call record');
    await chat.db.run(
      `INSERT INTO decisions (id, conversation_id, queue_id, kind, policy_version, chosen_agent_id, actor_type, epoch, top)
       SELECT $1, id, queue_id, 'match', 'FORBIDDEN', $2, 'system', 1, '["FORBIDDEN"]' FROM conversations WHERE id = $3`,
      [newId(), agentId, conversationId],
    );
    await chat.db.run(`UPDATE customers SET attributes = '{"secret": "FORBIDDEN"}'`);
    await chat.db.run(
      `UPDATE conversations SET fields = '{"secret": "FORBIDDEN"}', tags = '{FORBIDDEN}', subject = 'FORBIDDEN' WHERE id = $1`,
      [conversationId],
    );
    await chat.reply(agentId, conversationId, 'visible answer');
    await chat.db.run(
      `UPDATE messages SET content = '{"secret": "FORBIDDEN"}', client_id = 'FORBIDDEN' WHERE text = 'visible answer'`,
    );
    await chat.db.run(`UPDATE messages SET content = '{"secret": "FORBIDDEN"}' WHERE text = 'visible question'`);
    await chat.reply(agentId, conversationId, 'visible notice', 'system');

    await socket.next<{ text: string }>('message.created', (message) => message.text === 'visible notice');
    const doors: unknown[] = [
      await signIn(who),
      await chat.open({ visitorToken: session.visitorToken }),
      await chat.read(session),
      await chat.read(session, 'after=0&limit=1'),
      await chat.call('POST', '/v1/widget/rating', { score: 5 }, session.token),
      await chat.call('POST', '/v1/widget/read', { seq: 9_999 }, session.token),
      await chat.call('POST', '/v1/widget/attachments', {}, session.token),
      await socket.ask('sync', { epoch: 0, afterSeq: 0 }),
      await socket.ask('sync', { epoch: session.epoch, afterSeq: 0, afterRev: 0 }),
      await socket.ask('message.send', { clientId: 'last', text: 'visible end' }),
      await socket.ask('typing', { on: true }),
    ];
    await socket.next<{ text: string }>('message.created', (message) => message.text === 'visible end');
    await socket.next<{ agent: object }>('message.updated');
    const seen = JSON.stringify([...doors, socket.events]);
    expect(seen).toContain('visible answer');
    expect(seen).toContain('visible notice');
    expect(seen).not.toContain('FORBIDDEN');
    expect(seen).not.toContain('own.test');
    expect(seen).not.toContain(agentId);
    expect(seen).not.toContain('Agent"');
    expect(Object.keys((await chat.read(session))[0]!).sort()).toEqual(
      [
        'attachments',
        'author',
        'channel',
        'clientId',
        'createdAt',
        'delivery',
        'direction',
        'id',
        'kind',
        'rev',
        'seq',
        'text',
      ].sort(),
    );
    socket.close();
  });

  /** A row that no door of ours writes today, announced as if it were for the customer. */
  async function hidden(conversationId: string, direction: string, kind: string, text: string): Promise<void> {
    const id = newId();
    await chat.db.run(
      `WITH thread AS (UPDATE customers SET last_seq = last_seq + 1, last_rev = last_rev + 1
                       WHERE id = (SELECT customer_id FROM conversations WHERE id = $2) RETURNING id, last_seq, last_rev)
       INSERT INTO messages (id, customer_id, seq, rev, conversation_id, inbox_id, channel, direction, kind, author_type, author_id, text, delivery_state, identity_id)
       SELECT $1, thread.id, last_seq, last_rev, $2, $3, 'webchat', $4, $5, 'agent', $6, $7, 'sent',
              (SELECT i.id FROM identities i WHERE i.customer_id = thread.id AND i.kind = 'external') FROM thread`,
      [id, conversationId, inboxId, direction, kind, agentId, text],
    );
    for (const type of ['message.created', 'message.updated'])
      await chat.db.run(
        `INSERT INTO outbox (id, type, payload) SELECT $1, $2, jsonb_build_object('messageId', $3::text, 'conversationId', $4::text, 'customerId', customer_id)
         FROM conversations WHERE id = $4::uuid`,
        [newId(), type, id, conversationId],
      );
    await until(
      'the hidden row is announced',
      async () => (await chat.db.query('SELECT 1 FROM outbox WHERE position IS NULL')).length === 0,
    );
  }
});
