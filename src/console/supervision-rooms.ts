import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EventMap, room } from '../contracts/events.js';
import type { Role } from '../contracts/words.js';
import { Database } from '../platform/database/database.js';
import { EventListeners } from '../platform/outbox/listeners.js';
import { Realtime } from '../platform/realtime/realtime.js';
import { consoleOf } from './console-socket.js';
import { everyQueueId, roomsOf } from './snapshot.queries.js';
import { Viewers } from './viewers.service.js';

/**
 * The open screens of a supervisor follow what they listen to, and the queues they are given, without a new connection.
 * A screen that was not there finds its rooms when it connects.
 */
@Injectable()
export class SupervisionRooms implements OnModuleInit {
  constructor(
    private readonly listeners: EventListeners,
    private readonly realtime: Realtime,
    private readonly db: Database,
    private readonly viewers: Viewers,
  ) {}

  onModuleInit(): void {
    this.listeners.on('supervision rooms', ['supervision.changed'], async (events) => {
      for (const { payload } of events) await this.follow(payload as EventMap['supervision.changed']);
    });
  }

  private async follow({ agentId, conversationId, listening }: EventMap['supervision.changed']): Promise<void> {
    const screens = consoleOf(this.realtime).in(room.agent(agentId));
    if (conversationId) {
      if (listening) screens.socketsJoin(room.conversation(conversationId));
      else screens.socketsLeave(room.conversation(conversationId));
      // Whoever now merely listens is seen no more, and the other way round.
      return this.viewers.tell(conversationId);
    }
    const [agent] = await this.db.query<{ id: string; role: Role }>('SELECT id, role FROM agents WHERE id = $1', [agentId]);
    if (!agent) return;
    const now = await roomsOf(this.db, agent);
    const queues = (await everyQueueId(this.db)).map(room.queue);
    screens.socketsLeave([room.supervisors, room.supervisorsOfSome, ...queues].filter((one) => !now.includes(one)));
    screens.socketsJoin(now);
  }
}
