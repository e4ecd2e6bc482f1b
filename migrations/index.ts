import { OutboxAndDeliveries20261121000100 } from './20261121000100-outbox-and-deliveries.js';
import { RecordOfTruth20261121000000 } from './20261121000000-record-of-truth.js';
import { Routing20261121000200 } from './20261121000200-routing.js';
import { Alerts20261122000010 } from './20261122000010-alerts.js';
import { RoutingInFull20261122000000 } from './20261122000000-routing-in-full.js';

/** An imported list, never a glob: what runs is what was reviewed, in this order. */
export const migrations = [
  RecordOfTruth20261121000000,
  OutboxAndDeliveries20261121000100,
  Routing20261121000200,
  RoutingInFull20261122000000,
  Alerts20261122000010,
];
