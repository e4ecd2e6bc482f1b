import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Clock } from '../../platform/clock/clock.js';
import { Metrics } from '../../platform/metrics/metrics.js';

/** A process that has not looked for so long no longer leads the sweep: what it knew is nobody's figure. */
const STALE_MS = 5_000;

/** How much is stuck, for Prometheus: of the process that leads the sweep, nothing of the others. */
@Injectable()
export class StuckFigures {
  private stuck = 0;
  private lookedAt = 0;
  private readonly raised: Counter;

  constructor(
    metrics: Metrics,
    private readonly clock: Clock,
  ) {
    const current = (): number => (this.clock.now() - this.lookedAt > STALE_MS ? 0 : this.stuck);
    new Gauge({
      name: 'throughline_stuck_pairs',
      help: 'Work that waits beside somebody free for more than a second.',
      registers: [metrics.registry],
      collect() {
        this.set(current());
      },
    });
    this.raised = new Counter({
      name: 'throughline_stuck_pairs_total',
      help: 'Conversations found waiting beside somebody free, each counted when it was found.',
      labelNames: ['because'],
      registers: [metrics.registry],
    });
  }

  looked(stuck: number): void {
    this.stuck = stuck;
    this.lookedAt = this.clock.now();
  }

  found(because: string): void {
    this.raised.inc({ because });
  }
}
