import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { databaseUrl, ensureDatabase } from './connection.js';
import { EmbeddedPostgresError } from './embedded-error.js';
import { startEmbedded } from './embedded-postgres.js';
import { realDataDir } from './placement.js';
import { isReady } from './previous.js';

/** A database for as long as a command needs it. */
export interface OpenedDatabase {
  url: string;
  /** Leaves a running server alone. */
  close(): Promise<void>;
}

/**
 * The embedded database for a command that only looks: that of the server which runs on it, or, where none does, started here
 * and stopped again by `close`. Never makes one.
 * @throws EmbeddedPostgresError with one plain line: there is no data, or it cannot be opened.
 */
export async function openEmbedded(dataDir: string, log: (line: string) => void): Promise<OpenedDatabase> {
  const real = await realDataDir(dataDir).catch(() => dataDir);
  const version = await readFile(join(real, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined)
    throw new EmbeddedPostgresError(
      `there is no data in ${basename(dirname(dataDir))} yet: start the server once (npm start), or set DATABASE_URL`,
    );
  const url = isReady(real) ? await runningUrl(dataDir, real) : undefined;
  if (url) return { url, close: () => Promise.resolve() };
  const started = await startEmbedded({ dataDir, log });
  return { url: started.url, close: () => started.stop() };
}

/** Undefined where nothing answers there: a pid file that a crash left behind says ready too. */
async function runningUrl(dataDir: string, real: string): Promise<string | undefined> {
  const port = Number((await readFile(join(real, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[3]);
  const password = (await readFile(`${dataDir}-password`, 'utf8').catch(() => '')).trim();
  if (!Number.isInteger(port) || port <= 0 || !password) return undefined;
  return ensureDatabase(port, password).then(
    () => databaseUrl(port, password),
    () => undefined,
  );
}
