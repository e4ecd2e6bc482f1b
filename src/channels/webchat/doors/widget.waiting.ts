import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Socket } from 'socket.io';
import type { WidgetConversationView } from '../../../contracts/views.js';
import type { WaitingChoice } from '../../../contracts/words.js';
import { notFound } from '../../../platform/http/refusal.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { acked } from '../../../platform/realtime/acked.js';
import { ChooseWaiting } from '../../../routing/waiting/choose-waiting.service.js';
import { actorOfSession } from '../sessions/widget-session.js';
import { WidgetQueries } from '../thread/widget.queries.js';
import { WaitingBody } from './widget-bodies.js';
import type { Admitted } from './widget-door.js';
import { WidgetGateway, type WidgetSocketData } from './widget.gateway.js';
import { WidgetLimits } from './widget-limits.js';

/** Whom a customer in line waits for: the same over REST and sockets. */
@Injectable()
export class WidgetWaiting implements OnModuleInit {
  constructor(
    private readonly gateway: WidgetGateway,
    private readonly limits: WidgetLimits,
    private readonly threads: WidgetQueries,
    private readonly waiting: ChooseWaiting,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.gateway.namespace.on('connection', (arrived) => {
      const socket = arrived as unknown as Socket;
      const { widget } = socket.data as WidgetSocketData;
      socket.on(
        'waiting.choose',
        acked(WaitingBody, this.log, async ({ choice }) => ({ conversation: await this.choose(widget, choice) })),
      );
    });
  }

  /** Of the conversation this session sees. Errors: as `ChooseWaiting`; `not_found` where nothing was said yet. */
  async choose({ session }: Admitted, choice: WaitingChoice): Promise<WidgetConversationView> {
    await this.limits.signal(session);
    const shown = await this.threads.conversation(session);
    if (!shown) throw notFound('conversation');
    await this.waiting.choose(actorOfSession(session), shown.id, choice);
    return (await this.threads.conversation(session)) ?? shown;
  }
}
