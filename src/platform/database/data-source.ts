import { DataSource, type EntitySchema } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import { SnakeNaming } from './snake-naming.js';

export interface DatabaseOptions {
  url: string;
  /** Connections of the main pool of this process. */
  poolSize: number;
  entities: (Function | EntitySchema)[];
}

/** The one data source. `synchronize` is off for good: entities and migrations are compared by `npm run check`. */
export function createDataSource({ url, poolSize, entities }: DatabaseOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTableName: 'schema_migrations',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    applicationName: 'throughline',
    logging: false,
    extra: { max: poolSize, connectionTimeoutMillis: 5_000, keepAlive: true },
  });
}
