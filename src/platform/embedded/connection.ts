import { createServer } from 'node:net';
import pg from 'pg';
import { databaseName } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-error.js';

const noSuchDatabase = '3D000';
const wrongPassword = '28P01';

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

/** Makes the database if this is the first start, and proves that it answers. PostgreSQL must be ready. */
export async function ensureDatabase(port: number, password: string): Promise<void> {
  let refusal = await tryQuery(databaseUrl(port, password), 'SELECT 1');
  if (refusal === noSuchDatabase)
    refusal = await tryQuery(databaseUrl(port, password, 'postgres'), `CREATE DATABASE ${databaseName}`);
  if (refusal === wrongPassword) throw new EmbeddedPostgresError('the embedded PostgreSQL refuses the stored password');
  if (refusal !== undefined) throw new EmbeddedPostgresError(`the embedded PostgreSQL does not answer: ${refusal}`);
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
