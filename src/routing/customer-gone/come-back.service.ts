import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type ConversationRow, lockConversation, moveConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { isDuplicate } from '../../platform/database/errors.js';
import { type Scope, systemActor, type Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { putInLine } from '../work/place-conversation.js';
import { dueReturn, dueReturns, forgetDeparture, type ReturnDue } from './customer-gone.queries.js';

/**
 * A visitor who left the line and is back has their place again: an abandoned conversation opens again where it stood, if they
 * are back within five minutes; one that was kept for mail is a chat again for as long as it waits.
 */
@Injectable()
export class ComeBack implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('visitors who are back', () => this.execute());
  }

  async execute(): Promise<void> {
    for (const { conversation_id: id } of await dueReturns(this.db))
      await this.db.transaction((tx) => this.comeBack(tx, id)).catch((error: unknown) => this.failed(error, id));
  }

  private async failed(error: unknown, conversationId: string): Promise<void> {
    // Another conversation of theirs is open by now: this one stays closed.
    if (isDuplicate(error, 'conversations_one_open'))
      return void (await this.db.transaction((tx) => forgetDeparture(tx, conversationId)));
    this.log.error({ err: error, conversationId }, 'a visitor who is back could not be put in line');
  }

  private async comeBack(tx: Tx, conversationId: string): Promise<void> {
    const scope = { tx, actor: systemActor };
    const row = (await lockConversation(tx, conversationId, 'pass over'))?.conversation;
    const place = row && (await dueReturn(tx, conversationId));
    if (!row || !place) return;
    await this.restore(scope, row, place);
    await forgetDeparture(tx, conversationId);
  }

  private async restore(scope: Scope, row: ConversationRow, place: ReturnDue): Promise<void> {
    const { waiting_since: waitingSince, unanswered_since, deadline_at, channel, priority } = place;
    const data = { because: 'customer_back', waitingSince: waitingSince.toISOString() };
    if (row.status !== 'closed') {
      // Back by a message, they are answered where they wrote it.
      const talksOn = place.kept && row.channel === 'email' ? channel : row.channel;
      const earlier = place.kept ? {} : { waiting_since: waitingSince, unanswered_since, deadline_at };
      const changes = { channel: talksOn, priority, ...earlier };
      await moveConversation(scope, this.outbox, row, { change: 'customer_back', changes, data });
      return;
    }
    await putInLine(scope, this.outbox, row, {
      ...{ event: 'reopened', change: 'reopened', endReason: 'reopened', waitingSince },
      changes: { closed_at: null, outcome: null, channel, priority, unanswered_since, deadline_at },
      data,
    });
  }
}
