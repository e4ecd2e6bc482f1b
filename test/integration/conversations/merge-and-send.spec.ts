import type { InboundMessage } from '../../../src/conversations/inbound-message.js';
import type { Database } from '../../../src/platform/database/database.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { aQueue, anAgent, anInbox } from '../../support/builders.js';
import { openDatabase } from '../../support/database.js';
import { recordRooms } from '../../support/rooms.js';

let db: Database;
let close: () => Promise<void>;
let rooms: ReturnType<typeof recordRooms>;
let web: string;
let agentId: string;

beforeAll(async () => {
  ({ db, close } = await openDatabase());
  rooms = recordRooms(db);
  const queueId = await aQueue(db);
  web = await anInbox(db, { queueId });
  await anInbox(db, { queueId, channel: 'email', address: 'support@example.test' });
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
