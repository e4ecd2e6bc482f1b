import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** The process's Prometheus registry and the figures every room shares. */
export class Metrics {
  readonly registry = new Registry();
  readonly httpSeconds = new Histogram({
    name: 'throughline_http_request_seconds',
    help: 'Time to answer an HTTP request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });
  readonly messages = new Counter({
    name: 'throughline_messages_total',
    help: 'Messages recorded.',
    labelNames: ['channel', 'direction'],
    registers: [this.registry],
  });
  readonly offers = new Counter({
    name: 'throughline_offers_total',
    help: 'Offers by what became of them.',
    labelNames: ['state'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'throughline_' });
  }
}
