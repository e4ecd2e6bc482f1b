import { Injectable } from '@nestjs/common';
import type { DeliveryState } from '../contracts/words.js';
import { lockCustomer, membersOf } from '../customers/customers.repository.js';
import type { Scope } from '../platform/database/tx.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { announceMessage } from './announce-message.js';

interface MessageRow {
  id: string;
  customer_id: string;
  conversation_id: string;
  identity_id: string | null;
  assignee_id: string | null;
}

/** Receipts only climb: pending → sent → delivered → read; a late lower one changes nothing. `failed` ends a send. */
const below: Record<DeliveryState, DeliveryState[]> = {
  pending: [],
  sent: ['pending'],
  delivered: ['pending', 'sent'],
  read: ['pending', 'sent', 'delivered'],
  failed: ['pending', 'sent'],
};

/** What became of messages: each change takes the next rev of its thread, so that a `sync` finds it. */
@Injectable()
export class RecordReceipt {
  constructor(private readonly outbox: Outbox) {}

  sent(scope: Scope, messageId: string): Promise<void> {
    return this.mark(scope, [messageId], 'sent');
  }

  delivered(scope: Scope, messageIds: string | string[]): Promise<void> {
    return this.mark(scope, [messageIds].flat(), 'delivered');
  }

  failed(scope: Scope, messageId: string, reason: string): Promise<void> {
    return this.mark(scope, [messageId], 'failed', reason);
  }

  /**
   * A reader has read the thread up to `seq`. A customer's reading marks what was sent to them; `identityId` narrows it
   * to what was addressed to one identity (a session that is not verified has read nothing else).
   */
  async read(
    scope: Scope,
    reader: { customerId: string; readerId: string; seq: number; by: 'customer' | 'agent'; identityId?: string },
  ): Promise<void> {
    const root = await lockCustomer(scope.tx, reader.customerId);
    if (!root) return;
    const raised = await scope.tx.run(
      `INSERT INTO read_marks (customer_id, reader_id, seq) VALUES ($1, $2, $3)
       ON CONFLICT (customer_id, reader_id) DO UPDATE SET seq = $3, at = app_now() WHERE read_marks.seq < $3`,
      [root.id, reader.readerId, Math.min(reader.seq, Number(root.last_seq))],
    );
    if (raised === 0 || reader.by === 'agent') return;
    const rows = await scope.tx.query<{ id: string }>(
      `SELECT id FROM messages WHERE customer_id = ANY($1) AND seq <= $2 AND direction = 'out' AND delivery_state IN ('sent', 'delivered')
         AND channel = 'webchat' AND ($3::uuid IS NULL OR identity_id = $3)`,
      [await membersOf(scope.tx, root.id), reader.seq, reader.identityId ?? null],
    );
    await this.mark(
      scope,
      rows.map((row) => row.id),
      'read',
    );
  }

  private async mark(scope: Scope, ids: string[], state: DeliveryState, reason: string | null = null): Promise<void> {
    if (ids.length === 0) return;
    const found = await scope.tx.query<MessageRow>(
      `SELECT m.id, m.customer_id, m.conversation_id, m.identity_id, c.assignee_id FROM messages m JOIN conversations c ON c.id = m.conversation_id
       WHERE m.id = ANY($1) AND m.delivery_state = ANY($2) ORDER BY m.customer_id, m.seq`,
      [ids, below[state]],
    );
    for (const row of found) await this.markOne(scope, row, state, reason);
  }

  private async markOne(scope: Scope, row: MessageRow, state: DeliveryState, reason: string | null): Promise<void> {
    const root = await lockCustomer(scope.tx, row.customer_id);
    const changed = await scope.tx.run(
      `WITH thread AS (UPDATE customers SET last_rev = last_rev + 1 WHERE id = $4 RETURNING last_rev)
       UPDATE messages SET delivery_state = $2, delivery_reason = $3, rev = thread.last_rev FROM thread
       WHERE id = $1 AND delivery_state = ANY($5)`,
      [row.id, state, reason, root?.id ?? row.customer_id, below[state]],
    );
    if (changed === 0) return;
    const conversation = { id: row.conversation_id, customer_id: row.customer_id, assignee_id: row.assignee_id };
    await announceMessage(scope.tx, this.outbox, 'message.updated', {
      messageId: row.id,
      conversation,
      identityId: row.identity_id,
    });
  }
}
