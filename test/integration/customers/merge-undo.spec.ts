import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listMessages } from '../../../src/conversations/conversations.queries.js';
import type { InboundMessage } from '../../../src/conversations/inbound-message.js';
import { membersOf, rootOf } from '../../../src/customers/customers.repository.js';
import { Clock } from '../../../src/platform/clock/clock.js';
import type { Database } from '../../../src/platform/database/database.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { Secrets } from '../../../src/platform/secrets/secrets.js';
import { SignedLinks } from '../../../src/platform/storage/signed-links.js';
import { aQueue, anAgent, anInbox } from '../../support/builders.js';
import { openDatabase } from '../../support/database.js';
import { dice } from '../../support/person-generator.js';
import { recordRooms } from '../../support/rooms.js';
import { testSecret } from '../../support/test-secret.js';

const links = new SignedLinks(new Secrets(testSecret), new Clock());
let db: Database;
let close: () => Promise<void>;
let rooms: ReturnType<typeof recordRooms>;
let web: string;
let agentId: string;

beforeAll(async () => {
  ({ db, close } = await openDatabase());
  rooms = recordRooms(db);
  web = await anInbox(db, { queueId: await aQueue(db) });
  agentId = await anAgent(db, { name: 'Ana' });
});
afterAll(() => close());

const actor = () => ({ type: 'agent' as const, id: agentId });
const merge = (fromId: string, intoId: string) =>
  db.transaction((tx) => rooms.merging.merge({ tx, actor: actor() }, { fromId, intoId, reason: 'same person' }));
const undo = (id: string) => db.transaction((tx) => rooms.merging.undo({ tx, actor: actor() }, id));
const say = async (id: string, text: string) =>
  (await rooms.receiving.receive({
    ...{ inboxId: web, channel: 'webchat', text, clientId: newId() },
    from: {
      kind: 'visitor',
      value: id,
      level: 'anonymous',
      joins: true,
      customerId: id,
      identityId: id,
    } as InboundMessage['from'],
  }))!;
const reply = (conversationId: string, text: string) =>
  db.transaction((tx) => rooms.sending.send({ tx, actor: actor() }, { conversationId, kind: 'reply', text, clientId: newId() }));
const closeIt = (id: string) =>
  db.run(`UPDATE conversations SET status = 'closed', closed_at = app_now() - interval '30 days' WHERE id = $1`, [id]);
const thread = async (id: string) => {
  const customerIds = await membersOf(db, await rootOf(db, id));
  return (await listMessages(db, { customerIds, byTime: customerIds.length > 1, limit: 1000 }, links)).map((one) => one.text);
};
const conversations = (customerId: string) =>
  db.query<{ id: string; status: string; split_from_id: string | null }>(
    'SELECT id, status, split_from_id FROM conversations WHERE customer_id = $1 ORDER BY opened_at, id',
    [customerId],
  );

const wordsIn = async (conversationId: string) =>
  (await listMessages(db, { conversationId, byTime: true, limit: 1000 }, links)).map((one) => one.text);
/** The first word that the conversation waits on an answer to; null: none, or nobody would see it. */
const waitingFor = async (conversationId: string): Promise<string | null> => {
  const [row] = await db.query<{ text: string }>(
    `SELECT m.text FROM conversations c JOIN messages m ON m.conversation_id = c.id AND m.created_at = c.unanswered_since
     WHERE c.id = $1 AND c.status <> 'closed'`,
    [conversationId],
  );
  return row?.text ?? null;
};

