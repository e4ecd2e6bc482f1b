import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { channelCapabilities } from '../../contracts/channels.js';
import { dueCustomerStep } from '../../core/silence/customer-silence.js';
import { type CustomerText, customerText } from '../../core/silence/customer-texts.js';
import { findAddressee } from '../../conversations/addressee.js';
import { type ConversationRow, lockConversation, moveConversation } from '../../conversations/conversations.repository.js';
import { SendMessage } from '../../conversations/send-message.service.js';
import { membersOf } from '../../customers/customers.repository.js';
import { Database } from '../../platform/database/database.js';
import { type Scope, systemActor, type Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { endWork } from '../work/end-work.js';
import { customerSilence, dueSilentCustomers, languageOf } from './silence.queries.js';

/**
 * A customer who does not answer is asked once whether they are still there, then the conversation is closed with the outcome
 * `no_reply`; both are said to them in their language. Anything they write begins anew; a snoozed conversation is left alone.
 */
@Injectable()
export class SilentCustomers implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly messages: SendMessage,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('silent customers', () => this.execute());
  }

  async execute(): Promise<void> {
    for (const { id } of await dueSilentCustomers(this.db))
      await this.db
        .transaction((tx) => this.step(tx, id))
        .catch((error: unknown) =>
          this.log.error({ err: error, conversationId: id }, 'a silent customer could not be dealt with'),
        );
  }

  /** Judged again under the lock: the customer may have written, another process may have been here. */
  private async step(tx: Tx, conversationId: string): Promise<void> {
    const scope = { tx, actor: systemActor };
    const locked = await lockConversation(tx, conversationId, 'pass over');
    const silence = locked && (await customerSilence(tx, conversationId));
    const step = silence && dueCustomerStep(silence.patience, silence.turn, silence.now);
    if (!locked || !step) return;
    const { conversation: row, customer } = locked;
    const memberIds = await membersOf(tx, customer.id);
    const told = await this.say(scope, row, memberIds, step === 'remind' ? 'reminder' : 'closed_no_reply');
    if (step === 'close') return void (await endWork(scope, this.outbox, row, 'no_reply', { told }));
    await moveConversation(scope, this.outbox, row, {
      change: 'customer_reminded',
      // Said, it is our last word, from which the rest of their time counts.
      changes: { silence_stage: 1, ...(told ? { last_outbound_at: 'now' } : {}) },
      data: { told },
    });
  }

  /** False where the customer has no address on the channel: what cannot be said must not keep the conversation open for ever. */
  private async say(scope: Scope, row: ConversationRow, memberIds: string[], which: CustomerText): Promise<boolean> {
    if (!channelCapabilities[row.channel] || !(await findAddressee(scope.tx, memberIds, row.channel, row.id))) return false;
    const text = customerText(which, await languageOf(scope.tx, row.id));
    await this.messages.send(scope, { conversationId: row.id, kind: 'system', text });
    return true;
  }
}
