import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../accounts/principal.js';
import type { CallView } from '../../contracts/calls.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { RecordingBody } from './call-bodies.js';
import { callsOfConversation, callViews, liveCallsOf } from './call-views.queries.js';
import { SteerCall } from './steer-call.service.js';

/** Calls, whoever carries them. To hand a call on is to hand on its conversation. */
@ApiTags('Calls')
@Controller('v1')
export class CallsController {
  constructor(
    private readonly db: Database,
    private readonly calls: SteerCall,
  ) {}

  @Get('calls/:id')
  async read(@Param('id') id: string): Promise<CallView> {
    const [call] = await callViews(this.db, [id]);
    if (!call) throw notFound('call');
    return call;
  }

  @Get('me/calls')
  async mine(@CurrentPrincipal() by: Principal): Promise<{ data: CallView[] }> {
    return { data: await liveCallsOf(this.db, by.id) };
  }

  @Get('conversations/:id/calls')
  async ofConversation(@Param('id') id: string): Promise<{ data: CallView[] }> {
    const [found] = await this.db.query('SELECT 1 FROM conversations WHERE id = $1', [id]);
    if (!found) throw notFound('conversation');
    return { data: await callsOfConversation(this.db, id) };
  }

  @Post('calls/:id/answer')
  @HttpCode(200)
  answer(@Param('id') id: string, @CurrentPrincipal() by: Principal): Promise<CallView> {
    return this.calls.steer(by, id, 'answer');
  }

  @Post('calls/:id/decline')
  @HttpCode(200)
  decline(@Param('id') id: string, @CurrentPrincipal() by: Principal): Promise<CallView> {
    return this.calls.steer(by, id, 'decline');
  }

  @Post('calls/:id/hold')
  @HttpCode(200)
  hold(@Param('id') id: string, @CurrentPrincipal() by: Principal): Promise<CallView> {
    return this.calls.steer(by, id, 'hold');
  }

  @Post('calls/:id/resume')
  @HttpCode(200)
  resume(@Param('id') id: string, @CurrentPrincipal() by: Principal): Promise<CallView> {
    return this.calls.steer(by, id, 'resume');
  }

  @Post('calls/:id/hangup')
  @HttpCode(200)
  hangup(@Param('id') id: string, @CurrentPrincipal() by: Principal): Promise<CallView> {
    return this.calls.steer(by, id, 'hangup');
  }

  @Post('calls/:id/recording')
  @HttpCode(200)
  record(@Param('id') id: string, @Body() { action }: RecordingBody, @CurrentPrincipal() by: Principal): Promise<CallView> {
    return this.calls.record(by, id, action);
  }
}
