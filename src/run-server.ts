import { Redis } from 'ioredis';
import type { Application } from './application.js';
import { startApplication } from './application.js';
import type { Config } from './config/config.js';
import { ConfigError, readConfig } from './config/read-config.js';
import { layFoundation } from './foundation.js';
import { tryPorts } from './free-ports.js';
import { migrate, pendingMigrations } from './platform/database/migrate.js';
import { type EmbeddedPostgres, startEmbedded } from './platform/embedded/embedded-postgres.js';
import { EmbeddedPostgresError } from './platform/embedded/embedded-error.js';
import { createLog, type Log } from './platform/logging/log.js';
import { projectRoot } from './platform/project-root.js';
import { keptSecret } from './platform/secrets/kept-secret.js';
import { seedDemo } from './seed/seed-demo.js';
import { welcome } from './welcome.js';

const redisAnswersWithinMs = 5_000;
/** Container platforms kill after 30 s. */
const drainWithinMs = 20_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs one process of the deployment until it is told to stop. Trouble at start is one clear line and exit code 1. */
export async function runServer(env: Record<string, string | undefined>): Promise<void> {
  let embedded: EmbeddedPostgres | undefined;
  const stopping = onSignal();
  try {
    const config = readConfig(env, projectRoot);
    const log = createLog(config.logLevel, { role: config.role });
    await tryPorts(config).catch(noDoor);
    embedded = config.databaseUrl ? undefined : await openEmbedded(config);
    const application = await boot(config, log, embedded);
    await welcome(config, application, say);
    const lost = embedded?.lost.then((why) => `PostgreSQL ended: ${why}`);
    const because = await Promise.race([
      stopping.then((signal) => ({ signal })),
      ...(lost ? [lost.then((why) => ({ why }))] : []),
    ]);
    if ('why' in because) throw new StartError(because.why);
    say(`${because.signal}: finishing what is under way …`);
    const isDrained = await Promise.race([application.stop().then(() => true), tooLate()]);
    await embedded?.stop();
    say(isDrained ? 'stopped' : `stopped; something was not finished within ${drainWithinMs / 1000} s`);
    process.exit(isDrained ? 0 : 1);
  } catch (error) {
    await embedded?.stop().catch(() => undefined);
    complain(error);
    process.exit(1);
  }
}

/** Nothing that hangs may keep the process from ending: what was acknowledged is stored, the rest is found again by its row. */
function tooLate(): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, drainWithinMs, false));
}

/** A failure at start that is told in one line. */
export class StartError extends Error {}

function complain(error: unknown): void {
  const expected = error instanceof ConfigError || error instanceof StartError || error instanceof EmbeddedPostgresError;
  process.stderr.write(
    expected ? `throughline: ${error.message}\n` : `throughline: ${(error as Error)?.stack ?? String(error)}\n`,
  );
}

function onSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
    // The second Ctrl-C means now: PostgreSQL's keeper ends it cleanly all the same.
    process.once('SIGINT', () => process.once('SIGINT', () => process.exit(130)));
  });
}

async function openEmbedded(config: Config): Promise<EmbeddedPostgres> {
  say('starting the embedded PostgreSQL …');
  return startEmbedded({ dataDir: `${config.dataDir}/postgres`, log: (line) => say(`  ${line}`) });
}

async function boot(config: Config, log: Log, embedded: EmbeddedPostgres | undefined): Promise<Application> {
  if (config.redisUrl) await requireRedis(config.redisUrl);
  const databaseUrl = embedded?.url ?? config.databaseUrl!;
  const secretKey = config.secretKey ?? (await keptSecret(config.dataDir));
  const foundation = await layFoundation({ config, log, databaseUrl, secretKey }).catch((error: Error) => {
    throw new StartError(`DATABASE_URL: PostgreSQL is not reached (${oneLine(error)})`);
  });
  // The embedded database is ours to migrate; a shared one is migrated once, by `npm run migrate`, before the servers start.
  if (embedded) await migrate(foundation.dataSource, (line) => say(`  ${line}`));
  const pending = await pendingMigrations(foundation.dataSource);
  if (pending.length > 0) throw new StartError(`DATABASE_URL: ${pending.length} migrations are pending; run: npm run migrate`);
  if (config.seedDemo) await seedDemo(foundation, say);
  say('opening the doors …');
  return startApplication(foundation).catch(noDoor);
}

function noDoor(error: NodeJS.ErrnoException & { variable?: string }): never {
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES')
    throw new StartError(`${error.variable ?? 'PORT'}: ${portTrouble(error)}`);
  throw error;
}

function portTrouble(error: NodeJS.ErrnoException & { port?: number }): string {
  const port = error.port ?? '';
  return error.code === 'EACCES' ? `port ${port} may not be opened by this user` : `port ${port} is taken by another program`;
}

async function requireRedis(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null, connectTimeout: 3_000 });
  redis.on('error', () => undefined);
  // The connection's own time-out ends with the handshake of TCP: something that accepts and never answers is not Redis.
  const silence = setTimeout(() => redis.disconnect(), redisAnswersWithinMs);
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw new StartError(`REDIS_URL: Redis is not reached (${oneLine(error as Error)})`);
  } finally {
    clearTimeout(silence);
    redis.disconnect();
  }
}

function oneLine(error: Error & { code?: string; errors?: Error[] }): string {
  return (error.message || error.errors?.[0]?.message || error.code || 'no answer').split('\n')[0]!;
}
