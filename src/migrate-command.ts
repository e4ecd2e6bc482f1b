import 'reflect-metadata';
import { ConfigError, readConfig } from './config/read-config.js';
import { entities } from './entities.js';
import { createDataSource } from './platform/database/data-source.js';
import { migrate } from './platform/database/migrate.js';
import { projectRoot } from './platform/project-root.js';

/** `npm run migrate`: brings the database of DATABASE_URL up to date. Servers only check that it was done. */
try {
  const url = readConfig(
    { SECRET_KEY: 'not used by migrations, but checked for its length', ...process.env },
    projectRoot,
  ).databaseUrl;
  if (!url) throw new ConfigError('DATABASE_URL', 'is not set; the embedded PostgreSQL is migrated by npm start itself');
  const source = createDataSource({ url, poolSize: 4, entities });
  await source.initialize().catch((error: Error) => {
    throw new ConfigError('DATABASE_URL', `PostgreSQL is not reached (${error.message.split('\n')[0]})`);
  });
  const { applied } = await migrate(source, (line) => process.stdout.write(`${line}\n`));
  process.stdout.write(applied.length > 0 ? `${applied.length} migrations applied\n` : 'nothing to migrate\n');
  await source.destroy();
} catch (error) {
  process.stderr.write(
    error instanceof ConfigError ? `throughline: ${error.message}\n` : `throughline: ${(error as Error).stack}\n`,
  );
  process.exitCode = 1;
}
