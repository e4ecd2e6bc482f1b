import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { customerText } from '../../core/silence/customer-texts.js';
import { findAddressee } from '../../conversations/addressee.js';
import {
  type ConversationRow,
  lockConversation,
  moveConversation,
  recordEvent,
} from '../../conversations/conversations.repository.js';
import { SendMessage } from '../../conversations/send-message.service.js';
import { membersOf } from '../../customers/customers.repository.js';
import { Database } from '../../platform/database/database.js';
import { type Scope, systemActor, type Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { withdrawOffers } from '../offers/offers.repository.js';
import { languageOf } from '../silence/silence.queries.js';
import { endWork } from '../work/end-work.js';
import { statusAfter } from '../work/lock-for-act.js';
import { dueDepartures, forgetOld, isGone, noteDeparture, queuePriority } from './customer-gone.queries.js';

const tidyEveryMs = 60_000;

/**
 * A chat visitor who has been gone for longer than the queue waits leaves the line: with a mail address of theirs the
 * conversation waits on to be answered by mail, at the queue's own priority; without one it is closed as abandoned. What an
 * agent already holds stays with them.
 */
@Injectable()
export class LeaveLine implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly messages: SendMessage,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('visitors who are gone', () => this.execute());
    this.sweep.register('old visits and departures', () => forgetOld(this.db), tidyEveryMs);
  }

  async execute(): Promise<void> {
    for (const { id } of await dueDepartures(this.db))
      await this.db
        .transaction((tx) => this.leave(tx, id))
        .catch((error: unknown) =>
          this.log.error({ err: error, conversationId: id }, 'a visitor who is gone could not leave the line'),
        );
  }

  /** Judged again under the lock: they may be back, or an agent may have taken it. */
  private async leave(tx: Tx, conversationId: string): Promise<void> {
    const scope = { tx, actor: systemActor };
    const locked = await lockConversation(tx, conversationId, 'pass over');
    if (!locked || !(await isGone(tx, conversationId))) return;
    const { conversation: row, customer } = locked;
    const byMail = await findAddressee(tx, await membersOf(tx, customer.id), 'email', row.id);
    const waitedMs = await noteDeparture(tx, row, byMail !== undefined);
    if (byMail) await this.keepForMail(scope, row, waitedMs);
    else await this.abandon(scope, row, waitedMs);
  }

  private async keepForMail(scope: Scope, row: ConversationRow, waitedMs: number): Promise<void> {
    await withdrawOffers(scope, this.outbox, row.id);
    await moveConversation(scope, this.outbox, row, {
      change: 'customer_gone',
      changes: {
        ...{
          status: statusAfter(row.status, 'transferred'),
          channel: 'email',
          priority: await queuePriority(scope.tx, row.queue_id),
        },
        ...{ wait_for_agent_id: null, wait_until: null },
      },
      data: { waitedMs, channel: row.channel, answerBy: 'email' },
    });
    const text = customerText('answer_by_mail', await languageOf(scope.tx, row.id));
    await this.messages.send(scope, { conversationId: row.id, kind: 'system', channel: 'email', text });
  }

  private async abandon(scope: Scope, row: ConversationRow, waitedMs: number): Promise<void> {
    await recordEvent(scope, row, 'abandoned', { waitedMs, offered: row.status === 'offered' });
    await endWork(scope, this.outbox, row, 'abandoned', { waitedMs });
  }
}
