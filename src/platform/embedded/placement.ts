import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdir, mkdtemp, readFile, readlink, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.js';
import { program } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-error.js';
import type { Account, RunAs } from './run-as.js';
import { candidateAccounts, commandAs, parseAccounts } from './run-as.js';

const run = promisify(execFile);

/** Who runs PostgreSQL, from which programs, on which directory. `note` says in one line what was unusual about the choice. */
export interface Placement {
  runAs: RunAs;
  root: string;
  dataDir: string;
  note?: string;
}

/** What a placement is chosen from. */
export interface PlacementRequest {
  binaries: Binaries;
  /** As asked for; followed if it is a link. */
  dataDir: string;
  /** false where a sandbox is known to forbid user namespaces. */
  userNamespaces: boolean;
  /** Where programs and data go when the database account cannot reach the project and namespaces are forbidden. */
  copyRoot: string;
}

/** The directory that really holds, or will hold, the data: links are followed, also one whose target is not there yet. */
export async function realDataDir(dataDir: string): Promise<string> {
  const entry = await lstat(dataDir).catch(() => undefined);
  if (entry?.isSymbolicLink()) return readlink(dataDir);
  return join(await realpath(dirname(dataDir)), basename(dataDir));
}

/**
 * Chooses by trying: an account is taken when it can start the programs and enter the folder of the data. Not root: as ourselves.
 * Root: an unprivileged account; else, as in a 0700 folder, root's own number hidden in a user namespace; else copies under
 * `copyRoot`, to which `dataDir` becomes a link so that every later start finds them.
 * @throws EmbeddedPostgresError when nothing works.
 */
export async function place(request: PlacementRequest): Promise<Placement> {
  const dataDir = await realDataDir(request.dataDir);
  const here = { root: request.binaries.root, dataDir };
  if (process.geteuid?.() !== 0) return { ...here, runAs: { kind: 'self' } };
  const candidates = await databaseAccounts(dataDir);
  const account = await firstThatReaches(candidates, here);
  if (account) return { ...here, runAs: account };
  const namespace: RunAs = { kind: 'namespace', uid: candidates[0]!.uid };
  if (request.userNamespaces && (await reaches(namespace, here))) {
    const note = `other accounts cannot enter ${dirname(dataDir)}: PostgreSQL runs in a user namespace`;
    return { ...here, runAs: namespace, note };
  }
  return placeOutside(request, dataDir, candidates);
}

async function databaseAccounts(dataDir: string): Promise<Account[]> {
  const owners = await Promise.all([dataDir, dirname(dataDir), dirname(dirname(dataDir))].map(ownerOf));
  const accounts = parseAccounts(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  const candidates = candidateAccounts(accounts, owners);
  if (candidates.length === 0) {
    throw new EmbeddedPostgresError(
      'PostgreSQL does not run as root and this machine has no other account: start as another user',
    );
  }
  return candidates;
}

async function ownerOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.uid ?? 0;
}

async function firstThatReaches(accounts: Account[], where: { root: string; dataDir: string }): Promise<RunAs | undefined> {
  for (const account of accounts) {
    const runAs: RunAs = { kind: 'user', ...account };
    if (await reaches(runAs, where)) return runAs;
  }
  return undefined;
}

async function reaches(runAs: RunAs, where: { root: string; dataDir: string }): Promise<boolean> {
  const test = '"$0" --version >/dev/null 2>&1 && cd "$1"';
  const command = commandAs(runAs, '/bin/sh', ['-c', test, program(where.root, 'postgres'), dirname(where.dataDir)]);
  return run(command.file, command.args, command.options).then(
    () => true,
    () => false,
  );
}

async function placeOutside(request: PlacementRequest, dataDir: string, candidates: Account[]): Promise<Placement> {
  const hasData = await stat(dataDir).then(
    () => true,
    () => false,
  );
  const outside = dataDir.startsWith(join(request.copyRoot, '/'));
  if (hasData && !outside) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, no other account can enter ${dirname(dataDir)}, and user namespaces are not allowed here: start as another user or open the folder`,
    );
  }
  const root = await copyPrograms(request);
  const target = outside ? dataDir : await linkedDirectory(request);
  const runAs = await firstThatReaches(candidates, { root, dataDir: target });
  if (!runAs) throw new EmbeddedPostgresError(`no account of this machine can run the copy of PostgreSQL in ${request.copyRoot}`);
  const note = `other accounts cannot enter ${dirname(request.dataDir)} and user namespaces are not allowed: PostgreSQL runs from a copy in ${root}, its data is in ${target}`;
  return { runAs, root, dataDir: target, note };
}

/** Copies the programs once; the copy takes its name only when it is complete. */
async function copyPrograms({ binaries, copyRoot }: PlacementRequest): Promise<string> {
  const target = join(copyRoot, `postgresql-${binaries.version}`);
  if (await lstat(target).catch(() => undefined)) return target;
  await mkdir(copyRoot, { recursive: true, mode: 0o755 });
  const unfinished = await mkdtemp(`${target}-`);
  await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
  await chmod(unfinished, 0o755);
  // Another process may have put its copy there meanwhile: then that one serves.
  await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true, force: true }));
  return target;
}

async function linkedDirectory({ copyRoot, dataDir }: PlacementRequest): Promise<string> {
  const folder = await mkdtemp(join(copyRoot, 'data-'));
  await chmod(folder, 0o755);
  const target = join(folder, 'postgres');
  await rm(dataDir, { force: true });
  await symlink(target, dataDir);
  return target;
}
