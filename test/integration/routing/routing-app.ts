import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { AccountsModule } from '../../../src/accounts/accounts.module.js';
import { AgentsModule } from '../../../src/agents/agents.module.js';
import { readConfig } from '../../../src/config/read-config.js';
import { ContextModule } from '../../../src/context/context.module.js';
import { ConversationsModule } from '../../../src/conversations/conversations.module.js';
import { entities } from '../../../src/entities.js';
import { Clock } from '../../../src/platform/clock/clock.js';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { Database } from '../../../src/platform/database/database.js';
import { dressHttp } from '../../../src/platform/http/dress-http.js';
import { RateLimits } from '../../../src/platform/http/rate-limits.js';
import { JobBus } from '../../../src/platform/jobs/job-bus.js';
import { Sweep } from '../../../src/platform/jobs/sweep.js';
import { createLog } from '../../../src/platform/logging/log.js';
import { Relay } from '../../../src/platform/outbox/relay.js';
import { type Foundation, PlatformModule } from '../../../src/platform/platform.module.js';
import { projectRoot } from '../../../src/platform/project-root.js';
import { Realtime } from '../../../src/platform/realtime/realtime.js';
import { RoutingModule } from '../../../src/routing/routing.module.js';
import { type Backend, redisUrl } from '../../support/backends.js';
import { createDatabase, moveDatabaseClock, stopDatabaseClock } from '../../support/database.js';

@Module({})
class RoutingRooms {
  static on(foundation: Foundation): DynamicModule {
    return {
      module: RoutingRooms,
      imports: [PlatformModule.on(foundation), AccountsModule, AgentsModule, ConversationsModule, ContextModule, RoutingModule],
    };
  }
}

export interface RoutingApp {
  databaseUrl: string;
  nest: NestExpressApplication;
  get: NestExpressApplication['get'];
  db: Database;
  http: ReturnType<typeof request>;
  /** Moves the clocks of database and process forward together. */
  moveClock(ms: number): Promise<void>;
  /** The database's clock stands still from here on, until `moveClock` moves it (and then stands still again). */
  stopClock(): Promise<void>;
  /** One round of the sweep, as its timer would run it. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

export interface RoutingAppOptions {
  /** Runs jobs and relay on this backend; left out, nothing runs by itself and a test calls each machine. */
  machines?: Backend;
  /** On the database of this one, as a second process of the same deployment; stopped before it. */
  beside?: RoutingApp;
}

/** Routing with everything below it, on a database of its own. */
export async function startRouting({ machines, beside }: RoutingAppOptions = {}): Promise<RoutingApp> {
  const made = beside ? { url: beside.databaseUrl, drop: () => Promise.resolve() } : await createDatabase();
  const secretKey = 'test-secret-test-secret-test-secret-0123';
  const redis = machines === 'redis' ? { REDIS_URL: redisUrl() } : {};
  const level = process.env['TEST_LOG_LEVEL'] ?? 'silent';
  const config = readConfig(
    { PORT: '0', LOG_LEVEL: level, DATABASE_URL: made.url, SECRET_KEY: secretKey, ...redis },
    projectRoot,
  );
  const dataSource = createDataSource({ url: made.url, poolSize: 24, entities });
  await dataSource.initialize();
  const foundation = { config, log: createLog(config.logLevel), dataSource, databaseUrl: made.url, secretKey };
  const nest = await NestFactory.create<NestExpressApplication>(RoutingRooms.on(foundation), {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  dressHttp(nest, foundation);
  await nest.listen(0, '127.0.0.1');
  nest.get(Realtime).attach(nest.getHttpServer());
  const [jobs, relay] = [nest.get(JobBus), nest.get(Relay)];
  if (machines) {
    await jobs.start();
    await relay.start();
  }
  let offset = 0;
  let stoppedAt: number | undefined;
  return {
    databaseUrl: made.url,
    nest,
    get: nest.get.bind(nest) as NestExpressApplication['get'],
    db: nest.get(Database),
    http: request(await nest.getUrl()),
    async stopClock() {
      stoppedAt = nest.get(Clock).now();
      await stopDatabaseClock(nest.get(Database), new Date(stoppedAt));
    },
    async moveClock(ms) {
      offset += ms;
      if (stoppedAt === undefined) await moveDatabaseClock(nest.get(Database), offset);
      else await stopDatabaseClock(nest.get(Database), new Date((stoppedAt += ms)));
      nest.get(Clock).shift(ms);
    },
    sweep: () => nest.get(Sweep).runNow(),
    async stop() {
      if (machines) await jobs.stop();
      if (machines) await relay.stop();
      await nest.get(Realtime).stop();
      await nest.close();
      nest.get(RateLimits).stop();
      await dataSource.destroy();
      await made.drop();
    },
  };
}
