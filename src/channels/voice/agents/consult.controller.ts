import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { CurrentPrincipal, type Principal } from '../../../accounts/principal.js';
import type { CallView } from '../../../contracts/calls.js';
import { Database } from '../../../platform/database/database.js';
import { callViews } from '../../calls/call-views.queries.js';
import { ConsultColleague } from './consult-colleague.service.js';

export class ConsultBody {
  /** The colleague who is asked. */
  @IsUUID()
  agentId: string;
}

export class HandOverBody {
  /** For the colleague; stays in the thread. */
  @IsOptional()
  @IsString()
  @Length(1, 5_000)
  note?: string;
}

/** Asking a colleague during a telephone call. To hand a call on without asking is to hand on its conversation. */
@ApiTags('Calls')
@Controller('v1/calls/:id/consult')
export class ConsultController {
  constructor(
    private readonly db: Database,
    private readonly consulting: ConsultColleague,
  ) {}

  @Post()
  @HttpCode(200)
  async begin(@Param('id') id: string, @Body() { agentId }: ConsultBody, @CurrentPrincipal() by: Principal): Promise<CallView> {
    await this.consulting.begin(by, id, agentId);
    return this.view(id);
  }

  @Post('complete')
  @HttpCode(200)
  async complete(@Param('id') id: string, @Body() { note }: HandOverBody, @CurrentPrincipal() by: Principal): Promise<CallView> {
    await this.consulting.complete(by, id, note ?? 'Handed over on the line.');
    return this.view(id);
  }

  @Post('cancel')
  @HttpCode(200)
  async cancel(@Param('id') id: string, @CurrentPrincipal() by: Principal): Promise<CallView> {
    await this.consulting.cancel(by, id);
    return this.view(id);
  }

  private async view(id: string): Promise<CallView> {
    return (await callViews(this.db, [id]))[0]!;
  }
}
