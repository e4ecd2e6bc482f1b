import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CONFIG, type Config } from '../../config/config.js';
import { NeverStored } from '../../platform/http/idempotency.js';
import { Public } from '../../platform/http/public.js';
import type { WebhookAnswer } from '../drawers/drawer.js';
import { TakeWebhook } from './take-webhook.service.js';
import { webhookRequest } from './webhook-request.js';

/** Where vendors deliver: one address per inbox, open to anybody who can sign. */
@ApiTags('Inboxes')
@Public()
@NeverStored()
@Controller('v1/inboxes')
export class WebhookController {
  constructor(
    private readonly webhooks: TakeWebhook,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get(':inbox/webhook')
  async challenge(@Param('inbox') inbox: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const call = webhookRequest(request, this.config.publicUrl);
    answer(response, await this.webhooks.challenge(inbox, call, request.ip ?? 'unknown'));
  }

  @Post(':inbox/webhook')
  async deliver(@Param('inbox') inbox: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const call = webhookRequest(request, this.config.publicUrl);
    answer(response, await this.webhooks.deliver(inbox, call, request.ip ?? 'unknown'));
  }
}

function answer(response: Response, { status, contentType, body }: WebhookAnswer): void {
  response
    .status(status)
    .set({ 'Content-Type': contentType, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' })
    .end(body);
}
