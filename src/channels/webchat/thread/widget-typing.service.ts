import { Injectable } from '@nestjs/common';
import { room } from '../../../contracts/events.js';
import { Database } from '../../../platform/database/database.js';
import { Realtime } from '../../../platform/realtime/realtime.js';
import type { WidgetSession } from '../sessions/widget-session.js';
import { WidgetQueries } from './widget.queries.js';

/** Tells the agent that the customer is typing: passed on at once, kept nowhere. */
@Injectable()
export class WidgetTyping {
  constructor(
    private readonly db: Database,
    private readonly realtime: Realtime,
    private readonly threads: WidgetQueries,
  ) {}

  async tell(session: WidgetSession, on: boolean): Promise<void> {
    const shown = await this.threads.conversation(session);
    if (!shown || shown.status === 'closed') return;
    const [held] = await this.db.query<{ assignee_id: string | null }>('SELECT assignee_id FROM conversations WHERE id = $1', [
      shown.id,
    ]);
    const rooms = [room.conversation(shown.id), ...(held?.assignee_id ? [room.agent(held.assignee_id)] : [])];
    this.realtime.io
      .of('/console')
      .to(rooms)
      .emit('typing', { conversationId: shown.id, by: 'customer', name: session.name, on });
  }
}
