import { Inject, Injectable } from '@nestjs/common';
import type { JobMap } from '../../contracts/jobs.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { vendorId } from '../drawers/drawer.js';
import { VendorHttpClient } from '../drawers/vendor-http-client.js';
import { Connections } from '../inboxes/connections.service.js';
import { typingAddressee } from './typing-addressee.queries.js';

/** Older than this the sign would stand after the answer. */
const staleMs = 10_000;

/** Shows the customer of a vendor's channel that an answer is being written. A courtesy: it is tried once, and nothing keeps it. */
@Injectable()
export class ShowTyping {
  constructor(
    private readonly db: Database,
    private readonly connections: Connections,
    private readonly http: VendorHttpClient,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async run({ conversationId, agentId, saidAt }: JobMap['show-typing']): Promise<void> {
    if (this.clock.now() - Date.parse(saidAt) > staleMs) return;
    const to = await typingAddressee(this.db, conversationId, agentId);
    if (!to) return;
    const connected = await this.connections.open(to.inbox_id);
    if (!connected?.drawer.typing || connected.inbox.disabled) return;
    const { drawer, connection } = connected;
    const last = to.external_id === null ? undefined : { externalId: to.external_id };
    try {
      await drawer.typing!({ kind: to.kind, value: vendorId(drawer, to.value) }, connection, this.http, last);
    } catch (error) {
      this.log.debug({ err: error, inboxId: to.inbox_id }, 'a sign of writing did not arrive');
    }
  }
}
