import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { RoutingDryRunView, RoutingRuleView } from '../../contracts/rule-views.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { withEtag } from '../../platform/http/version-guard.js';
import { DryRunRouting } from './dry-run-routing.service.js';
import { DryRunBody, NewRuleBody, RulePatch } from './rule-bodies.js';
import { allRules, findRule } from './rules.repository.js';
import { SaveRule } from './save-rule.service.js';

@ApiTags('Queues')
@Roles('supervisor')
@Controller('v1/routing-rules')
export class RoutingRulesController {
  constructor(
    private readonly db: Database,
    private readonly saveRule: SaveRule,
    private readonly dryRun: DryRunRouting,
  ) {}

  @Get()
  async list(): Promise<{ data: RoutingRuleView[] }> {
    return { data: await allRules(this.db) };
  }

  @Get(':id')
  async get(@Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<RoutingRuleView> {
    const rule = await findRule(this.db, id);
    if (!rule) throw notFound('routing rule');
    return withEtag(response, rule);
  }

  @Post()
  async create(
    @CurrentPrincipal() by: Principal,
    @Body() body: NewRuleBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RoutingRuleView> {
    return withEtag(response, await this.saveRule.create(by, body));
  }

  @HttpCode(200)
  @Post('dry-run')
  try(@Body() body: DryRunBody): Promise<RoutingDryRunView> {
    return this.dryRun.execute(body);
  }

  @Patch(':id')
  async change(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Body() body: RulePatch,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RoutingRuleView> {
    return withEtag(response, await this.saveRule.change(by, id, body, ifMatch));
  }

  @HttpCode(204)
  @Delete(':id')
  remove(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.saveRule.remove(by, id, ifMatch);
  }
}
