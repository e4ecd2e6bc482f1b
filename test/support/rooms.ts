import { ReceiveMessage } from '../../src/conversations/receive-message.service.js';
import { SendMessage } from '../../src/conversations/send-message.service.js';
import { MergeCustomers } from '../../src/conversations/merge-customers.service.js';
import { MergeFollowers } from '../../src/conversations/merge-followers.js';
import { RecordFacts } from '../../src/customers/record-facts.service.js';
import { ResolveCustomer } from '../../src/customers/resolve-customer.service.js';
import type { Database } from '../../src/platform/database/database.js';
import { createLog } from '../../src/platform/logging/log.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { Outbox } from '../../src/platform/outbox/outbox.js';

/** The record rooms on a database, without doors: their real services, and an outbox that nobody relays. */
export function recordRooms(db: Database) {
  const outbox = new Outbox({ poke: () => undefined });
  const metrics = new Metrics();
  const resolving = new ResolveCustomer();
  return {
    outbox,
    resolving,
    receiving: new ReceiveMessage(db, outbox, resolving, new RecordFacts(), metrics, createLog('silent')),
    sending: new SendMessage(outbox, metrics),
    merging: new MergeCustomers(outbox, new MergeFollowers()),
  };
}
