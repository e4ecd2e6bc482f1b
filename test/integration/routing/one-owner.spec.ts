import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { MergeCustomers } from '../../../src/conversations/merge-customers.service.js';
import { membersOf, rootOf } from '../../../src/customers/customers.repository.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { mergePreview } from '../../../src/routing/work/merge-preview.queries.js';
import { SnoozeConversation } from '../../../src/routing/work/snooze-conversation.service.js';
import { TransferConversation } from '../../../src/routing/work/transfer-conversation.service.js';
import { dice } from '../../support/person-generator.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { refusal, World } from './world.js';

let app: RoutingApp;
let world: World;
let ana: Principal;
let ben: Principal;
beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());
beforeEach(async () => {
  world = await World.on(app);
  ana = await world.addAgent('Ana');
  ben = await world.addAgent('Ben');
});

const claim = (conversationId: string, by: Principal) => app.get(ClaimConversation).execute({ conversationId, by });
const customerOf = async (conversationId: string): Promise<string> =>
  (await app.db.query<{ customer_id: string }>('SELECT customer_id FROM conversations WHERE id = $1', [conversationId]))[0]!
    .customer_id;
const merge = async (from: string, into: string, by = ana): Promise<string> => {
  const about = { fromId: await customerOf(from), intoId: await customerOf(into), reason: 'same person' };
  return (await app.db.transaction((tx) => app.get(MergeCustomers).merge({ tx, actor: { type: 'agent', id: by.id } }, about)))!;
};
const undo = (id: string) =>
  app.db.transaction((tx) => app.get(MergeCustomers).undo({ tx, actor: { type: 'agent', id: ana.id } }, id));
const holder = async (id: string): Promise<string | null> => (await world.conversation(id)).assignee_id;
const live = (id: string) =>
  app.db.query<{ agent_id: string; epoch: number }>(
    'SELECT agent_id, epoch FROM assignments WHERE conversation_id = $1 AND ended_at IS NULL',
    [id],
  );
/** Who holds open conversations in the thread of this customer. */
const holdersBeside = async (customerId: string): Promise<unknown[]> =>
  app.db.query('SELECT DISTINCT assignee_id FROM conversations WHERE customer_id = ANY($1) AND assignee_id IS NOT NULL', [
    await membersOf(app.db, await rootOf(app.db, customerId)),
  ]);
/** A conversation held by somebody, and who its customer is. */
async function held(by: Principal, customer = newId()): Promise<{ id: string; customer: string }> {
  const id = await world.arrive({ customer });
  await claim(id, by);
  return { id, customer };
}

