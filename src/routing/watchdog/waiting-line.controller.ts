import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isISO8601, isUUID } from 'class-validator';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { assertSupervises } from '../../accounts/supervised-queues.queries.js';
import type { WaitingItemView } from '../../contracts/decision-views.js';
import type { Page } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { decodeCursor, ListQuery, page } from '../../platform/http/cursor.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { blockedLine } from './blocked-line.js';
import { linePlaces, lineQueue } from './waiting-line.queries.js';

@ApiTags('Queues')
@Roles('supervisor')
@Controller('v1/queues/:id/waiting')
export class WaitingLineController {
  constructor(private readonly db: Database) {}

  /** Who waits, in their order, and which constraint keeps each waiting. */
  @Get()
  async list(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<Page<WaitingItemView>> {
    const queue = await lineQueue(this.db, id);
    if (!queue) throw notFound('queue');
    await assertSupervises(this.db, by, queue.id);
    const rows = await linePlaces(this.db, queue.id, placeAfter(query), query.limit);
    const views = await blockedLine(this.db, queue, rows.slice(0, query.limit));
    return page(
      rows.map((row, at) => ({ row, view: views[at] as WaitingItemView })),
      query.limit,
      ({ row }) => row.cursor,
      ({ view }) => view,
    );
  }
}

function placeAfter(query: ListQuery): string[] | undefined {
  const parts = decodeCursor(query.cursor, 3);
  if (!parts) return undefined;
  const [priority, since, id] = parts as [string, string, string];
  if (/^-?\d{1,9}$/.test(priority) && isISO8601(since, { strict: true }) && isUUID(id)) return parts;
  throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
}
