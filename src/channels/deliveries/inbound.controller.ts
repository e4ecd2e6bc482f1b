import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Response } from 'express';
import { afterId } from '../../accounts/after-id.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { InboundDeliveryView, Page } from '../../contracts/views.js';
import { type InboundState, inboundStates } from '../../contracts/words.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { QueryFlag } from '../../platform/http/query-flag.js';
import { notFound } from '../../platform/http/refusal.js';
import { InboxesQueries } from '../inboxes/inboxes.queries.js';
import { DismissBody } from './dismiss-bodies.js';
import { DismissDeliveries } from './dismiss-deliveries.service.js';
import { listInbound } from './inbound.queries.js';
import { InspectInbound } from './inspect-inbound.service.js';

export class InboundQuery extends ListQuery {
  /** An inbox's id or key. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  inbox?: string;

  /** One state, or several with commas between them. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsIn(inboundStates, { each: true })
  state?: InboundState[];

  /** `false`: only what still needs hands; `true`: what was put aside; left out: both. */
  @QueryFlag()
  dismissed?: boolean;
}

const deliveryId = new ParseUUIDPipe({ exceptionFactory: () => notFound('delivery') });

/** What came in at the channels' doors, and what became of it: nothing that was accepted is out of sight. */
@ApiTags('Inboxes')
@Roles('supervisor')
@Controller('v1/inbound')
export class InboundController {
  constructor(
    private readonly db: Database,
    private readonly inboxes: InboxesQueries,
    private readonly inspect: InspectInbound,
    private readonly dismissals: DismissDeliveries,
  ) {}

  @Get()
  async list(@Query() query: InboundQuery): Promise<Page<InboundDeliveryView>> {
    const inbox = query.inbox === undefined ? undefined : await this.inboxes.byIdOrKey(query.inbox);
    if (query.inbox !== undefined && !inbox) throw notFound('inbox');
    const rows = await listInbound(this.db, {
      inboxId: inbox?.id,
      states: query.state,
      dismissed: query.dismissed,
      afterId: afterId(query),
      limit: query.limit + 1,
    });
    return page(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  /** A file to save, never a page: the bytes are a stranger's. */
  @Get(':id/raw')
  async raw(
    @Param('id', deliveryId) id: string,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const raw = await this.inspect.readRaw(actorOf(principal), id);
    response
      .status(200)
      .set({
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Disposition': `attachment; filename="${id}.txt"`,
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
      })
      .end(raw);
  }

  @Post(':id/retry')
  @HttpCode(200)
  retry(@Param('id', deliveryId) id: string, @CurrentPrincipal() principal: Principal): Promise<InboundDeliveryView> {
    return this.inspect.retry(actorOf(principal), id);
  }

  @Post(':id/dismiss')
  @HttpCode(200)
  dismiss(
    @Param('id', deliveryId) id: string,
    @Body() { reason }: DismissBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<InboundDeliveryView> {
    return this.dismissals.inbound({ actor: actorOf(principal), id, reason }, true);
  }

  @Post(':id/dismiss/undo')
  @HttpCode(200)
  takeUp(
    @Param('id', deliveryId) id: string,
    @Body() { reason }: DismissBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<InboundDeliveryView> {
    return this.dismissals.inbound({ actor: actorOf(principal), id, reason }, false);
  }
}
