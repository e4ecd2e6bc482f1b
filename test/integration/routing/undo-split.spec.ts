import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { listConversations } from '../../../src/conversations/conversations.queries.js';
import { MergeCustomers } from '../../../src/conversations/merge-customers.service.js';
import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { SendMessage } from '../../../src/conversations/send-message.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { ReopenConversation } from '../../../src/routing/work/reopen-conversation.service.js';
import { SnoozeConversation } from '../../../src/routing/work/snooze-conversation.service.js';
import { SplitConversation } from '../../../src/routing/work/split-conversation.service.js';
import { TransferConversation } from '../../../src/routing/work/transfer-conversation.service.js';
import { UndoSplit } from '../../../src/routing/work/undo-split.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { refusal, World } from './world.js';

let app: RoutingApp;
let world: World;
let ana: Principal;
let ben: Principal;
let sue: Principal;
beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());
beforeEach(async () => {
  world = await World.on(app);
  ana = await world.addAgent('Ana');
  ben = await world.addAgent('Ben');
  sue = await world.addAgent('Sue', { role: 'supervisor', queues: [] });
});

interface Pair {
  customer: string;
  origin: string;
  split: ConversationView;
}

async function splitOff(by = ana): Promise<Pair> {
  const customer = newId();
  const origin = await world.arrive({ customer, text: 'a cup is broken' });
  await app.get(ClaimConversation).execute({ conversationId: origin, by });
  return { customer, origin, split: await split(origin, by) };
}

const split = (conversationId: string, by = ana) =>
  app.get(SplitConversation).execute({ conversationId, by, subject: 'the invoice' });
const undo = (conversationId: string, by = ana, epoch?: number) => app.get(UndoSplit).execute({ conversationId, by, epoch });
const close = (conversationId: string, by = ana) => app.get(CloseConversation).execute({ conversationId, by, outcome: 'solved' });
const write = (conversationId: string, kind: 'reply' | 'note', text: string, by = ana) =>
  app.db.transaction((tx) =>
    app.get(SendMessage).send({ tx, actor: { type: 'agent', id: by.id } }, { conversationId, kind, text, clientId: newId() }),
  );
/** The customer answers what was written in this conversation. */
const answer = async (customer: string, conversationId: string, text: string): Promise<string> => {
  const from = { kind: 'external', value: customer, name: customer, level: 'verified', joins: true } as const;
  const inboxId = (
    await app.db.query<{ inbox_id: string }>('SELECT inbox_id FROM conversations WHERE id = $1', [conversationId])
  )[0]!.inbox_id;
  const message = { inboxId, channel: 'webchat' as const, from, text, clientId: newId(), threading: { conversationId } };
  return (await app.get(ReceiveMessage).receive(message))!.conversationId;
};
const whole = async (id: string): Promise<Record<string, unknown>> =>
  (await app.db.query<Record<string, unknown>>('SELECT * FROM conversations WHERE id = $1', [id]))[0]!;
const texts = async (id: string): Promise<string[]> =>
  (
    await app.db.query<{ text: string }>('SELECT text FROM messages WHERE conversation_id = $1 ORDER BY created_at, seq', [id])
  ).map((row) => row.text);
const idOf = async (origin: string): Promise<string> => (await whole(origin))['customer_id'] as string;

