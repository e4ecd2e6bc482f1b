import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { moveConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import type { Sql } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { withdrawOffers } from '../offers/offers.repository.js';
import { type Act, lockForAct, statusAfter } from './lock-for-act.js';

const longest = '366 days';

/**
 * Puts a conversation to sleep until a time, or until the customer writes. The agent keeps it; asleep it takes no room.
 * Errors: as `lockForAct`; `illegal_move`; `invalid_request` (a time that has passed or is over a year away).
 */
@Injectable()
export class SnoozeConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute(act: Act & { until: Date }): Promise<ConversationView> {
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(act.by) };
      const row = await lockForAct(tx, act, 'holder');
      await checkUntil(tx, act.until);
      const status = statusAfter(row.status, 'snoozed');
      await withdrawOffers(scope, this.outbox, row.id);
      // The epoch stays: the same agent holds it, and whatever they saw is still true.
      await moveConversation(scope, this.outbox, row, {
        change: 'snoozed',
        changes: { status, snoozed_until: act.until, waiting_since: null },
        data: { until: act.until.toISOString() },
      });
      const data = { until: act.until.toISOString(), reason: act.reason ?? null };
      await this.audit.write(scope, { action: 'conversation.snoozed', subjectType: 'conversation', subjectId: row.id, data });
    });
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }
}

/** Judged by database time, which is the time it will wake by. */
async function checkUntil(sql: Sql, until: Date): Promise<void> {
  const [row] = await sql.query<{ fits: boolean }>(
    `SELECT $1::timestamptz > app_now() AND $1::timestamptz < app_now() + interval '${longest}' AS fits`,
    [until],
  );
  if (row?.fits) return;
  throw new Refusal('invalid_request', 'The time to wake must lie ahead, at most a year.', {
    translations: { zh: '唤醒时间必须在将来，且不超过一年。' },
    errors: [{ pointer: '/until', detail: 'must lie ahead, at most a year' }],
  });
}
