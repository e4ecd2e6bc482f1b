import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { databaseName } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-error.js';

const pollMs = 25;

/** A port of 127.0.0.1 that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The address of a database of the embedded PostgreSQL. */
export function databaseUrl(port: number, password: string, database = databaseName): string {
  return `postgres://${databaseName}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Whether an error means "not yet": nobody listens, or PostgreSQL is starting up or recovering. */
export function isNotYet(code: string | undefined): boolean {
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '57P03';
}

/**
 * Waits until the database answers, making it on the first start; answers false when `hasExited` says that PostgreSQL gave up.
 * @throws EmbeddedPostgresError when it is not ready within `timeoutMs` or refuses the password.
 */
export async function waitForDatabase(
  port: number,
  password: string,
  hasExited: () => boolean,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!hasExited()) {
    const code = await tryQuery(databaseUrl(port, password), 'SELECT 1');
    if (code === undefined) return true;
    if (code === '3D000') await tryQuery(databaseUrl(port, password, 'postgres'), `CREATE DATABASE ${databaseName}`);
    else if (code === '28P01') throw new EmbeddedPostgresError('the embedded PostgreSQL refuses the stored password');
    else if (!isNotYet(code)) throw new EmbeddedPostgresError(`the embedded PostgreSQL does not answer: ${code}`);
    if (performance.now() > deadline)
      throw new EmbeddedPostgresError(`the embedded PostgreSQL is not ready after ${timeoutMs / 1000} s`);
    if (code !== '3D000') await delay(pollMs);
  }
  return false;
}

/** Undefined on success, else the error's code, or its text where it has none. */
async function tryQuery(connectionString: string, sql: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // a connection cut while PostgreSQL goes down is told by the query
  try {
    await client.connect();
    await client.query(sql);
    return undefined;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code ?? message;
  } finally {
    await client.end().catch(() => undefined);
  }
}