describe('two agents who each hold a conversation of one customer', () => {
  it('are one after the merge: whoever was written to last; the brief, the history, the audit and both screens say so', async () => {
    const [a, b] = [await held(ana), await held(ben)];
    await world.arrive({ customer: b.customer, text: 'and my parcel?' });
    await app.db.run(`UPDATE conversations SET last_inbound_at = last_inbound_at + interval '1 s' WHERE id = $1`, [b.id]);
    await merge(a.id, b.id);
    expect([await holder(a.id), await holder(b.id)]).toEqual([ben.id, ben.id]);
    const after = await world.conversation(a.id);
    expect(after.status).toBe('assigned');
    expect(await live(a.id)).toEqual([{ agent_id: ben.id, epoch: after.epoch }]);
    expect((await world.loads()).get(ana.id)).toBeUndefined();
    const [note] = await app.db.query<{ content: { handover: { digest: object } } }>(
      `SELECT content FROM messages WHERE conversation_id = $1 AND kind = 'note'`,
      [a.id],
    );
    expect(note!.content.handover.digest).toHaveProperty('sections');
    const [told] = await app.db.query<{ rooms: string[] }>(
      `SELECT rooms FROM outbox WHERE type = 'conversation.updated' AND payload ->> 'conversationId' = $1 AND payload ->> 'change' = 'transferred'`,
      [a.id],
    );
    expect(told!.rooms).toEqual(expect.arrayContaining([`agent:${ana.id}`, `agent:${ben.id}`]));
    const [audit] = await app.db.query<{ data: object }>(
      `SELECT data FROM audit_log WHERE action = 'conversation.transferred' AND subject_id = $1`,
      [a.id],
    );
    expect(audit!.data).toMatchObject({ from: { agentId: ana.id }, to: { agentId: ben.id }, because: 'merge' });
  });

  it('are told beforehand who will have what, as it then comes out, and nothing is done by asking', async () => {
    const small = await world.addAgent('Small', { capacity: 25 });
    for (const [one, other] of [
      [ana, ben],
      [ana, small],
    ] as const) {
      const [a, b] = [await held(one), await held(other)];
      await app.db.run(`UPDATE conversations SET last_inbound_at = last_inbound_at + interval '1 s' WHERE id = $1`, [b.id]);
      const foretold = await mergePreview(app.db, [await customerOf(a.id), await customerOf(b.id)]);
      expect([await holder(a.id), await holder(b.id)]).toEqual([one.id, other.id]);
      const then = (id: string) => foretold.conversations.find((each) => each.id === id)!;
      expect(then(a.id).agent).toEqual({ id: one.id, name: 'Ana' });
      await merge(a.id, b.id);
      expect([then(a.id).agentThen?.id, then(b.id).agentThen?.id]).toEqual([await holder(a.id), await holder(b.id)]);
      for (const each of [a, b])
        await app
          .get(CloseConversation)
          .execute({ conversationId: each.id, by: (await holder(each.id)) === one.id ? one : other, outcome: 'solved' });
    }
  });

  it('have each their own again after the undo, also when the customer wrote on', async () => {
    const [a, b] = [await held(ana), await held(ben)];
    const id = await merge(a.id, b.id);
    await world.arrive({ customer: a.customer, text: 'more' });
    await undo(id);
    expect([await holder(a.id), await holder(b.id)]).toEqual([ana.id, ben.id]);
    expect((await live(a.id)).map((one) => one.agent_id)).toEqual([ana.id]);
    expect(await app.db.query('SELECT 1 FROM lent_conversations WHERE conversation_id = ANY($1)', [[a.id, b.id]])).toEqual([]);
  });

  it('never go over a limit, and never to somebody absent: the other one takes it, or each keeps their own', async () => {
    const small = await world.addAgent('Small', { capacity: 25 });
    const [a, b] = [await held(ana), await held(small)];
    await app.db.run(`UPDATE conversations SET last_inbound_at = last_inbound_at + interval '1 s' WHERE id = $1`, [b.id]);
    const first = await merge(a.id, b.id);
    // Small was written to last, and has no room for another one: Ana has.
    expect([await holder(a.id), await holder(b.id)]).toEqual([ana.id, ana.id]);
    await undo(first);
    expect([await holder(a.id), await holder(b.id)]).toEqual([ana.id, small.id]);
    await world.presence(ana, 'away');
    await merge(a.id, b.id);
    expect([await holder(a.id), await holder(b.id)]).toEqual([ana.id, small.id]);
  });

  it('give back what somebody has not acted on, and nothing else', async () => {
    const [a, b] = [await held(ana), await held(ben)];
    const cem = await world.addAgent('Cem');
    const id = await merge(a.id, b.id);
    const lent = (await holder(a.id)) === ana.id ? b : a;
    const has = lent === a ? ben : ana;
    await app.get(TransferConversation).execute({ conversationId: lent.id, by: has, to: { agentId: cem.id } });
    await undo(id);
    expect(await holder(lent.id)).toBe(cem.id);
  });

  it('leave a call with whoever speaks, and what sleeps asleep', async () => {
    const [a, b] = [await held(ana), await held(ben)];
    await app.db.run(
      `WITH call AS (
         INSERT INTO calls (id, conversation_id, customer_id, inbox_id, provider, direction, state, message_id)
         SELECT $2, c.id, c.customer_id, c.inbox_id, 'twilio', 'in', 'talking', (SELECT m.id FROM messages m WHERE m.conversation_id = c.id LIMIT 1)
         FROM conversations c WHERE c.id = $1 RETURNING id)
       UPDATE conversations SET live_call_id = call.id FROM call WHERE conversations.id = $1`,
      [a.id, newId()],
    );
    await app.db.run(`UPDATE conversations SET last_inbound_at = last_inbound_at + interval '1 s' WHERE id = $1`, [b.id]);
    const until = new Date(Date.now() + 3_600_000);
    await app.get(SnoozeConversation).execute({ conversationId: b.id, by: ben, until });
    const id = await merge(a.id, b.id);
    expect([await holder(a.id), await holder(b.id)]).toEqual([ana.id, ana.id]);
    expect((await world.conversation(b.id)).status).toBe('snoozed');
    await undo(id);
    expect([await holder(b.id), (await world.conversation(b.id)).status]).toEqual([ben.id, 'snoozed']);
  });

  it('ask the owner first for what waits in line; after the undo whoever was to be asked before', async () => {
    const a = await held(ana);
    const waiting = await world.arrive();
    await app.db.run('UPDATE conversations SET preferred_agent_id = $2 WHERE id = $1', [waiting, ben.id]);
    const since = (await world.conversation(waiting)).waiting_since;
    const id = await merge(waiting, a.id);
    expect(await world.conversation(waiting)).toMatchObject({
      status: 'waiting',
      preferred_agent_id: ana.id,
      waiting_since: since,
    });
    await undo(id);
    expect(await world.conversation(waiting)).toMatchObject({
      status: 'waiting',
      preferred_agent_id: ben.id,
      waiting_since: since,
    });
  });

  it('may be merged by two people at the same moment', async () => {
    const [a, b, c] = [await held(ana), await held(ben), await held(ben)];
    const both = await Promise.all([refusal(merge(a.id, b.id)), refusal(merge(b.id, c.id, ben)), refusal(merge(c.id, a.id))]);
    expect(new Set(both)).toEqual(new Set(['not refused']));
    expect(new Set([await holder(a.id), await holder(b.id), await holder(c.id)]).size).toBe(1);
  });
});

