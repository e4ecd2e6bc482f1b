import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { DrawerShelf } from '../drawers/drawer-shelf.js';
import { InboxesQueries } from '../inboxes/inboxes.queries.js';
import { LearnName } from './learn-name.service.js';
import { namelessAmong, type NamelessRow } from './profiles.queries.js';

const atOnce = 4;
const mostWaiting = 200;

/**
 * When names are asked for: at the news of a message of somebody who has none. It is a courtesy, so nothing keeps it: what
 * does not succeed, or is too much at once, is done at the customer's next message.
 */
@Injectable()
export class NameWork implements OnModuleInit, OnModuleDestroy {
  private readonly waiting: NamelessRow[] = [];
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly db: Database,
    private readonly listeners: EventListeners,
    private readonly shelf: DrawerShelf,
    private readonly inboxes: InboxesQueries,
    private readonly learn: LearnName,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.listeners.on('learn names', ['message.created'], async (events) => {
      const channels = await this.telling();
      if (channels.length === 0) return;
      const ids = events.flatMap(({ payload }) => ('messageId' in payload ? [payload.messageId] : []));
      const nameless = await namelessAmong(this.db, ids, channels);
      this.waiting.push(...nameless.slice(0, mostWaiting - this.waiting.length));
      // Nobody waits for it here: news must not stand still because a vendor does.
      this.begin();
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.waiting.length = 0;
    await Promise.all(this.underWay);
  }

  /** Channels that are in use, and whose vendor tells names when asked. */
  private async telling() {
    const able = [...new Set(this.shelf.all().flatMap(({ channel, profile }) => (profile ? [channel] : [])))];
    const used = await Promise.all(able.map(async (channel) => (await this.inboxes.ofChannel(channel)).length > 0));
    return able.filter((_channel, index) => used[index]);
  }

  private begin(): void {
    while (this.underWay.size < atOnce) {
      const next = this.waiting.shift();
      if (!next) return;
      const work = this.learn
        .run(next)
        .catch((error: unknown) => this.log.warn({ err: error, inboxId: next.inbox_id }, 'a name could not be learnt'))
        .finally(() => {
          this.underWay.delete(work);
          this.begin();
        });
      this.underWay.add(work);
    }
  }
}
