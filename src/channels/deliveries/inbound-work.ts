import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { JobBus } from '../../platform/jobs/job-bus.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { DueWakeUps } from './due-wake-ups.js';
import { dropExpired, dueDeliveries } from './inbound-deliveries.repository.js';
import { TranslateTogether } from './translate-together.service.js';

const hourMs = 3_600_000;
const expiredAtOnce = 500;

/** When deliveries are translated: at the news of one, and at the latest when the sweep finds it due. */
@Injectable()
export class InboundWork implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: JobBus,
    private readonly sweep: Sweep,
    private readonly listeners: EventListeners,
    private readonly translate: TranslateTogether,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('translate-inbound', ({ deliveryIds }) => this.translate.run(deliveryIds));
    this.listeners.on('translate inbound', ['inbound.received'], async (events) => {
      const ids = events.flatMap(({ payload }) => ('deliveryId' in payload ? [payload.deliveryId] : []));
      // Where this process works, the news need not go through the backend of the jobs to come back here.
      if (this.jobs.works) void this.translate.run(ids);
      else await this.jobs.add('translate-inbound', { deliveryIds: ids });
    });
    const wakeUps = new DueWakeUps((deliveryId) => this.translate.run([deliveryId]));
    this.sweep.register('inbound deliveries', async () => wakeUps.wakeFor(await dueDeliveries(this.db)));
    this.sweep.register('expired raw deliveries', () => this.dropExpired(), hourMs);
  }

  private async dropExpired(): Promise<void> {
    while ((await dropExpired(this.db, expiredAtOnce)) === expiredAtOnce);
  }
}
