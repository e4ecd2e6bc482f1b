import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, startApplication } from '../../src/application.js';
import { readConfig } from '../../src/config/read-config.js';
import { layFoundation } from '../../src/foundation.js';
import { Clock } from '../../src/platform/clock/clock.js';
import { Database } from '../../src/platform/database/database.js';
import { Sweep } from '../../src/platform/jobs/sweep.js';
import { createLog, type Log } from '../../src/platform/logging/log.js';
import { Relay } from '../../src/platform/outbox/relay.js';
import { projectRoot } from '../../src/platform/project-root.js';
import { type Backend, redisUrl } from './backends.js';
import { testSecret } from './test-secret.js';
import { createDatabase, moveDatabaseClock, type TestDatabase } from './database.js';

export interface TestApp {
  url: string;
  db: Database;
  app: Application;
  get: Application['nest']['get'];
  /** Moves the clocks of the database and this process forward together. */
  moveClock(ms: number): Promise<void>;
  /** One round of the sweep now, as the timer would run it, and the news of it announced. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestAppOptions {
  backend?: Backend;
  env?: Record<string, string>;
  /** A database that outlives this app, for tests that restart it. */
  database?: TestDatabase;
  redis?: string;
  /** Where the application logs to, for tests that read it. */
  log?: Log;
}

/** The whole application on a database of its own, on free ports. */
export async function startApp({ backend = 'postgres', env = {}, database, redis, log }: TestAppOptions = {}): Promise<TestApp> {
  const own = database ?? (await createDatabase());
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-test-'));
  const config = readConfig(
    {
      PORT: '0',
      SMTP_PORT: '0',
      HOST: '127.0.0.1',
      SMTP_HOST: '127.0.0.1',
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
      DATABASE_URL: own.url,
      SECRET_KEY: testSecret,
      SEED_DEMO: 'false',
      DATABASE_POOL_SIZE: '16',
      DATA_DIR: dataDir,
      ...(backend === 'redis' ? { REDIS_URL: redis ?? redisUrl() } : {}),
      ...env,
    },
    projectRoot,
  );
  const foundation = await layFoundation({
    config,
    log: log ?? createLog(config.logLevel),
    databaseUrl: own.url,
    secretKey: testSecret,
  });
  const app = await startApplication(foundation);
  const get = app.nest.get.bind(app.nest) as Application['nest']['get'];
  let offset = 0;
  return {
    url: `http://127.0.0.1:${app.port}`,
    db: app.nest.get(Database),
    app,
    get,
    async moveClock(ms) {
      offset += ms;
      await moveDatabaseClock(app.nest.get(Database), offset);
      app.nest.get(Clock).shift(ms);
    },
    async sweep() {
      await app.nest.get(Sweep).runNow();
      await app.nest.get(Relay).settled();
    },
    async stop() {
      await app.stop();
      rmSync(dataDir, { recursive: true, force: true });
      if (!database) await own.drop();
    },
  };
}
