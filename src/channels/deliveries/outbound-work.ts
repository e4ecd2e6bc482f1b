import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { JobBus } from '../../platform/jobs/job-bus.js';
import { Lanes } from '../../platform/jobs/lanes.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { DueWakeUps } from './due-wake-ups.js';
import { channelOfSend, dueSends } from './outbound-sends.repository.js';
import { SendOutbound } from './send-outbound.service.js';

/** Of one channel at once: a vendor that says nothing keeps hands busy, and must not keep all of them. */
const atOnce = 8;

/** When messages are carried out: at the news of one, and again whenever the sweep finds it due. */
@Injectable()
export class OutboundWork implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: JobBus,
    private readonly sweep: Sweep,
    private readonly listeners: EventListeners,
    private readonly send: SendOutbound,
  ) {}

  onModuleInit(): void {
    const lanes = new Lanes(atOnce, (messageId) => this.jobs.add('send-message', { messageId }));
    this.jobs.handle('send-message', async ({ messageId }) => {
      const channel = await channelOfSend(this.db, messageId);
      if (channel) await lanes.run(channel, messageId, () => this.send.run(messageId));
    });
    this.listeners.on('send messages', ['outbound.queued'], async (events) => {
      const ids = events.flatMap(({ payload }) => ('messageId' in payload ? [payload.messageId] : []));
      await Promise.all(ids.map((messageId) => this.jobs.add('send-message', { messageId })));
    });
    const wakeUps = new DueWakeUps((messageId) => this.jobs.addOrRun('send-message', { messageId }));
    this.sweep.register('outbound sends', async () => wakeUps.wakeFor(await dueSends(this.db)));
  }
}
