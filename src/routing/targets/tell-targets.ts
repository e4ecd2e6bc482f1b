import { Injectable } from '@nestjs/common';
import {
  conversationColumns,
  type ConversationRow,
  moveConversation,
  recordEvent,
} from '../../conversations/conversations.repository.js';
import { type Scope, systemActor, type Tx } from '../../platform/database/tx.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Alerts } from '../alerts/alerts.service.js';
import { alertKey, type Crossing, type Settlement } from './settle.js';

/** No breach lifts a conversation above what a person could. */
const HIGHEST = 100;

/** What follows from a warning or a breach: the history row, the supervisor's alert, and once a higher place in line. */
@Injectable()
export class TellTargets {
  constructor(
    private readonly alerts: Alerts,
    private readonly outbox: Outbox,
  ) {}

  /** The caller has locked the conversation and written its clocks. */
  async execute(tx: Tx, { history, crossings, clear, raise }: Settlement): Promise<void> {
    for (const { kind, key } of clear) await this.alerts.clear(tx, [kind], key);
    for (const { kind, target } of raise)
      await this.alerts.raise(tx, {
        ...{ kind, key: alertKey(history.id, target.kind) },
        ...{ queueId: history.queueId, conversationId: history.id, agentId: history.assigneeId },
        data: { target: target.kind, dueAt: target.dueAt === null ? null : new Date(target.dueAt).toISOString() },
      });
    if (crossings.length === 0) return;
    const [row] = await tx.query<ConversationRow>(`SELECT ${conversationColumns} FROM conversations WHERE id = $1`, [history.id]);
    if (!row) return;
    const scope = { tx, actor: systemActor };
    for (const { kind, what, target } of crossings)
      await recordEvent(scope, row, `target_${what}`, { target: kind, startedAt: target.startedAt, dueAt: target.dueAt });
    await this.lift(scope, row, crossings);
  }

  /** Once in the life of a conversation, while it is still owed; never against a person's will. */
  private async lift(scope: Scope, row: ConversationRow, crossings: readonly Crossing[]): Promise<void> {
    const missed = crossings.filter(
      ({ what, target }) => what === 'breached' && target.metAt === null && target.stoppedAt === null,
    );
    if (missed.length === 0) return;
    const [queue] = await scope.tx.query<{ by: number; first: boolean; held: boolean }>(
      `SELECT q.breach_priority AS by, coalesce($3::timestamptz > app_now(), false) AS held,
              (SELECT count(*) FROM conversation_targets t WHERE t.conversation_id = $2 AND t.breached_at IS NOT NULL) <= $4 AS first
       FROM queues q WHERE q.id = $1`,
      [row.queue_id, row.id, row.manual_until, missed.length],
    );
    if (!queue || queue.by === 0 || !queue.first || queue.held) return;
    const priority = Math.min(HIGHEST, row.priority + queue.by);
    if (priority <= row.priority) return;
    await moveConversation(scope, this.outbox, row, {
      change: 'priority',
      changes: { priority },
      data: { from: row.priority, to: priority, because: 'target_breached' },
    });
  }
}
