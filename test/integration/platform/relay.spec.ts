import type { PublishedEvent } from '../../../src/contracts/events.js';
import type { Database } from '../../../src/platform/database/database.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { createLog } from '../../../src/platform/logging/log.js';
import { EventListeners } from '../../../src/platform/outbox/listeners.js';
import { Outbox } from '../../../src/platform/outbox/outbox.js';
import { Relay } from '../../../src/platform/outbox/relay.js';
import { openDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';

let db: Database;
let close: () => Promise<void>;
beforeAll(async () => ({ db, close } = await openDatabase()));
afterAll(() => close());

function aRelay() {
  const heard: PublishedEvent[] = [];
  const listeners = new EventListeners();
  listeners.on('test', ['customer.updated'], async (events) => void heard.push(...events));
  const relay = new Relay(db, listeners, createLog('silent'));
  return { relay, heard, listeners, outbox: new Outbox(relay) };
}

const customer = (customerId = newId()) => ({ type: 'customer.updated' as const, payload: { customerId } });

describe('the relay', () => {
  it('publishes what commits late under an early id: ids are not in commit order', async () => {
    const { relay, heard, outbox } = aRelay();
    await relay.start();
    const [slow, fast] = [newId(), newId()];
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slowCommit = db.transaction(async (tx) => {
      await outbox.add(tx, customer(slow));
      await held;
    });
    await db.transaction((tx) => outbox.add(tx, customer(fast)));
    await until('the fast one is heard', () => heard.length === 1);
    release();
    await slowCommit;
    await until('the slow one is heard', () => heard.length === 2);
    expect(heard.map((event) => event.payload)).toEqual([{ customerId: fast }, { customerId: slow }]);
    expect(heard[1]!.position).toBe(heard[0]!.position + 1);
    await relay.stop();
  });

  it('announces nothing of a transaction that rolls back', async () => {
    const { relay, heard, outbox } = aRelay();
    await relay.start();
    const failed = db.transaction(async (tx) => {
      await outbox.add(tx, customer());
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    const after = newId();
    await db.transaction((tx) => outbox.add(tx, customer(after)));
    await until('the next one is heard', () => heard.length > 0);
    expect(heard.map((event) => event.payload)).toEqual([{ customerId: after }]);
    await relay.stop();
  });

  it('gives gapless positions under a storm of concurrent commits, and loses none', async () => {
    const { relay, heard, outbox } = aRelay();
    await relay.start();
    await Promise.all(Array.from({ length: 600 }, () => db.transaction((tx) => outbox.add(tx, customer()))));
    await until('all are heard', () => heard.length === 600);
    const positions = heard.map((event) => event.position);
    expect(positions).toEqual(Array.from({ length: 600 }, (_, n) => positions[0]! + n));
    await relay.stop();
  });

  it('has one leader; another takes over and goes on with the positions', async () => {
    const [first, second] = [aRelay(), aRelay()];
    await first.relay.start();
    await second.relay.start();
    expect([first.relay.leads, second.relay.leads]).toEqual([true, false]);
    await db.transaction((tx) => second.outbox.add(tx, customer()));
    await until('the leader hears what the other process committed', () => first.heard.length === 1);
    await first.relay.stop();
    await until('the second leads', () => second.relay.leads);
    await db.transaction((tx) => second.outbox.add(tx, customer()));
    await until('the second publishes', () => second.heard.length === 1);
    expect(second.heard[0]!.position).toBe(first.heard[0]!.position + 1);
    await second.relay.stop();
  });

  it('leads again after its database connection was cut', async () => {
    const { relay, heard, outbox } = aRelay();
    await relay.start();
    await db.query(
      `SELECT pg_terminate_backend(l.pid) FROM pg_locks l WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await until('it leads again', async () => {
      await db.transaction((tx) => outbox.add(tx, customer()));
      return heard.length > 0 && relay.leads;
    });
    await relay.stop();
  });

  it('keeps a failing listener from silencing the others', async () => {
    const { relay, heard, outbox, listeners } = aRelay();
    listeners.on('broken', ['customer.updated'], () => Promise.reject(new Error('broken')));
    await relay.start();
    await db.transaction((tx) => outbox.add(tx, customer()));
    await until('the other hears it', () => heard.length === 1);
    await relay.stop();
  });

  it('refuses to boot with an event that nobody hears', () => {
    expect(() => aRelay().listeners.assertComplete()).toThrow(/no listener for events .*message\.created/);
  });
});
