// What a benchmark runs on: a fresh embedded PostgreSQL with fsync on, the demo company, and the server as a process of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { projectRoot, setUp } from '../scripts/set-up.mjs';

export async function raise({ redisUrl } = {}) {
  await setUp();
  const { startEmbedded } = await import('../dist/src/platform/embedded/embedded-postgres.js');
  const { createDataSource } = await import('../dist/src/platform/database/data-source.js');
  const { migrate } = await import('../dist/src/platform/database/migrate.js');
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const postgres = await startEmbedded({ dataDir: join(folder, 'postgres') });
  const source = createDataSource({ url: postgres.url, poolSize: 2, entities: [] });
  await source.initialize();
  await migrate(source);
  await source.destroy();
  const port = 20_000 + (process.pid % 20_000);
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    PORT: String(port),
    HOST: '127.0.0.1',
    SMTP_PORT: '0',
    DATABASE_URL: postgres.url,
    SECRET_KEY: 'benchmark-secret-benchmark-secret-benchmark',
    SEED_DEMO: 'true',
    LOG_LEVEL: 'warn',
    // The limits protect public doors; here the load is ours.
    RATE_LIMIT_SCALE: '100000',
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
  };
  if (!redisUrl) delete env.REDIS_URL;
  const server = spawn(process.execPath, [join(projectRoot, 'dist', 'src', 'main.js')], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const base = `http://127.0.0.1:${port}`;
  await ready(base, server);
  const db = new pg.Pool({ connectionString: postgres.url, max: 4 });
  return {
    base,
    db,
    databaseUrl: postgres.url,
    /** An access token of a demo account. */
    async signIn(email) {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ email, password: 'demo-demo-demo' });
      const answer = await fetch(`${base}/v1/auth/login`, { method: 'POST', headers, body });
      return (await answer.json()).accessToken;
    },
    async strike() {
      await db.end();
      server.kill('SIGTERM');
      await new Promise((resolve) => server.once('exit', resolve));
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(base, server) {
  let exited;
  server.once('exit', (code) => (exited = `the server ended with exit code ${code}`));
  for (let attempt = 0; attempt < 300; attempt++) {
    if (exited) throw new Error(exited);
    const ok = await fetch(`${base}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server did not become ready');
}

/** Runs a load generator as a process of its own and gives the JSON of its last line. */
export function generate(file, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, file)], { stdio: ['pipe', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.once('exit', (code) =>
      code === 0 ? resolve(JSON.parse(out.trim().split('\n').at(-1))) : reject(new Error(`${file} failed`)),
    );
    child.stdin.end(JSON.stringify(input));
  });
}

/** The input that `generate` gave to this process. */
export async function input() {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text);
}

export function quantile(sorted, q) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
}
