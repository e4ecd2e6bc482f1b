import pg from 'pg';
import { entities } from '../../src/entities.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';

const serverUrl = (): string => {
  const url = process.env['THROUGHLINE_TEST_DATABASE'];
  if (!url) throw new Error('no test database: the integration project starts one in its global set-up');
  return url;
};

let made = 0;

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A fresh, migrated, empty database of its own, copied from the template; or one that no migration has seen. */
export async function createDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const name = `t_${process.pid}_${process.env['JEST_WORKER_ID'] ?? '0'}_${made++}_${Math.floor(performance.now())}`;
  const template = migrated ? new URL(serverUrl()).pathname.slice(1) : 'template0';
  await onServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`));
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)) };
}

/** A `Database` on a fresh database, for tests of one room without the whole app. */
export async function openDatabase(): Promise<{ db: Database; url: string; close(): Promise<void> }> {
  const made = await createDatabase();
  const dataSource = createDataSource({ url: made.url, poolSize: 20, entities });
  await dataSource.initialize();
  const close = async (): Promise<void> => {
    await dataSource.destroy();
    await made.drop();
  };
  return { db: new Database(dataSource), url: made.url, close };
}

/** Moves the database's clock: all SQL reads time from `app_now()`. */
export async function moveDatabaseClock(db: Pick<Database, 'run'>, ms: number): Promise<void> {
  await db.run(
    `CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
     AS 'SELECT clock_timestamp() + interval ''${Math.round(ms)} milliseconds'''`,
  );
}

/** From here on the database's clock moves only when it is moved: for what must not depend on how slow the machine is. */
export async function stopDatabaseClock(db: Pick<Database, 'run'>, at: Date): Promise<void> {
  await db.run(
    `CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
     AS 'SELECT timestamptz ''${at.toISOString()}'''`,
  );
}

async function onServer(act: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const url = new URL(serverUrl());
  // The template may not be connected to while it is copied.
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}
