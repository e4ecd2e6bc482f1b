import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { SmtpDoor } from './channels/email/smtp-door.service.js';
import type { Config } from './config/config.js';
import { Database } from './platform/database/database.js';
import { HealthDoor } from './platform/http/health-door.js';
import { dressHttp } from './platform/http/dress-http.js';
import { RateLimits } from './platform/http/rate-limits.js';
import { JobBus } from './platform/jobs/job-bus.js';
import { Sweep } from './platform/jobs/sweep.js';
import { NestLog } from './platform/logging/log.js';
import { EventListeners } from './platform/outbox/listeners.js';
import { Relay } from './platform/outbox/relay.js';
import type { Foundation } from './platform/platform.module.js';
import { Realtime } from './platform/realtime/realtime.js';

export interface Application {
  nest: NestExpressApplication;
  /** The port in use; of a worker that of its health door, or 0. */
  port: number;
  /** The mail port in use; 0 in the role worker. */
  smtpPort: number;
  /** Drains: no new work, running work finished, nothing announced after it. */
  stop(): Promise<void>;
}

/**
 * Starts one role. Doors (HTTP, sockets, SMTP) open last, when everything behind them is ready, and close first.
 * Throws where a job or event lacks its handler.
 */
export async function startApplication(foundation: Foundation): Promise<Application> {
  const nest = await NestFactory.create<NestExpressApplication>(AppModule.on(foundation), {
    bodyParser: false,
    logger: new NestLog(foundation.log),
    abortOnError: false,
  });
  try {
    const port = await open(nest, foundation);
    return { nest, port, smtpPort: nest.get(SmtpDoor).port, stop: () => stop(nest) };
  } catch (error) {
    // The reason is told alone: without this, whatever runs already would complain about the database that goes away next.
    await stop(nest).catch(() => undefined);
    throw error;
  }
}

async function open(nest: NestExpressApplication, foundation: Foundation): Promise<number> {
  const { role } = foundation.config;
  const [jobs, relay, sweep, realtime] = [nest.get(JobBus), nest.get(Relay), nest.get(Sweep), nest.get(Realtime)];
  const opensDoors = role !== 'worker';
  if (opensDoors) dressHttp(nest, foundation);
  await nest.init();
  jobs.assertComplete();
  nest.get(EventListeners).assertComplete();
  await jobs.start();
  if (opensDoors) await relay.start();
  if (role !== 'api') await sweep.start();
  if (!opensDoors) return nest.get(HealthDoor).open();
  realtime.attach(nest.getHttpServer());
  return listen(nest.getHttpServer(), foundation.config);
}

/**
 * Longer than the minute after which balancers drop an idle connection: where the server drops it first, a request that is
 * just setting out on it is lost. In milliseconds.
 */
const KEEP_ALIVE_MS = 75_000;
const IDLE_SWEEP_MS = 100;

/** Not Nest's `listen`: that one prints a port that is taken as an error of its own before it rejects. */
async function listen(server: Server, { port, host }: Config): Promise<number> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(port, host);
  // Rejects with the server's error, if that comes first.
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Pages go on asking on connections they hold open, and the server ends only with the last of these: each gets one last answer. */
function windDown(server: Server): void {
  if (!server.listening) return;
  server.prependListener('request', (_request, response: ServerResponse) => void response.setHeader('Connection', 'close'));
  const sweeping = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS).unref();
  server.once('close', () => clearInterval(sweeping));
}

async function stop(nest: NestExpressApplication): Promise<void> {
  windDown(nest.getHttpServer());
  // Sockets first: their open connections would keep the HTTP server from closing.
  await nest.get(Realtime).stop();
  await nest.get(HealthDoor).close();
  await nest.get(Sweep).stop();
  await nest.get(JobBus).stop();
  await nest.get(Relay).stop();
  await nest.close();
  nest.get(RateLimits).stop();
  await nest.get(Database).dataSource.destroy();
}
