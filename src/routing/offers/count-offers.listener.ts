import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EventMap } from '../../contracts/events.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { EventListeners } from '../../platform/outbox/listeners.js';

/** What became of offers, for the figures of the process that leads the relay. */
@Injectable()
export class CountOffers implements OnModuleInit {
  constructor(
    private readonly listeners: EventListeners,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.listeners.on('offer-figures', ['offer.made', 'offer.withdrawn'], (events) => {
      for (const { type, payload } of events)
        this.metrics.offers.inc({ state: type === 'offer.made' ? 'made' : (payload as EventMap['offer.withdrawn']).because });
      return Promise.resolve();
    });
  }
}
