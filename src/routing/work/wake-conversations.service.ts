import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type ConversationRow, lockConversation, moveConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { type Scope, systemActor } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { statusAfter } from './lock-for-act.js';
import { putInLine } from './place-conversation.js';
import { lockRooms } from './reserved.queries.js';

/** Conversations whose snooze is over wake: to their agent where they are reachable (over the limit if need be), else in line. */
@Injectable()
export class WakeConversations implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('snoozed conversations', () => this.execute());
  }

  async execute(): Promise<void> {
    const due = await this.db.query<{ id: string }>(
      `SELECT id FROM conversations WHERE status = 'snoozed' AND snoozed_until <= (SELECT app_now()) ORDER BY snoozed_until LIMIT 200`,
    );
    for (const { id } of due)
      await this.wake(id).catch((error: unknown) =>
        this.log.error({ err: error, conversationId: id }, 'a conversation could not be woken'),
      );
  }

  private wake(conversationId: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const row = (await lockConversation(tx, conversationId, 'pass over'))?.conversation;
      const [due] = await tx.query<{ due: boolean }>(
        `SELECT snoozed_until <= app_now() AS due FROM conversations WHERE id = $1`,
        [conversationId],
      );
      // Woken by the customer, or snoozed again, while this waited for the lock.
      if (!row || row.status !== 'snoozed' || !due?.due) return;
      await this.place({ tx, actor: systemActor }, row);
    });
  }

  private async place(scope: Scope, row: ConversationRow): Promise<void> {
    // Under the lock of claims: what wakes is there when the next one looks, though it wakes above the limit if need be.
    const owner = row.assignee_id ? (await lockRooms(scope.tx, [row.assignee_id])).get(row.assignee_id) : undefined;
    if (owner?.reachable) {
      const woken = statusAfter(row.status, 'woken');
      const changes = { status: statusAfter(woken, 'assigned'), snoozed_until: null };
      await moveConversation(scope, this.outbox, row, { change: 'woken', changes, data: { agentId: owner.id } });
      return;
    }
    await putInLine(scope, this.outbox, row, { event: 'woken', change: 'woken', endReason: 'owner_absent', waitingSince: 'now' });
  }
}
