import { Injectable } from '@nestjs/common';
import { announceCustomer } from '../../conversations/announce-customer.js';
import { rootOf } from '../../customers/customers.repository.js';
import { Database } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { vendorId } from '../drawers/drawer.js';
import { VendorHttpClient } from '../drawers/vendor-http-client.js';
import { Connections } from '../inboxes/connections.service.js';
import type { NamelessRow } from './profiles.queries.js';
import { originsOf, withOrigins } from '../../customers/origins.js';
import { storedName } from '../../customers/stored-text.js';

/** Asks a vendor for the name of one customer. A name that is there already, from wherever, is never overwritten. */
@Injectable()
export class LearnName {
  constructor(
    private readonly db: Database,
    private readonly connections: Connections,
    private readonly http: VendorHttpClient,
    private readonly outbox: Outbox,
  ) {}

  /** Throws what the vendor's side throws; the customer's next message is the next try. */
  async run({ customer_id, inbox_id, kind, value }: NamelessRow): Promise<void> {
    const connected = await this.connections.open(inbox_id);
    const customerId = await rootOf(this.db, customer_id);
    const [nameless] = await this.db.query('SELECT 1 FROM customers WHERE id = $1 AND name IS NULL AND erased_at IS NULL', [
      customerId,
    ]);
    if (!nameless || !connected?.drawer.profile) return;
    const who = { kind, value: vendorId(connected.drawer, value) };
    const profile = await connected.drawer.profile(who, connected.connection, this.http);
    const name = storedName(profile?.name);
    if (name === null) return;
    await this.db.transaction(async (tx) => {
      const written = await tx.run(
        `UPDATE customers SET name = $2, origins = ${withOrigins('$3')}, version = version + 1 WHERE id = $1 AND name IS NULL AND erased_at IS NULL`,
        [customerId, name, originsOf(['name'], kind)],
      );
      if (written > 0) await announceCustomer(tx, this.outbox, customerId);
    });
  }
}
