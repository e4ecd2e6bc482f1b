import { Injectable } from '@nestjs/common';
import { type EventType, type PublishedEvent, room } from '../contracts/events.js';
import type { ConsoleSync } from '../contracts/sockets.js';
import { Database } from '../platform/database/database.js';
import { SignedLinks } from '../platform/storage/signed-links.js';
import { consoleEvents, consoleRooms, hydrate } from './hydrate.js';
import { readPositions } from './positions.queries.js';

/** More than this is quicker read as a fresh snapshot. */
const maxEvents = 1_000;
/** How far back the outbox is looked through for somebody's rooms. */
const maxDistance = 20_000;

interface OutboxEventRow {
  id: string;
  position: string;
  type: EventType;
  payload: PublishedEvent['payload'];
  rooms: string[];
}

/** What a screen missed. */
@Injectable()
export class Sync {
  constructor(
    private readonly db: Database,
    private readonly links: SignedLinks,
  ) {}

  /**
   * Events after `position` for the rooms of a socket, in order, hydrated like live ones. `reset` where they cannot all be
   * given: too many, older than what is kept, or a position from a future that this database never had (a restored backup).
   */
  async after(position: number, rooms: ReadonlySet<string>): Promise<ConsoleSync> {
    const { first, head } = await readPositions(this.db);
    if (position > head || position < first - 1 || head - position > maxDistance)
      return { events: [], position: head, reset: true };
    const rows = await this.db.query<OutboxEventRow>(
      `SELECT id, position, type, payload, rooms FROM outbox
       WHERE position > $1 AND position <= $2 AND rooms && $3 AND type = ANY($4) ORDER BY position LIMIT ${maxEvents + 1}`,
      [position, head, [...rooms, ...(rooms.has(room.supervisorsOfSome) ? [room.supervisors] : [])], [...consoleEvents]],
    );
    if (rows.length > maxEvents) return { events: [], position: head, reset: true };
    const missed = rows
      .map((row) => ({ ...row, position: Number(row.position) }))
      .filter((event) => consoleRooms(event).some((one) => rooms.has(one)));
    const news = missed.length > 0 ? await hydrate(this.db, missed, this.links) : [];
    return { events: news.map(({ position: at, type, data }) => ({ position: at, type, data })), position: head, reset: false };
  }
}