describe('a merged thread', () => {
  it('is read in true time order, page by page, though both histories have the same numbers', async () => {
    const [a, b] = [newId(), newId()];
    for (const [who, text] of [
      [a, '1'],
      [a, '2'],
      [a, '3'],
      [b, '4'],
      [b, '5'],
      [a, '6'],
      [b, '7'],
    ] as const)
      await say(who, text);
    await merge(b, a);
    await say(b, '8');
    expect(await thread(a)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    const seen: string[] = [];
    for (let after: { seq: number; id: string | null } = { seq: 0, id: null }; ;) {
      const page = await listMessages(db, { customerIds: [a, b], byTime: true, after, limit: 3 }, links);
      if (page.length === 0) break;
      seen.push(...page.map((one) => one.text));
      after = { seq: page.at(-1)!.seq, id: page.at(-1)!.id };
    }
    expect(seen).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('has one open conversation of its own also after a chain of merges', async () => {
    const [a, b, c] = [newId(), newId(), newId()];
    for (const who of [a, b, c]) await say(who, 'hello');
    await merge(b, a);
    await merge(a, c);
    const own = await db.query('SELECT id FROM conversations WHERE customer_id = ANY($1) AND split_from_id IS NULL', [[a, b, c]]);
    expect(own).toHaveLength(1);
  });

  it('gives a conversation back to the one who alone wrote in it, with its notes, and leaves the other side theirs', async () => {
    const [a, b] = [newId(), newId()];
    await closeIt((await say(a, 'long ago')).conversationId);
    await closeIt((await say(b, 'long ago too')).conversationId);
    const id = (await merge(b, a))!;
    const opened = await say(b, 'from b');
    await db.transaction((tx) =>
      rooms.sending.send(
        { tx, actor: actor() },
        { conversationId: opened.conversationId, kind: 'note', text: 'about b', clientId: newId() },
      ),
    );
    await undo(id);
    expect((await conversations(b)).map((one) => [one.status, one.split_from_id])).toEqual([
      ['closed', null],
      ['waiting', null],
    ]);
    expect(await thread(b)).toEqual(['long ago too', 'from b', 'about b']);
    expect(await thread(a)).toEqual(['long ago']);
    expect((await say(b, 'again')).conversationId).toBe(opened.conversationId);
  });

  it('leaves nothing that one side wrote, or was told, in a conversation of the other', async () => {
    const [adam, bea] = [newId(), newId()];
    const his = (await say(adam, 'from adam')).conversationId;
    const hers = (await say(bea, 'from bea')).conversationId;
    const id = (await merge(bea, adam))!;
    expect((await say(bea, 'PRIVATE-BEA')).conversationId).toBe(his);
    await reply(his, 'only for bea');
    await say(bea, 'and one more');
    await undo(id);
    expect(await wordsIn(his)).toEqual(['from adam']);
    expect(await wordsIn(hers)).toEqual(['from bea', 'PRIVATE-BEA', 'only for bea', 'and one more']);
    // Whose word has no answer waits, since they wrote it: he was told nothing, she wrote again.
    expect(await waitingFor(his)).toBe('from adam');
    expect(await waitingFor(hers)).toBe('and one more');
    const [kept] = await db.query('SELECT first_replied_at, last_outbound_at FROM conversations WHERE id = $1', [his]);
    expect(kept).toEqual({ first_replied_at: null, last_outbound_at: null });
  });

  it('opens one of their own for a word that nobody answered, and closes what only that word brought back', async () => {
    const [adam, bea] = [newId(), newId()];
    const his = (await say(adam, 'from adam')).conversationId;
    await closeIt((await say(bea, 'long ago')).conversationId);
    await db.run(
      `UPDATE conversations SET status = 'closed', closed_at = app_now(), outcome = 'solved', unanswered_since = NULL WHERE id = $1`,
      [his],
    );
    await db.run(
      `INSERT INTO conversation_events (id, conversation_id, customer_id, queue_id, type, actor_type, epoch, data)
       SELECT $1, id, customer_id, queue_id, 'closed', 'agent', epoch, '{"outcome": "solved"}' FROM conversations WHERE id = $2`,
      [newId(), his],
    );
    const id = (await merge(bea, adam))!;
    expect(await say(bea, 'PRIVATE-BEA')).toMatchObject({ conversationId: his, reopened: true });
    await undo(id);
    const [long, fresh] = await conversations(bea);
    expect([long!.status, fresh!.status, await waitingFor(fresh!.id)]).toEqual(['closed', 'waiting', 'PRIVATE-BEA']);
    expect([await wordsIn(his), await wordsIn(fresh!.id)]).toEqual([['from adam'], ['PRIVATE-BEA']]);
    const [kept] = await db.query('SELECT status, outcome, closed_at IS NOT NULL AS at FROM conversations WHERE id = $1', [his]);
    expect(kept).toEqual({ status: 'closed', outcome: 'solved', at: true });
    const told = await db.query(`SELECT payload ->> 'change' AS change FROM outbox WHERE payload ->> 'conversationId' = $1`, [
      fresh!.id,
    ]);
    expect(told).toContainEqual({ change: 'reopened' });
    expect((await say(bea, 'again')).conversationId).toBe(fresh!.id);
  });

  it('takes what was answered along without waking anybody, and the facts of it', async () => {
    const [adam, bea] = [newId(), newId()];
    const his = (await say(adam, 'from adam')).conversationId;
    await closeIt((await say(bea, 'long ago')).conversationId);
    const id = (await merge(bea, adam))!;
    await say(bea, 'my order is A-20417');
    await reply(his, 'on its way');
    await undo(id);
    const fresh = (await conversations(bea))[1]!;
    expect([fresh.status, await wordsIn(fresh.id)]).toEqual(['closed', ['my order is A-20417', 'on its way']]);
    const facts = await db.query('SELECT DISTINCT conversation_id FROM facts WHERE customer_id = $1', [bea]);
    expect(facts).toEqual([{ conversation_id: fresh.id }]);
    expect(await waitingFor(his)).toBe('from adam');
  });

  it('refuses what cannot be: a merge with oneself, a cycle, a stranger, a merge that was undone', async () => {
    const [a, b, c] = [newId(), newId(), newId()];
    for (const who of [a, b, c]) await say(who, 'hello');
    const first = (await merge(a, b))!;
    await merge(b, c);
    expect(await merge(c, a)).toBeNull();
    await expect(merge(a, newId())).rejects.toMatchObject({ code: 'not_found' });
    await undo(first);
    await expect(undo(first)).rejects.toMatchObject({ code: 'illegal_move' });
    expect([await rootOf(db, a), await rootOf(db, b)]).toEqual([a, c]);
  });
});

interface World {
  people: string[];
  /** What each said themselves, and was told. */
  said: Map<string, string[]>;
  merges: string[];
  log: string[];
}

/** One random act; what it did is kept in words, to be read when the test fails. */
async function act(world: World, roll: () => number, n: number): Promise<void> {
  const pick = <T>(from: T[]): T => from[Math.floor(roll() * from.length)]!;
  const kind = roll();
  const who = pick(world.people);
  const name = (id: string): number => world.people.indexOf(id);
  if (kind < 0.5) {
    const text = `${name(who)} says ${n}`;
    const { conversationId } = await say(who, text);
    world.said.get(who)!.push(text);
    world.log.push(text);
    if (roll() < 0.3) {
      const answer = `answer ${n}`;
      await reply(conversationId, answer);
      const [to] = await db.query<{ customer_id: string }>('SELECT customer_id FROM messages WHERE text = $1', [answer]);
      world.said.get(to!.customer_id)!.push(answer);
    }
  } else if (kind < 0.7) {
    const into = pick(world.people);
    const id = await merge(who, into);
    world.log.push(`merge ${name(who)} into ${name(into)}: ${id ? 'yes' : 'one already'}`);
    if (id) world.merges.push(id);
  } else if (kind < 0.85 && world.merges.length > 0) {
    const [id] = world.merges.splice(Math.floor(roll() * world.merges.length), 1);
    await undo(id!);
    world.log.push('undo one');
  } else {
    const open = (await conversations(who)).filter((one) => one.status !== 'closed');
    if (open.length > 0) await closeIt(pick(open).id);
    world.log.push(`close one of ${name(who)}`);
  }
}

async function expectSound(world: World): Promise<void> {
  const wrong = await db.query(
    `WITH RECURSIVE up AS (
       SELECT id AS leaf, id, merged_into FROM customers WHERE id = ANY($1)
       UNION ALL SELECT up.leaf, c.id, c.merged_into FROM customers c JOIN up ON c.id = up.merged_into
     ), root AS (SELECT leaf, id FROM up WHERE merged_into IS NULL)
     SELECT 'two of its own' AS what FROM root JOIN conversations c ON c.customer_id = root.leaf
     WHERE c.status <> 'closed' AND c.split_from_id IS NULL GROUP BY root.id HAVING count(*) > 1
     UNION ALL SELECT 'a number behind' FROM root JOIN customers c ON c.id = root.id JOIN messages m ON m.customer_id = root.leaf
     GROUP BY root.id, c.last_seq HAVING max(m.seq) > c.last_seq
     UNION ALL SELECT 'a split from oneself' FROM conversations WHERE split_from_id = id
     UNION ALL SELECT 'a word of another: ' || m.text FROM messages m JOIN conversations c ON c.id = m.conversation_id
     JOIN root own ON own.leaf = c.customer_id JOIN root wrote ON wrote.leaf = m.customer_id WHERE own.id <> wrote.id
     UNION ALL SELECT 'unanswered, and nobody knows: ' || m.text FROM root JOIN conversations c ON c.customer_id = root.leaf AND c.status <> 'closed'
     CROSS JOIN LATERAL (SELECT text, direction FROM messages WHERE conversation_id = c.id ORDER BY created_at DESC, seq DESC LIMIT 1) AS m
     WHERE m.direction = 'in' AND c.unanswered_since IS NULL`,
    [world.people],
  );
  expect([world.log.slice(-12), wrong]).toEqual([world.log.slice(-12), []]);
}

describe('any order of messages, merges and undos', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('leaves every side exactly its own once all is undone (%i)', async (seed) => {
    const roll = dice(seed * 7919);
    const people = Array.from({ length: 4 }, () => newId());
    const world: World = { people, said: new Map(people.map((id) => [id, []])), merges: [], log: [] };
    for (const id of people) {
      const text = `${people.indexOf(id)} begins ${seed}`;
      await say(id, text);
      world.said.get(id)!.push(text);
    }
    for (let n = 0; n < 40; n++) {
      await act(world, roll, seed * 1000 + n);
      await expectSound(world);
    }
    while (world.merges.length > 0) {
      const [id] = world.merges.splice(Math.floor(roll() * world.merges.length), 1);
      await undo(id!);
      await expectSound(world);
    }
    for (const id of people) {
      expect(await rootOf(db, id)).toBe(id);
      // Every message is read where it came from, in the order in which it came, and nowhere else.
      expect([world.log, await thread(id)]).toEqual([world.log, world.said.get(id)]);
      const mine = await conversations(id);
      expect(mine.filter((one) => one.split_from_id !== null)).toEqual([]);
      const shown = await db.query(
        'SELECT id FROM messages WHERE customer_id = $1 AND seq > (SELECT last_seq FROM customers WHERE id = $1)',
        [id],
      );
      expect(shown).toEqual([]);
    }
    expect(
      await db.query(
        'SELECT conversation_id FROM merge_splits s JOIN conversations c ON c.id = s.conversation_id WHERE c.customer_id = ANY($1)',
        [people],
      ),
    ).toEqual([]);
  });

  it('comes out the same as if nothing had been merged, for conversations too, where nobody wrote in between', async () => {
    const [a, b, c] = [newId(), newId(), newId()];
    for (const who of [a, b, c]) await say(who, 'hello');
    const before = await Promise.all([a, b, c].map(conversations));
    const [one, two] = [(await merge(b, a))!, (await merge(c, b))!];
    for (const id of [one, two]) await undo(id);
    expect(await Promise.all([a, b, c].map(conversations))).toEqual(before);
  });
});
