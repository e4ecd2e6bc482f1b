import { Injectable } from '@nestjs/common';
import { pagesPolicyOf } from '../../../context/touchpoints/page-views.service.js';
import type { WidgetSync } from '../../../contracts/sockets.js';
import { type SentByWidget, SendWidgetMessage } from '../thread/send-widget-message.service.js';
import type { SendBody, SyncBody } from './widget-bodies.js';
import type { Admitted } from './widget-door.js';
import { WidgetLimits } from './widget-limits.js';
import { WidgetReceipts } from '../thread/widget-receipts.service.js';
import type { PageSeen } from '../sessions/widget-session.js';
import { VisitorPresence } from '../visits/visitor-presence.service.js';
import { WidgetTyping } from '../thread/widget-typing.service.js';
import { type MessagesPage, WidgetQueries } from '../thread/widget.queries.js';

/** What a session can do, the same over REST and sockets, each under its limit. */
@Injectable()
export class WidgetCommands {
  constructor(
    private readonly limits: WidgetLimits,
    private readonly sendMessage: SendWidgetMessage,
    private readonly threads: WidgetQueries,
    private readonly receipts: WidgetReceipts,
    private readonly typingTold: WidgetTyping,
    private readonly visitors: VisitorPresence,
  ) {}

  async send({ session, inbox }: Admitted, body: SendBody, page?: PageSeen | null): Promise<SentByWidget> {
    await this.limits.send(inbox, session);
    return this.sendMessage.send(session, body, page ?? session.page);
  }

  async messages({ session }: Admitted, after: number, limit: number): Promise<MessagesPage> {
    await this.limits.read(session);
    this.visitors.showsLife(session);
    const page = await this.threads.messagesAfter(session, after, limit);
    await this.receipts.delivered(page.messages);
    return page;
  }

  async sync({ session }: Admitted, from: SyncBody): Promise<WidgetSync> {
    await this.limits.read(session);
    const missed = await this.threads.sync(session, from);
    await this.receipts.delivered(missed.messages);
    return missed;
  }

  async read({ session }: Admitted, seq: number): Promise<void> {
    await this.limits.signal(session);
    this.visitors.showsLife(session);
    await this.receipts.read(session, seq);
  }

  async typing({ session }: Admitted, on: boolean): Promise<void> {
    await this.limits.signal(session);
    await this.typingTold.tell(session, on);
  }

  async pageViewed({ session, inbox }: Admitted, page: PageSeen): Promise<void> {
    await this.limits.signal(session);
    await this.visitors.looksAt(session, page, pagesPolicyOf(inbox.settings));
  }
}
