import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { FactPatternView } from '../../contracts/context.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { notFound } from '../../platform/http/refusal.js';
import { withEtag } from '../../platform/http/version-guard.js';
import { FactPatternPatch, NewFactPatternBody } from './fact-pattern-bodies.js';
import { findPattern, listPatterns } from './fact-patterns.queries.js';
import { FactPatterns } from './fact-patterns.service.js';

@ApiTags('Context')
@Roles('admin')
@Controller('v1/fact-patterns')
export class FactPatternsController {
  constructor(
    private readonly db: Database,
    private readonly patterns: FactPatterns,
  ) {}

  @Get()
  async list(): Promise<{ data: FactPatternView[] }> {
    return { data: await listPatterns(this.db) };
  }

  @Get(':id')
  async get(@Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<FactPatternView> {
    const found = await findPattern(this.db, id);
    if (!found) throw notFound('fact pattern');
    return withEtag(response, found);
  }

  @Post()
  create(@CurrentPrincipal() by: Principal, @Body() body: NewFactPatternBody): Promise<FactPatternView> {
    return this.as(by, (scope) => this.patterns.create(scope, body));
  }

  @Patch(':id')
  async change(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Body() body: FactPatternPatch,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<FactPatternView> {
    return withEtag(response, await this.as(by, (scope) => this.patterns.change(scope, id, body, ifMatch)));
  }

  @HttpCode(204)
  @Delete(':id')
  delete(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.as(by, (scope) => this.patterns.delete(scope, id, ifMatch));
  }

  private as<T>(by: Principal, work: (scope: Scope) => Promise<T>): Promise<T> {
    return this.db.transaction((tx) => work({ actor: actorOf(by), tx }));
  }
}
