import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, CurrentPrincipal, type Principal } from '../../accounts/principal.js';
import type { PromiseSuggestionView, PromiseView } from '../../contracts/promises.js';
import type { Page } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { decodeCursor, page } from '../../platform/http/cursor.js';
import { isMoment } from '../../platform/http/moment.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { BreakPromise } from './break-promise.service.js';
import { MovePromise } from './move-promise.service.js';
import { DecideSuggestion } from './decide-suggestion.service.js';
import { AcceptSuggestionBody, BreakPromiseBody, MovePromiseBody, PromisesQuery } from './promise-bodies.js';
import { openSuggestions } from './promise-suggestions.queries.js';
import { listPromises } from './promises.queries.js';

@ApiTags('Context')
@Controller('v1')
export class PromisesController {
  constructor(
    private readonly db: Database,
    private readonly breakPromise: BreakPromise,
    private readonly movePromise: MovePromise,
    private readonly deciding: DecideSuggestion,
  ) {}

  @Get('promises')
  async list(@CurrentPrincipal() by: Principal, @Query() query: PromisesQuery): Promise<Page<PromiseView>> {
    const agentId = query.agent === 'me' ? by.id : query.agent;
    const filter = { state: query.state, agentId, customerId: query.customer, after: placeAfter(query.cursor) };
    const rows = await listPromises(this.db, { ...filter, limit: query.limit + 1 });
    return page(
      rows,
      query.limit,
      (row) => [row.dueAt ?? '', row.id],
      (row) => row,
    );
  }

  @HttpCode(200)
  @Post('promises/:id/break')
  give(@CurrentPrincipal() by: Principal, @Param('id') id: string, @Body() { reason }: BreakPromiseBody): Promise<PromiseView> {
    return this.as(by, (scope) => this.breakPromise.execute(scope, id, reason ?? null));
  }

  @HttpCode(200)
  @Post('promises/:id/move')
  move(@CurrentPrincipal() by: Principal, @Param('id') id: string, @Body() { dueAt }: MovePromiseBody): Promise<PromiseView> {
    return this.as(by, (scope) => this.movePromise.execute(scope, id, dueAt));
  }

  @Get('conversations/:id/promise-suggestions')
  async suggestions(@Param('id') id: string): Promise<{ data: PromiseSuggestionView[] }> {
    const [conversation] = await this.db.query('SELECT 1 FROM conversations WHERE id = $1', [id]);
    if (!conversation) throw notFound('conversation');
    return { data: await openSuggestions(this.db, id) };
  }

  @HttpCode(200)
  @Post('promise-suggestions/:suggestion/accept')
  accept(
    @CurrentPrincipal() by: Principal,
    @Param('suggestion') id: string,
    @Body() body: AcceptSuggestionBody,
  ): Promise<PromiseView> {
    return this.as(by, (scope) => this.deciding.accept(scope, id, body));
  }

  @HttpCode(204)
  @Post('promise-suggestions/:suggestion/dismiss')
  dismiss(@CurrentPrincipal() by: Principal, @Param('suggestion') id: string): Promise<void> {
    return this.as(by, (scope) => this.deciding.dismiss(scope, id));
  }

  private as<T>(by: Principal, work: (scope: Scope) => Promise<T>): Promise<T> {
    return this.db.transaction((tx) => work({ actor: actorOf(by), tx }));
  }
}

function placeAfter(cursor: string | undefined): { dueAt: string; id: string } | undefined {
  const [dueAt, id] = decodeCursor(cursor, 2) ?? [];
  if (dueAt === undefined || id === undefined) return undefined;
  if ((dueAt !== '' && !isMoment(dueAt)) || !/^[0-9a-f-]{36}$/i.test(id))
    throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
  return { dueAt, id };
}
