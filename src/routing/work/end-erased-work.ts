import { Injectable, type OnModuleInit } from '@nestjs/common';
import { lockConversation } from '../../conversations/conversations.repository.js';
import { Forgetters } from '../../customers/forgetters.js';
import { systemActor } from '../../platform/database/tx.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { endWork } from './end-work.js';

/** Nobody is left to be served: what is open with an erased customer is closed, and leaves its line or its agent. */
@Injectable()
export class EndErasedWork implements OnModuleInit {
  constructor(
    private readonly forgetters: Forgetters,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.forgetters.on('open work', async (tx, customerIds) => {
      const open = await tx.query<{ id: string }>(
        `SELECT id FROM conversations WHERE customer_id = ANY($1) AND status <> 'closed' ORDER BY id`,
        [customerIds],
      );
      for (const { id } of open) {
        const locked = await lockConversation(tx, id, 'take');
        if (locked && locked.conversation.status !== 'closed')
          await endWork({ tx, actor: systemActor }, this.outbox, locked.conversation, 'erased');
      }
    });
  }
}
