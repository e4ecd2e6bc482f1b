import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { Database } from '../../../platform/database/database.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import type { Admitted } from './widget-door.js';
import { threadHeads } from '../thread/widget-threads.js';
import { WidgetGateway, type WidgetSocketData } from './widget.gateway.js';

const everyMs = 10_000;

/**
 * Tells every live socket where its thread ends, so that a lost last message leaves no silent gap, and ends sockets
 * whose session has expired. One statement per round for all sockets of this process.
 */
@Injectable()
export class WidgetTicker implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running = false;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly gateway: WidgetGateway,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.round(), everyMs);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** One round now; a slow database makes rounds rarer, never overlapping. */
  async round(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      this.endExpired();
      await this.tellHeads();
    } catch (error) {
      this.log.debug({ err: error }, 'a widget tick was left out');
    } finally {
      this.running = false;
    }
  }

  private endExpired(): void {
    for (const socket of this.gateway.namespace.sockets.values())
      if (widgetOf(socket).expiresAt <= this.clock.now()) socket.disconnect(true);
  }

  private async tellHeads(): Promise<void> {
    const sockets = [...this.gateway.namespace.sockets.values()];
    const sessions = new Map(sockets.map((socket) => [keyOf(widgetOf(socket)), widgetOf(socket).session]));
    if (sessions.size === 0) return;
    const heads = await threadHeads(this.db, [...sessions.values()]);
    const byKey = new Map([...sessions.keys()].map((key, index) => [key, heads[index]]));
    for (const socket of sockets) {
      const head = byKey.get(keyOf(widgetOf(socket)));
      if (head) socket.emit('tick', head);
    }
  }
}

const widgetOf = (socket: { data: unknown }): Admitted => (socket.data as WidgetSocketData).widget;

const keyOf = ({ session }: Admitted): string => `${session.level}|${session.identity.id}`;
