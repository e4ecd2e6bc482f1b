import { newId } from '../../../src/platform/ids/new-id.js';
import type { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { openDatabase } from '../../support/database.js';
import { aQueue, anAgent, anInbox } from '../../support/builders.js';
import { recordRooms } from '../../support/rooms.js';

/**
 * What many customers share must not be touched by a message: one shared row would put everybody in one line. The updates
 * that PostgreSQL counted for each table tell, whatever the code looks like.
 */
describe('the path of a message', () => {
  let db: Awaited<ReturnType<typeof openDatabase>>['db'];
  let close: () => Promise<void>;
  let receiving: ReceiveMessage;
  let inboxId: string;

  beforeAll(async () => {
    ({ db, close } = await openDatabase());
    ({ receiving } = recordRooms(db));
    inboxId = await anInbox(db, { queueId: await aQueue(db, { agentIds: [await anAgent(db)] }) });
  });
  afterAll(() => close());

  async function updates(): Promise<Record<string, number>> {
    await db.query('SELECT pg_stat_force_next_flush()');
    await db.query('SELECT pg_stat_clear_snapshot()');
    const rows = await db.query<{ relname: string; n_tup_upd: string }>('SELECT relname, n_tup_upd FROM pg_stat_user_tables');
    return Object.fromEntries(rows.map((row) => [row.relname, Number(row.n_tup_upd)]));
  }

  it('updates the customer and the conversation and nothing that others share', async () => {
    const people = Array.from({ length: 5 }, () => newId());
    const say = (id: string, text: string) =>
      receiving.receive({
        ...{ inboxId, channel: 'webchat', text, clientId: newId() },
        from: { kind: 'visitor', value: id, level: 'anonymous', joins: true, customerId: id, identityId: id },
      });
    for (const id of people) for (const text of ['first', 'second', 'third', 'order A-20417']) await say(id, text);
    // Each connection reports its own counts when it is idle: ask on all of them.
    const connections = await Promise.all(Array.from({ length: 15 }, () => db.connect()));
    for (const one of connections) await one.query('SELECT pg_stat_force_next_flush()');
    for (const one of connections) one.release();
    const counted = await updates();
    expect(counted['customers']).toBeGreaterThanOrEqual(20);
    const shared = ['queues', 'inboxes', 'agents', 'agent_presence', 'queue_agents', 'skills', 'api_keys'];
    expect(Object.fromEntries(shared.map((table) => [table, counted[table]]))).toEqual(
      Object.fromEntries(shared.map((table) => [table, 0])),
    );
  });

  it('issues no NOTIFY in its transaction: whoever listens hears nothing of a message that is only recorded', async () => {
    const listener = await db.connect();
    const heard: string[] = [];
    listener.on('notification', ({ channel }) => heard.push(channel));
    await listener.query('LISTEN throughline_outbox');
    const id = newId();
    await receiving.receive({
      ...{ inboxId, channel: 'webchat', text: 'hello', clientId: newId() },
      from: { kind: 'visitor', value: id, level: 'anonymous', joins: true, customerId: id, identityId: id },
    });
    // The control: a NOTIFY on the same channel does arrive, after anything that was sent before it.
    await db.query(`SELECT pg_notify('throughline_outbox', 'control')`);
    await listener.query('SELECT 1');
    expect(heard).toHaveLength(1);
    listener.release(true);
  });
});
