import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { isDatabaseAway } from '../../platform/database/errors.js';
import type { Tx } from '../../platform/database/tx.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { RuleBook } from '../rules/rule-book.js';
import { startTargets } from '../targets/start-targets.js';
import { type Route, routeOne } from './route-one.js';
import { type ToWrite, writeQuietly, writeRoutes } from './routed.repository.js';
import { readUnrouted, type Unrouted } from './unrouted.queries.js';

const BATCH = 100;
/** How long one that cannot even be written is left out, so that it keeps nobody else from their queue. */
const SET_ASIDE_MS = 5_000;

/**
 * Gives every new or reopened conversation its queue, its language and what it asks beyond its queue, before anybody is asked.
 * It lies between a customer's message and the offer: one read, and one write with what follows from it.
 */
@Injectable()
export class RouteConversations {
  private readonly asideUntil = new Map<string, number>();

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly book: RuleBook,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * The news of it is not hurried: what follows in the same pass says the same and more, and whoever calls pokes at its end.
   * Throws only where the database is out of reach.
   */
  async execute(): Promise<void> {
    for (;;) {
      const rows = await readUnrouted(this.db, this.aside(), BATCH);
      const [first] = rows;
      if (!first) return;
      const rules = await this.book.at(first.rules);
      const written = await this.write(rows.map((row) => this.routed(row, rules)));
      if (rows.length < BATCH || written === 0) return;
    }
  }

  /** Publishes what `execute` wrote, where nothing else has. */
  announce(): void {
    this.outbox.wrote();
  }

  private routed(row: Unrouted, rules: Parameters<typeof routeOne>[1]): ToWrite {
    const { id, epoch } = row;
    try {
      const route = routeOne(row, rules);
      return { id, epoch, route, quiet: !row.promises && !row.reopened && changesNothing(row, route) };
    } catch (error) {
      this.log.error(
        { err: error, conversationId: id },
        'a conversation could not be routed; it stays in the queue of its inbox',
      );
      return { id, epoch, route: null, quiet: false };
    }
  }

  /** Gives how many were written. */
  private async write(routes: readonly ToWrite[]): Promise<number> {
    const told = routes.filter((one) => !one.quiet);
    try {
      const quiet = await writeQuietly(
        this.db,
        routes.filter((one) => one.quiet),
      );
      return quiet + (told.length > 0 ? await this.db.transaction((tx) => this.tell(tx, told)) : 0);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      return this.writeWithout(error, routes);
    }
  }

  private async tell(tx: Tx, routes: readonly ToWrite[]): Promise<number> {
    const routed = await writeRoutes(tx, this.outbox.unhurried, routes);
    await startTargets(tx, routed);
    return routed.length;
  }

  /** After a batch failed as a whole: each on its own; the faulty one without what was worked out for it, or later. */
  private async writeWithout(error: unknown, routes: readonly ToWrite[]): Promise<number> {
    const [only] = routes;
    if (routes.length > 1 || !only) {
      let written = 0;
      for (const route of routes) written += await this.write([route]);
      return written;
    }
    this.log.error({ err: error, conversationId: only.id }, 'a route could not be written');
    if (only.route) return this.write([{ ...only, route: null, quiet: false }]);
    this.asideUntil.set(only.id, this.clock.now() + SET_ASIDE_MS);
    return 0;
  }

  private aside(): string[] {
    const now = this.clock.now();
    for (const [id, until] of this.asideUntil) if (until <= now) this.asideUntil.delete(id);
    return [...this.asideUntil.keys()];
  }
}

/** Of what screens show; what it asks and what is on record is shown by none. */
const changesNothing = (row: Unrouted, route: Route): boolean =>
  route.queueId === row.queueId && (route.priority ?? row.priority) === row.priority && route.language === row.language;
