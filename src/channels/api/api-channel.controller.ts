import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { AllowIntegration, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { MessageView } from '../../contracts/views.js';
import { PostInboundMessage } from './post-inbound-message.service.js';
import { PostMessageBody } from './post-message-body.js';

/** The door for any other system. The inbox is named by id or key. */
@ApiTags('Inboxes')
@Controller('v1/inboxes/:inbox/messages')
export class ApiChannelController {
  constructor(private readonly messages: PostInboundMessage) {}

  /** 201 with the message, 200 with the first one for a repeat of its `externalId`. */
  @AllowIntegration()
  @Roles('admin')
  @Post()
  async post(
    @Param('inbox') inbox: string,
    @Body() body: PostMessageBody,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ message: MessageView }> {
    const { message, created } = await this.messages.post(principal, inbox, body);
    response.status(created ? 201 : 200);
    return { message };
  }
}
