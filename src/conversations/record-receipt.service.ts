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

interface CustomerReading {
  by: 'customer';
  customerId: string;
  readerId: string;
  seq: number;
  identityId?: string;
}

/** `conversationId`: the one they read it in. */
interface AgentReading {
  by: 'agent';
  customerId: string;
  readerId: string;
  seq: number;
  conversationId: string;
}

export type Reader = CustomerReading | AgentReading;

/** Receipts only climb: pending → sent → delivered → read; a late lower one changes nothing. `failed` ends a send; a retry begins it anew. */
const below: Record<DeliveryState, DeliveryState[]> = {
  pending: ['failed'],
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

  /** The vendor says that the customer has read these; readers of a whole thread come by `read`. */
  wereRead(scope: Scope, messageIds: string | string[]): Promise<void> {
    return this.mark(scope, [messageIds].flat(), 'read');
  }

  /** A failed one is on its way again. */
  pending(scope: Scope, messageIds: string[]): Promise<void> {
    return this.mark(scope, messageIds, 'pending');
  }

  /** An attempt came to nothing and another will follow: still on its way, and everybody sees why it has not left. */
  postponed(scope: Scope, messageId: string, reason: string): Promise<void> {
    return this.mark(scope, [messageId], 'pending', { reason, from: ['pending'] });
  }

  failed(scope: Scope, messageId: string, reason: string): Promise<void> {
    return this.mark(scope, [messageId], 'failed', { reason });
  }

  /**
   * A reader has read the thread up to `seq`. A customer's reading marks what was sent to them; `identityId` narrows it
   * to what was addressed to one identity (a session that is not verified has read nothing else). An agent's reading is told
   * to the customer only where they hold the conversation they read in, or barged into it; else it is their own mark alone.
   */
  async read(scope: Scope, reader: Reader): Promise<void> {
    const root = await lockCustomer(scope.tx, reader.customerId, 'pass over');
    if (!root) return;
    const raised = await scope.tx.run(
      `INSERT INTO read_marks (customer_id, reader_id, seq) VALUES ($1, $2, $3)
       ON CONFLICT (customer_id, reader_id) DO UPDATE SET seq = $3, at = app_now() WHERE read_marks.seq < $3`,
      [root.id, reader.readerId, Math.min(reader.seq, Number(root.last_seq))],
    );
    // An agent may have read it before they took the conversation: then only this reading is told.
    if (raised === 0 && reader.by === 'customer') return;
    const memberIds = await membersOf(scope.tx, root.id);
    const rows = await (reader.by === 'customer'
      ? this.sentTo(scope, memberIds, reader)
      : this.writtenTo(scope, memberIds, reader));
    await this.markIn(
      scope,
      root.id,
      rows.map((row) => row.id),
      { state: 'read', reason: null, from: below.read },
    );
  }

  private sentTo(scope: Scope, memberIds: string[], reader: CustomerReading): Promise<{ id: string }[]> {
    return scope.tx.query(
      `SELECT id FROM messages WHERE customer_id = ANY($1) AND seq <= $2 AND direction = 'out' AND delivery_state IN ('sent', 'delivered')
         AND channel = 'webchat' AND kind = 'text' AND ($3::uuid IS NULL OR identity_id = $3)`,
      [memberIds, reader.seq, reader.identityId ?? null],
    );
  }

  /** What the customer wrote in the chat, but for what waits for somebody else in another conversation of theirs. */
  private writtenTo(scope: Scope, memberIds: string[], reader: AgentReading): Promise<{ id: string }[]> {
    return scope.tx.query(
      `WITH theirs AS (
         SELECT c.id FROM conversations c WHERE c.customer_id = ANY($1) AND (c.assignee_id = $3 OR EXISTS (
           SELECT 1 FROM conversation_listeners l WHERE l.conversation_id = c.id AND l.agent_id = $3 AND l.mode = 'barge')))
       SELECT m.id FROM messages m JOIN conversations c ON c.id = m.conversation_id
       WHERE m.customer_id = ANY($1) AND m.seq <= $2 AND m.direction = 'in' AND m.delivery_state IN ('sent', 'delivered')
         AND m.channel = 'webchat' AND m.kind = 'text' AND (c.status = 'closed' OR c.id IN (SELECT id FROM theirs))
         AND $4 IN (SELECT id FROM theirs)`,
      [memberIds, reader.seq, reader.readerId, reader.conversationId],
    );
  }

  private async mark(
    scope: Scope,
    ids: string[],
    state: DeliveryState,
    { reason = null, from = below[state] }: { reason?: string | null; from?: DeliveryState[] } = {},
  ): Promise<void> {
    const found = await scope.tx.query<{ id: string; customer_id: string }>(
      'SELECT id, customer_id FROM messages WHERE id = ANY($1) AND delivery_state = ANY($2) ORDER BY customer_id',
      [ids, from],
    );
    const byThread = new Map<string, string[]>();
    for (const row of found) {
      const root = await lockCustomer(scope.tx, row.customer_id, 'take');
      if (root) byThread.set(root.id, [...(byThread.get(root.id) ?? []), row.id]);
    }
    for (const [rootId, threadIds] of byThread) await this.markIn(scope, rootId, threadIds, { state, reason, from });
  }

  /** All in one statement, each with a rev of its own; the caller holds the lock of the thread. */
  private async markIn(
    scope: Scope,
    rootId: string,
    ids: string[],
    to: { state: DeliveryState; reason: string | null; from: DeliveryState[] },
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
      [ids, to.state, to.reason, rootId, to.from],
    );
    for (const { id, conversation_id, customer_id, assignee_id, identity_id } of changed)
      await announceMessage(scope.tx, this.outbox, 'message.updated', {
        messageId: id,
        conversation: { id: conversation_id, customer_id, assignee_id },
        identityId: identity_id,
      });
  }
}
