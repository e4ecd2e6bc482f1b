import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { projectRoot } from '../../src/platform/project-root.js';
import { until } from './until.js';

export interface Ended {
  code: number | null;
  signal: string | null;
}

export interface ServerProcess {
  /** The process that was started: node, or npm. */
  pid: number;
  /** Known when it is ready. A worker opens no port. */
  url: string;
  smtpPort: number;
  readyMs: number;
  output(): string;
  ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

export const startScript = ['node', 'scripts/start.mjs'];

const readyWithinMs = 60_000;
const running = new Set<ChildProcess>();

/** The built server as a process of its own, with nothing of this process's environment but the path. */
export async function startServer(env: Record<string, string>, command = startScript): Promise<ServerProcess> {
  const begun = performance.now();
  const process = launch(env, command);
  let over: Ended | undefined;
  void process.ended.then((ended) => (over = ended));
  await until(
    'the server to be ready',
    () => {
      if (over) return true;
      return /Throughline( worker)? is ready/.test(process.output()) && process.output().includes('Ctrl-C');
    },
    readyWithinMs,
  );
  if (over) throw new Error(`the server ended before it was ready (${JSON.stringify(over)}):\n${process.output()}`);
  const found = (pattern: RegExp): string => pattern.exec(process.output())?.[1] ?? '';
  return {
    ...process,
    url: found(/(?:console +|figures: )(http:\S+)\/(?:console\/|health)/).replace('localhost', '127.0.0.1'),
    smtpPort: Number(found(/smtp:\/\/localhost:(\d+)/)),
    readyMs: Math.round(performance.now() - begun),
  };
}

/** Runs a program that is expected to end by itself; kills it when it does not. */
export async function runToEnd(
  env: Record<string, string>,
  command = startScript,
  withinMs = 30_000,
): Promise<Ended & { output: string; ms: number }> {
  const begun = performance.now();
  const process = launch(env, command);
  const timer = setTimeout(() => process.kill('SIGKILL'), withinMs);
  const ended = await process.ended;
  clearTimeout(timer);
  return { ...ended, output: process.output(), ms: Math.round(performance.now() - begun) };
}

/** For afterAll: whatever a failed test left running. */
export async function endAll(): Promise<void> {
  for (const child of running) child.kill('SIGKILL');
  await until('all processes to end', () => running.size === 0);
}

function launch(env: Record<string, string>, command: string[]): Omit<ServerProcess, 'url' | 'smtpPort' | 'readyMs'> {
  const { PATH = '', HOME = '' } = process.env;
  const [file, ...args] = command;
  const child = spawn(file!, args, { cwd: projectRoot, env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid!,
    output: () => Buffer.concat(chunks).toString(),
    ended,
    kill: (signal) => void child.kill(signal),
  };
}

/** Whether a process lives (a dead one that nobody has waited for does not count). */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Every process below this one, keepers and PostgreSQL included. */
export function descendants(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const found: number[] = [];
  for (let level = [pid]; level.length > 0;) {
    level = pairs.filter(([, parent]) => level.includes(parent)).map(([child]) => child);
    found.push(...level);
  }
  return found;
}
