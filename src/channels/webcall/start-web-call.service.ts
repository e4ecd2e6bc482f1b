import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { closedHoursOf } from '../../routing/hours/closed-hours.queries.js';
import type { CallRow } from '../calls/calls.repository.js';
import { StartCall } from '../calls/start-call.service.js';
import { type InboxRecord, InboxesQueries } from '../inboxes/inboxes.queries.js';
import type { WidgetSession } from '../webchat/sessions/widget-session.js';
import { LEASE_MS } from './call-lines.service.js';

/** Of one visitor: enough for somebody whose line breaks again and again, too little to keep agents ringing. */
const starts = { name: 'widget-calls', points: 10, seconds: 300 };

/**
 * A customer presses "call". Errors: `not_found` where the inbox takes no calls, `outside_hours` (with `opensAt`), `conflict`
 * where they have a live call already, `rate_limited`, `customer_blocked`.
 */
@Injectable()
export class StartWebCall {
  constructor(
    private readonly db: Database,
    private readonly calls: StartCall,
    private readonly inboxes: InboxesQueries,
    private readonly limits: RateLimits,
  ) {}

  async start(session: WidgetSession, line: string): Promise<CallRow> {
    const inbox = await this.inboxFor(session);
    const externalId = `web:${session.identity.id}:${line}`;
    await this.limits.spend(starts, session.identity.id);
    await this.assertOpen(inbox.queueId);
    const { call, duplicate } = await this.calls.execute({
      ...{ provider: 'webrtc', inboxId: session.inboxId, externalId, state: 'queued' },
      from: {
        kind: session.identity.kind,
        value: session.identity.value,
        name: session.name,
        level: session.level === 'verified' ? 'verified' : 'anonymous',
        joins: true,
        customerId: session.customerId,
        identityId: session.identity.id,
      },
      locale: session.locale,
      customerForMs: LEASE_MS,
    });
    if (duplicate && call.state === 'ended')
      throw new Refusal('illegal_move', 'The call is over; call again.', { callState: call.state });
    return call;
  }

  /** Whether a call would be taken now, so that a page asks for the microphone only then. Errors as of `start`, as far as they stand before it. */
  async ask(session: WidgetSession): Promise<void> {
    await this.assertOpen((await this.inboxFor(session)).queueId);
  }

  private async inboxFor(session: WidgetSession): Promise<InboxRecord> {
    const inbox = await this.inboxes.byId(session.inboxId);
    if (!inbox || inbox.disabled || inbox.settings['calls'] !== true) throw notFound('call');
    return inbox;
  }

  /** What is called in the closed hours nobody would hear; who is in line when they begin stays there. */
  private async assertOpen(queueId: string): Promise<void> {
    const closed = await closedHoursOf(this.db, queueId);
    if (!closed) return;
    const opensAt = closed.opensAt?.toISOString() ?? null;
    throw new Refusal('outside_hours', 'Calls are not taken at this hour.', { opensAt });
  }
}
