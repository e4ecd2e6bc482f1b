import { Injectable } from '@nestjs/common';
import { lockCustomer } from '../customers/customers.repository.js';
import { storedText } from '../customers/stored-text.js';
import type { Scope } from '../platform/database/tx.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { announceMessage } from './announce-message.js';

/** What a customer did to a message after it was there. */
export type MessageChange =
  | { kind: 'edited'; text: string; at: Date }
  | { kind: 'deleted'; at: Date }
  /** `emoji` null: taken back. `by` is the identity that reacted. */
  | { kind: 'reacted'; emoji: string | null; by: string; at: Date };

interface Content {
  edits?: { text: string; at: string }[];
  reactions?: { by: string; emoji: string; at: string }[];
  deletedByCustomer?: string;
  [name: string]: unknown;
}

const mostEdits = 50;
const mostReactions = 50;

/**
 * Changes that come from the other side. Nothing is lost by them: an earlier text is kept beside the new one, and what the
 * customer took back stays readable for the agent who may have answered it already.
 */
@Injectable()
export class ChangeMessage {
  constructor(private readonly outbox: Outbox) {}

  /** The change takes the next rev of the thread. False where it changes nothing: a repeat, or no such message. */
  async change(scope: Scope, messageId: string, change: MessageChange): Promise<boolean> {
    const [found] = await scope.tx.query<{ customer_id: string }>('SELECT customer_id FROM messages WHERE id = $1', [messageId]);
    const root = found && (await lockCustomer(scope.tx, found.customer_id, 'pass over'));
    if (!root) return false;
    const [message] = await scope.tx.query<{ text: string; content: Content | null }>(
      'SELECT text, content FROM messages WHERE id = $1 FOR UPDATE',
      [messageId],
    );
    const changed = message && changedBy(message.text, message.content ?? {}, veiled(change));
    if (!changed) return false;
    const [row] = await scope.tx.query<{
      conversation_id: string;
      identity_id: string | null;
      customer_id: string;
      assignee_id: string | null;
    }>(
      `WITH thread AS (UPDATE customers SET last_rev = last_rev + 1 WHERE id = $2 RETURNING last_rev)
       UPDATE messages m SET text = $3, content = $4, rev = thread.last_rev FROM thread, conversations c
       WHERE m.id = $1 AND c.id = m.conversation_id RETURNING m.conversation_id, m.identity_id, c.customer_id, c.assignee_id`,
      [messageId, root.id, changed.text, JSON.stringify(changed.content)],
    );
    await announceMessage(scope.tx, this.outbox, 'message.updated', {
      messageId,
      conversation: { id: row!.conversation_id, customer_id: row!.customer_id, assignee_id: row!.assignee_id },
      identityId: row!.identity_id,
    });
    return true;
  }
}

/** A card number is no more welcome in the second wording than in the first. */
const veiled = (change: MessageChange): MessageChange =>
  change.kind === 'edited' ? { ...change, text: storedText(change.text) } : change;

function changedBy(text: string, content: Content, change: MessageChange): { text: string; content: Content } | undefined {
  const at = change.at.toISOString();
  if (change.kind === 'edited') {
    if (change.text === text) return undefined;
    return { text: change.text, content: { ...content, edits: [...(content.edits ?? []), { text, at }].slice(-mostEdits) } };
  }
  if (change.kind === 'deleted')
    return content.deletedByCustomer ? undefined : { text, content: { ...content, deletedByCustomer: at } };
  const before = content.reactions ?? [];
  const others = before.filter((one) => one.by !== change.by);
  const own = before.find((one) => one.by === change.by);
  if ((own?.emoji ?? null) === change.emoji) return undefined;
  const reactions =
    change.emoji === null ? others : [...others, { by: change.by, emoji: change.emoji, at }].slice(-mostReactions);
  return { text, content: { ...content, reactions } };
}
