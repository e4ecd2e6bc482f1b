import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { notFound } from '../../../platform/http/refusal.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import {
  conversationColumns,
  type ConversationRow,
  recordEvent,
  roomsOf,
} from '../../../conversations/conversations.repository.js';
import { oneLine } from '../sessions/plain-text.js';
import { actorOfSession, type WidgetSession } from '../sessions/widget-session.js';
import { WidgetQueries } from './widget.queries.js';

export interface Rated {
  conversationId: string;
  score: number;
}

/** Keeps how the customer rated the conversation they see, in its history; a later rating stands beside the earlier. */
@Injectable()
export class RateConversation {
  constructor(
    private readonly db: Database,
    private readonly threads: WidgetQueries,
    private readonly outbox: Outbox,
  ) {}

  /** Throws `not_found` where nothing was said yet. */
  async rate(session: WidgetSession, rating: { score: number; comment?: string }): Promise<Rated> {
    const shown = await this.threads.conversation(session);
    if (!shown) throw notFound('conversation to rate');
    const comment = rating.comment ? oneLine(rating.comment, 2_000) : '';
    await this.db.transaction(async (tx) => {
      const [row] = await tx.query<ConversationRow>(`SELECT ${conversationColumns} FROM conversations WHERE id = $1`, [shown.id]);
      if (!row) throw notFound('conversation to rate');
      await recordEvent({ tx, actor: actorOfSession(session) }, row, 'rated', {
        score: rating.score,
        ...(comment ? { comment } : {}),
      });
      // Their other devices do not ask again.
      await this.outbox.add(tx, {
        type: 'conversation.updated',
        payload: { conversationId: row.id, customerId: row.customer_id, queueId: row.queue_id, change: 'rated' },
        rooms: roomsOf(row),
      });
    });
    return { conversationId: shown.id, score: rating.score };
  }
}
