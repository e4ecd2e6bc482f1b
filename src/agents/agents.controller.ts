import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { afterId } from '../accounts/after-id.js';
import { hashPassword } from '../accounts/passwords.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../accounts/principal.js';
import type { AgentView, Page } from '../contracts/views.js';
import { Database } from '../platform/database/database.js';
import { ListQuery, page } from '../platform/http/cursor.js';
import { notFound } from '../platform/http/refusal.js';
import { AgentPatch, NewAgentBody } from './agent-bodies.js';
import { agentViews, listAgents } from './agents.queries.js';
import { type AgentChange, ChangeAgent } from './change-agent.service.js';
import { CreateAgent } from './create-agent.service.js';
import { withEtag } from '../platform/http/version-guard.js';

@ApiTags('Agents')
@Controller('v1/agents')
export class AgentsController {
  constructor(
    private readonly db: Database,
    private readonly createAgent: CreateAgent,
    private readonly changeAgent: ChangeAgent,
  ) {}

  @Get()
  async list(@Query() query: ListQuery): Promise<Page<AgentView>> {
    return page(
      await listAgents(this.db, afterId(query), query.limit),
      query.limit,
      (agent) => [agent.id],
      (agent) => agent,
    );
  }

  @Get(':id')
  async get(@Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<AgentView> {
    const [agent] = await agentViews(this.db, [id]);
    if (!agent) throw notFound('agent');
    return withEtag(response, agent);
  }

  @Roles('admin')
  @Post()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body() body: NewAgentBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AgentView> {
    const { password, ...rest } = body;
    const wish = { ...rest, passwordHash: await hashPassword(password) };
    return withEtag(
      response,
      await this.db.transaction((tx) => this.createAgent.execute({ actor: actorOf(principal), tx }, wish)),
    );
  }

  @Roles('admin')
  @Patch(':id')
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() { password, ...rest }: AgentPatch,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AgentView> {
    const change = { ...rest, ...(password ? { passwordHash: await hashPassword(password) } : {}) };
    return withEtag(response, await this.apply(principal, id, change, ifMatch));
  }

  /** Disables: who answered whom must stay readable, so that nobody is ever erased here. */
  @Roles('admin')
  @HttpCode(204)
  @Delete(':id')
  async disable(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.apply(principal, id, { disabled: true }, ifMatch);
  }

  private apply(principal: Principal, id: string, change: AgentChange, ifMatch: string | undefined): Promise<AgentView> {
    return this.db.transaction((tx) => this.changeAgent.execute({ actor: actorOf(principal), tx }, id, change, ifMatch));
  }
}
