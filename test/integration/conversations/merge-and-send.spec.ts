import type { InboundMessage } from '../../../src/conversations/inbound-message.js';
import { outgoingMail } from '../../../src/channels/email/outgoing-mail.queries.js';
import { listMessages } from '../../../src/conversations/conversations.queries.js';
import { Clock } from '../../../src/platform/clock/clock.js';
import type { Database } from '../../../src/platform/database/database.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { Secrets } from '../../../src/platform/secrets/secrets.js';
import { SignedLinks } from '../../../src/platform/storage/signed-links.js';
import { aQueue, anAgent, anInbox } from '../../support/builders.js';
import { openDatabase } from '../../support/database.js';
import { recordRooms } from '../../support/rooms.js';
import { testSecret } from '../../support/test-secret.js';

const links = new SignedLinks(new Secrets(testSecret), new Clock());
let db: Database;
let close: () => Promise<void>;
let rooms: ReturnType<typeof recordRooms>;
let web: string;
let letters: string;
let agentId: string;

beforeAll(async () => {
  ({ db, close } = await openDatabase());
  rooms = recordRooms(db);
  const queueId = await aQueue(db);
  web = await anInbox(db, { queueId });
  letters = await anInbox(db, { queueId, channel: 'email', address: 'support@example.test' });
  agentId = await anAgent(db, { name: 'Ana' });
});
afterAll(() => close());

const visitor = (id = newId()): InboundMessage['from'] => ({
  kind: 'visitor',
  value: id,
  level: 'anonymous',
  joins: true,
  customerId: id,
  identityId: id,
});
const say = async (from: InboundMessage['from'], text: string) =>
  (await rooms.receiving.receive({ inboxId: web, channel: 'webchat', from, text, clientId: newId() }))!;
const actor = () => ({ type: 'agent' as const, id: agentId });
const merge = (fromId: string, intoId: string) =>
  db.transaction((tx) => rooms.merging.merge({ tx, actor: actor() }, { fromId, intoId, reason: 'same person' }));
const undo = (id: string) => db.transaction((tx) => rooms.merging.undo({ tx, actor: actor() }, id));
const counters = async (id: string) =>
  (
    await db.query<{ last_seq: string; thread_epoch: number; merged_into: string | null }>(
      'SELECT last_seq, thread_epoch, merged_into FROM customers WHERE id = $1',
      [id],
    )
  )[0]!;
const messagesOf = (customerId: string) =>
  db.query<{ id: string; seq: string; customer_id: string }>(
    'SELECT id, seq, customer_id FROM messages WHERE customer_id = $1 ORDER BY seq',
    [customerId],
  );

