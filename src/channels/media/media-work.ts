import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { JobBus } from '../../platform/jobs/job-bus.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { DueWakeUps } from '../deliveries/due-wake-ups.js';
import { FetchMediaOfMessage } from './fetch-media.service.js';
import { dueMedia } from './media-due.repository.js';

/** When files are fetched: at the news of a message that has some, and again whenever the sweep finds one due. */
@Injectable()
export class MediaWork implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: JobBus,
    private readonly sweep: Sweep,
    private readonly listeners: EventListeners,
    private readonly fetch: FetchMediaOfMessage,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('fetch-media', ({ messageId }) => this.fetch.run(messageId));
    this.listeners.on('fetch media', ['media.expected'], async (events) => {
      const ids = events.flatMap(({ payload }) => ('messageId' in payload ? [payload.messageId] : []));
      await Promise.all([...new Set(ids)].map((messageId) => this.jobs.add('fetch-media', { messageId })));
    });
    const wakeUps = new DueWakeUps((messageId) => this.jobs.addOrRun('fetch-media', { messageId }));
    this.sweep.register('media to fetch', async () => wakeUps.wakeFor(await dueMedia(this.db)));
  }
}
