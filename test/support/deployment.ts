import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entities } from '../../src/entities.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import { type EmbeddedPostgres, startEmbedded } from '../../src/platform/embedded/embedded-postgres.js';
import { type OwnRedis, startOwnRedis } from './redis-server.js';
import { endAll, isAlive, runToEnd, type ServerProcess, startServer } from './server-process.js';
import { testSecret } from './test-secret.js';
import { until } from './until.js';

export type Name = 'api1' | 'api2' | 'worker1' | 'worker2';

/** Several processes on one PostgreSQL and one Redis, all of them this test's own. */
export interface Deployment {
  servers: Record<Name, ServerProcess>;
  db: Database;
  redis: OwnRedis;
  /** Starts or restarts one; the first api that runs leads the relay, the first worker the sweep. */
  launch(name: Name): Promise<void>;
  killServer(name: Name): Promise<void>;
  killPostgres(): Promise<void>;
  /** On the same port, with the same data. */
  revivePostgres(): Promise<void>;
  stop(): Promise<void>;
}

export async function deploy(): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-scaled-'));
  // With fsync, unlike other tests: what was acknowledged must outlive a kill of PostgreSQL.
  const start = (port?: number): Promise<EmbeddedPostgres> =>
    startEmbedded({ dataDir: join(folder, 'postgres'), ...(port ? { port } : {}) });
  let postgres = await start();
  const redis = await startOwnRedis();
  const env = {
    DATABASE_URL: postgres.url,
    SECRET_KEY: testSecret,
    PORT: '0',
    SMTP_PORT: '0',
    HEALTH_PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_POOL_SIZE: '12',
    RATE_LIMIT_SCALE: '1000',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'fatal',
  };
  const migrated = await runToEnd(env, ['node', 'scripts/migrate.mjs']);
  if (migrated.code !== 0) throw new Error(migrated.output);
  const source = createDataSource({ url: postgres.url, poolSize: 4, entities });
  await source.initialize();
  const servers = {} as Record<Name, ServerProcess>;
  const launch = async (name: Name): Promise<void> => {
    const ROLE = name.replace(/\d/, '');
    servers[name] = await startServer({ ...env, REDIS_URL: redis.url, ROLE, ...(name === 'api1' ? { SEED_DEMO: 'true' } : {}) });
  };
  await Promise.all([launch('api1'), launch('worker1')]);
  await Promise.all([launch('api2'), launch('worker2')]);
  return {
    servers,
    db: new Database(source),
    redis,
    launch,
    async killServer(name) {
      servers[name].kill('SIGKILL');
      await servers[name].ended;
    },
    async killPostgres() {
      process.kill(postgres.pid, 'SIGKILL');
      await until('PostgreSQL to be gone', () => !isAlive(postgres.pid));
      // Also waits for the sessions that outlive their postmaster for a moment, and frees the data.
      await postgres.stop();
    },
    async revivePostgres() {
      postgres = await start(postgres.port);
    },
    async stop() {
      await endAll();
      await source.destroy();
      await redis.kill();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
