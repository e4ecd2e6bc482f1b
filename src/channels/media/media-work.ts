import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { JobBus } from '../../platform/jobs/job-bus.js';
import { Lanes } from '../../platform/jobs/lanes.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { DueWakeUps } from '../deliveries/due-wake-ups.js';
import { FetchMediaOfMessage } from './fetch-media.service.js';
import { channelOfMedia, dueMedia } from './media-due.repository.js';

/** Of one channel at once: each holds a whole file in memory, and a vendor that says nothing must not keep all hands. */
const atOnce = 2;

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
    const lanes = new Lanes(atOnce, (messageId) => this.jobs.add('fetch-media', { messageId }));
    this.jobs.handle('fetch-media', async ({ messageId }) => {
      const channel = await channelOfMedia(this.db, messageId);
      if (channel) await lanes.run(channel, messageId, () => this.fetch.run(messageId));
    });
    this.listeners.on('fetch media', ['media.expected'], async (events) => {
      const ids = events.flatMap(({ payload }) => ('messageId' in payload ? [payload.messageId] : []));
      await Promise.all([...new Set(ids)].map((messageId) => this.jobs.add('fetch-media', { messageId })));
    });
    const wakeUps = new DueWakeUps((messageId) => this.jobs.addOrRun('fetch-media', { messageId }));
    this.sweep.register('media to fetch', async () => wakeUps.wakeFor(await dueMedia(this.db)));
  }
}
