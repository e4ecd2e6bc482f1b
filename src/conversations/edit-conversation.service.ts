import { Injectable } from '@nestjs/common';
import type { Scope } from '../platform/database/tx.js';
import { notFound } from '../platform/http/refusal.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { lockConversation, moveConversation, staleEpoch } from './conversations.repository.js';

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

  async edit(scope: Scope, edit: Edit): Promise<void> {
    const locked = await lockConversation(scope.tx, edit.conversationId);
    if (!locked) throw notFound('conversation');
    if (edit.epoch !== undefined && edit.epoch !== locked.conversation.epoch) throw staleEpoch();
    if (edit.tags)
      await scope.tx.run('UPDATE conversations SET tags = $2 WHERE id = $1', [edit.conversationId, [...new Set(edit.tags)]]);
    if (edit.fields)
      await scope.tx.run(`UPDATE conversations SET fields = jsonb_strip_nulls(fields || $2::jsonb) WHERE id = $1`, [
        edit.conversationId,
        JSON.stringify(edit.fields),
      ]);
    await moveConversation(scope, this.outbox, locked.conversation, {
      change: 'edited',
      changes: {
        ...(edit.subject === undefined ? {} : { subject: edit.subject }),
        ...(edit.language === undefined ? {} : { language: edit.language }),
      },
      data: { changed: Object.keys(edit).filter((name) => !['conversationId', 'epoch'].includes(name)) },
    });
  }
}
