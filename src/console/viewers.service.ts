import { Injectable } from '@nestjs/common';
import { room } from '../contracts/events.js';
import { Database } from '../platform/database/database.js';
import { Realtime } from '../platform/realtime/realtime.js';
import { listenersOf } from '../routing/supervision/listeners.queries.js';
import { type ConsoleSocket, consoleOf } from './console-socket.js';

const prefix = room.viewers('');

/**
 * Who looks at a conversation, told to all who do, so that two people do not answer one customer. It is kept nowhere: the
 * screens that are connected are the truth, in every process.
 */
@Injectable()
export class Viewers {
  constructor(
    private readonly realtime: Realtime,
    private readonly db: Database,
  ) {}

  async enter(socket: ConsoleSocket, conversationId: string): Promise<void> {
    const viewers = room.viewers(conversationId);
    if (socket.rooms.has(viewers)) return;
    await socket.join(viewers);
    await this.tell(conversationId);
  }

  async leave(socket: ConsoleSocket, conversationId: string): Promise<void> {
    const viewers = room.viewers(conversationId);
    if (!socket.rooms.has(viewers)) return;
    await socket.leave(viewers);
    await this.tell(conversationId);
  }

  /** What a screen still looked at when its connection broke: asked before it is gone, told after. */
  attach(socket: ConsoleSocket): void {
    let viewed: string[] = [];
    socket.on('disconnecting', () => (viewed = [...socket.rooms].filter((one) => one.startsWith(prefix))));
    socket.once('disconnect', (reason) => {
      if (reason === 'server shutting down') return;
      // A mark that is not taken back costs little: the next one who comes or goes puts it right.
      for (const one of viewed) void this.tell(one.slice(prefix.length)).catch(() => undefined);
    });
  }

  async tell(conversationId: string): Promise<void> {
    const viewers = consoleOf(this.realtime).in(room.viewers(conversationId));
    const screens = await viewers.fetchSockets();
    if (screens.length === 0) return;
    const unseen = new Set(
      (await listenersOf(this.db, conversationId)).filter((one) => one.mode === 'monitor').map((one) => one.agent_id),
    );
    // One person with two screens is one.
    const agents = new Map(screens.map(({ data: { principal } }) => [principal.id, principal.name]));
    viewers.emit('conversation.viewers', {
      conversationId,
      agents: [...agents].filter(([id]) => !unseen.has(id)).map(([id, name]) => ({ id, name })),
    });
  }
}
