import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { EventMap, PublishedEvent } from '../../../contracts/events.js';
import { Database } from '../../../platform/database/database.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { EventListeners } from '../../../platform/outbox/listeners.js';
import { Realtime } from '../../../platform/realtime/realtime.js';
import { type Forecast, forecastLines } from '../../../routing/forecasts/forecasts.queries.js';
import { KeepPromises } from '../../../routing/forecasts/keep-promises.service.js';
import { WidgetGateway } from './widget.gateway.js';
import { WidgetRelay } from './widget.relay.js';

/** At most once a second for all queues together. */
const everyMs = 1_000;
/** Whoever stands further back hears when they have come this far. */
const depth = 2_000;

/**
 * Who waits is told when their place or their expected wait changes, within two seconds, though nothing happened to their own
 * conversation: somebody before them was served or left, an agent came or went. What they are told first is kept as a promise.
 */
@Injectable()
export class WidgetLine implements OnModuleInit, OnModuleDestroy {
  private readonly queueIds = new Set<string>();
  private readonly agentIds = new Set<string>();
  /** What each was told last, by queue; only ever a reason not to say the same twice. */
  private readonly told = new Map<string, Map<string, string>>();
  private timer: NodeJS.Timeout | undefined;
  private toldAt = -Infinity;
  private telling: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: Database,
    private readonly listeners: EventListeners,
    private readonly gateway: WidgetGateway,
    private readonly relay: WidgetRelay,
    private readonly promises: KeepPromises,
    @Inject(LOG) private readonly log: Log,
    private readonly realtime: Realtime,
  ) {}

  onModuleInit(): void {
    this.listeners.on('widget-line', ['conversation.updated', 'presence.updated', 'routing.configured'], async (events) => {
      if (await this.hasListeners()) for (const event of events) this.mark(event);
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.telling;
  }

  /** A conversation that changed queues moves both lines; an agent counts in every queue they serve. */
  private mark({ type, payload, rooms }: PublishedEvent): void {
    for (const one of rooms) if (one.startsWith('queue:')) this.queueIds.add(one.slice('queue:'.length));
    const { agentId } = payload as Partial<EventMap['presence.updated']>;
    if (type !== 'conversation.updated' && agentId) this.agentIds.add(agentId);
    if (this.timer || this.stopped) return;
    // At once where nothing was told lately, so that what is promised is what was shown.
    const wait = Math.max(0, this.toldAt + everyMs - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.toldAt = performance.now();
      this.telling = this.telling.then(() => this.tell());
    }, wait);
    this.timer.unref();
  }

  private async tell(): Promise<void> {
    const [queueIds, agentIds] = [[...this.queueIds], [...this.agentIds]];
    this.queueIds.clear();
    this.agentIds.clear();
    try {
      const ids = await this.queuesOf(queueIds, agentIds);
      const lines = await forecastLines(this.db, ids, depth);
      await this.promises.made(this.db, lines.filter(isShown));
      await this.relay.showConversations(ids.flatMap((id) => this.changed(id, lines)));
    } catch (error) {
      // Nobody is told less than the truth for it: the next change, or a `sync`, tells.
      this.log.warn({ err: error }, 'the places in line could not be told');
    }
  }

  private changed(queueId: string, lines: readonly Forecast[]): string[] {
    const before = this.told.get(queueId);
    const now = new Map<string, string>();
    for (const one of lines)
      if (one.queueId === queueId && isShown(one))
        now.set(one.conversationId, `${one.ahead}|${one.expectedWait?.fromMs}|${one.expectedWait?.toMs}`);
    if (now.size > 0) this.told.set(queueId, now);
    else this.told.delete(queueId);
    return [...now].flatMap(([id, words]) => (before?.get(id) === words ? [] : [id]));
  }

  private async queuesOf(queueIds: string[], agentIds: string[]): Promise<string[]> {
    if (agentIds.length === 0) return queueIds;
    const served = await this.db.query<{ queue_id: string }>(
      'SELECT DISTINCT queue_id FROM queue_agents WHERE agent_id = ANY($1)',
      [agentIds],
    );
    return [...new Set([...queueIds, ...served.map((row) => row.queue_id)])];
  }

  /** Only one process knows all sockets; with several, somebody elsewhere may be waiting. */
  private async hasListeners(): Promise<boolean> {
    return this.gateway.namespace.sockets.size > 0 || !(await this.realtime.isAlone());
  }
}

/** Who waits on a page of ours: in the chat, or with a call from it. */
const isShown = ({ channel }: Forecast): boolean => channel === 'webchat' || channel === 'voice';
