import type { AttachmentView } from '../contracts/views.js';
import type { ActorType, Channel, DeliveryState, Direction, MessageKind } from '../contracts/words.js';
import { storedMessage } from '../customers/stored-text.js';
import type { Scope } from '../platform/database/tx.js';
import { newId } from '../platform/ids/new-id.js';

export interface NewMessage {
  /** The root customer whose thread is numbered; the caller holds its lock. */
  rootId: string;
  /** The customer whose identity it came by; the root itself unless merged. */
  customerId: string;
  conversationId: string;
  identityId: string | null;
  inboxId: string;
  channel: Channel;
  direction: Direction;
  kind: MessageKind;
  author: { type: ActorType; id: string | null };
  text: string;
  content?: Record<string, unknown> | null;
  attachments?: AttachmentView[];
  externalId?: string | null;
  clientId?: string | null;
  unproved?: boolean;
  deliveryState: DeliveryState;
  deliveryReason?: string | null;
  occurredAt?: Date | null;
}

export interface Appended {
  id: string;
  seq: number;
  rev: number;
  createdAt: Date;
}

/** Appends a message with the next numbers of its thread, in one statement; card numbers and secrets veiled. */
export async function appendMessage(scope: Scope, written: NewMessage): Promise<Appended> {
  const message = storedMessage(written);
  const id = newId();
  const [row] = await scope.tx.prepared<{ seq: string; rev: string; created_at: Date }>(
    'append-message',
    `WITH thread AS (UPDATE customers SET last_seq = last_seq + 1, last_rev = last_rev + 1 WHERE id = $2 RETURNING last_seq, last_rev)
     INSERT INTO messages (id, customer_id, seq, rev, conversation_id, identity_id, inbox_id, channel, direction, kind, author_type, author_id,
                           text, content, attachments, external_id, client_id, unproved, delivery_state, occurred_at, delivery_reason)
     SELECT $1, $3, last_seq, last_rev, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20 FROM thread
     RETURNING seq, rev, created_at`,
    [
      id,
      message.rootId,
      message.customerId,
      message.conversationId,
      message.identityId,
      message.inboxId,
      message.channel,
      message.direction,
      message.kind,
      message.author.type,
      message.author.id,
      message.text,
      message.content ? JSON.stringify(message.content) : null,
      message.attachments?.length ? JSON.stringify(message.attachments) : null,
      message.externalId ?? null,
      message.clientId ?? null,
      message.unproved ?? false,
      message.deliveryState,
      message.occurredAt ?? null,
      message.deliveryReason ?? null,
    ],
  );
  if (!row) throw new Error(`no thread ${message.rootId}`);
  return { id, seq: Number(row.seq), rev: Number(row.rev), createdAt: row.created_at };
}
