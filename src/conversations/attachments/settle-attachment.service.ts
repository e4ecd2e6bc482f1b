import { Injectable } from '@nestjs/common';
import { lockCustomer } from '../../customers/customers.repository.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { announceMessage } from '../announce-message.js';
import { writeShown } from './shown-attachments.js';

export type Settled = { state: 'stored' } | { state: 'refused' | 'failed'; reason: string };

interface MessageRow {
  id: string;
  customer_id: string;
  identity_id: string | null;
  direction: string;
  conversation_id: string;
  root_id: string;
  assignee_id: string | null;
}

/** Ends an attachment that was still to come. */
@Injectable()
export class SettleAttachment {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Its message shows it under a new rev, and everybody who sees the message hears of it. A repeat changes nothing. */
  settle(id: string, settled: Settled): Promise<void> {
    return this.db.transaction((tx) => this.settleIn(tx, id, settled));
  }

  private async settleIn(tx: Tx, id: string, settled: Settled): Promise<void> {
    const [message] = await tx.query<MessageRow>(
      `SELECT m.id, m.customer_id, m.identity_id, m.direction, c.id AS conversation_id, c.customer_id AS root_id, c.assignee_id
       FROM attachments a JOIN messages m ON m.id = a.message_id JOIN conversations c ON c.id = m.conversation_id WHERE a.id = $1`,
      [id],
    );
    // The thread before the file: the order in which a message that takes uploads locks them.
    const root = message && (await lockCustomer(tx, message.customer_id, 'take'));
    const ended = await tx.run(
      `UPDATE attachments SET state = $2, reason = $3, due_at = NULL, source_sealed = NULL,
         storage_key = CASE WHEN $2 = 'stored' THEN storage_key END, thumbnail_key = CASE WHEN $2 = 'stored' THEN thumbnail_key END
       WHERE id = $1 AND state = 'pending'`,
      [id, settled.state, settled.state === 'stored' ? null : settled.reason],
    );
    if (ended === 0 || !message || !root) return;
    await writeShown(tx, message.id);
    await tx.run(
      `WITH thread AS (UPDATE customers SET last_rev = last_rev + 1 WHERE id = $1 RETURNING last_rev)
       UPDATE messages SET rev = thread.last_rev FROM thread WHERE id = $2`,
      [root.id, message.id],
    );
    await announceMessage(tx, this.outbox, 'message.updated', {
      messageId: message.id,
      conversation: { id: message.conversation_id, customer_id: message.root_id, assignee_id: message.assignee_id },
      identityId: message.identity_id,
      internal: message.direction === 'internal',
    });
  }
}
