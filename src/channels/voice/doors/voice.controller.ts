import { Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CONFIG, type Config } from '../../../config/config.js';
import { NeverStored } from '../../../platform/http/idempotency.js';
import { Public } from '../../../platform/http/public.js';
import { webhookRequest } from '../../webhooks/webhook-request.js';
import { OpenVoiceDoor } from './open-voice-door.service.js';

/** Where the telephone vendor asks what a caller hears next, and tells what happened. Open to anybody who can sign. */
@ApiTags('Calls')
@Public()
@NeverStored()
@Controller('v1/inboxes')
export class VoiceController {
  constructor(
    private readonly door: OpenVoiceDoor,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A call comes in. Answered with TwiML. */
  @Post(':inbox/voice')
  @HttpCode(200)
  incoming(@Param('inbox') inbox: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.answer(inbox, 'incoming', request, response);
  }

  /** `incoming`'s further steps and what happens beside them: `next`, `leg`, `called`, `status`, `conference`, `recording`, `transcription`. */
  @Post(':inbox/voice/:what')
  @HttpCode(200)
  further(
    @Param('inbox') inbox: string,
    @Param('what') what: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.answer(inbox, what, request, response);
  }

  private async answer(inbox: string, what: string, request: Request, response: Response): Promise<void> {
    const call = webhookRequest(request, this.config.publicUrl);
    const body = await this.door.open(inbox, what, call, request.ip ?? 'unknown');
    response
      .status(body === null ? 204 : 200)
      .set({ 'Content-Type': 'text/xml; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' })
      .end(body ?? undefined);
  }
}
