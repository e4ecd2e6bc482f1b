import { Body, Controller, Get, HttpCode, type OnModuleInit, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import express from 'express';
import { actorOf, AllowIntegration, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { TouchpointsTakenView, TouchpointView } from '../../contracts/touchpoints.js';
import type { Page } from '../../contracts/views.js';
import { Consents } from '../../customers/consents/consents.service.js';
import { membersOf, rootOf } from '../../customers/customers.repository.js';
import { Database } from '../../platform/database/database.js';
import { BeforeBody } from '../../platform/http/before-body.js';
import { decodeCursor, ListQuery, page } from '../../platform/http/cursor.js';
import { isMoment } from '../../platform/http/moment.js';
import { NeverStored } from '../../platform/http/idempotency.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { TakeTouchpoints } from './take-touchpoints.service.js';
import { TouchpointsBody } from './touchpoint-bodies.js';
import { touchpointViews } from './touchpoints.queries.js';

/** Ten thousand steps with a title and two keys each. */
const largestBatch = '8mb';

@ApiTags('Context')
@Controller('v1')
export class TouchpointsController implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly taking: TakeTouchpoints,
    private readonly beforeBody: BeforeBody,
    private readonly consents: Consents,
  ) {}

  onModuleInit(): void {
    const large = express.json({ limit: largestBatch, strict: true });
    this.beforeBody.use('/v1/touchpoints', (request, response, next) => {
      // Whoever shows nothing at all may not make us read much either.
      if (request.method === 'POST' && request.headers.authorization) large(request, response, next);
      else next();
    });
  }

  /** A repeat changes nothing by itself, so no answer is kept for it. */
  @AllowIntegration()
  @Roles('admin')
  @NeverStored()
  @HttpCode(200)
  @Post('touchpoints')
  take(@CurrentPrincipal() principal: Principal, @Body() body: TouchpointsBody): Promise<TouchpointsTakenView> {
    if (principal.inboxIds) throw new Refusal('forbidden', 'This API key speaks for some inboxes only, not about customers.');
    return this.taking.take(body.touchpoints);
  }

  /** The latest first. */
  @Get('customers/:id/touchpoints')
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<Page<TouchpointView>> {
    const place = decodeCursor(query.cursor, 2);
    if (place && !(isMoment(place[0]) && /^[0-9a-f-]{36}$/.test(place[1]!)))
      throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
    if ((await this.db.query('SELECT 1 FROM customers WHERE id = $1', [id])).length === 0) throw notFound('customer');
    await this.consents.require(this.db, id, 'profiling', actorOf(principal), { unlessRefused: true });
    const members = await membersOf(this.db, await rootOf(this.db, id));
    const before = place && { at: place[0]!, id: place[1]! };
    const rows = await touchpointViews(this.db, members, query.limit + 1, before);
    return page(
      rows,
      query.limit,
      (row) => [row.occurredAt, row.id],
      (row) => row,
    );
  }
}
