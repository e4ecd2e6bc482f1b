import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EventMap, type PublishedEvent, room } from '../contracts/events.js';
import { Database } from '../platform/database/database.js';
import { EventListeners } from '../platform/outbox/listeners.js';
import { Realtime } from '../platform/realtime/realtime.js';
import { SignedLinks } from '../platform/storage/signed-links.js';
import { consoleOf } from './console-socket.js';
import { consoleEvents, consoleRooms, hydrate } from './hydrate.js';
import { QueueBoard } from './queue-board.js';

/** Brings news from the outbox to the screens that may see it. It runs where the relay leads; rooms reach every process. */
@Injectable()
export class ConsoleRelay implements OnModuleInit {
  constructor(
    private readonly listeners: EventListeners,
    private readonly realtime: Realtime,
    private readonly db: Database,
    private readonly board: QueueBoard,
    private readonly links: SignedLinks,
  ) {}

  onModuleInit(): void {
    this.listeners.on('console', [...consoleEvents, 'routing.configured'], (events) => this.show(events));
  }

  private async show(events: PublishedEvent[]): Promise<void> {
    const alone = await this.realtime.isAlone();
    this.board.mark(events, alone);
    this.openQueueRooms(events);
    const watched = events.filter((event) => event.type !== 'routing.configured' && this.isWatched(consoleRooms(event), alone));
    if (watched.length === 0) return;
    const namespace = consoleOf(this.realtime);
    for (const { type, data, rooms } of await hydrate(this.db, watched, this.links))
      namespace.to(rooms).emit(type, data as never);
  }

  /** A queue that was made just now has no room yet; its news is for the supervisors who are connected too. */
  private openQueueRooms(events: PublishedEvent[]): void {
    for (const { type, payload } of events) {
      const { queueId } = payload as EventMap['routing.configured'];
      if (type === 'routing.configured' && queueId)
        consoleOf(this.realtime).in(room.supervisors).socketsJoin(room.queue(queueId));
    }
  }

  /**
   * What nobody looks at is not read from the database. Whoever connects after this look finds the event by `sync`: it
   * was published before. Only a process that is alone knows all sockets; with several the news always goes out.
   */
  private isWatched(rooms: string[], alone: boolean): boolean {
    if (rooms.length === 0) return false;
    const occupied = consoleOf(this.realtime).adapter.rooms;
    return !alone || rooms.some((one) => occupied.has(one));
  }
}