describe('merge and undo', () => {
  it('is a pointer: no message changes, the counter goes on from the larger, the younger open conversation becomes a split', async () => {
    const [older, younger] = [visitor(), visitor()];
    const a = await say(older, 'one');
    const b = await say(younger, 'one');
    for (const text of ['two', 'three']) await say(younger, text);
    const before = await messagesOf(younger.customerId!);
    await merge(younger.customerId!, older.customerId!);
    expect(await messagesOf(younger.customerId!)).toEqual(before);
    const [split] = await db.query<{ split_from_id: string }>('SELECT split_from_id FROM conversations WHERE id = $1', [
      b.conversationId,
    ]);
    expect(split!.split_from_id).toBe(a.conversationId);
    const next = await say(younger, 'after the merge');
    expect(next).toMatchObject({ conversationId: a.conversationId, customerId: older.customerId, seq: 4 });
    expect((await messagesOf(younger.customerId!)).at(-1)!.id).toBe(next.messageId);
    expect(await counters(older.customerId!)).toMatchObject({ thread_epoch: 2, last_seq: '4' });
  });

  it('is undone exactly, also after new messages on both sides', async () => {
    const [one, two] = [visitor(), visitor()];
    await say(one, 'one');
    const split = await say(two, 'one');
    const id = (await merge(two.customerId!, one.customerId!))!;
    await say(one, 'into the merged thread');
    await say(two, 'into the merged thread too');
    await undo(id);
    expect(await counters(two.customerId!)).toMatchObject({ merged_into: null, thread_epoch: 3 });
    const [conversation] = await db.query<{ split_from_id: string | null }>(
      'SELECT split_from_id FROM conversations WHERE id = $1',
      [split.conversationId],
    );
    expect(conversation!.split_from_id).toBeNull();
    const [next1, next2] = [await say(one, 'apart'), await say(two, 'apart')];
    expect(next2.conversationId).toBe(split.conversationId);
    expect([next1.customerId, next2.customerId]).toEqual([one.customerId, two.customerId]);
    for (const who of [one, two]) {
      const seqs = (await messagesOf(who.customerId!)).map((row) => row.seq);
      expect(new Set(seqs).size).toBe(seqs.length);
    }
    await expect(undo(id)).rejects.toMatchObject({ code: 'illegal_move' });
  });

  it('gives no merge between a customer and themselves, nor a cycle', async () => {
    const [one, two] = [visitor(), visitor()];
    await say(one, 'one');
    await say(two, 'two');
    await merge(two.customerId!, one.customerId!);
    expect(await merge(one.customerId!, two.customerId!)).toBeNull();
    expect(await merge(one.customerId!, one.customerId!)).toBeNull();
    await expect(merge(one.customerId!, newId())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lets opposite merges of the same pair race without a deadlock or a loop', async () => {
    const [one, two] = [visitor(), visitor()];
    await say(one, 'one');
    await say(two, 'two');
    const results = await Promise.all([merge(one.customerId!, two.customerId!), merge(two.customerId!, one.customerId!)]);
    expect(results.filter(Boolean)).toHaveLength(1);
  });
});

/** No number may be given twice, now or later: the counter of a thread is never behind a message that was numbered in it. */
async function expectSoundThreads(): Promise<void> {
  const behind = await db.query(
    `WITH RECURSIVE up AS (
       SELECT id AS leaf, id, merged_into FROM customers
       UNION ALL SELECT up.leaf, c.id, c.merged_into FROM customers c JOIN up ON c.id = up.merged_into
     )
     SELECT up.id FROM up JOIN customers c ON c.id = up.id JOIN messages m ON m.customer_id = up.leaf
     WHERE up.merged_into IS NULL GROUP BY up.id, c.last_seq HAVING max(m.seq) > c.last_seq`,
  );
  expect(behind).toEqual([]);
}

describe('replies and other people', () => {
  const reply = (conversationId: string) =>
    db.transaction((tx) =>
      rooms.sending.send({ tx, actor: actor() }, { conversationId, kind: 'reply', text: 'for you', clientId: newId() }),
    );
  const addressed = async (messageId: string) =>
    (
      await db.query<{ identity_id: string; customer_id: string }>(
        'SELECT identity_id, customer_id FROM messages WHERE id = $1',
        [messageId],
      )
    )[0];

  it('after an undone merge answers the customer of the conversation, not the one who wrote in it meanwhile', async () => {
    const [a, b] = [visitor(), visitor()];
    const first = await say(a, 'one');
    await db.run(`UPDATE conversations SET status = 'closed', closed_at = app_now() WHERE id = $1`, [first.conversationId]);
    const open = await say(b, 'one');
    const id = (await merge(a.customerId!, b.customerId!))!;
    expect((await say(a, 'in the merged thread')).conversationId).toBe(open.conversationId);
    await undo(id);
    const sent = await reply(open.conversationId);
    expect(await addressed(sent.messageId)).toEqual({ identity_id: b.identityId, customer_id: b.customerId });
    for (const text of ['apart', 'again', 'and again']) await say(a, text);
    await expectSoundThreads();
  });

  it('never answers a friend in the customer’s place, and leaves the friend’s own thread sound', async () => {
    const mail = (address: string, threading?: InboundMessage['threading']) =>
      rooms.receiving
        .receive({
          ...{ inboxId: letters, channel: 'email', text: 'a mail', externalId: newId(), threading },
          from: { kind: 'email', value: address, level: 'claimed', joins: true },
        })
        .then((one) => one!);
    const [customer, friend] = [`${newId()}@customer.test`, `${newId()}@friend.test`];
    const opened = await mail(customer);
    const joined = await mail(friend, { conversationId: opened.conversationId });
    expect(joined.conversationId).toBe(opened.conversationId);
    const sent = await reply(opened.conversationId);
    expect(await addressed(sent.messageId)).toEqual({ identity_id: opened.identityId, customer_id: opened.customerId });
    // Nor does their mail lend its subject and threading to what the customer gets.
    const [asked] = await db.query<{ external_id: string }>('SELECT external_id FROM messages WHERE id = $1', [opened.messageId]);
    expect((await outgoingMail(db, sent.messageId))!.answered_id).toBe(asked!.external_id);
    for (let n = 0; n < 5; n++) await mail(friend);
    await expectSoundThreads();
  });

  it('raises the epoch of the thread that is read when an inner merge is undone', async () => {
    const [a, b, c] = [visitor(), visitor(), visitor()];
    for (const one of [a, b, c]) await say(one, 'one');
    const inner = (await merge(a.customerId!, b.customerId!))!;
    await merge(b.customerId!, c.customerId!);
    const before = (await counters(c.customerId!)).thread_epoch;
    await undo(inner);
    expect((await counters(c.customerId!)).thread_epoch).toBe(before + 1);
    for (const one of [a, b, c]) await say(one, 'on');
    await expectSoundThreads();
  });
});

describe('reading a merged thread in pages', () => {
  it('shows every message once, though two histories share their numbers', async () => {
    const [a, b] = [visitor(), visitor()];
    for (const one of [a, b]) for (let n = 0; n < 6; n++) await say(one, `message ${n}`);
    await merge(a.customerId!, b.customerId!);
    const seen: string[] = [];
    for (let after: { seq: number; id: string | null } = { seq: 0, id: null }; ;) {
      const page = await listMessages(db, { customerIds: [a.customerId!, b.customerId!], after, limit: 3 }, links);
      if (page.length === 0) break;
      seen.push(...page.map((one) => one.id));
      const last = page.at(-1)!;
      after = { seq: last.seq, id: last.id };
    }
    expect(seen).toHaveLength(12);
    expect(new Set(seen).size).toBe(12);
  });
});

describe('sending', () => {
  const send = (conversationId: string, more: object = {}) =>
    db.transaction((tx) =>
      rooms.sending.send({ tx, actor: actor() }, { conversationId, kind: 'reply', text: 'So sorry', clientId: newId(), ...more }),
    );

  it('answers where the customer wrote last, addressed to the identity that wrote', async () => {
    const from = visitor();
    const got = await say(from, 'hello');
    const sent = await send(got.conversationId);
    const [row] = await db.query('SELECT channel, direction, identity_id, inbox_id, delivery_state FROM messages WHERE id = $1', [
      sent.messageId,
    ]);
    expect(row).toEqual({
      channel: 'webchat',
      direction: 'out',
      identity_id: from.identityId,
      inbox_id: web,
      delivery_state: 'sent',
    });
  });

  it('queues a mail with its message in one transaction', async () => {
    const from = visitor();
    const got = await say(from, 'hello');
    await db.transaction((tx) =>
      rooms.resolving.attach({ tx, actor: systemActor }, from.customerId!, {
        kind: 'email',
        value: `${newId()}@x.test`,
        level: 'verified',
        joins: true,
      }),
    );
    const sent = await send(got.conversationId, { channel: 'email' });
    const rows = await db.query(
      'SELECT s.state, m.delivery_state FROM outbound_sends s JOIN messages m ON m.id = s.message_id WHERE m.id = $1',
      [sent.messageId],
    );
    expect(rows).toEqual([{ state: 'pending', delivery_state: 'pending' }]);
  });

  it('never doubles a retry, refuses an old epoch, a closed conversation and a channel without address', async () => {
    const got = await say(visitor(), 'hello');
    const clientId = newId();
    const [first, second] = [await send(got.conversationId, { clientId }), await send(got.conversationId, { clientId })];
    expect(second).toMatchObject({ messageId: first.messageId, duplicate: true });
    await expect(send(got.conversationId, { epoch: 7 })).rejects.toMatchObject({ code: 'stale_epoch' });
    await expect(send(got.conversationId, { channel: 'email' })).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(send(got.conversationId, { channel: 'whatsapp' })).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(send(got.conversationId, { text: 'x'.repeat(20_001) })).rejects.toMatchObject({ code: 'invalid_request' });
    await db.run(`UPDATE conversations SET status = 'closed', closed_at = app_now() WHERE id = $1`, [got.conversationId]);
    await expect(send(got.conversationId)).rejects.toMatchObject({ code: 'illegal_move' });
    await expect(send(newId())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps a note internal: no address, no room of the customer', async () => {
    const from = visitor();
    const got = await say(from, 'hello');
    const note = await send(got.conversationId, { kind: 'note', text: 'careful' });
    const [row] = await db.query('SELECT direction, kind, identity_id FROM messages WHERE id = $1', [note.messageId]);
    expect(row).toEqual({ direction: 'internal', kind: 'note', identity_id: null });
    const [event] = await db.query<{ rooms: string[] }>(`SELECT rooms FROM outbox WHERE payload->>'messageId' = $1`, [
      note.messageId,
    ]);
    expect(event!.rooms.filter((room) => /^(customer|identity):/.test(room))).toEqual([]);
  });
});
