import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowIntegration, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { Refusal } from '../../platform/http/refusal.js';
import { MoveConversation } from './move-conversation.service.js';
import { SetPriority } from './set-priority.service.js';
import { SplitConversation } from './split-conversation.service.js';
import { UndoSplit } from './undo-split.service.js';
import { type Target, TransferConversation } from './transfer-conversation.service.js';
import { ActBody, PlaceBody, PriorityBody, SplitBody, TransferBody } from './work-bodies.js';

/** Acts that change who works on a conversation, or in what order. */
@ApiTags('Conversations')
@AllowIntegration()
@Controller('v1/conversations/:id')
export class WorkController {
  constructor(
    private readonly transferConversation: TransferConversation,
    private readonly moveConversation: MoveConversation,
    private readonly setPriority: SetPriority,
    private readonly splitConversation: SplitConversation,
    private readonly undoSplitting: UndoSplit,
  ) {}

  @Post('transfer')
  @HttpCode(200)
  transfer(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() body: TransferBody,
  ): Promise<ConversationView> {
    return this.transferConversation.execute({
      conversationId,
      by,
      epoch: body.epoch,
      reason: body.reason,
      to: targetOf(body),
      note: body.note,
      force: body.force,
    });
  }

  @Roles('supervisor')
  @Post('move')
  @HttpCode(200)
  move(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() { epoch, reason, force, note, ...to }: PlaceBody,
  ): Promise<ConversationView> {
    return this.moveConversation.execute({ conversationId, by, epoch, reason, force, note, to: targetOf(to) });
  }

  @Post('priority')
  @HttpCode(200)
  priority(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() body: PriorityBody,
  ): Promise<ConversationView> {
    return this.setPriority.execute({ conversationId, by, ...body });
  }

  @Post('split')
  split(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() body: SplitBody,
  ): Promise<ConversationView> {
    return this.splitConversation.execute({ conversationId, by, ...body });
  }

  @Post('split/undo')
  @HttpCode(200)
  undoSplit(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() body: ActBody,
  ): Promise<ConversationView> {
    return this.undoSplitting.execute({ conversationId, by, ...body });
  }
}

export function targetOf({ agentId, queueId }: { agentId?: string; queueId?: string }): Target {
  if (agentId && !queueId) return { agentId };
  if (queueId && !agentId) return { queueId };
  throw new Refusal('invalid_request', 'Name either an agent or a queue.', {
    translations: { zh: '请选择客服或队列，且只选其一。' },
    errors: [{ pointer: '/agentId', detail: 'exactly one of agentId and queueId is needed' }],
  });
}
