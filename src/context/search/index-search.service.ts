import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type SearchKind, searchKinds } from '../../contracts/search.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { keepDocuments } from './search-documents.repository.js';
import {
  claimProgress,
  isBehind,
  lastPosition,
  type LoggedNews,
  newsAfter,
  type ProgressRow,
  saveProgress,
} from './search-progress.repository.js';
import { customersOf, factsById, messagesById, newFactsOf, nextIds } from './search-sources.queries.js';

const everyMs = 1_000;
/** Of each second: the rest is for those who write and answer. */
const busyMs = 300;
const CHUNK = 500;
const TOLD_EVERY = 100_000;

/**
 * Keeps the index up with the record: first all there is, in the order of ids, then what the outbox announces, by its gapless
 * position. It never stands in the way of a message; after a time out it goes on where it was, and where the outbox has
 * forgotten what came meanwhile, it goes through everything again. Each chunk is one transaction with its progress.
 */
@Injectable()
export class IndexSearch implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('search index', () => this.catchUp(busyMs), everyMs);
  }

  /** Works off what is due, for about `ms` milliseconds at most. */
  async catchUp(ms: number): Promise<void> {
    if (!(await isBehind(this.db))) return;
    const end = performance.now() + ms;
    while ((await this.advance()) && performance.now() < end);
  }

  /** One chunk. False where nothing is left, or somebody else is at it. */
  advance(chunk = CHUNK): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const progress = await claimProgress(tx);
      if (!progress) return false;
      // What comes while all is gone through is announced, and read afterwards.
      const position = progress.position ?? (await lastPosition(tx));
      if (progress.filling) return this.fill(tx, { ...progress, position, filling: progress.filling }, chunk);
      return this.follow(tx, { ...progress, position }, chunk);
    });
  }

  private async fill(
    tx: Tx,
    progress: ProgressRow & { filling: NonNullable<ProgressRow['filling']> },
    chunk: number,
  ): Promise<boolean> {
    const { filling } = progress;
    const ids = await nextIds(tx, filling, progress.filled_to, chunk);
    const added = await keepAll(tx, filling, ids);
    const documents = Number(progress.documents) + added;
    const done = ids.length < chunk;
    const next = done ? (searchKinds[searchKinds.indexOf(filling) + 1] ?? null) : filling;
    await saveProgress(tx, { ...progress, filling: next, filled_to: done ? null : ids.at(-1)!, documents: String(documents) });
    const told = Math.floor(documents / TOLD_EVERY) > Math.floor(Number(progress.documents) / TOLD_EVERY);
    if (told || next === null)
      tx.afterCommit(() =>
        this.log.info({ documents, filling: next }, next ? 'the search index is being filled' : 'the search index is filled'),
      );
    return true;
  }

  private async follow(tx: Tx, progress: ProgressRow & { position: string }, chunk: number): Promise<boolean> {
    const news = await newsAfter(tx, progress.position, chunk);
    const first = news[0];
    if (!first) return false;
    if (Number(first.position) > Number(progress.position) + 1) {
      await saveProgress(tx, { ...progress, position: await lastPosition(tx), filling: searchKinds[0], filled_to: null });
      tx.afterCommit(() => this.log.warn('the search index was left behind for longer than news is kept; it is filled again'));
      return true;
    }
    const added = await this.keepNews(tx, news);
    const documents = String(Number(progress.documents) + added);
    await saveProgress(tx, { ...progress, position: news.at(-1)!.position, documents });
    return true;
  }

  /** What is known of a customer is looked at with every news of theirs. */
  private async keepNews(tx: Tx, news: readonly LoggedNews[]): Promise<number> {
    const about = news.filter((one) => told.has(one.type));
    const customers = await customersOf(tx, distinct(about.map((one) => one.payload.customerId)));
    const messageIds = distinct(about.map((one) => one.payload.messageId));
    const facts = await newFactsOf(tx, customers.memberIds);
    const ids = [...customers.memberIds, ...facts.map((one) => one.id), ...messageIds];
    return keepDocuments(tx, ids, [...customers.sources, ...facts, ...(await messagesById(tx, messageIds))]);
  }
}

const told = new Set<string>(['message.created', 'message.updated', 'customer.updated']);

const distinct = (ids: (string | undefined)[]): string[] => [...new Set(ids)].filter((id) => id !== undefined);

async function keepAll(tx: Tx, kind: SearchKind, ids: readonly string[]): Promise<number> {
  if (kind === 'message') return keepDocuments(tx, ids, await messagesById(tx, ids));
  if (kind === 'fact') return keepDocuments(tx, ids, await factsById(tx, ids));
  const { sources, memberIds } = await customersOf(tx, ids);
  return keepDocuments(tx, memberIds, sources);
}
