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
    if (raised === 0) return;
    // Who reads what: a customer what was sent to them, an agent what the customer wrote in the chat.
    const rows = await scope.tx.query<{ id: string }>(
      `SELECT id FROM messages WHERE customer_id = ANY($1) AND seq <= $2 AND direction = $4 AND delivery_state IN ('sent', 'delivered')
         AND channel = 'webchat' AND kind = 'text' AND ($3::uuid IS NULL OR identity_id = $3)`,
      [await membersOf(scope.tx, root.id), reader.seq, reader.identityId ?? null, reader.by === 'customer' ? 'out' : 'in'],
    );
    await this.markIn(
      scope,
      root.id,
      rows.map((row) => row.id),
      { state: 'read', reason: null },
    );
  }

  private async mark(scope: Scope, ids: string[], state: DeliveryState, reason: string | null = null): Promise<void> {
    const found = await scope.tx.query<{ id: string; customer_id: string }>(
      'SELECT id, customer_id FROM messages WHERE id = ANY($1) AND delivery_state = ANY($2) ORDER BY customer_id',
      [ids, below[state]],
    );
    const byThread = new Map<string, string[]>();
    for (const row of found) {
      const root = await lockCustomer(scope.tx, row.customer_id);
      if (root) byThread.set(root.id, [...(byThread.get(root.id) ?? []), row.id]);
    }
    for (const [rootId, threadIds] of byThread) await this.markIn(scope, rootId, threadIds, { state, reason });
  }

  /** All in one statement, each with a rev of its own; the caller holds the lock of the thread. */
  private async markIn(
    scope: Scope,
    rootId: string,
    ids: string[],
    to: { state: DeliveryState; reason: string | null },
  ): Promise<void> {
    if (ids.length === 0) return;
    const changed = await scope.tx.query<MessageRow>(
      `WITH due AS MATERIALIZED (
         SELECT id, row_number() OVER (ORDER BY seq, id) AS n FROM messages WHERE id = ANY($1) AND delivery_state = ANY($5)
       ), thread AS (
         UPDATE customers SET last_rev = last_rev + (SELECT count(*) FROM due) WHERE id = $4
         RETURNING last_rev - (SELECT count(*) FROM due) AS base
       )
       UPDATE messages m SET delivery_state = $2, delivery_reason = $3, rev = thread.base + due.n
       FROM due, thread, conversations c WHERE m.id = due.id AND c.id = m.conversation_id
       RETURNING m.id, m.conversation_id, m.identity_id, c.customer_id, c.assignee_id`,
      [ids, to.state, to.reason, rootId, below[to.state]],
    );
    for (const { id, conversation_id, customer_id, assignee_id, identity_id } of changed)
      await announceMessage(scope.tx, this.outbox, 'message.updated', {
        messageId: id,
        conversation: { id: conversation_id, customer_id, assignee_id },
        identityId: identity_id,
      });
  }
}
