import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { EventMap, PublishedEvent } from '../../contracts/events.js';
import { blockingKeys } from '../../core/identity/blocking-keys.js';
import { readPerson } from '../../core/identity/person.js';
import { Database } from '../../platform/database/database.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { Forgetters } from '../forgetters.js';
import { fileBlocks, forgetPeople, markLooked, nextOutOfDate, outOfDate } from './blocks.repository.js';
import { FindDoubles } from './find-doubles.service.js';
import { peopleAlone } from './people.queries.js';

const BATCH = 200;
const MOST_WAITING = 2_000;
const MOST_REMEMBERED = 50_000;
const NET_EVERY_MS = 5_000;

/**
 * Keeps the words by which customers are found, after the fact: it hears of changes once they are committed, looks at them
 * beside the news and never in its way, and whatever it missed the sweep comes by.
 */
@Injectable()
export class KeepBlocks implements OnModuleInit, OnModuleDestroy {
  private waiting = new Set<string>();
  /** Whose messages led here since the last round: a long chat costs one look, not one per message. */
  private readonly heard = new Set<string>();
  private draining: Promise<void> | undefined;
  private after: string | null = null;
  private stopped = false;

  constructor(
    private readonly listeners: EventListeners,
    private readonly sweep: Sweep,
    private readonly db: Database,
    private readonly doubles: FindDoubles,
    private readonly forgetters: Forgetters,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.listeners.on('identity-blocks', ['customer.updated', 'message.created'], (events) => Promise.resolve(this.hear(events)));
    this.forgetters.on('identity words', forgetPeople);
    this.sweep.register('identity-blocks', () => this.net(), NET_EVERY_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    await this.draining;
  }

  private hear(events: PublishedEvent[]): void {
    for (const event of events) {
      const { customerId } = event.payload as EventMap['customer.updated'];
      if (event.type === 'message.created' && this.heard.has(customerId)) continue;
      if (this.heard.size < MOST_REMEMBERED) this.heard.add(customerId);
      if (this.waiting.size < MOST_WAITING) this.waiting.add(customerId);
    }
    this.draining ??= this.drain().finally(() => (this.draining = undefined));
  }

  /** Failures are told and left to the net. */
  private async drain(): Promise<void> {
    while (this.waiting.size > 0 && !this.stopped) {
      const ids = [...this.waiting].slice(0, BATCH);
      for (const id of ids) this.waiting.delete(id);
      await this.refresh(await outOfDate(this.db, ids).catch(() => [])).catch((error: unknown) =>
        this.log.warn({ err: error, customers: ids.length }, 'words of customers were not kept; the sweep comes by'),
      );
    }
  }

  private async net(): Promise<void> {
    await this.draining;
    this.heard.clear();
    const { ids, after } = await nextOutOfDate(this.db, this.after, BATCH);
    await this.refresh(ids);
    this.after = after;
  }

  /** Files these customers anew and puts before a person whom they may be. Repeatable, at any time, by several at once. */
  async refresh(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length && !this.stopped; from += BATCH) {
      const changed = await this.file(ids.slice(from, from + BATCH));
      for (const id of changed) if (!this.stopped) await this.doubles.suggest(id);
    }
  }

  private file(ids: readonly string[]): Promise<string[]> {
    return this.db.transaction(async (tx) => {
      await markLooked(tx, ids);
      const people = await peopleAlone(tx, ids);
      const filed = people.map(({ id, record }) => ({ id, keys: blockingKeys(readPerson(record)) }));
      await fileBlocks(tx, filed);
      // Whoever is filed under no word has no double that could be found.
      return filed.filter((one) => one.keys.length > 0).map((one) => one.id);
    });
  }
}
