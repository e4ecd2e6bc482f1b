import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 25;

/** Whether a process with this number exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * A text that no other process of this machine ever shares: numbers are used again, above all in containers, so a bare number in a
 * lock file proves nothing. Undefined when the process does not exist.
 */
export function processIdentity(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      const start = startTicks(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      return start === undefined ? undefined : `${boot}/${start}`;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The start time out of a `/proc/<pid>/stat` line; undefined for a zombie, which no longer does anything. */
export function startTicks(stat: string): string | undefined {
  // The name in parentheses may hold spaces and parentheses itself: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

/** PostgreSQL processes that work in `dataDir` (a real path), `suspect` first. Without /proc only `suspect` is looked at. */
export function postgresProcessesIn(dataDir: string, suspect?: number): number[] {
  if (process.platform === 'linux') {
    const all = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
    const found = all.filter((pid) => worksIn(pid, dataDir));
    return found.sort((a, b) => Number(b === suspect) - Number(a === suspect));
  }
  if (suspect === undefined || !isAlive(suspect)) return [];
  try {
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(suspect)], { encoding: 'utf8' });
    return command.includes('postgres') && command.includes(dataDir) ? [suspect] : [];
  } catch {
    return [];
  }
}

function worksIn(pid: number, dataDir: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === dataDir && readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false; // gone meanwhile, or somebody else's
  }
}

/** Sends a signal to a process that may be gone already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Polls until `done` or until `timeoutMs` have passed; answers whether it is done. */
export async function waitUntil(done: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!done()) {
    if (performance.now() > deadline) return false;
    await delay(pollMs);
  }
  return true;
}
