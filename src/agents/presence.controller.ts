import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { actorOf, CurrentPrincipal, type Principal } from '../accounts/principal.js';
import type { PresenceView } from '../contracts/views.js';
import { type PresenceState, presenceStates } from '../contracts/words.js';
import { Database } from '../platform/database/database.js';
import { presenceViews } from './agents.queries.js';
import { Presence } from './presence.service.js';

/** Body of `PUT /v1/me/presence` and of the socket command `presence.set`. */
export class PresenceBody {
  @IsIn(presenceStates)
  state: PresenceState;

  /** Break, lunch, training. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  reason?: string | null;
}

@ApiTags('Agents')
@Controller('v1/me/presence')
export class PresenceController {
  constructor(
    private readonly db: Database,
    private readonly presence: Presence,
  ) {}

  @Get()
  async get(@CurrentPrincipal() principal: Principal): Promise<PresenceView> {
    return (await presenceViews(this.db, [principal.id]))[0]!;
  }

  @Put()
  set(@CurrentPrincipal() principal: Principal, @Body() body: PresenceBody): Promise<PresenceView> {
    return this.presence.set(principal.id, body.state, body.reason, actorOf(principal));
  }
}
