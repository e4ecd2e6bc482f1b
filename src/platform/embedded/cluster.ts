import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, lchown, lstat, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { program } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-error.js';
import type { Placement } from './placement.js';
import { commandAs } from './run-as.js';
import { initArguments } from './settings.js';

const run = promisify(execFile);

/** The role that owns everything, and the database. */
export const databaseName = 'throughline';

/** How a cluster is prepared. */
export interface ClusterOptions {
  placement: Placement;
  version: string;
  passwordFile: string;
  /** false skips the final sync: for tests only. */
  fsync: boolean;
  log: (line: string) => void;
}

/**
 * Makes the data directory if there is none, hands it to the account PostgreSQL runs as, and answers the password.
 * @throws EmbeddedPostgresError for data of another major version, or a lost password file.
 */
export async function prepareCluster(options: ClusterOptions): Promise<string> {
  const { dataDir } = options.placement;
  const madeBy = await readFile(join(dataDir, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (madeBy === undefined) return createCluster(options);
  const major = options.version.split('.')[0]!;
  if (madeBy.trim() !== major) {
    throw new EmbeddedPostgresError(`${dataDir} was made by PostgreSQL ${madeBy.trim()}, but this one is ${major}`);
  }
  await giveTo(options.placement, dataDir);
  const password = await readFile(options.passwordFile, 'utf8').catch(() => '');
  if (!password.trim()) {
    throw new EmbeddedPostgresError(
      `${options.passwordFile} is missing: put it back from the backup, or remove ${dataDir} to begin with an empty database`,
    );
  }
  return password.trim();
}

/**
 * The directory gets its name only when it is complete and its password is stored: a start that is killed half-way leaves nothing
 * that the next one could mistake for data.
 */
async function createCluster(options: ClusterOptions): Promise<string> {
  const { placement, passwordFile, log } = options;
  const password = randomBytes(24).toString('base64url');
  await removeUnfinished(placement.dataDir);
  const unfinished = `${placement.dataDir}.${process.pid}.new`;
  const handedOver = `${unfinished}-password`;
  log('creating the database');
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await giveTo(placement, unfinished);
    await writeFile(handedOver, password, { mode: 0o600 });
    await giveTo(placement, handedOver);
    await initdb(placement, initArguments(unfinished, databaseName, handedOver));
    if (options.fsync) await initdb(placement, ['--sync-only', '-D', unfinished]);
    await writePassword(passwordFile, password);
    await giveName(unfinished, placement.dataDir);
    await syncPath(dirname(placement.dataDir));
    return password;
  } finally {
    await rm(handedOver, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** An empty directory may be replaced, one with somebody's files never. */
async function giveName(unfinished: string, dataDir: string): Promise<void> {
  try {
    await rename(unfinished, dataDir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    throw new EmbeddedPostgresError(`${dataDir} holds files, but no PostgreSQL data: move it away`);
  }
}

async function initdb(placement: Placement, args: string[]): Promise<void> {
  const command = commandAs(placement.runAs, program(placement.root, 'initdb'), args);
  try {
    await run(command.file, command.args, command.options);
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new EmbeddedPostgresError(`initdb failed: ${(stderr || message).trim().replaceAll(/\s*\n\s*/g, ' · ')}`);
  }
}

async function removeUnfinished(dataDir: string): Promise<void> {
  const left = (await readdir(dirname(dataDir))).filter(
    (name) => name.startsWith(`${basename(dataDir)}.`) && /\.new(-password)?$/.test(name),
  );
  for (const name of left) await rm(join(dirname(dataDir), name), { recursive: true, force: true });
}

async function writePassword(path: string, password: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, `${password}\n`, { mode: 0o600, flag: 'wx' });
  await syncPath(path);
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Changes the owner of `path` and all in it, when it is not yet the right one; `path` itself last, so that a broken-off run is repeated. */
async function giveTo({ runAs }: Placement, path: string): Promise<void> {
  if (runAs.kind === 'self') return;
  const [uid, gid] = runAs.kind === 'user' ? [runAs.uid, runAs.gid] : [0, 0];
  if ((await stat(path)).uid === uid) return;
  if ((await lstat(path)).isDirectory()) {
    for (const entry of await readdir(path, { recursive: true })) await lchown(join(path, entry), uid, gid);
  }
  await chown(path, uid, gid);
}
