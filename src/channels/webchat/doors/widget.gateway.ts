import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { CONFIG, type Config } from '../../../config/config.js';
import { room } from '../../../contracts/events.js';
import type { WidgetClientEvents, WidgetServerEvents } from '../../../contracts/sockets.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { acked, toSocketProblem } from '../../../platform/realtime/acked.js';
import { Realtime, type TypedNamespace } from '../../../platform/realtime/realtime.js';
import { oneLine } from '../sessions/plain-text.js';
import { callerAddress } from './caller-address.js';
import { PageBody, ReadBody, SendBody, SyncBody, TypingBody } from './widget-bodies.js';
import { WidgetCommands } from './widget-commands.service.js';
import { type Admitted, WidgetDoor } from './widget-door.js';
import { WidgetLimits } from './widget-limits.js';
import { type PageSeen, readsWholeThread, type WidgetSession } from '../sessions/widget-session.js';

export interface WidgetSocketData {
  widget: Admitted;
  /** The page the customer looks at now; goes with the next message. */
  page: PageSeen | null;
}

export type WidgetNamespace = TypedNamespace<WidgetClientEvents, WidgetServerEvents, WidgetSocketData>;

/**
 * The rooms a session hears: its own identity's, and where it is verified that of the customer who holds the identity.
 * Holders do not change with merges, so a merge or its undo never leaves a socket in a foreign room.
 */
export const roomsOfSession = (session: WidgetSession): string[] => [
  room.identity(session.identity.id),
  ...(readsWholeThread(session) ? [room.customer(session.customerId)] : []),
];

/** The socket door of the web chat. */
@Injectable()
export class WidgetGateway implements OnModuleInit {
  readonly namespace: WidgetNamespace;

  constructor(
    realtime: Realtime,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
    private readonly door: WidgetDoor,
    private readonly limits: WidgetLimits,
    private readonly commands: WidgetCommands,
  ) {
    this.namespace = realtime.io.of('/widget') as unknown as WidgetNamespace;
  }

  onModuleInit(): void {
    this.namespace.use((socket, next) => void this.handshake(socket as unknown as Socket).then(next));
    this.namespace.on('connection', (socket) => this.connected(socket as unknown as Socket));
  }

  /** Undefined where the caller may come in; otherwise the error with its problem document as `data`. */
  private async handshake(socket: Socket): Promise<(Error & { data?: unknown }) | undefined> {
    try {
      const { headers, auth } = socket.handshake;
      const widget = await this.door.admit((auth as { token?: unknown } | undefined)?.token, {
        origin: headers.origin,
        host: headers.host,
      });
      await this.limits.connect(widget.inbox, callerAddress(socket.handshake, this.config.trustedProxies));
      Object.assign(socket.data as WidgetSocketData, { widget, page: widget.session.page });
      return undefined;
    } catch (error) {
      const problem = toSocketProblem(error, this.log);
      return Object.assign(new Error(problem.title), { data: problem });
    }
  }

  private connected(socket: Socket): void {
    const data = socket.data as WidgetSocketData;
    const { widget } = data;
    void socket.join(roomsOfSession(widget.session));
    const { commands, log } = this;
    socket.on(
      'message.send',
      acked(SendBody, log, async (body) => ({ message: (await commands.send(widget, body, data.page)).message })),
    );
    socket.on(
      'message.read',
      acked(ReadBody, log, (body) => commands.read(widget, body.seq)),
    );
    socket.on(
      'typing',
      acked(TypingBody, log, (body) => commands.typing(widget, body.on)),
    );
    socket.on(
      'sync',
      acked(SyncBody, log, (body) => commands.sync(widget, body)),
    );
    socket.on(
      'page.viewed',
      acked(PageBody, log, async (body) => {
        const title = body.title ? oneLine(body.title, 200) : '';
        const page = { url: oneLine(body.url, 500), ...(title ? { title } : {}) };
        await commands.pageViewed(widget, page);
        data.page = page;
      }),
    );
  }
}
