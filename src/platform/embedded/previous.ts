import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.js';
import { isAlive, postgresProcessesIn, signal, waitUntil } from './process-table.js';

/** PostgreSQL's own pid file: the first line is the postmaster's number. Undefined when the file was cut short by a crash. */
export function postmasterPid(pidFile: string): number | undefined {
  const pid = Number(pidFile.split('\n')[0]);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

/** The running postmaster's number, or undefined when there is no readable pid file. */
export function readPostmasterPid(dataDir: string): number | undefined {
  return postmasterPid(readPidFile(dataDir) ?? '');
}

/** Whether the postmaster that runs on `dataDir` takes connections: it writes so into its pid file. */
export function isReady(dataDir: string): boolean {
  const pidFile = readPidFile(dataDir) ?? '';
  const pid = postmasterPid(pidFile);
  return pid !== undefined && isAlive(pid) && pidFile.split('\n')[7]?.trim() === 'ready';
}

/**
 * Stops a PostgreSQL that an earlier run left on `dataDir` (its keeper was killed too, or is just stopping it), and clears a pid file
 * that would keep the next one from starting. To be called only by the holder of the lock: then nobody else can want that process.
 * Stopping, not adopting: the new one gets a keeper of its own and the settings of this start.
 */
export async function stopPrevious(dataDir: string, log: (line: string) => void): Promise<void> {
  const pidFile = readPidFile(dataDir);
  const postmaster = postmasterPid(pidFile ?? '');
  const left = postgresProcessesIn(dataDir, postmaster);
  if (left.length > 0) {
    log(`stopping a PostgreSQL that an earlier run left behind (pid ${left[0]})`);
    await stopAll(dataDir, postmaster);
  }
  // A dead number is left to PostgreSQL, which checks more than we can. A number that now belongs to something else would make it
  // refuse to start, and so would an empty file.
  if (pidFile !== undefined && (postmaster === undefined || isAlive(postmaster))) {
    log('clearing a stale postmaster.pid');
    rmSync(join(dataDir, 'postmaster.pid'), { force: true });
  }
}

async function stopAll(dataDir: string, postmaster: number | undefined): Promise<void> {
  const gone = (): boolean => postgresProcessesIn(dataDir, postmaster).length === 0;
  const all = postgresProcessesIn(dataDir, postmaster);
  if (postmaster !== undefined && all.includes(postmaster)) signal(postmaster, 'SIGINT');
  // Without a postmaster the others notice and end by themselves.
  if (await waitUntil(gone, 20_000)) return;
  for (const pid of postgresProcessesIn(dataDir, postmaster)) signal(pid, 'SIGQUIT');
  if (await waitUntil(gone, 10_000)) return;
  const pids = postgresProcessesIn(dataDir, postmaster).join(', ');
  throw new EmbeddedPostgresError(`a PostgreSQL of an earlier run does not stop (pid ${pids}): end it by hand`);
}

function readPidFile(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
