// Entities and migrations must describe the same tables: migrates an empty database and asks TypeORM what it would still
// change. Foreign keys and checks live in SQL only (entities hold ids, not relations), so those are not compared.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './set-up.mjs';

await setUp();
const { startEmbedded } = await import('../dist/src/platform/embedded/embedded-postgres.js');
const { createDataSource } = await import('../dist/src/platform/database/data-source.js');
const { migrate } = await import('../dist/src/platform/database/migrate.js');
const { entities } = await import('../dist/src/entities.js');

const folder = mkdtempSync(join(tmpdir(), 'throughline-drift-'));
const postgres = await startEmbedded({ dataDir: join(folder, 'postgres'), fsync: false });
try {
  const source = createDataSource({ url: postgres.url, poolSize: 4, entities });
  await source.initialize();
  await migrate(source);
  const wanted = await source.driver.createSchemaBuilder().log();
  const drift = wanted.upQueries
    .map((one) => one.query)
    .filter((sql) => !/\b(FOREIGN KEY|DROP CONSTRAINT|ADD CONSTRAINT)\b/.test(sql));
  const known = new Set(source.entityMetadatas.map((entity) => entity.tableName));
  const tables = await source.query(
    `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations'`,
  );
  const orphans = tables.map((row) => row.tablename).filter((name) => !known.has(name));
  await undoAll(source);
  await source.destroy();
  for (const sql of drift) console.error(`entities and migrations differ: ${sql}`);
  for (const name of orphans) console.error(`no entity describes the table ${name}`);
  if (drift.length > 0 || orphans.length > 0) process.exitCode = 1;
  else console.log(`${known.size} entities agree with the migrations, which go up and down`);
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Every migration must also go down. */
async function undoAll(source) {
  for (let left = source.migrations.length; left > 0; left--) await source.undoLastMigration({ transaction: 'each' });
}
