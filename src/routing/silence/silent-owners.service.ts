import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { dueOwnerStep, OWNER_STEPS, type OwnerStep } from '../../core/silence/owner-ladder.js';
import { type ConversationRow, lockConversation, moveConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { type Scope, systemActor, type Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Alerts } from '../alerts/alerts.service.js';
import { recordAct } from '../work/assignments.repository.js';
import { putInLine } from '../work/place-conversation.js';
import { anybodyElse, dueSilentOwners, ownerSilence, settledAlerts } from './silence.queries.js';

/**
 * An owner who does not answer is reminded, then a supervisor is told, then the conversation moves on, each once in the turn
 * of one owner. The timer is nothing but the rows: it begins when the customer writes (or when it comes into the owner's
 * hands), only a reply that the customer sees ends it, and any process can find what is due.
 */
@Injectable()
export class SilentOwners implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly alerts: Alerts,
    private readonly sweep: Sweep,
    private readonly listeners: EventListeners,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('silent owners', () => this.execute());
    this.listeners.on('silent-owners', ['message.created', 'conversation.updated'], (events) =>
      this.settle(events.flatMap(({ payload }) => ('conversationId' in payload ? (payload.conversationId ?? []) : []))),
    );
  }

  async execute(): Promise<void> {
    for (const { id } of await dueSilentOwners(this.db))
      await this.db
        .transaction((tx) => this.step(tx, id))
        .catch((error: unknown) => this.log.error({ err: error, conversationId: id }, 'a silent owner could not be dealt with'));
    await this.settle();
  }

  /** Judged again under the lock: the owner may have answered, another process may have been here. */
  private async step(tx: Tx, conversationId: string): Promise<void> {
    const scope = { tx, actor: systemActor };
    let row = (await lockConversation(tx, conversationId, 'pass over'))?.conversation;
    const silence = row && (await ownerSilence(tx, conversationId));
    if (!row?.assignee_id || !silence) return;
    const { ladder, turn, now } = silence;
    for (;;) {
      const step = dueOwnerStep(ladder, { ...turn, stage: row.silence_stage }, now);
      if (!step) return;
      if (step === 'move') return this.move(scope, row, row.assignee_id!);
      row = await this.tell(scope, row, step);
    }
  }

  private async tell(scope: Scope, row: ConversationRow, step: Exclude<OwnerStep, 'move'>): Promise<ConversationRow> {
    const since = row.unanswered_since?.toISOString();
    const about = { agentId: row.assignee_id, unansweredSince: since };
    if (step === 'alert')
      await this.alerts.raise(scope.tx, {
        ...{ kind: 'silent_owner', key: row.id, queueId: row.queue_id, conversationId: row.id, agentId: row.assignee_id },
        data: { unansweredSince: since, epoch: row.epoch },
      });
    return moveConversation(scope, this.outbox, row, {
      change: step === 'nudge' ? 'nudged' : 'owner_silent',
      changes: { silence_stage: OWNER_STEPS[step] },
      data: about,
    });
  }

  private async move(scope: Scope, row: ConversationRow, ownerId: string): Promise<void> {
    // With nobody else to ask it stays, the alert with it: it would come back to the same hands and promise a colleague. Tried again.
    if (!(await anybodyElse(scope.tx, row.id, ownerId))) return;
    const excluded = [ownerId];
    const after = await putInLine(scope, this.outbox, row, {
      ...{ event: 'transferred', change: 'requeued', endReason: 'silent_owner' },
      // The customer has been waiting since they wrote, whoever should have answered.
      waitingSince: row.unanswered_since ?? 'now',
      changes: { preferred_agent_id: null, excluded_agent_ids: excluded },
      data: { because: 'silent_owner', excluded },
    });
    await this.alerts.clear(scope.tx, ['silent_owner'], row.id);
    await recordAct(scope, {
      ...{ kind: 'silence', conversationId: row.id, queueId: after.queue_id, agentId: null, epoch: after.epoch },
    });
  }

  private async settle(conversationIds?: string[]): Promise<void> {
    if (conversationIds?.length === 0) return;
    for (const key of await settledAlerts(this.db, conversationIds))
      await this.db.transaction((tx) => this.alerts.clear(tx, ['silent_owner'], key));
  }
}
