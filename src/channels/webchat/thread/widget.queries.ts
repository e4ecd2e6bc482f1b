import { Injectable } from '@nestjs/common';
import type { WidgetSync } from '../../../contracts/sockets.js';
import type { WidgetConversationView, WidgetMessageView } from '../../../contracts/views.js';
import { Database } from '../../../platform/database/database.js';
import { SignedLinks } from '../../../platform/storage/signed-links.js';
import { conversationOf } from './widget-conversation.js';
import {
  visibleToCustomer,
  widgetMessageColumns,
  widgetMessageJoin,
  type WidgetMessageRow,
  widgetMessageView,
} from './widget-message.js';
import type { WidgetSession } from '../sessions/widget-session.js';
import { readableThread, type ReadableThread } from './widget-threads.js';

export interface MessagesPage {
  messages: WidgetMessageView[];
  hasMore: boolean;
  head: number;
  epoch: number;
}

const lastOnReset = 50;
const mostPerSync = 200;

/** Everything the widget reads. Each answer asks first what the session may read, then reads no more than that. */
@Injectable()
export class WidgetQueries {
  constructor(
    private readonly db: Database,
    private readonly links: SignedLinks,
  ) {}

  /** Messages after a place in the thread, oldest first. */
  async messagesAfter(session: WidgetSession, after: number, limit: number): Promise<MessagesPage> {
    const thread = await readableThread(this.db, session);
    const [{ messages, hasMore }, head] = await Promise.all([this.after(thread, after, limit), this.head(thread)]);
    return { messages, hasMore, head, epoch: thread.epoch };
  }

  /** One message, or undefined where the session may not read it. */
  async message(session: WidgetSession, id: string): Promise<WidgetMessageView | undefined> {
    const thread = await readableThread(this.db, session);
    const [message] = await this.read(thread, 'm.id = $3', [id], '');
    return message;
  }

  /**
   * What a client missed. Another epoch than ours: `reset` with the last messages. Otherwise what is new after
   * `afterSeq` and, where `afterRev` is given, what changed since among those it has.
   */
  async sync(session: WidgetSession, from: { epoch: number; afterSeq: number; afterRev?: number }): Promise<WidgetSync> {
    const thread = await readableThread(this.db, session);
    const [head, conversation] = await Promise.all([this.head(thread), conversationOf(this.db, thread, session.locale)]);
    const state = { epoch: thread.epoch, head, conversation };
    // A place beyond our head was never given out by this thread: start afresh rather than show a gap.
    if (from.epoch !== thread.epoch || from.afterSeq > head) {
      const messages = await this.read(thread, 'TRUE', [], `ORDER BY m.seq DESC, m.created_at DESC LIMIT ${lastOnReset}`);
      return { ...state, reset: true, hasMore: false, messages: messages.reverse() };
    }
    const news = await this.after(thread, from.afterSeq, mostPerSync);
    const changed =
      from.afterRev === undefined
        ? []
        : await this.read(
            thread,
            'm.seq <= $3 AND m.rev > $4',
            [from.afterSeq, from.afterRev],
            `ORDER BY m.seq LIMIT ${mostPerSync * 5}`,
          );
    return { ...state, reset: false, hasMore: news.hasMore, messages: [...changed, ...news.messages] };
  }

  async conversation(session: WidgetSession): Promise<WidgetConversationView | null> {
    return conversationOf(this.db, await readableThread(this.db, session), session.locale);
  }

  async state(
    session: WidgetSession,
  ): Promise<{ head: number; epoch: number; rootId: string; conversation: WidgetConversationView | null }> {
    const thread = await readableThread(this.db, session);
    const [head, conversation] = await Promise.all([this.head(thread), conversationOf(this.db, thread, session.locale)]);
    return { head, epoch: thread.epoch, rootId: thread.rootId, conversation };
  }

  /** After a merge two messages may carry one number: a page never ends between them (WITH TIES). */
  private async after(
    thread: ReadableThread,
    after: number,
    limit: number,
  ): Promise<{ messages: WidgetMessageView[]; hasMore: boolean }> {
    const messages = await this.read(thread, 'm.seq > $3', [after], `ORDER BY m.seq FETCH FIRST ${limit + 1} ROWS WITH TIES`);
    const beyond = messages[limit];
    if (!beyond) return { messages, hasMore: false };
    const shown = messages.filter((message) => message.seq < beyond.seq);
    // More messages under one number than a page holds: show them all rather than never get past them.
    return shown.length > 0 ? { messages: shown, hasMore: true } : { messages, hasMore: true };
  }

  private async head(thread: ReadableThread): Promise<number> {
    const [last] = await this.read(thread, 'TRUE', [], 'ORDER BY m.seq DESC LIMIT 1');
    return last?.seq ?? 0;
  }

  /** `$1` and `$2` are what the session may read; `condition` counts on from `$3`. */
  private async read(thread: ReadableThread, condition: string, values: unknown[], order: string): Promise<WidgetMessageView[]> {
    if (thread.customerIds.length === 0) return [];
    const rows = await this.db.query<WidgetMessageRow>(
      `SELECT ${widgetMessageColumns} FROM messages m ${widgetMessageJoin}
       WHERE m.customer_id = ANY($1) AND ($2::uuid IS NULL OR m.identity_id = $2) AND ${visibleToCustomer} AND ${condition} ${order}`,
      [thread.customerIds, thread.identityId, ...values],
    );
    return rows.flatMap((row) => widgetMessageView(row, this.links) ?? []);
  }
}
