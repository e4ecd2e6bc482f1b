import { Injectable } from '@nestjs/common';
import { actorOf, type Principal } from '../accounts/principal.js';
import { supervises } from '../accounts/supervised-queues.queries.js';
import { storedDocument, storedText } from '../customers/stored-text.js';
import type { Tx } from '../platform/database/tx.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { type ConversationRow, lockConversation, moveConversation, staleEpoch } from './conversations.repository.js';

export interface Edit {
  conversationId: string;
  subject?: string | null;
  tags?: string[];
  fields?: Record<string, unknown>;
  language?: string | null;
  epoch?: number;
}

/** Subject, tags and custom fields: what a conversation is about, not who holds it. Fields are merged; null removes one. */
@Injectable()
export class EditConversation {
  constructor(private readonly outbox: Outbox) {}

  /** Errors: `not_found`; `forbidden` (neither its holder, nor of its queue, nor its supervisor); `stale_epoch`. */
  async edit(tx: Tx, by: Principal, edit: Edit): Promise<void> {
    const scope = { tx, actor: actorOf(by) };
    const locked = await lockConversation(tx, edit.conversationId);
    if (!locked) throw notFound('conversation');
    await assertMayEdit(tx, by, locked.conversation);
    if (edit.epoch !== undefined && edit.epoch !== locked.conversation.epoch) throw staleEpoch();
    if (edit.tags)
      await scope.tx.run('UPDATE conversations SET tags = $2 WHERE id = $1', [
        edit.conversationId,
        [...new Set(edit.tags.map(storedText))],
      ]);
    if (edit.fields)
      await scope.tx.run(`UPDATE conversations SET fields = jsonb_strip_nulls(fields || $2::jsonb) WHERE id = $1`, [
        edit.conversationId,
        JSON.stringify(storedDocument(edit.fields)),
      ]);
    await moveConversation(scope, this.outbox, locked.conversation, {
      change: 'edited',
      changes: {
        ...(edit.subject === undefined ? {} : { subject: edit.subject && storedText(edit.subject) }),
        ...(edit.language === undefined ? {} : { language: edit.language }),
      },
      data: { changed: Object.keys(edit).filter((name) => !['conversationId', 'epoch'].includes(name)) },
    });
  }
}

async function assertMayEdit(tx: Tx, by: Principal, conversation: ConversationRow): Promise<void> {
  if (by.type === 'integration' || conversation.assignee_id === by.id) return;
  const membership = 'SELECT 1 FROM queue_agents WHERE queue_id = $1 AND agent_id = $2';
  if ((await tx.query(membership, [conversation.queue_id, by.id])).length > 0) return;
  if (await supervises(tx, by, conversation.queue_id)) return;
  throw new Refusal('forbidden', 'The conversation is neither yours nor in a queue that you serve.', {
    translations: { zh: '这个会话不是您的，也不在您服务的队列中。' },
  });
}