describe('any order of messages, claims, merges and undos', () => {
  it.each([
    [1, 'with room for all'],
    [2, 'with room for all'],
    [3, 'with room for all'],
    [4, 'with little room'],
    [5, 'with little room'],
    [6, 'with little room'],
  ])(
    'one owner per thread, nobody over their limit, everything given back where there is room for it (%i, %s)',
    async (seed, how) => {
      const roomy = how === 'with room for all';
      const roll = dice(seed * 104_729);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(roll() * from.length)]!;
      const agents = await Promise.all(
        [100, 100, 50, 25].map((capacity, n) => world.addAgent(`Agent ${n}`, { capacity: roomy ? 500 : capacity })),
      );
      const people = await Promise.all(
        Array.from({ length: 5 }, () => world.arrive().then(async (id) => ({ id, root: await customerOf(id) }))),
      );
      const merges: string[] = [];
      const log: string[] = [];
      /** Who had each before any merge moved it, as the acts of people leave it. */
      const own = new Map<string, string>();
      const act = async (): Promise<void> => {
        const kind = roll();
        const who = pick(people);
        if (kind < 0.35) {
          const by = pick(agents);
          const outcome = await refusal(claim(who.id, by));
          if (outcome === 'not refused' && !own.has(who.id)) own.set(who.id, by.id);
          log.push(`${by.name} claims ${people.indexOf(who)}: ${outcome}`);
        } else if (kind < 0.5) {
          await app.db.run('UPDATE conversations SET last_inbound_at = app_now() WHERE id = $1', [who.id]);
          log.push(`${people.indexOf(who)} writes`);
        } else if (kind < 0.8) {
          const id = await merge(who.id, pick(people).id);
          log.push(`merge: ${id ? 'yes' : 'one already'}`);
          if (id) merges.push(id);
          if (id && roomy)
            expect({ log, holders: (await holdersBeside(who.root)).length }).toEqual({
              log,
              holders: Math.min(1, (await holdersBeside(who.root)).length),
            });
        } else if (merges.length > 0) {
          await undo(merges.splice(Math.floor(roll() * merges.length), 1)[0]!);
          log.push('undo one');
        }
      };
      const expectSound = async (): Promise<void> => {
        const over = await app.db.query(
          `SELECT a.name FROM agents a JOIN assignments s ON s.agent_id = a.id AND s.ended_at IS NULL GROUP BY a.id HAVING sum(s.weight) > a.capacity`,
        );
        const torn = await app.db.query(
          `SELECT c.id FROM conversations c LEFT JOIN assignments s ON s.conversation_id = c.id AND s.ended_at IS NULL
         WHERE c.id = ANY($1) AND (c.assignee_id IS DISTINCT FROM s.agent_id OR (s.agent_id IS NOT NULL AND s.epoch <> c.epoch) OR (c.status = 'assigned') <> (c.assignee_id IS NOT NULL))`,
          [people.map(({ id }) => id)],
        );
        expect({ log: log.slice(-10), over, torn }).toEqual({ log: log.slice(-10), over: [], torn: [] });
      };
      for (let n = 0; n < 40; n++) {
        await act();
        await expectSound();
      }
      while (merges.length > 0) {
        await undo(merges.splice(Math.floor(roll() * merges.length), 1)[0]!);
        await expectSound();
      }
      for (const one of people) {
        expect(await rootOf(app.db, one.root)).toBe(one.root);
        if (roomy) expect({ log, holder: await holder(one.id) }).toEqual({ log, holder: own.get(one.id) ?? null });
      }
      const ids = people.map(({ id }) => id);
      if (roomy)
        expect(await app.db.query('SELECT 1 FROM lent_conversations WHERE conversation_id = ANY($1)', [ids])).toEqual([]);
    },
  );

  it('closes what is lent like anything else', async () => {
    const [a, b] = [await held(ana), await held(ben)];
    const id = await merge(a.id, b.id);
    const lent = (await holder(a.id)) === ana.id ? b : a;
    const has = lent === a ? ben : ana;
    await app.get(CloseConversation).execute({ conversationId: lent.id, by: has, outcome: 'solved' });
    await undo(id);
    expect(await world.conversation(lent.id)).toMatchObject({ status: 'closed', assignee_id: null });
  });
});
