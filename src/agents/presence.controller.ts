import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../accounts/principal.js';
import type { AgentStatesView, PresenceView } from '../contracts/views.js';
import { Database } from '../platform/database/database.js';
import { presenceViews } from './agents.queries.js';
import { ForcedPresenceBody, PresenceBody, StatesQuery } from './presence-bodies.js';
import { ForcePresence } from './presence-force.service.js';
import { agentStates } from './presence-states.queries.js';
import { Presence } from './presence.service.js';

/** The caller's own. */
@ApiTags('Agents')
@Controller('v1/me')
export class PresenceController {
  constructor(
    private readonly db: Database,
    private readonly presence: Presence,
  ) {}

  @Get('presence')
  async get(@CurrentPrincipal() principal: Principal): Promise<PresenceView> {
    return (await presenceViews(this.db, [principal.id]))[0]!;
  }

  @Put('presence')
  set(@CurrentPrincipal() principal: Principal, @Body() { state, reason, returnAt }: PresenceBody): Promise<PresenceView> {
    const terms = returnAt ? { returnAt: new Date(returnAt) } : {};
    return this.presence.set(principal.id, state, reason, actorOf(principal), terms);
  }

  @Get('states')
  states(@CurrentPrincipal() principal: Principal, @Query() query: StatesQuery): Promise<AgentStatesView> {
    return agentStates(this.db, principal.id, query);
  }
}

/** An agent's, for those who supervise. */
@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1/agents/:id')
export class AgentPresenceController {
  constructor(
    private readonly db: Database,
    private readonly force: ForcePresence,
  ) {}

  @Put('presence')
  set(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: ForcedPresenceBody,
  ): Promise<PresenceView> {
    return this.force.execute(principal, id, body);
  }

  @Get('states')
  states(@Param('id') id: string, @Query() query: StatesQuery): Promise<AgentStatesView> {
    return agentStates(this.db, id, query);
  }
}
