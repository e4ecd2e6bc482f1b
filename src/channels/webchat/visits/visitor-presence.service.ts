import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { PageViews } from '../../../context/touchpoints/page-views.service.js';
import type { PagesPolicy } from '../../../contracts/touchpoints.js';
import { roomsOf } from '../../../conversations/conversations.repository.js';
import { Database } from '../../../platform/database/database.js';
import type { Tx } from '../../../platform/database/tx.js';
import { newId } from '../../../platform/ids/new-id.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { heldChatsOf, touchVisits, type VisitNow, writeVisits } from '../../../routing/customer-gone/visits.repository.js';
import type { PageSeen, WidgetSession } from '../sessions/widget-session.js';

const everyMs = 10_000;
/** Arrivals and departures of one moment are written together: a page that loads anew is one row, not two writes. */
const soonMs = 100;

/**
 * Who is on our pages, written where every process can read it: when the first socket of a visitor opens and the last one
 * closes, and every ten seconds in between, all visitors of this process in one statement. Nothing here is on the way of a
 * message. A process that is killed writes nothing more, and its visitors are gone by the age of their rows.
 */
@Injectable()
export class VisitorPresence implements OnModuleInit, OnModuleDestroy {
  private readonly processId = newId();
  private readonly sockets = new Map<string, { customerId: string; open: number }>();
  /** Visitors whose first socket opened or last one closed since it was last written. */
  private changed = new Map<string, VisitNow>();
  /** Signs of life without a socket. */
  private alive = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly pages: PageViews,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.round(), everyMs);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  came({ identity, customerId }: WidgetSession): void {
    const open = (this.sockets.get(identity.id)?.open ?? 0) + 1;
    this.sockets.set(identity.id, { customerId, open });
    if (open === 1) this.change({ identityId: identity.id, customerId, here: true });
  }

  left({ identity, customerId }: WidgetSession): void {
    const open = (this.sockets.get(identity.id)?.open ?? 1) - 1;
    if (open > 0) return void this.sockets.set(identity.id, { customerId, open });
    this.sockets.delete(identity.id);
    this.change({ identityId: identity.id, customerId, here: false });
  }

  /** They read or typed over REST; written with the next round. */
  showsLife({ identity }: WidgetSession): void {
    if (!this.sockets.has(identity.id)) this.alive.add(identity.id);
  }

  /** Kept only where the inbox and the customer let it. */
  looksAt({ identity, customerId, inboxId, pages }: WidgetSession, page: PageSeen, policy: PagesPolicy): Promise<void> {
    const seen = { identityId: identity.id, customerId, inboxId, url: page.url, title: page.title ?? null };
    return this.pages.saw(seen, { policy, consents: pages });
  }

  /** Writes what changed, now. */
  flush(): Promise<void> {
    clearTimeout(this.soon);
    this.soon = undefined;
    this.writing = this.writing
      .then(() => this.write())
      .catch((error: unknown) => this.log.warn({ err: error }, 'visits were not written'));
    return this.writing;
  }

  /** Everybody who is here, once more. */
  round(): Promise<void> {
    for (const [identityId, { customerId }] of this.sockets)
      if (!this.changed.has(identityId)) this.changed.set(identityId, { identityId, customerId, here: true });
    return this.flush();
  }

  private change(visit: VisitNow): void {
    this.changed.set(visit.identityId, visit);
    this.soon ??= setTimeout(() => void this.flush(), soonMs).unref();
  }

  private async write(): Promise<void> {
    const [changed, alive] = [this.changed, this.alive];
    [this.changed, this.alive] = [new Map(), new Set()];
    try {
      if (alive.size > 0) await touchVisits(this.db, [...alive]);
      if (changed.size > 0) await this.db.transaction((tx) => this.writeChanges(tx, [...changed.values()]));
    } catch (error) {
      // Kept for the next round, unless something newer is known by then.
      this.changed = new Map([...changed, ...this.changed]);
      throw error;
    }
  }

  private async writeChanges(tx: Tx, visits: VisitNow[]): Promise<void> {
    const turned = await writeVisits(tx, this.processId, visits);
    for (const here of [true, false]) {
      const ids = turned.filter((one) => one.here === here).map((one) => one.identityId);
      // Their agents see at once that the customer has left the page, or is back: a flag, and nothing else.
      for (const row of ids.length > 0 ? await heldChatsOf(tx, ids, here) : [])
        await this.outbox.add(tx, {
          type: 'conversation.updated',
          payload: {
            ...{ conversationId: row.id, customerId: row.customer_id, queueId: row.queue_id },
            change: here ? 'customer_back' : 'customer_left',
          },
          rooms: roomsOf(row),
        });
    }
  }
}
