// Once for all integration tests and journeys: a PostgreSQL without fsync with a migrated template database, and a Redis
// where the machine has one. Both are started here, on free ports, and stopped at the end.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from '../../scripts/set-up.mjs';

export default async function globalSetup() {
  await setUp();
  const { startEmbedded } = await import('../../dist/src/platform/embedded/embedded-postgres.js');
  const { createDataSource } = await import('../../dist/src/platform/database/data-source.js');
  const { migrate } = await import('../../dist/src/platform/database/migrate.js');
  const folder = mkdtempSync(join(tmpdir(), 'throughline-tests-'));
  const postgres = await startEmbedded({ dataDir: join(folder, 'postgres'), fsync: false, settings: { max_connections: '400' } });
  const source = createDataSource({ url: postgres.url, poolSize: 4, entities: [] });
  await source.initialize();
  await migrate(source);
  await source.destroy();
  const redis = await startRedis(folder);
  process.env.THROUGHLINE_TEST_DATABASE = postgres.url;
  if (redis) process.env.THROUGHLINE_TEST_REDIS = redis.url;
  globalThis.throughlineTestServers = { postgres, redis, folder };
}

async function startRedis(folder) {
  const found = (() => {
    try {
      return execFileSync('sh', ['-c', 'command -v redis-server']).toString().trim();
    } catch {
      return '';
    }
  })();
  if (!found) {
    console.warn('\n!! no redis-server on this machine: the Redis half of the integration tests and journeys is SKIPPED\n');
    return undefined;
  }
  const port = await freePort();
  const child = spawn(
    found,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, '--databases', '512'],
    { stdio: 'ignore' },
  );
  await reachable(port);
  return { url: `redis://127.0.0.1:${port}`, child };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function reachable(port) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false)).once('close', () => undefined);
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('redis-server did not start');
}
