import { Injectable } from '@nestjs/common';
import { type Arriving, ResolveCustomer } from '../customers/resolve-customer.service.js';
import { lockCustomer, membersOf } from '../customers/customers.repository.js';
import type { Channel } from '../contracts/words.js';
import type { Scope } from '../platform/database/tx.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { announceMessage } from './announce-message.js';
import { appendMessage } from './append-message.js';
import { type ConversationRow, conversationColumns } from './conversations.repository.js';

export interface Echo {
  inboxId: string;
  channel: Channel;
  to: Arriving;
  externalId: string;
  text: string;
  content?: Record<string, unknown> | null;
  occurredAt?: Date | null;
}

/** What the business wrote to a customer elsewhere (in the vendor's own app), so that the thread has both sides. */
@Injectable()
export class RecordEcho {
  constructor(
    private readonly customers: ResolveCustomer,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Goes into the customer's latest conversation, open or closed, and changes nothing about it: whoever wrote it has no seat
   * here. Undefined where it is in the thread already, or the customer never wrote to us.
   */
  async record(scope: Scope, echo: Echo): Promise<{ messageId: string } | undefined> {
    const who = await this.customers.resolve(scope, echo.to);
    const root = await lockCustomer(scope.tx, who.customerId, 'pass over');
    if (!root || who.created) return undefined;
    const known = await scope.tx.query('SELECT 1 FROM messages WHERE inbox_id = $1 AND external_id = $2', [
      echo.inboxId,
      echo.externalId,
    ]);
    const [conversation] = await scope.tx.query<ConversationRow>(
      `SELECT ${conversationColumns} FROM conversations WHERE customer_id = ANY($1)
       ORDER BY (status <> 'closed') DESC, (split_from_id IS NULL) DESC, opened_at DESC LIMIT 1`,
      [await membersOf(scope.tx, root.id)],
    );
    if (known.length > 0 || !conversation) return undefined;
    const appended = await appendMessage(scope, {
      rootId: root.id,
      customerId: who.holderId,
      conversationId: conversation.id,
      identityId: who.identityId,
      inboxId: echo.inboxId,
      channel: echo.channel,
      direction: 'out',
      kind: 'text',
      author: { type: 'system', id: null },
      text: echo.text,
      content: { ...echo.content, echo: true },
      externalId: echo.externalId,
      deliveryState: 'sent',
      occurredAt: echo.occurredAt ?? null,
    });
    await announceMessage(scope.tx, this.outbox, 'message.created', {
      messageId: appended.id,
      conversation,
      identityId: who.identityId,
    });
    return { messageId: appended.id };
  }
}
