import { closeSync, openSync, readFileSync, renameSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { locateBinaries } from './binaries.js';
import { prepareCluster } from './cluster.js';
import { databaseUrl, ensureDatabase, freePort } from './connection.js';
import { EmbeddedPostgresError, explainFileError } from './embedded-error.js';
import type { Keeper } from './keeper.js';
import { spawnKeeper } from './keeper.js';
import { takeLock } from './lock.js';
import type { Placement } from './placement.js';
import { place, realDataDir } from './placement.js';
import { isReady, readPostmasterPid, stopPrevious } from './previous.js';
import { waitUntil } from './process-table.js';
import { serverArguments } from './settings.js';

/** How the embedded PostgreSQL is started. */
export interface EmbeddedOptions {
  /** Its data; beside it lie `<dataDir>-password`, `<dataDir>.log` and `<dataDir>.lock`. Made when missing. */
  dataDir: string;
  /** Default: any free port. Always on 127.0.0.1. */
  port?: number;
  /** false may lose data when the machine fails: for tests only. Default true. */
  fsync?: boolean;
  /** Further PostgreSQL settings, by name. */
  settings?: Record<string, string>;
  /** Gets one line for each thing worth telling. */
  log?: (line: string) => void;
  /** Recovery after a crash may take a while. Default 120 s. */
  readyTimeoutMs?: number;
  /** false where a sandbox is known to forbid user namespaces (they are tried otherwise). */
  userNamespaces?: boolean;
  /** Only for root in a folder closed to others where user namespaces are forbidden. Default /var/lib/throughline. */
  copyRoot?: string;
}

/** A running embedded PostgreSQL with its database `throughline`. It ends with this process, however that ends. */
export interface EmbeddedPostgres {
  url: string;
  port: number;
  /** The postmaster. */
  pid: number;
  /** Settled only when PostgreSQL ended without being asked to: then nothing works any more. The text says why. */
  lost: Promise<string>;
  /** Fast shutdown; settled when no process is left and the directory is free for the next. May be called again. */
  stop(): Promise<void>;
}

const stopTimeoutMs = 60_000;

/**
 * Starts the PostgreSQL of a bare machine.
 * @throws EmbeddedPostgresError with one plain line: the directory is in use, cannot be written, or PostgreSQL does not start.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const asked = { ...options, dataDir: resolve(options.dataDir) };
  const folder = dirname(asked.dataDir);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, 'create', shortPath(folder));
  });
  const releaseLock = takeLock(`${asked.dataDir}.lock`, shortPath(folder));
  try {
    return await startLocked(asked, releaseLock);
  } catch (error) {
    releaseLock();
    throw explainFileError(error, 'use', shortPath(folder));
  }
}

async function startLocked(options: EmbeddedOptions, releaseLock: () => void): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  await stopPrevious(await realDataDir(options.dataDir), log);
  const { copyRoot = '/var/lib/throughline', userNamespaces = true } = options;
  const binaries = await locateBinaries();
  const placement = await place({ binaries, dataDir: options.dataDir, copyRoot, userNamespaces });
  if (placement.note) log(placement.note);
  const passwordFile = `${options.dataDir}-password`;
  const cluster = { placement, version: binaries.version, passwordFile, fsync: options.fsync ?? true, log };
  const password = await prepareCluster(cluster);
  const { keeper, port } = await launch(options, placement, password);
  return handle({ keeper, port, placement, url: databaseUrl(port, password), releaseLock, log });
}

/** A free port may be taken between looking and listening: then once more with another. A port that was asked for is tried once. */
async function launch(
  options: EmbeddedOptions,
  placement: Placement,
  password: string,
): Promise<{ keeper: Keeper; port: number }> {
  const logFile = `${options.dataDir}.log`;
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const keeper = spawnWithLog(placement, serverArguments(placement.dataDir, { ...options, port }), logFile);
    try {
      // Not by connecting: on a port that is taken somebody else would answer.
      await waitUntil(() => isReady(placement.dataDir) || keeper.hasExited(), options.readyTimeoutMs ?? 120_000);
      if (isReady(placement.dataDir)) {
        await ensureDatabase(port, password);
        return { keeper, port };
      }
      if (!keeper.hasExited())
        throw new EmbeddedPostgresError(`the embedded PostgreSQL is still not ready (see ${shortPath(logFile)})`);
    } catch (error) {
      keeper.release();
      await keeper.exited;
      throw error;
    }
    const reason = lastComplaint(readFileSync(logFile, 'utf8'));
    if (!reason.includes('TCP/IP sockets') || options.port !== undefined || attempt === 5) {
      throw new EmbeddedPostgresError(`the embedded PostgreSQL did not start: ${reason} (more in ${shortPath(logFile)})`);
    }
  }
}

/** One log per start; the one before is kept beside it, so that the reason of a crash can still be read. */
function spawnWithLog(placement: Placement, args: string[], logFile: string): Keeper {
  try {
    renameSync(logFile, `${logFile}.1`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const logFd = openSync(logFile, 'a', 0o600);
  try {
    return spawnKeeper(placement, args, logFd);
  } finally {
    closeSync(logFd); // the child has its own
  }
}

interface Running {
  keeper: Keeper;
  port: number;
  url: string;
  placement: Placement;
  releaseLock: () => void;
  log: (line: string) => void;
}

function handle({ keeper, port, url, placement, releaseLock, log }: Running): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    keeper.release();
    await endOf(keeper);
    // Finds nothing, unless the keeper was killed and left PostgreSQL to us.
    await stopPrevious(placement.dataDir, log);
    releaseLock();
  };
  const lost = new Promise<string>((settle) => {
    void keeper.exited.then((code) => {
      if (!stopping) settle(`the embedded PostgreSQL ended unexpectedly (exit code ${code ?? 'none'})`);
    });
  });
  return { url, port, pid: readPostmasterPid(placement.dataDir)!, lost, stop: () => (stopping ??= stop()) };
}

async function endOf(keeper: Keeper): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => (timer = setTimeout(resolve, stopTimeoutMs)));
  await Promise.race([keeper.exited, timeout]);
  clearTimeout(timer);
}

/** The line of PostgreSQL's log that tells why it gave up. */
export function lastComplaint(log: string): string {
  const lines = log.trim().split('\n');
  const telling = lines.filter((line) => /\b(FATAL|PANIC):/.test(line)).at(-1) ?? lines.at(-1);
  return telling?.replace(/^.*?\b(FATAL|PANIC):\s*/, '').trim() || 'it printed nothing';
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' ? '.' : fromHere.startsWith('..') || isAbsolute(fromHere) ? path : fromHere;
}
