import type { PoolClient } from 'pg';
import type { EventType, PublishedEvent } from '../../contracts/events.js';
import type { Database } from '../database/database.js';
import { LeaderLock } from '../database/leader-lock.js';
import type { Log } from '../logging/log.js';
import type { EventListeners } from './listeners.js';

const relayLock = 7_244_002;
const channel = 'throughline_outbox';
const batchSize = 500;
const idlePollMs = 500;

interface PublishedRow {
  id: string;
  position: string;
  type: EventType;
  payload: PublishedEvent['payload'];
  rooms: string[];
}

/**
 * Publishes committed outbox rows. Exactly one process leads: only the leader gives rows their gapless `position`,
 * because ids are not in commit order. The leader is poked after local commits, by one coalesced NOTIFY from other
 * processes, and by a slow poll as a net. A crash between publishing and dispatching costs a push, never the news:
 * clients see the gap by position, and due work is found again by the sweep.
 */
export class Relay {
  private readonly lock: LeaderLock;
  private running: Promise<void> | undefined;
  private again = false;
  /** The last position given here. */
  private published = 0;
  private poll: NodeJS.Timeout | undefined;
  private notifying = false;
  private notifyAgain = false;
  private stopped = false;

  constructor(
    private readonly db: Database,
    private readonly listeners: EventListeners,
    private readonly log: Log,
  ) {
    this.lock = new LeaderLock(db, relayLock, log, (client) => this.listen(client));
  }

  get leads(): boolean {
    return this.lock.leads;
  }

  /** Only processes that hold sockets start a relay; the others announce by NOTIFY. */
  async start(): Promise<void> {
    await this.lock.start();
    this.poll = setInterval(() => this.lock.leads && this.run(), idlePollMs);
    this.poll.unref();
    this.poke();
  }

  async stop(): Promise<void> {
    clearInterval(this.poll);
    await this.settled();
    this.stopped = true;
    await this.lock.stop();
  }

  /** Something was committed. Cheap, coalesced, never throws. */
  poke(): void {
    if (this.stopped) return;
    if (this.lock.leads) this.run();
    else void this.notifyLeader();
  }

  /** Resolves when what was committed before the call is published and dispatched. */
  async settled(): Promise<void> {
    while (this.running) await this.running;
  }

  private run(): void {
    this.again = true;
    this.running ??= this.drain().finally(() => {
      this.running = undefined;
      if (this.again && !this.stopped && this.lock.leads) this.run();
    });
  }

  private async drain(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        const events = await this.publishBatch();
        if (events.length === batchSize) this.again = true;
        if (events.length > 0)
          await this.listeners.dispatch(events, (listener, error) =>
            this.log.error({ err: error, listener }, 'a listener failed'),
          );
      }
    } catch (error) {
      // The rows stay unpublished; the poll tries again.
      this.again = false;
      this.log.warn({ err: error }, 'publishing the outbox failed');
    }
  }

  private async publishBatch(): Promise<PublishedEvent[]> {
    const rows = await this.db.prepared<PublishedRow>(
      // Planned anew whenever so much has been published again: a plan kept from when the outbox was small costs seconds in a burst.
      `relay-publish-${Math.ceil(Math.log2(this.published + 1))}`,
      `WITH head AS (SELECT coalesce(max(position), 0) AS position FROM outbox),
       batch AS (SELECT id, row_number() OVER (ORDER BY id) AS n
                 FROM (SELECT id FROM outbox WHERE position IS NULL ORDER BY id LIMIT ${batchSize}) AS due)
       UPDATE outbox AS o SET position = head.position + batch.n
       FROM batch, head WHERE o.id = batch.id
       RETURNING o.id, o.position, o.type, o.payload, o.rooms`,
      [],
    );
    const events = rows.map((row) => ({ ...row, position: Number(row.position) })).sort((a, b) => a.position - b.position);
    this.published = events.at(-1)?.position ?? this.published;
    return events;
  }

  private async listen(client: PoolClient): Promise<void> {
    client.on('notification', () => this.run());
    await client.query(`LISTEN ${channel}`);
  }

  /** One NOTIFY in flight and at most one more after it: a burst of commits costs two. */
  private async notifyLeader(): Promise<void> {
    if (this.notifying) {
      this.notifyAgain = true;
      return;
    }
    this.notifying = true;
    try {
      do {
        this.notifyAgain = false;
        await this.db.run(`SELECT pg_notify('${channel}', '')`);
      } while (this.notifyAgain);
    } catch (error) {
      this.log.debug({ err: error }, 'the relay was not notified; its poll finds the rows');
    } finally {
      this.notifying = false;
    }
  }
}
