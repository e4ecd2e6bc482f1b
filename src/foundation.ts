import type { Config } from './config/config.js';
import { entities } from './entities.js';
import { createDataSource } from './platform/database/data-source.js';
import type { Log } from './platform/logging/log.js';
import type { Foundation } from './platform/platform.module.js';

/** Opens the database and gathers what a process stands on. Throws where the database is out of reach. */
export async function layFoundation(settled: {
  config: Readonly<Config>;
  log: Log;
  databaseUrl: string;
  secretKey: string;
}): Promise<Foundation> {
  const dataSource = createDataSource({ url: settled.databaseUrl, poolSize: settled.config.databasePoolSize, entities });
  await dataSource.initialize();
  return { ...settled, dataSource };
}
