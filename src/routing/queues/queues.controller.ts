import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { afterId } from '../../accounts/after-id.js';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { assertSupervises } from '../../accounts/supervised-queues.queries.js';
import { withEtag } from '../../platform/http/version-guard.js';
import type { QueueLiveView, QueueView } from '../../contracts/routing-views.js';
import type { Page } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { notFound } from '../../platform/http/refusal.js';
import { NewQueueBody, QueuePatch } from './queue-bodies.js';
import { queueLiveViews } from './queues-live.queries.js';
import { findQueue, listQueues } from './queues.queries.js';
import { SaveQueue } from './save-queue.service.js';

@ApiTags('Queues')
@Controller('v1/queues')
export class QueuesController {
  constructor(
    private readonly db: Database,
    private readonly saveQueue: SaveQueue,
  ) {}

  @Get()
  async list(@Query() query: ListQuery): Promise<Page<QueueView>> {
    return page(
      await listQueues(this.db, afterId(query), query.limit),
      query.limit,
      (queue) => [queue.id],
      (queue) => queue,
    );
  }

  @Get(':id')
  async get(@Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<QueueView> {
    const queue = await findQueue(this.db, id);
    if (!queue) throw notFound('queue');
    return withEtag(response, queue);
  }

  /** Waiting, oldest, agents by state and load, as of now. */
  @Roles('supervisor')
  @Get(':id/live')
  async live(@CurrentPrincipal() by: Principal, @Param('id') id: string): Promise<QueueLiveView> {
    const [live] = await queueLiveViews(this.db, [id]);
    if (!live) throw notFound('queue');
    await assertSupervises(this.db, by, live.queueId);
    return live;
  }

  @Roles('supervisor')
  @Post()
  async create(
    @CurrentPrincipal() by: Principal,
    @Body() body: NewQueueBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<QueueView> {
    return withEtag(response, await this.saveQueue.create(by, body));
  }

  @Roles('supervisor')
  @Patch(':id')
  async change(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Body() body: QueuePatch,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<QueueView> {
    return withEtag(response, await this.saveQueue.change(by, id, body, ifMatch));
  }

  @Roles('supervisor')
  @HttpCode(204)
  @Delete(':id')
  remove(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.saveQueue.remove(by, id, ifMatch);
  }
}
