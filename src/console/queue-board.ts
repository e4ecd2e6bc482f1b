import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type EventMap, type PublishedEvent, room } from '../contracts/events.js';
import { Database } from '../platform/database/database.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { Realtime } from '../platform/realtime/realtime.js';
import { queueLiveViews } from '../routing/queues/queues-live.queries.js';
import { consoleOf } from './console-socket.js';

/** The least time between two looks: with the reading, what has changed is on the screen within half a second. */
const everyMs = 400;

/**
 * The live state of queues for their supervisors. Events only say which queues may look different; what they look like
 * is read once for all of them, every 400 ms at most. A read that fails is made again with the next round.
 */
@Injectable()
export class QueueBoard implements OnModuleDestroy {
  private readonly queueIds = new Set<string>();
  private readonly agentIds = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private shownAt = -Infinity;
  private showing: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: Database,
    private readonly realtime: Realtime,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Notes which queues these events may have changed. Who is `alone` knows whether anybody watches. */
  mark(events: readonly PublishedEvent[], alone: boolean): void {
    if (alone && !this.hasWatchers()) return;
    for (const event of events) this.markOne(event);
    if (this.queueIds.size + this.agentIds.size > 0) this.schedule();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.showing;
  }

  /** An agent counts in every queue they serve: their state and load change the picture of all of them. */
  private markOne({ type, payload, rooms }: PublishedEvent): void {
    if (type === 'routing.configured' || type === 'presence.updated') {
      const { queueId, agentId } = payload as EventMap['routing.configured'];
      if (queueId) this.queueIds.add(queueId);
      if (agentId) this.agentIds.add(agentId);
    } else if (type.startsWith('conversation.') || type.startsWith('offer.') || type.startsWith('alert.')) {
      for (const one of rooms) {
        if (one.startsWith('queue:')) this.queueIds.add(one.slice('queue:'.length));
        if (one.startsWith('agent:')) this.agentIds.add(one.slice('agent:'.length));
      }
    }
  }

  private schedule(): void {
    if (this.timer || this.stopped) return;
    const wait = Math.max(0, this.shownAt + everyMs - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.shownAt = performance.now();
      this.showing = this.showing.then(() => this.show());
    }, wait);
    this.timer.unref();
  }

  private async show(): Promise<void> {
    const [queueIds, agentIds] = [[...this.queueIds], [...this.agentIds]];
    this.queueIds.clear();
    this.agentIds.clear();
    try {
      const ids = await this.queuesOf(queueIds, agentIds);
      if (ids.length === 0) return;
      for (const view of await queueLiveViews(this.db, ids))
        consoleOf(this.realtime).to(room.queue(view.queueId)).emit('queue.updated', view);
    } catch (error) {
      this.log.warn({ err: error }, 'the live view of queues could not be read');
      for (const id of queueIds) this.queueIds.add(id);
      for (const id of agentIds) this.agentIds.add(id);
      this.schedule();
    }
  }

  private async queuesOf(queueIds: string[], agentIds: string[]): Promise<string[]> {
    if (agentIds.length === 0) return queueIds;
    const served = await this.db.query<{ queue_id: string }>(
      'SELECT DISTINCT queue_id FROM queue_agents WHERE agent_id = ANY($1)',
      [agentIds],
    );
    return [...new Set([...queueIds, ...served.map((row) => row.queue_id)])];
  }

  private hasWatchers(): boolean {
    const { rooms } = consoleOf(this.realtime).adapter;
    return rooms.has(room.supervisors) || rooms.has(room.supervisorsOfSome);
  }
}