describe('the undo of a split', () => {
  it('puts back what was said since, in its order; the split is gone from every list, and its room is free without wrap-up', async () => {
    await app.db.run('UPDATE queues SET wrap_up_ms = 60000 WHERE id = $1', [world.queue]);
    const { customer, origin, split: other } = await splitOff();
    await write(other.id, 'reply', 'here is your invoice');
    await write(other.id, 'note', 'it was never sent');
    await answer(customer, other.id, 'thank you, but it is not mine');
    const before = await app.db.query('SELECT id, seq, text FROM messages WHERE customer_id = $1 ORDER BY seq', [
      await idOf(origin),
    ]);
    const [{ rev }] = (await app.db.query<{ rev: string }>('SELECT last_rev AS rev FROM customers WHERE id = $1', [
      await idOf(origin),
    ])) as [{ rev: string }];

    expect(await undo(other.id, ana, other.epoch)).toMatchObject({ id: origin, status: 'assigned', assignee: { id: ana.id } });
    expect(await texts(origin)).toEqual([
      'a cup is broken',
      'here is your invoice',
      'it was never sent',
      'thank you, but it is not mine',
    ]);
    expect(await texts(other.id)).toEqual([]);
    expect(
      await app.db.query('SELECT id, seq, text FROM messages WHERE customer_id = $1 ORDER BY seq', [await idOf(origin)]),
    ).toEqual(before);
    // Whoever has read the thread so far hears of each that lies elsewhere now.
    const news = await app.db.query<{ id: string; rooms: string[] }>(
      `SELECT m.id, o.rooms FROM messages m JOIN outbox o ON o.type = 'message.updated' AND o.payload ->> 'messageId' = m.id::text
       WHERE m.conversation_id = $1 AND m.rev > $2 AND o.payload ->> 'conversationId' = $1::text ORDER BY m.rev`,
      [origin, rev],
    );
    expect(news).toHaveLength(3);
    // The note is none of the customer's business.
    expect(news[1]!.rooms.filter((name) => /^(customer|identity):/.test(name))).toEqual([]);

    expect(await whole(other.id)).toMatchObject({
      status: 'closed',
      outcome: 'rejoined',
      assignee_id: null,
      split_from_id: origin,
    });
    const customerIds = [await idOf(origin)];
    expect((await listConversations(app.db, { customerIds, limit: 10 })).map((one) => one.id)).toEqual([origin]);
    expect((await world.loads()).get(ana.id)).toBe(25);
    const ended = await app.db.query('SELECT end_reason, wrap_up_until FROM assignments WHERE conversation_id = $1', [other.id]);
    expect(ended).toEqual([{ end_reason: 'rejoined', wrap_up_until: null }]);
    const audit = 'SELECT actor_id, data FROM audit_log WHERE subject_id = $1 AND action = $2';
    expect(await app.db.query(audit, [origin, 'conversation.split_undone'])).toEqual([
      { actor_id: ana.id, data: { splitId: other.id, messages: 3, agentId: ana.id, reason: null } },
    ]);
    const changes = await app.db.query<{ change: string; id: string }>(
      `SELECT payload ->> 'change' AS change, payload ->> 'conversationId' AS id FROM outbox
       WHERE type = 'conversation.updated' AND payload ->> 'change' IN ('closed', 'rejoined') AND payload ->> 'customerId' = $1`,
      [await idOf(origin)],
    );
    expect(changes.sort((a, b) => a.change.localeCompare(b.change))).toEqual([
      { change: 'closed', id: other.id },
      { change: 'rejoined', id: origin },
    ]);
  });

  it('leaves the wait for an answer as if there had been one conversation: since the first word nobody answered', async () => {
    const { customer, origin, split: other } = await splitOff();
    await write(origin, 'reply', 'a new cup is on its way');
    expect(await whole(origin)).toMatchObject({ unanswered_since: null });
    await answer(customer, other.id, 'and the invoice?');
    expect((await whole(other.id))['unanswered_since']).toBeInstanceOf(Date);
    await undo(other.id);
    const [asked] = await app.db.query(
      `SELECT created_at AS unanswered_since FROM messages WHERE text = 'and the invoice?'
      AND conversation_id = $1`,
      [origin],
    );
    expect(await whole(origin)).toMatchObject(asked!);
    expect(await whole(other.id)).toMatchObject({ unanswered_since: null, deadline_at: null, waiting_since: null });

    const second = await split(origin);
    await write(second.id, 'reply', 'here it is');
    await undo(second.id);
    expect(await whole(origin)).toMatchObject({ unanswered_since: null });
  });

  it('wakes a sleeping one where the customer has written into the split since, and leaves it asleep where nobody waits', async () => {
    const { customer, origin, split: other } = await splitOff();
    await write(origin, 'reply', 'a new cup is on its way');
    const until = new Date((await app.db.query<{ at: Date }>(`SELECT app_now() + interval '1 hour' AS at`))[0]!.at);
    const sleep = () => app.get(SnoozeConversation).execute({ conversationId: origin, by: ana, until });
    await sleep();
    expect(await undo(other.id)).toMatchObject({ status: 'snoozed' });
    await app.get(ClaimConversation).execute({ conversationId: origin, by: ana });
    const second = await split(origin);
    await sleep();
    await answer(customer, second.id, 'and the invoice?');
    expect(await undo(second.id)).toMatchObject({ status: 'assigned', snoozedUntil: null, assignee: { id: ana.id } });
  });

  it('takes facts, promises and ended calls along; with a call that goes on it is refused', async () => {
    const { origin, split: other } = await splitOff();
    const customer = await idOf(origin);
    const messageId = (await write(other.id, 'reply', 'I call you tomorrow')).messageId;
    const inbox = (await whole(origin))['inbox_id'];
    const call = newId();
    await app.db.run(`INSERT INTO promises (id, customer_id, conversation_id, text, made_by) VALUES ($1, $2, $3, 'a call', $4)`, [
      newId(),
      customer,
      other.id,
      ana.id,
    ]);
    await app.db.run(
      `INSERT INTO calls (id, conversation_id, customer_id, inbox_id, provider, direction, state, message_id)
       VALUES ($1, $2, $3, $4, 'webrtc', 'in', 'talking', $5)`,
      [call, other.id, customer, inbox, messageId],
    );
    await app.db.run('UPDATE conversations SET live_call_id = $2 WHERE id = $1', [other.id, call]);
    expect(await refusal(undo(other.id))).toBe('illegal_move');
    await app.db.run('UPDATE conversations SET live_call_id = NULL WHERE id = $1', [other.id]);
    await app.db.run(`UPDATE calls SET state = 'ended', outcome = 'answered', ended_at = app_now() WHERE id = $1`, [call]);
    await undo(other.id);
    for (const table of ['promises', 'calls'])
      expect(await app.db.query(`SELECT conversation_id FROM ${table} WHERE customer_id = $1`, [customer])).toEqual([
        { conversation_id: origin },
      ]);
  });

  it('a letter that answers the split goes where it was put back, and nobody opens the split again', async () => {
    const { customer, origin, split: other } = await splitOff();
    await write(other.id, 'reply', 'here is your invoice');
    await undo(other.id);
    expect(await answer(customer, other.id, 'thank you')).toBe(origin);
    expect(await refusal(app.get(ReopenConversation).execute({ conversationId: other.id, by: ana }))).toBe('illegal_move');
    expect(await refusal(app.get(ReopenConversation).execute({ conversationId: other.id, by: sue }))).toBe('illegal_move');
  });

  it('of a split of a split: what hangs on the one that goes comes from where that came from', async () => {
    const { origin, split: other } = await splitOff();
    const third = await split(other.id);
    await write(third.id, 'reply', 'about the third matter');
    await undo(other.id);
    expect(await whole(third.id)).toMatchObject({ split_from_id: origin, status: 'assigned' });
    expect(await undo(third.id)).toMatchObject({ id: origin });
    expect(await texts(origin)).toEqual(['a cup is broken', 'about the third matter']);
  });
});

