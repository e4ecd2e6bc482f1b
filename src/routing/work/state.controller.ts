import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowIntegration, CurrentPrincipal, type Principal } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { ClaimConversation } from './claim-conversation.service.js';
import { CloseConversation } from './close-conversation.service.js';
import { ReopenConversation } from './reopen-conversation.service.js';
import { SnoozeConversation } from './snooze-conversation.service.js';
import { ActBody, CloseBody, SnoozeBody } from './work-bodies.js';

/** Acts that change the state of a conversation. */
@ApiTags('Conversations')
@AllowIntegration()
@Controller('v1/conversations/:id')
export class StateController {
  constructor(
    private readonly claimConversation: ClaimConversation,
    private readonly closeConversation: CloseConversation,
    private readonly reopenConversation: ReopenConversation,
    private readonly snoozeConversation: SnoozeConversation,
  ) {}

  @Post('claim')
  @HttpCode(200)
  claim(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() body: ActBody,
  ): Promise<ConversationView> {
    return this.claimConversation.execute({ conversationId, by, ...body });
  }

  @Post('close')
  @HttpCode(200)
  close(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() body: CloseBody,
  ): Promise<ConversationView> {
    return this.closeConversation.execute({ conversationId, by, ...body });
  }

  @Post('reopen')
  @HttpCode(200)
  reopen(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() body: ActBody,
  ): Promise<ConversationView> {
    return this.reopenConversation.execute({ conversationId, by, ...body });
  }

  @Post('snooze')
  @HttpCode(200)
  snooze(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() body: SnoozeBody,
  ): Promise<ConversationView> {
    return this.snoozeConversation.execute({ conversationId, by, ...body });
  }
}
