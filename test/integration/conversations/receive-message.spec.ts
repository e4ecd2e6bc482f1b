import type { InboundMessage } from '../../../src/conversations/inbound-message.js';
import type { Database } from '../../../src/platform/database/database.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { aQueue, anAgent, anInbox } from '../../support/builders.js';
import { moveDatabaseClock, openDatabase } from '../../support/database.js';
import { recordRooms } from '../../support/rooms.js';

let db: Database;
let close: () => Promise<void>;
let rooms: ReturnType<typeof recordRooms>;
let web: string;
let mail: string;

beforeAll(async () => {
  ({ db, close } = await openDatabase());
  rooms = recordRooms(db);
  const queueId = await aQueue(db);
  web = await anInbox(db, { queueId });
  mail = await anInbox(db, { queueId, channel: 'email', address: 'support@example.test' });
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
const chat = (from: InboundMessage['from'], text: string, more: Partial<InboundMessage> = {}): InboundMessage => ({
  inboxId: web,
  channel: 'webchat',
  from,
  text,
  clientId: newId(),
  ...more,
});
const letter = (address: string, text: string, more: Partial<InboundMessage> = {}): InboundMessage => ({
  inboxId: mail,
  channel: 'email',
  from: { kind: 'email', value: address, level: 'claimed', joins: true },
  text,
  externalId: `${newId()}@example.test`,
  ...more,
});
const received = async (message: InboundMessage) => (await rooms.receiving.receive(message))!;
const rows = <T extends object>(text: string, values: unknown[] = []) => db.query<T>(text, values);
const closeConversation = (id: string) =>
  db.run(`UPDATE conversations SET status = 'closed', closed_at = app_now() WHERE id = $1`, [id]);

describe('one thread per customer', () => {
  it('opens a conversation with the first message and appends the second with the next seq', async () => {
    const from = visitor();
    const first = await received(chat(from, 'hello'));
    const second = await received(chat(from, '你好,杯子碎了'));
    expect(first).toMatchObject({ opened: true, seq: 1 });
    expect(second).toMatchObject({ opened: false, seq: 2, conversationId: first.conversationId, customerId: from.customerId });
    const [message] = await rows<{ text: string }>('SELECT text FROM messages WHERE id = $1', [second.messageId]);
    expect(message!.text).toBe('你好,杯子碎了');
  });

  it('joins a mail to the open chat of the customer whose address was proved', async () => {
    const address = `${newId()}@customer.test`;
    const from = visitor();
    const opened = await received(chat(from, 'hello'));
    await db.transaction((tx) =>
      rooms.resolving.attach({ tx, actor: systemActor }, from.customerId!, {
        kind: 'email',
        value: address,
        level: 'verified',
        joins: true,
      }),
    );
    const mailed = await received(letter(address, 'a photo'));
    expect(mailed).toMatchObject({ conversationId: opened.conversationId, customerId: opened.customerId, seq: 2 });
    const [row] = await rows<{ unproved: boolean }>('SELECT unproved FROM messages WHERE id = $1', [mailed.messageId]);
    expect(row!.unproved).toBe(true);
  });

  it('does not join a customer by an address that was merely typed', async () => {
    const address = `${newId()}@typed.test`;
    const from = visitor();
    await received(chat(from, 'hello'));
    await db.transaction((tx) =>
      rooms.resolving.attach({ tx, actor: systemActor }, from.customerId!, {
        kind: 'email',
        value: address,
        level: 'claimed',
        joins: false,
      }),
    );
    const mailed = await received(letter(address, 'somebody else, perhaps'));
    expect(mailed.customerId).not.toBe(from.customerId);
  });

  it('makes one customer and one conversation of 40 first mails that arrive at once', async () => {
    const address = `${newId()}@rush.test`;
    const all = await Promise.all(Array.from({ length: 40 }, (_, n) => received(letter(address, `mail ${n}`))));
    expect(new Set(all.map((one) => one.customerId)).size).toBe(1);
    expect(new Set(all.map((one) => one.conversationId)).size).toBe(1);
    expect(all.map((one) => one.seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  it('lets the store refuse a second open conversation', async () => {
    const opened = await received(chat(visitor(), 'hello'));
    const again = db.run(
      `INSERT INTO conversations (id, customer_id, inbox_id, queue_id, status, channel) SELECT $2, customer_id, inbox_id, queue_id, 'waiting', channel FROM conversations WHERE id = $1`,
      [opened.conversationId, newId()],
    );
    await expect(again).rejects.toMatchObject({ constraint: 'conversations_one_open' });
  });
});

describe('repeats', () => {
  it('answers the same client id with the same message, also when both arrive together', async () => {
    const from = visitor();
    await received(chat(from, 'first'));
    const message = chat(from, 'only once');
    const answers = await Promise.all([received(message), received(message), received(message)]);
    expect(new Set(answers.map((one) => one.messageId)).size).toBe(1);
    expect(await received(message)).toMatchObject({ duplicate: true, messageId: answers[0]!.messageId });
    const [{ n }] = (await rows<{ n: string }>('SELECT count(*) AS n FROM messages WHERE customer_id = $1', [
      from.customerId,
    ])) as [{ n: string }];
    expect(n).toBe('2');
  });

  it('answers the same external id with the same message, for a newcomer too', async () => {
    const message = letter(`${newId()}@twice.test`, 'once');
    const answers = await Promise.all([received(message), received(message), received(message)]);
    expect(new Set(answers.map((one) => one.messageId)).size).toBe(1);
    expect(answers.filter((one) => !one.duplicate)).toHaveLength(1);
  });

  it('keeps the numbers gapless over a mixed burst of many customers', async () => {
    const people = Array.from({ length: 12 }, () => visitor());
    await Promise.all(people.map((from) => received(chat(from, 'open'))));
    await Promise.all(people.flatMap((from) => Array.from({ length: 20 }, (_, n) => received(chat(from, `message ${n}`)))));
    for (const from of people) {
      const seqs = await rows<{ seq: string }>('SELECT seq FROM messages WHERE customer_id = $1 ORDER BY seq', [from.customerId]);
      expect(seqs.map((row) => Number(row.seq))).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
    }
  });
});

describe('after the close', () => {
  it('reopens within the term, with a new epoch and the last agent preferred', async () => {
    const from = visitor();
    const agentId = await anAgent(db);
    const opened = await received(chat(from, 'hello'));
    await db.run(`UPDATE conversations SET preferred_agent_id = $2 WHERE id = $1`, [opened.conversationId, agentId]);
    await closeConversation(opened.conversationId);
    const again = await received(chat(from, 'one more thing'));
    expect(again).toMatchObject({ conversationId: opened.conversationId, reopened: true });
    const [row] = await rows('SELECT status, epoch, preferred_agent_id, closed_at FROM conversations WHERE id = $1', [
      opened.conversationId,
    ]);
    expect(row).toEqual({ status: 'waiting', epoch: 2, preferred_agent_id: agentId, closed_at: null });
  });

  it('opens a new one later, linked to the old one', async () => {
    const from = visitor();
    const opened = await received(chat(from, 'hello'));
    await closeConversation(opened.conversationId);
    await db.run(`UPDATE conversations SET closed_at = app_now() - interval '73 hours' WHERE id = $1`, [opened.conversationId]);
    const again = await received(chat(from, 'back next week'));
    expect(again.conversationId).not.toBe(opened.conversationId);
    const [row] = await rows<{ previous_id: string }>('SELECT previous_id FROM conversations WHERE id = $1', [
      again.conversationId,
    ]);
    expect(row!.previous_id).toBe(opened.conversationId);
  });

  it('wakes a snoozed conversation', async () => {
    const from = visitor();
    const opened = await received(chat(from, 'hello'));
    await db.run(`UPDATE conversations SET status = 'snoozed', snoozed_until = app_now() + interval '1 day' WHERE id = $1`, [
      opened.conversationId,
    ]);
    await received(chat(from, 'are you there?'));
    const [row] = await rows<{ status: string }>('SELECT status, snoozed_until FROM conversations WHERE id = $1', [
      opened.conversationId,
    ]);
    expect(row).toEqual({ status: 'waiting', snoozed_until: null });
  });
});

describe('automatic mail', () => {
  it('is kept as an event of the thread it answers, and changes nothing else', async () => {
    const address = `${newId()}@holiday.test`;
    const opened = await received(letter(address, 'hello', { externalId: `q-${newId()}` }));
    await closeConversation(opened.conversationId);
    const [{ external_id }] = (await rows<{ external_id: string }>('SELECT external_id FROM messages WHERE id = $1', [
      opened.messageId,
    ])) as [{ external_id: string }];
    const reply = await received(
      letter(address, 'I am on holiday', { automatic: true, threading: { inReplyTo: [external_id] } }),
    );
    expect(reply.conversationId).toBe(opened.conversationId);
    const [row] = await rows<{ status: string; kind: string }>(
      'SELECT c.status, m.kind FROM conversations c JOIN messages m ON m.conversation_id = c.id WHERE m.id = $1',
      [reply.messageId],
    );
    expect(row).toEqual({ status: 'closed', kind: 'event' });
  });

  it('opens nothing where it answers nothing of ours', async () => {
    expect(await rooms.receiving.receive(letter(`${newId()}@robot.test`, 'newsletter', { automatic: true }))).toBeNull();
  });
});

describe('the record', () => {
  it('announces in the transaction: nothing is in the outbox of a message that was rolled back', async () => {
    const before = await rows('SELECT id FROM outbox');
    const failing = db.transaction(async (tx) => {
      await rooms.receiving.receiveIn({ tx, actor: systemActor }, chat(visitor(), 'never'));
      throw new Error('the caller fails');
    });
    await expect(failing).rejects.toThrow('the caller fails');
    expect(await rows('SELECT id FROM outbox')).toHaveLength(before.length);
  });

  it('carries ids, never text, in the outbox', async () => {
    const secret = `secret-${newId()}`;
    const from = visitor();
    await received(chat(from, `open ${secret}`));
    await received(chat(from, `hot ${secret}`));
    const found = await rows(`SELECT id FROM outbox WHERE payload::text LIKE $1 OR rooms::text LIKE $1`, [`%${secret}%`]);
    expect(found).toEqual([]);
  });

  it('keeps a NUL and a lone surrogate from losing the message', async () => {
    const got = await received(chat(visitor(), `a\u0000b\ud800c`));
    const [row] = await rows<{ text: string }>('SELECT text FROM messages WHERE id = $1', [got.messageId]);
    expect(row!.text).toBe('a\uFFFDb\uFFFDc');
  });

  it('remembers what the customer told us, with the message it was said in', async () => {
    const got = await received(chat(visitor(), 'My order A-20417 arrived broken'));
    const facts = await rows('SELECT kind, value, source_message_id FROM facts WHERE conversation_id = $1', [got.conversationId]);
    expect(facts).toEqual([{ kind: 'order_number', value: 'A-20417', source_message_id: got.messageId }]);
  });

  it('refuses a blocked customer and stores nothing', async () => {
    const from = visitor();
    await received(chat(from, 'hello'));
    await db.run('UPDATE customers SET blocked_at = app_now() WHERE id = $1', [from.customerId]);
    await expect(received(chat(from, 'again'))).rejects.toMatchObject({ code: 'customer_blocked' });
  });

  it('takes time from the database clock alone', async () => {
    await moveDatabaseClock(db, 86_400_000);
    const got = await received(chat(visitor(), 'tomorrow'));
    const [row] = await rows<{ ahead: boolean }>(
      `SELECT created_at > clock_timestamp() + interval '23 hours' AS ahead FROM messages WHERE id = $1`,
      [got.messageId],
    );
    expect(row!.ahead).toBe(true);
    await moveDatabaseClock(db, 0);
  });
});

describe('a reply token', () => {
  it('leads somebody who answers from another address into the conversation, marked unproved', async () => {
    const opened = await received(letter(`${newId()}@mei.test`, 'hello'));
    const answer = await received(
      letter(`${newId()}@assistant.test`, 'for Mei', { threading: { conversationId: opened.conversationId } }),
    );
    expect(answer).toMatchObject({ conversationId: opened.conversationId, seq: 2 });
    const [row] = await rows<{ unproved: boolean; customer_id: string }>(
      'SELECT unproved, customer_id FROM messages WHERE id = $1',
      [answer.messageId],
    );
    expect(row).toEqual({ unproved: true, customer_id: opened.customerId });
  });

  it('of a closed conversation of somebody else opens one of their own, and never reopens that one', async () => {
    const opened = await received(letter(`${newId()}@mei.test`, 'hello'));
    await closeConversation(opened.conversationId);
    const answer = await received(
      letter(`${newId()}@assistant.test`, 'for Mei', { threading: { conversationId: opened.conversationId } }),
    );
    expect(answer.conversationId).not.toBe(opened.conversationId);
    expect(answer).toMatchObject({ opened: true, seq: 1 });
  });

  it('never lets a Message-ID of somebody else lead into their thread', async () => {
    const opened = await received(letter(`${newId()}@mei.test`, 'hello', { externalId: 'known-to-many@mei.test' }));
    const answer = await received(
      letter(`${newId()}@stranger.test`, 'let me in', { threading: { inReplyTo: ['known-to-many@mei.test'] } }),
    );
    expect(answer.conversationId).not.toBe(opened.conversationId);
  });
});
