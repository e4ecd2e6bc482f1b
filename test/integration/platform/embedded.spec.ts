import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { EmbeddedOptions, EmbeddedPostgres } from '../../../src/platform/embedded/embedded-postgres.js';
import { startEmbedded } from '../../../src/platform/embedded/embedded-postgres.js';
import { isAlive, postgresProcessesIn, waitUntil } from '../../../src/platform/embedded/process-table.js';

// Real processes and some forty megabytes of files each: slow on a busy disk.
jest.setTimeout(60_000);

const projectRoot = join(import.meta.dirname, '../../..');
const asRoot = process.getuid?.() === 0;
const started: Promise<EmbeddedPostgres>[] = [];
const holders: ChildProcess[] = [];
const folders: string[] = [];

/** A new folder that the account PostgreSQL runs as can enter; with a space, because real paths have them. */
function newFolder(mode = 0o755): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'throughline embedded '));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

function start(dataDir: string, more: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const embedded = startEmbedded({ dataDir, fsync: false, ...more });
  started.push(embedded); // the promise: also a start that outlasts its test is stopped
  return embedded;
}

/** A data directory that was started and stopped before, copied from one made once: initdb takes its second only where it matters. */
function newData(): string {
  const dataDir = join(newFolder(), 'postgres');
  execFileSync('cp', ['-a', seed, `${seed}-password`, dirname(dataDir)]);
  return dataDir;
}

async function query(url: string, sql: string, values: unknown[] = []): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, values, rowMode: 'array' });
    return rows as unknown[][];
  } finally {
    await client.end();
  }
}

let seed: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'throughline-embedded-seed-'));
  chmodSync(folder, 0o755);
  seed = join(folder, 'postgres');
  await (await startEmbedded({ dataDir: seed, fsync: false })).stop();
});

afterAll(() => rmSync(dirname(seed), { recursive: true, force: true }));

