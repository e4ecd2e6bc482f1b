import type { EventMap, EventType } from '../../contracts/events.js';
import type { Collector, Tx } from '../database/tx.js';
import { newId } from '../ids/new-id.js';
import type { Relay } from './relay.js';

export interface Announcement<T extends EventType = EventType> {
  type: T;
  payload: EventMap[T];
  /** Socket rooms that may see it; also what `sync` filters by. */
  rooms?: string[];
}

/** Any one announcement, its payload checked against its type. */
export type AnyAnnouncement = { [T in EventType]: Announcement<T> }[EventType];

/** Writes announcements with the data they speak of; the relay publishes them after commit. */
export class Outbox implements Collector<AnyAnnouncement> {
  constructor(private readonly relay: Pick<Relay, 'poke'>) {}

  /** For news that goes out with what follows at once: it is not published before somebody pokes or the relay's poll comes by. */
  readonly unhurried: Pick<Outbox, 'add'> = { add: (tx, ...announcements) => this.collect(tx, unhurried, announcements) };

  /** Collected in the transaction and written with its last statement, however many there are. */
  add(tx: Tx, ...announcements: AnyAnnouncement[]): Promise<void> {
    return this.collect(tx, this, announcements);
  }

  async flush(tx: Tx, announcements: AnyAnnouncement[]): Promise<void> {
    await write(tx, announcements);
    tx.afterCommit(() => this.relay.poke());
  }

  /** For statements that write their outbox rows themselves (the hot path): call after their commit. */
  wrote(): void {
    this.relay.poke();
  }

  private collect(tx: Tx, into: Collector<AnyAnnouncement>, announcements: AnyAnnouncement[]): Promise<void> {
    if (announcements.length > 0) tx.collect(into, announcements);
    return Promise.resolve();
  }
}

const unhurried: Collector<AnyAnnouncement> = { flush: write };

async function write(tx: Tx, announcements: AnyAnnouncement[]): Promise<void> {
  await tx.prepared(
    'outbox-add',
    `INSERT INTO outbox (id, type, payload, rooms)
       SELECT e.id, e.type, e.payload, ARRAY(SELECT jsonb_array_elements_text(e.rooms))
       FROM jsonb_to_recordset($1::jsonb) AS e(id uuid, type text, payload jsonb, rooms jsonb)`,
    [JSON.stringify(announcements.map((one) => ({ id: newId(), type: one.type, payload: one.payload, rooms: one.rooms ?? [] })))],
  );
}
