import { Injectable } from '@nestjs/common';
import type { DraftCheckView } from '../../contracts/context.js';
import { alreadyKnown, questionsIn } from '../../core/questions/known.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { knownAt } from './known.queries.js';

/** Whether a draft asks for what the customer told us already. Nothing is kept of it. */
@Injectable()
export class CheckDraft {
  constructor(private readonly db: Database) {}

  /** @throws Refusal `not_found` */
  async check(conversationId: string, text: string): Promise<DraftCheckView> {
    const [conversation] = await this.db.prepared<{ customer_id: string; now: Date }>(
      'draft-conversation',
      'SELECT customer_id, app_now() AS now FROM conversations WHERE id = $1',
      [conversationId],
    );
    if (!conversation) throw notFound('conversation');
    const known = await knownAt(this.db, { conversationId, customerId: conversation.customer_id });
    const found = alreadyKnown(questionsIn(text, known), known, conversation.now.getTime());
    return {
      context: {
        alreadyKnown: found.map(({ kind, question, facts }) => ({ kind, question, facts: facts.map(({ view }) => view) })),
      },
    };
  }
}
