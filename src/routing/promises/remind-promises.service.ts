import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { dueFrom, stateOf } from '../../context/promises/promises.queries.js';
import { announceCustomer } from '../../conversations/announce-customer.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Alerts } from '../alerts/alerts.service.js';
import { whoMustKnow } from './promise-keepers.queries.js';

const AT_ONCE = 100;

interface DueRow {
  id: string;
  customer_id: string;
  conversation_id: string;
  made_by: string;
  reminder_stage: number;
  state: string;
  due_at: Date;
}

/**
 * Tells somebody that a promise is due soon, and once more when it is overdue: whoever holds a conversation of the customer
 * now (the cover, while its owner is away), else whoever made it, else the supervisors. The timer is the row itself. Overdue
 * ones the supervisors hear of in any case.
 */
@Injectable()
export class RemindPromises implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly alerts: Alerts,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('promises', () => this.execute(), 1_000);
  }

  async execute(): Promise<void> {
    const due = await this.db.query<{ id: string }>(
      `SELECT id FROM promises WHERE remind_at <= app_now() ORDER BY remind_at, id LIMIT ${AT_ONCE}`,
    );
    for (const { id } of due)
      await this.db
        .transaction((tx) => this.remind(tx, id))
        .catch((error: unknown) => this.log.error({ err: error, promiseId: id }, 'nobody could be reminded of a promise'));
    await this.settle();
  }

  /** Judged again under the lock: it may have been kept, another process may have been here. */
  private async remind(tx: Tx, promiseId: string): Promise<void> {
    const [row] = await tx.query<DueRow>(
      `SELECT p.id, p.customer_id, p.conversation_id, p.made_by, p.reminder_stage, p.due_at, ${stateOf} AS state
       FROM promises p WHERE p.id = $1 AND p.remind_at <= app_now() FOR UPDATE SKIP LOCKED`,
      [promiseId],
    );
    if (!row) return;
    const overdue = row.state === 'overdue';
    await tx.run(
      `UPDATE promises p SET reminder_stage = $2, remind_at = CASE WHEN $3 THEN NULL WHEN $4 THEN p.due_at ELSE ${dueFrom} END WHERE id = $1`,
      [
        row.id,
        overdue ? 2 : row.state === 'due' ? 1 : 0,
        overdue || row.state === 'kept' || row.state === 'broken',
        row.state === 'due',
      ],
    );
    if (!overdue && row.state !== 'due') return;
    await this.tell(tx, row, overdue);
  }

  private async tell(tx: Tx, row: DueRow, overdue: boolean): Promise<void> {
    const keeper = await whoMustKnow(tx, {
      customerId: row.customer_id,
      conversationId: row.conversation_id,
      makerId: row.made_by,
    });
    if (overdue) await this.alerts.clear(tx, ['promise_due'], row.id);
    await this.alerts.raise(tx, {
      ...{ kind: overdue ? 'promise_overdue' : 'promise_due', key: row.id, conversationId: keeper.conversationId },
      ...{ queueId: keeper.queueId, agentId: keeper.agentId },
      told: keeper.agentId === null ? 'supervisors' : overdue ? 'both' : 'agent',
      data: { promiseId: row.id, customerId: row.customer_id, dueAt: row.due_at.toISOString(), because: keeper.because },
    });
    await announceCustomer(tx, this.outbox, row.customer_id);
  }

  /** What was kept, given up or moved meanwhile reminds nobody any more. */
  private async settle(): Promise<void> {
    const settled = await this.db.query<{ key: string }>(
      `SELECT DISTINCT l.key FROM alerts l LEFT JOIN promises p ON p.id::text = l.key
       WHERE l.kind IN ('promise_due', 'promise_overdue') AND l.cleared_at IS NULL
         AND (p.id IS NULL OR p.kept_at IS NOT NULL OR p.broken_at IS NOT NULL OR p.reminder_stage = 0) LIMIT ${AT_ONCE}`,
    );
    for (const { key } of settled)
      await this.db.transaction((tx) => this.alerts.clear(tx, ['promise_due', 'promise_overdue'], key));
  }
}
