import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';
import { afterId } from '../../accounts/after-id.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { OutboundView, Page, UndeliveredView } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { QueryFlag } from '../../platform/http/query-flag.js';
import { notFound } from '../../platform/http/refusal.js';
import { InboxesQueries } from '../inboxes/inboxes.queries.js';
import { listOutbound } from './outbound.queries.js';
import { RetryDeliveries, type Retried } from './retry-deliveries.service.js';
import { DismissBody } from './dismiss-bodies.js';
import { DismissDeliveries } from './dismiss-deliveries.service.js';
import { countUndelivered } from './undelivered.queries.js';

export class OutboundQuery extends ListQuery {
  /** An inbox's id or key. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  inbox?: string;

  @IsOptional()
  @IsIn(['pending', 'failed'])
  state?: 'pending' | 'failed';

  /** `false`: only what still needs hands; `true`: what was put aside; left out: both. */
  @QueryFlag()
  dismissed?: boolean;
}

export class RetryBody {
  @IsIn(['inbound', 'outbound'])
  what: 'inbound' | 'outbound';

  /** Only what came, or was written, from this moment on. */
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  since?: string;
}

const messageId = new ParseUUIDPipe({ exceptionFactory: () => notFound('message on its way out') });

/** What has not left yet, and what could not be delivered: nothing that an agent wrote is out of sight. */
@ApiTags('Inboxes')
@Roles('supervisor')
@Controller('v1')
export class OutboundController {
  constructor(
    private readonly db: Database,
    private readonly inboxes: InboxesQueries,
    private readonly retries: RetryDeliveries,
    private readonly dismissals: DismissDeliveries,
  ) {}

  @Get('outbound')
  async list(@Query() query: OutboundQuery): Promise<Page<OutboundView>> {
    const inbox = query.inbox === undefined ? undefined : await this.inboxes.byIdOrKey(query.inbox);
    if (query.inbox !== undefined && !inbox) throw notFound('inbox');
    const rows = await listOutbound(this.db, {
      inboxId: inbox?.id,
      state: query.state,
      dismissed: query.dismissed,
      afterId: afterId(query),
      limit: query.limit + 1,
    });
    return page(
      rows,
      query.limit,
      (row) => [row.messageId],
      (row) => row,
    );
  }

  @Get('undelivered')
  count(): Promise<UndeliveredView> {
    return countUndelivered(this.db);
  }

  @Post('outbound/:messageId/retry')
  @HttpCode(200)
  retry(@Param('messageId', messageId) id: string, @CurrentPrincipal() principal: Principal): Promise<OutboundView> {
    return this.retries.message(actorOf(principal), id);
  }

  @Post('outbound/:messageId/dismiss')
  @HttpCode(200)
  dismiss(
    @Param('messageId', messageId) id: string,
    @Body() { reason }: DismissBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<OutboundView> {
    return this.dismissals.outbound({ actor: actorOf(principal), id, reason }, true);
  }

  @Post('outbound/:messageId/dismiss/undo')
  @HttpCode(200)
  takeUp(
    @Param('messageId', messageId) id: string,
    @Body() { reason }: DismissBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<OutboundView> {
    return this.dismissals.outbound({ actor: actorOf(principal), id, reason }, false);
  }

  @Post('inboxes/:id/retry')
  @HttpCode(200)
  async retryInbox(@Param('id') id: string, @Body() body: RetryBody, @CurrentPrincipal() principal: Principal): Promise<Retried> {
    if (!(await this.inboxes.byId(id.toLowerCase()))) throw notFound('inbox');
    return this.retries.inbox(actorOf(principal), id, body.what, body.since === undefined ? null : new Date(body.since));
  }
}
