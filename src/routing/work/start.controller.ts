import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { StartConversationBody } from './work-bodies.js';
import { StartConversation } from './start-conversation.service.js';

@ApiTags('Conversations')
@Controller('v1/conversations')
export class StartController {
  constructor(private readonly startConversation: StartConversation) {}

  /** An agent writes to a customer first. */
  @Post()
  @HttpCode(201)
  start(@CurrentPrincipal() by: Principal, @Body() body: StartConversationBody): Promise<ConversationView> {
    return this.startConversation.execute({ by, ...body });
  }
}
