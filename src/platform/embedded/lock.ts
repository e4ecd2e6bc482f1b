import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { EmbeddedPostgresError, explainFileError } from './embedded-error.js';
import { processIdentity } from './process-table.js';

/** Who holds a data directory. `identity` tells the process apart from a later one with the same number. */
export interface LockHolder {
  pid: number;
  identity: string;
}

/** What a lock file says; undefined when it was cut short by a crash. */
export function parseLock(text: string): LockHolder | undefined {
  const [pid, identity] = text.split('\n');
  return Number.isSafeInteger(Number(pid)) && Number(pid) > 0 && identity ? { pid: Number(pid), identity } : undefined;
}

/**
 * Takes the lock file at `path` for this process and answers the function that releases it.
 * The file appears complete or not at all (a hard link of a finished file), so a reader never sees half a lock, and of two
 * processes that start at once exactly one wins. What a killed process left behind is cleared.
 * @throws EmbeddedPostgresError naming the holder when a live process has it.
 */
export function takeLock(path: string, directoryLabel: string): () => void {
  const mine = `${path}.${process.pid}.${randomUUID()}`;
  const content = `${process.pid}\n${processIdentity(process.pid) ?? ''}\n${mine}\n`;
  try {
    writeFileSync(mine, content, { mode: 0o644 });
    while (!tryLink(mine, path)) clearStale(path, directoryLabel);
  } catch (error) {
    throw explainFileError(error, 'write', path);
  } finally {
    rmSync(mine, { force: true });
  }
  return () => {
    if (read(path) === content) rmSync(path, { force: true });
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock of a dead process, or throws when its holder lives. */
function clearStale(path: string, directoryLabel: string): void {
  const seen = read(path);
  if (seen === undefined) return; // released a moment ago
  refuseIfHeld(seen, directoryLabel);
  // Moved aside before it is removed: had another process replaced it since we read, we would see that here and put it back.
  const aside = `${path}.${randomUUID()}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== seen) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function refuseIfHeld(content: string, directoryLabel: string): void {
  const holder = parseLock(content);
  if (holder !== undefined && processIdentity(holder.pid) === holder.identity) {
    throw new EmbeddedPostgresError(`another Throughline is already running on ${directoryLabel} (pid ${holder.pid})`);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
