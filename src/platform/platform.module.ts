import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { Clock } from './clock/clock.js';
import { Database } from './database/database.js';
import { FreshStatistics } from './database/fresh-statistics.service.js';
import { BeforeBody } from './http/before-body.js';
import { FrontController } from './http/front.controller.js';
import { HealthDoor } from './http/health-door.js';
import { HealthController } from './http/health.controller.js';
import { Idempotency } from './http/idempotency.js';
import { RateLimits } from './http/rate-limits.js';
import { JobBus } from './jobs/job-bus.js';
import { Sweep } from './jobs/sweep.js';
import { LOG, type Log } from './logging/log.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { EventListeners } from './outbox/listeners.js';
import { Outbox } from './outbox/outbox.js';
import { Relay } from './outbox/relay.js';
import { Realtime } from './realtime/realtime.js';
import { SocketsController } from './realtime/sockets.controller.js';
import { Secrets } from './secrets/secrets.js';
import { BlobStore } from './storage/blob-store.js';
import { openStore } from './storage/open-store.js';
import { SignedLinks } from './storage/signed-links.js';

/** What a process is started with: settled before Nest, so that trouble is one clear line and not a stack. */
export interface Foundation {
  config: Readonly<Config>;
  log: Log;
  dataSource: DataSource;
  /** The database in use, embedded or yours. */
  databaseUrl: string;
  secretKey: string;
}

/** The machines that know no domain, the same for every room. */
@Global()
@Module({})
export class PlatformModule {
  static on({ config, log, dataSource, databaseUrl, secretKey }: Foundation): DynamicModule {
    const clock = new Clock();
    const db = new Database(dataSource);
    const listeners = new EventListeners();
    const relay = new Relay(db, listeners, log);
    const jobs = new JobBus({ redisUrl: config.redisUrl, databaseUrl, works: config.role !== 'api' }, log);
    const metrics = new Metrics();
    const secrets = new Secrets(secretKey);
    const values: [unknown, unknown][] = [
      [CONFIG, config],
      [LOG, log],
      [Clock, clock],
      [Database, db],
      [EventListeners, listeners],
      [Relay, relay],
      [Outbox, new Outbox(relay)],
      [JobBus, jobs],
      [Sweep, new Sweep(db, log)],
      [Secrets, secrets],
      [SignedLinks, new SignedLinks(secrets, clock)],
      [BlobStore, openStore(config)],
      [RateLimits, new RateLimits(config.redisUrl, config.rateLimitScale)],
      // A worker holds no sockets and tells nobody anything by them: news goes out where the relay leads.
      [Realtime, new Realtime(config.role === 'worker' ? undefined : config.redisUrl, log)],
      [Metrics, metrics],
      [HealthDoor, new HealthDoor(config, db, jobs, metrics)],
      [BeforeBody, new BeforeBody()],
    ];
    const providers = values.map(([provide, useValue]) => ({ provide: provide as never, useValue }));
    return {
      module: PlatformModule,
      controllers: [FrontController, HealthController, MetricsController, SocketsController],
      providers: [...providers, Idempotency, FreshStatistics],
      exports: [...providers.map((one) => one.provide), Idempotency],
    };
  }
}
