import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../../config/config.js';
import type { Database } from '../database/database.js';
import type { JobBus } from '../jobs/job-bus.js';
import type { Metrics } from '../metrics/metrics.js';
import { readinessOf } from './readiness.js';

/** The one door of a worker: three questions a platform asks, nothing else. Closed unless a port was given. */
export class HealthDoor {
  private server: Server | undefined;

  constructor(
    private readonly config: Readonly<Config>,
    private readonly db: Database,
    private readonly jobs: JobBus,
    private readonly metrics: Metrics,
  ) {}

  /** The port in use, or 0. Rejects where it is taken, with the name of the variable. */
  async open(): Promise<number> {
    const { healthPort, host } = this.config;
    if (healthPort === undefined) return 0;
    this.server = createServer((request, response) => {
      void this.answer(request, response).catch(() => send(response, 500, { status: 'failing' }));
    });
    this.server.listen(healthPort, host);
    await once(this.server, 'listening').catch((error: unknown) => {
      throw Object.assign(error as Error, { variable: 'HEALTH_PORT' });
    });
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (!this.server?.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (method !== 'GET' && method !== 'HEAD') return send(response, 405, { status: 'failing' });
    switch (url?.split('?')[0]) {
      case '/health/live':
        return send(response, 200, { status: 'ok' });
      case '/health/ready': {
        const readiness = await readinessOf(this.db, this.jobs);
        return send(response, readiness.status === 'ok' ? 200 : 503, readiness);
      }
      case '/metrics':
        response.setHeader('content-type', this.metrics.registry.contentType);
        return void response.end(await this.metrics.registry.metrics());
      default:
        return send(response, 404, { status: 'failing' });
    }
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
