import { runMigrations as runJobMigrations } from 'bullmq';
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';

/** Any number; both ours and BullMQ's migrations run under it, so that many starters migrate once. */
const migrationLock = 7_244_001;

export interface MigrationReport {
  applied: string[];
}

/** Brings the database up to date: our migrations, then BullMQ's, under one advisory lock. Repeating it is a no-op. */
export async function migrate(dataSource: DataSource, say: (line: string) => void = () => undefined): Promise<MigrationReport> {
  const runner = dataSource.createQueryRunner();
  const client = (await runner.connect()) as PoolClient;
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    for (const one of ran) say(`migrated ${one.name}`);
    await runJobMigrations(client);
    return { applied: ran.map((one) => one.name) };
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await runner.release();
  }
}

/** Names of our migrations that the database has not seen. Servers check this and never migrate by themselves. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const [table] = await dataSource.query<{ there: string | null }[]>(`SELECT to_regclass('public.schema_migrations') AS there`);
  if (!table?.there) return known;
  const done = await dataSource.query<{ name: string }[]>('SELECT name FROM schema_migrations');
  const names = new Set(done.map((row) => row.name));
  return known.filter((name) => !names.has(name));
}
