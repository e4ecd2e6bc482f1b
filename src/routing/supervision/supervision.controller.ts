import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { BulkPriorityView, ListeningView, QueueView, SupervisedQueuesView } from '../../contracts/routing-views.js';
import type { MessageView } from '../../contracts/views.js';
import { BulkPriority } from './bulk-priority.service.js';
import { GiveQueues } from './give-queues.service.js';
import { ListenIn } from './listen-in.service.js';
import { PauseQueue } from './pause-queue.service.js';
import { BulkPriorityBody, MonitorBody, PauseBody, ResumeBody, SupervisedQueuesBody, WhisperBody } from './supervision-bodies.js';
import { Whisper } from './whisper.service.js';

/** What supervisors do about the work of others, each on the queues they are given. */
@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1')
export class SupervisionController {
  constructor(
    private readonly bulkPriority: BulkPriority,
    private readonly pauseQueue: PauseQueue,
    private readonly listenIn: ListenIn,
    private readonly whispering: Whisper,
    private readonly giveQueues: GiveQueues,
  ) {}

  @Post('conversations/priority')
  @HttpCode(200)
  priority(@CurrentPrincipal() by: Principal, @Body() body: BulkPriorityBody): Promise<BulkPriorityView> {
    return this.bulkPriority.execute({ by, ...body });
  }

  @Post('conversations/:id/monitor')
  @HttpCode(200)
  monitor(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() body: MonitorBody,
  ): Promise<ListeningView> {
    return this.listenIn.execute({ by, conversationId, ...body });
  }

  @Post('conversations/:id/whispers')
  whisper(
    @CurrentPrincipal() by: Principal,
    @Param('id') conversationId: string,
    @Body() { text }: WhisperBody,
  ): Promise<MessageView> {
    return this.whispering.execute({ by, conversationId, text });
  }

  @Post('queues/:id/pause')
  @HttpCode(200)
  pause(@CurrentPrincipal() by: Principal, @Param('id') id: string, @Body() body: PauseBody): Promise<QueueView> {
    return this.pauseQueue.pause(by, id, body);
  }

  @Post('queues/:id/resume')
  @HttpCode(200)
  resume(@CurrentPrincipal() by: Principal, @Param('id') id: string, @Body() { reason }: ResumeBody): Promise<QueueView> {
    return this.pauseQueue.resume(by, id, reason);
  }

  @Get('agents/:id/supervised-queues')
  supervised(@Param('id') id: string): Promise<SupervisedQueuesView> {
    return this.giveQueues.read(id);
  }

  @Roles('admin')
  @Put('agents/:id/supervised-queues')
  give(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Body() { queueIds }: SupervisedQueuesBody,
  ): Promise<SupervisedQueuesView> {
    return this.giveQueues.give(by, id, queueIds);
  }
}