afterEach(async () => {
  for (const holder of holders.splice(0)) holder.kill('SIGKILL');
  for (const outcome of await Promise.allSettled(started.splice(0)))
    if (outcome.status === 'fulfilled') await outcome.value.stop();
  for (const folder of folders.splice(0)) {
    // The keeper of a killed holder may still be stopping PostgreSQL.
    await waitUntil(() => postgresProcessesIn(join(folder, 'postgres')).length === 0, 10_000);
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('a first start', () => {
  it('makes a database that keeps Chinese text, answers to its password only, and leaves no process when stopped', async () => {
    const dataDir = join(newFolder(), 'postgres');
    const embedded = await start(dataDir);
    const [row] = await query(
      embedded.url,
      "SELECT $1::text || '', length($1::text), current_setting('server_encoding'), upper('é')",
      ['你好，世界'],
    );
    expect(row).toEqual(['你好，世界', 5, 'UTF8', 'É']);
    const withoutPassword = embedded.url.replace(/:[^:@/]+@/, ':wrong@');
    await expect(query(withoutPassword, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(`${dataDir}-password`).mode & 0o777).toBe(0o600);
    expect(postgresProcessesIn(dataDir)).toContain(embedded.pid);
    await embedded.stop();
    expect(postgresProcessesIn(dataDir)).toEqual([]);
    expect(isAlive(embedded.pid)).toBe(false);
  });

  it('listens on the loopback address only', async () => {
    const embedded = await start(join(newFolder(), 'postgres'));
    expect(await query(embedded.url, 'SHOW listen_addresses')).toEqual([['127.0.0.1']]);
    expect(await query(embedded.url, 'SHOW unix_socket_directories')).toEqual([['']]);
  });

  it('never replaces a directory that holds something else', async () => {
    const dataDir = join(newFolder(), 'postgres');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'thesis.txt'), 'years of work');
    await expect(start(dataDir)).rejects.toThrow('holds files, but no PostgreSQL data');
    expect(readFileSync(join(dataDir, 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  it('says in one line that it cannot write, and what a port that is taken means', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(start(join(folder, 'file', 'postgres'))).rejects.toMatchObject({
      name: 'EmbeddedPostgresError',
      message: expect.stringMatching(/^cannot create .*: there is a file of that name$/),
    });
    const { port } = await start(join(folder, 'first'));
    await expect(start(join(folder, 'second'), { port })).rejects.toThrow(/^the embedded PostgreSQL did not start: .*sockets/);
  });
});

describe('a second start', () => {
  it('finds the data of the first, and is refused while the first runs', async () => {
    const dataDir = newData();
    const first = await start(dataDir);
    await query(first.url, "CREATE TABLE kept AS SELECT '早' AS word");
    await expect(start(dataDir)).rejects.toThrow(
      new RegExp(`^another Throughline is already running on .* \\(pid ${process.pid}\\)$`),
    );
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.url, 'SELECT word FROM kept')).toEqual([['早']]);
  });

  it('clears a postmaster.pid whose number now belongs to another process, an empty one, and a lock of the dead', async () => {
    const dataDir = newData();
    for (const stale of [`${process.ppid}\n${dataDir}\n1700000000\n5432\n\n127.0.0.1\n`, '']) {
      writeFileSync(join(dataDir, 'postmaster.pid'), stale);
      writeFileSync(`${dataDir}.lock`, `${process.ppid}\nanother boot/1\nx\n`);
      const again = await start(dataDir);
      expect(await query(again.url, 'SELECT 1')).toEqual([[1]]);
      await again.stop();
    }
  });

  it('refuses data whose password is lost instead of replacing either', async () => {
    const dataDir = newData();
    rmSync(`${dataDir}-password`);
    await expect(start(dataDir)).rejects.toThrow('put it back from the backup');
  });
});

describe('a server that is killed', () => {
  let compiled: string;

  beforeAll(() => {
    // Plain JavaScript for a plain Node: a process of its own that holds an embedded PostgreSQL, to be killed.
    mkdirSync(join(projectRoot, '.cache'), { recursive: true });
    compiled = mkdtempSync(join(projectRoot, '.cache', 'embedded-spec-'));
    const swc = join(projectRoot, 'node_modules/@swc/cli/bin/swc.js');
    const args = [
      swc,
      'src/platform/embedded',
      '-d',
      compiled,
      '--strip-leading-paths',
      '--config-file',
      '.swcrc',
      '--ignore',
      '**/*.spec.ts',
    ];
    execFileSync(process.execPath, args, { cwd: projectRoot, stdio: 'pipe' });
    const program = `import { startEmbedded } from './platform/embedded/embedded-postgres.js';
      const { pid, url } = await startEmbedded({ dataDir: process.argv[2] });
      console.log(JSON.stringify({ pid, url }));
      setInterval(() => {}, 60_000);`;
    writeFileSync(join(compiled, 'holder.js'), program);
  });

  afterAll(() => rmSync(compiled, { recursive: true, force: true }));

  async function startHolder(dataDir: string): Promise<{ holder: ChildProcess; pid: number; url: string }> {
    const holder = spawn(process.execPath, [join(compiled, 'holder.js'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    holders.push(holder);
    const [line] = (await once(holder.stdout!, 'data')) as [Buffer];
    return { holder, ...(JSON.parse(line.toString()) as { pid: number; url: string }) };
  }

  it('takes its PostgreSQL along, cleanly, and the next start has the data', async () => {
    const dataDir = newData();
    const { holder, pid, url } = await startHolder(dataDir);
    await query(url, "CREATE TABLE kept AS SELECT '来' AS word");
    holder.kill('SIGKILL');
    expect(await waitUntil(() => !isAlive(pid) && postgresProcessesIn(dataDir).length === 0, 10_000)).toBe(true);
    expect(readFileSync(`${dataDir}.log`, 'utf8')).toContain('database system is shut down');
    const next = await start(dataDir);
    expect(await query(next.url, 'SELECT word FROM kept')).toEqual([['来']]);
  });

  it('leaves an orphan when its keeper is killed too: the next start stops it and goes on', async () => {
    const dataDir = newData();
    const { holder, pid, url } = await startHolder(dataDir);
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS one');
    // The session is the keeper, its watcher and the postmaster; each of the first two alone would still stop PostgreSQL.
    const session = execFileSync('ps', ['-o', 'sid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const members = execFileSync('ps', ['-o', 'pid=', '-s', session], { encoding: 'utf8' }).trim().split(/\s+/).map(Number);
    for (const member of members) if (member !== pid) process.kill(member, 'SIGKILL');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(isAlive(pid)).toBe(true);
    const told: string[] = [];
    const next = await start(dataDir, { log: (line) => told.push(line) });
    expect(told).toContain(`stopping a PostgreSQL that an earlier run left behind (pid ${pid})`);
    expect(next.pid).not.toBe(pid);
    expect(await query(next.url, 'SELECT one FROM kept')).toEqual([[1]]);
  });

  it('recovers committed data when PostgreSQL itself is killed, and tells the server that it is gone', async () => {
    const dataDir = newData();
    const embedded = await start(dataDir, { fsync: true });
    await query(embedded.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    process.kill(embedded.pid, 'SIGKILL');
    expect(await embedded.lost).toMatch(/^the embedded PostgreSQL ended unexpectedly/);
    await embedded.stop();
    const next = await start(dataDir);
    expect(await query(next.url, 'SELECT one FROM kept')).toEqual([[1]]);
  });

  it('is not mistaken for alive: its lock is cleared, and only one of two racing starts wins', async () => {
    const dataDir = newData();
    const { holder } = await startHolder(dataDir);
    await expect(start(dataDir)).rejects.toThrow(`(pid ${holder.pid})`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const outcomes = await Promise.allSettled([start(dataDir), start(dataDir)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('root', () => {
  const ownerOf = (pid: number): number => statSync(`/proc/${pid}`).uid;
  const onlyAsRoot = asRoot && process.platform === 'linux' ? it : it.skip;

  onlyAsRoot('runs PostgreSQL as an unprivileged account', async () => {
    const { pid } = await start(join(newFolder(), 'postgres'));
    expect(ownerOf(pid)).not.toBe(0);
  });

  onlyAsRoot(
    'in a folder closed to others uses a user namespace, says so, and moves back when the folder is opened',
    async () => {
      const folder = newFolder(0o700);
      const dataDir = join(folder, 'data', 'postgres');
      const told: string[] = [];
      const first = await start(dataDir, { log: (line) => told.push(line) });
      await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
      expect(told.join('\n')).toContain('runs in a user namespace');
      expect(statSync(dataDir).uid).toBe(0);
      await first.stop();
      chmodSync(folder, 0o755);
      const second = await start(dataDir);
      expect(await query(second.url, 'SELECT one FROM kept')).toEqual([[1]]);
      expect(ownerOf(second.pid)).not.toBe(0);
    },
  );

  onlyAsRoot('where namespaces are forbidden too, runs from a readable copy that later starts find again', async () => {
    const dataDir = join(newFolder(0o700), 'postgres');
    const more = { userNamespaces: false, copyRoot: join(newFolder(), 'copy') };
    const told: string[] = [];
    const first = await start(dataDir, { ...more, log: (line) => told.push(line) });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    expect(told.join('\n')).toContain('runs from a copy in');
    await first.stop();
    const second = await start(dataDir, more);
    expect(await query(second.url, 'SELECT one FROM kept')).toEqual([[1]]);
  });
});
