import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, CurrentPrincipal, type Principal } from '../accounts/principal.js';
import type { ContextView, FactView, PastFactView, PromiseView } from '../contracts/context.js';
import { Database } from '../platform/database/database.js';
import type { Scope } from '../platform/database/tx.js';
import { FactBody, PromiseBody } from './context-bodies.js';
import { ContextQueries } from './context.queries.js';
import { EnterFact } from './enter-fact.service.js';
import { pastFacts } from './facts.queries.js';
import { KeepPromise } from './keep-promise.service.js';
import { MakePromise } from './make-promise.service.js';

@ApiTags('Context')
@Controller('v1')
export class ContextController {
  constructor(
    private readonly db: Database,
    private readonly context: ContextQueries,
    private readonly makePromise: MakePromise,
    private readonly keepPromise: KeepPromise,
    private readonly enterFact: EnterFact,
  ) {}

  @Get('conversations/:id/context')
  read(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<ContextView> {
    return this.context.read(id, principal.id);
  }

  @Post('conversations/:id/promises')
  promise(@CurrentPrincipal() principal: Principal, @Param('id') id: string, @Body() body: PromiseBody): Promise<PromiseView> {
    return this.as(principal, (scope) => this.makePromise.execute(scope, { conversationId: id, ...body }));
  }

  @HttpCode(200)
  @Post('promises/:id/keep')
  keep(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<PromiseView> {
    return this.as(principal, (scope) => this.keepPromise.execute(scope, id));
  }

  @Get('customers/:id/facts')
  async facts(@Param('id') id: string): Promise<{ data: PastFactView[] }> {
    return { data: await pastFacts(this.db, id) };
  }

  @Post('customers/:id/facts')
  fact(@CurrentPrincipal() principal: Principal, @Param('id') id: string, @Body() body: FactBody): Promise<FactView> {
    return this.as(principal, (scope) => this.enterFact.execute(scope, { customerId: id, ...body }));
  }

  private as<T>(principal: Principal, work: (scope: Scope) => Promise<T>): Promise<T> {
    return this.db.transaction((tx) => work({ actor: actorOf(principal), tx }));
  }
}