describe('it is refused', () => {
  const untouched = async ({ origin, split: other }: Pair, said: string): Promise<void> => {
    expect(await texts(other.id)).toContain(said);
    expect(await texts(origin)).toEqual(['a cup is broken']);
    expect(await whole(other.id)).toMatchObject({ rejoined_at: null });
  };

  it('a second time, and for what is no split', async () => {
    const { origin, split: other } = await splitOff();
    await undo(other.id);
    expect(await refusal(undo(other.id))).toBe('illegal_move');
    expect(await refusal(undo(other.id, ana, other.epoch))).toBe('stale_epoch');
    expect(await refusal(undo(origin))).toBe('illegal_move');
    expect(await refusal(undo(newId()))).toBe('not_found');
  });

  it('to all but one of those who try at once, and beside a reply none of the words is lost', async () => {
    const { origin, split: other } = await splitOff();
    const all = await Promise.all([
      ...[1, 2, 3, 4].map(() => refusal(undo(other.id))),
      refusal(write(other.id, 'reply', 'at the same moment')),
      refusal(close(origin, sue)),
    ]);
    expect(all.slice(0, 4).filter((one) => one === 'not refused').length).toBeLessThanOrEqual(1);
    const [row] = await app.db.query<{ open: number; live: number }>(
      `SELECT count(*) FILTER (WHERE status <> 'closed')::int AS open,
         (SELECT count(*)::int FROM assignments s WHERE s.conversation_id = ANY($1) AND s.ended_at IS NULL) AS live
       FROM conversations WHERE id = ANY($1)`,
      [[origin, other.id]],
    );
    expect(row!.live).toBe(row!.open);
    const written = await app.db.query<{ id: string; rejoined: boolean }>(
      `SELECT c.id, c.rejoined_at IS NOT NULL AS rejoined FROM messages m JOIN conversations c ON c.id = m.conversation_id
       WHERE m.text = 'at the same moment' AND c.id = ANY($1)`,
      [[origin, other.id]],
    );
    expect(written.every((one) => !one.rejoined)).toBe(true);
    expect(written).toHaveLength(all[4] === 'not refused' ? 1 : 0);
  });

  it('where one of the two was closed meanwhile', async () => {
    const closedSplit = await splitOff();
    await write(closedSplit.split.id, 'reply', 'done');
    await close(closedSplit.split.id);
    expect(await refusal(undo(closedSplit.split.id))).toBe('illegal_move');
    expect(await refusal(undo(closedSplit.split.id, ana, closedSplit.split.epoch))).toBe('stale_epoch');
    await untouched(closedSplit, 'done');
    const closedOrigin = await splitOff();
    await write(closedOrigin.split.id, 'reply', 'done');
    await close(closedOrigin.origin);
    expect(await refusal(undo(closedOrigin.split.id))).toBe('illegal_move');
    await untouched(closedOrigin, 'done');
    expect(await whole(closedOrigin.split.id)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
  });

  it('to whoever does not hold both; a supervisor may, and it stays with whoever holds where it came from', async () => {
    const pair = await splitOff();
    await write(pair.split.id, 'reply', 'done');
    expect(await refusal(undo(pair.split.id, ben))).toBe('forbidden');
    const to = { agentId: ben.id };
    await app.get(TransferConversation).execute({ conversationId: pair.split.id, by: ana, to });
    expect(await refusal(undo(pair.split.id, ana, pair.split.epoch))).toBe('stale_epoch');
    expect(await refusal(undo(pair.split.id, ana))).toBe('forbidden');
    expect(await refusal(undo(pair.split.id, ben))).toBe('forbidden');
    await untouched(pair, 'done');
    expect(await undo(pair.split.id, sue)).toMatchObject({ id: pair.origin, assignee: { id: ana.id } });
    expect((await world.loads()).get(ben.id)).toBeUndefined();
  });

  it('where the customer was erased', async () => {
    const pair = await splitOff();
    await app.db.run('UPDATE customers SET erased_at = app_now() WHERE id = $1', [await idOf(pair.origin)]);
    expect(await refusal(undo(pair.split.id))).toBe('customer_erased');
  });
});

describe('with a merge', () => {
  const merge = async (from: string, into: string): Promise<string> =>
    (await app.db.transaction(async (tx) =>
      app
        .get(MergeCustomers)
        .merge(
          { tx, actor: { type: 'agent', id: ana.id } },
          { fromId: await idOf(from), intoId: await idOf(into), reason: 'same person' },
        ),
    ))!;

  it('in between it goes on: the messages stay whose they are', async () => {
    const older = await world.arrive({ text: 'an older matter' });
    const pair = await splitOff();
    await answer(pair.customer, pair.split.id, 'and the invoice?');
    const customer = await idOf(pair.origin);
    await merge(pair.origin, older);
    expect(await undo(pair.split.id)).toMatchObject({ id: pair.origin, customerId: customer });
    expect(await texts(pair.origin)).toEqual(['a cup is broken', 'and the invoice?']);
    // What the merge itself split off is undone with the merge alone.
    expect(await refusal(undo(pair.origin))).toBe('illegal_move');
  });

  it('that was undone since, and took one of the two with it, is refused', async () => {
    const guest = newId();
    const theirs = await world.arrive({ customer: guest, text: 'hello' });
    await close(theirs, sue);
    const pair = await splitOff();
    const merged = await merge(theirs, pair.origin);
    const third = await split(pair.origin);
    await answer(guest, third.id, 'this is about me');
    await app.db.transaction((tx) => app.get(MergeCustomers).undo({ tx, actor: { type: 'agent', id: ana.id } }, merged));
    expect(await idOf(third.id)).toBe(await idOf(theirs));
    expect(await refusal(undo(third.id))).toBe('conflict');
    expect(await undo(pair.split.id)).toMatchObject({ id: pair.origin });
  });
});
