import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPassword, demoSignIns } from '../../src/seed/demo-data.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { Agent, call, Visitor } from '../support/people.js';
import { freePort, takenPort } from '../support/ports.js';
import {
  descendants,
  endAll,
  isAlive,
  runToEnd,
  type ServerProcess,
  startScript,
  startServer,
} from '../support/server-process.js';
import { testSecret } from '../support/test-secret.js';
import { until } from '../support/until.js';

const npmStart = ['npm', 'start'];
let folder: string;
let bare: Record<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-process-'));
  bare = { DATA_DIR: join(folder, 'data'), PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'warn', RATE_LIMIT_SCALE: '1000' };
});
afterAll(async () => {
  await endAll();
  rmSync(folder, { recursive: true, force: true });
});

const postmaster = (): number => Number(readFileSync(join(folder, 'data', 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** Nothing of it is left: not the server, not the keeper, not PostgreSQL. */
async function allEnded(server: ServerProcess, family: number[]): Promise<void> {
  expect(family).toContain(postmasterOf.get(server));
  await until('every process to end', () => ![server.pid, ...family].some(isAlive));
}
const postmasterOf = new WeakMap<ServerProcess, number>();
function familyOf(server: ServerProcess): number[] {
  postmasterOf.set(server, postmaster());
  return descendants(server.pid);
}

describe('the server on a bare machine', () => {
  // A failed story must not keep the data directory from the next one.
  afterEach(endAll);

  it('prints on its first boot where to go and as whom, and ends with a signal to npm alone', async () => {
    const [PORT, SMTP_PORT] = [String(await freePort()), String(await freePort())];
    const server = await startServer({ ...bare, PORT, SMTP_PORT }, npmStart);
    const output = server.output();
    expect(output).toContain('starting the embedded PostgreSQL');
    expect(output).toMatch(new RegExp(`console +http://localhost:${PORT}/console/`));
    expect(output).toMatch(new RegExp(`widget demo +http://localhost:${PORT}/demo/`));
    expect(output).toMatch(new RegExp(`API docs +http://localhost:${PORT}/docs`));
    expect(output).toMatch(new RegExp(`mail +smtp://localhost:${SMTP_PORT}`));
    expect(output).toContain('DEMO DATA');
    for (const known of [demoPassword, ...demoSignIns]) expect(output).toContain(known);
    for (const page of ['/console/', '/demo/', '/docs', '/health/ready'])
      expect([page, (await fetch(server.url + page)).status]).toEqual([page, 200]);

    const family = familyOf(server);
    server.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(server.output()).toContain('SIGTERM: finishing what is under way');
    await allEnded(server, family);
  });

  it('starts again with what it had, refuses a second beside it, and ends with a signal to node', async () => {
    const server = await startServer(bare);
    console.info(`second start: ${server.readyMs} ms`);
    expect(server.output()).not.toContain('DEMO DATA was written');
    const beside = await runToEnd(bare);
    expect(beside.code).toBe(1);
    expect(beside.output).toMatch(/throughline: another Throughline is already running on .*\(pid \d+\)\n$/);
    const { status } = await call(server.url, 'POST', '/v1/auth/login', {
      body: { email: demoSignIns[2], password: demoPassword },
    });
    expect(status).toBe(200);

    const family = familyOf(server);
    server.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    await allEnded(server, family);
  });

  it('drains: what is under way at the signal is stored and answered, also with sockets open', async () => {
    const server = await startServer(bare);
    const visitors = await Promise.all([1, 2, 3].map(() => Visitor.open(server.url)));
    const family = familyOf(server);
    const acked: string[] = [];
    const talking = visitors.map(async (visitor, index) => {
      for (let n = 0; visitor.widget.socket.connected; n++)
        await visitor.says(`before the end ${index}-${n}`).then(
          ({ text }) => acked.push(text),
          () => undefined,
        );
    });
    await until('some messages', () => acked.length > 30);
    server.kill('SIGINT');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    for (const visitor of visitors) visitor.leave();
    await Promise.all(talking);
    await allEnded(server, family);
    expect(server.output()).not.toMatch(/"level":(50|60)/);

    const again = await startServer(bare);
    const kept: string[] = [];
    for (const visitor of visitors) kept.push(...(await threadAt(again.url, visitor)));
    expect(acked.filter((text) => !kept.includes(text))).toEqual([]);
    expect(new Set(kept).size).toBe(kept.length);
    again.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
  });

  it('loses nothing it acknowledged when it is killed, and a retry never doubles', async () => {
    const server = await startServer(bare);
    const family = familyOf(server);
    const talkers = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => new Talker(await Visitor.open(server.url), index)),
    );
    for (const talker of talkers) void talker.talk();
    await until('messages to be acknowledged', () => talkers.reduce((sum, { acked }) => sum + acked.length, 0) >= 120);
    server.kill('SIGKILL');
    expect(await server.ended).toEqual({ code: null, signal: 'SIGKILL' });
    for (const talker of talkers) await talker.stop();
    // PostgreSQL is taken along by its keeper, although nobody could tell it.
    await allEnded(server, family);

    const again = await startServer(bare);
    for (const { visitor, acked, unsure } of talkers) {
      const before = await threadAt(again.url, visitor);
      expect(acked.filter((text) => before.filter((one) => one === text).length !== 1)).toEqual([]);
      // What was on its way is there or not, but whole and once.
      expect(before.filter((text) => !acked.includes(text) && !unsure.includes(text))).toEqual([]);
      await visitor.reconnect(again.url);
      for (const text of [...unsure, acked[0]!, acked.at(-1)!]) await visitor.says(text, text);
      const after = await threadAt(again.url, visitor);
      expect([...after].sort()).toEqual([...acked, ...unsure].sort());
      visitor.leave();
    }
    // The killed one may have held the matcher's job: who waits is offered to an agent all the same.
    const ana = await Agent.signIn(again.url, 'ana');
    await ana.be('available');
    await ana.screen.next('offer.made');
    ana.leave();
    again.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
  });

  it('ends with a clear line when its PostgreSQL is killed under it', async () => {
    const server = await startServer(bare);
    const family = familyOf(server);
    process.kill(postmaster(), 'SIGKILL');
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(server.output()).toMatch(/^throughline: PostgreSQL ended: .*$/m);
    expect(server.output()).not.toMatch(/^\s+at /m);
    await allEnded(server, family);
  });
});

describe('a setting that cannot be used', () => {
  const given: Record<string, string> = {};
  const closing: (Server | TestDatabase)[] = [];
  beforeAll(async () => {
    const [taken, silent, unmigrated, migrated] = [
      await takenPort('0.0.0.0'),
      await takenPort(),
      await createDatabase({ migrated: false }),
      await createDatabase(),
    ];
    closing.push(taken.server, silent.server, unmigrated, migrated);
    const stranger = new URL(migrated.url);
    stranger.password = 'hunter2-wrong';
    const nobody = new URL(migrated.url);
    nobody.pathname = '/no_such_database';
    Object.assign(given, {
      taken: taken.port,
      silent: silent.port,
      closed: await freePort(),
      unmigrated: unmigrated.url,
      migrated: migrated.url,
      stranger: stranger.href,
      nobody: nobody.href,
    });
  });
  afterAll(async () => {
    for (const one of closing) await ('drop' in one ? one.drop() : new Promise((resolve) => one.close(resolve)));
  });

  const migrate = ['node', 'scripts/migrate.mjs'];
  const away = 'postgres://someone:hunter2@127.0.0.1';
  const redis = 'redis://:hunter2@127.0.0.1';
  // The address of a database of your own, where a case is about something else.
  const yours = { DATABASE_URL: '<migrated>' };
  const cases: [why: string, variable: string, env: Record<string, string>, says: RegExp, command: string[]][] = [
    ['a taken port', 'PORT', { PORT: '<taken>' }, /port \d+ is taken/, startScript],
    ['a taken mail port', 'SMTP_PORT', { ...yours, SMTP_PORT: '<taken>' }, /port \d+ is taken/, startScript],
    ['no number', 'PORT', { PORT: 'http' }, /whole number/, startScript],
    ['no URL', 'DATABASE_URL', { DATABASE_URL: 'mysql://a:hunter2@b/c' }, /must be a URL/, startScript],
    ['nobody there', 'DATABASE_URL', { DATABASE_URL: `${away}:<closed>/x` }, /not reached \(.*ECONNREFUSED/, startScript],
    ['no answer', 'DATABASE_URL', { DATABASE_URL: `${away}:<silent>/x` }, /not reached \(/, startScript],
    ['a wrong password', 'DATABASE_URL', { DATABASE_URL: '<stranger>' }, /password authentication failed/, startScript],
    ['no such database', 'DATABASE_URL', { DATABASE_URL: '<nobody>' }, /does not exist/, startScript],
    ['migrations to come', 'DATABASE_URL', { DATABASE_URL: '<unmigrated>' }, /pending; run: npm run migrate/, startScript],
    ['a short key', 'SECRET_KEY', { ...yours, SECRET_KEY: 'hunter2' }, /at least 32 characters/, startScript],
    ['no Redis there', 'REDIS_URL', { ...yours, REDIS_URL: `${redis}:<closed>` }, /not reached/, startScript],
    ['a silent Redis', 'REDIS_URL', { ...yours, REDIS_URL: `${redis}:<silent>` }, /not reached/, startScript],
    ['several processes without Redis', 'REDIS_URL', { ...yours, ROLE: 'api' }, /is needed with ROLE=api/, startScript],
    ['migrating what is not there', 'DATABASE_URL', { DATABASE_URL: `${away}:<closed>/x` }, /not reached/, migrate],
    ['migrating nothing', 'DATABASE_URL', {}, /is not set/, migrate],
  ];
  const results = new Map<string, Awaited<ReturnType<typeof runToEnd>>>();
  /** Three at a time: each is a whole process, and most of its time is its own start. */
  beforeAll(async () => {
    const due = [...cases];
    const lane = async (): Promise<void> => {
      for (let one = due.shift(); one; one = due.shift()) {
        const [why, , env, , command] = one;
        const fill = (value: string): string => value.replace(/<(\w+)>/, (_, key: string) => String(given[key]));
        const filled = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));
        results.set(why, await runToEnd({ ...bare, SECRET_KEY: testSecret, ...filled }, command));
      }
    };
    await Promise.all([lane(), lane(), lane()]);
  }, 180_000);

  it.each(cases)('%s: one line that names %s', (why, variable, _env, says) => {
    const { code, output, ms } = results.get(why)!;
    // Beside the steps it took.
    const complaints = output.split('\n').filter((line) => line !== '' && !/^ {2}\S|…$|^DEMO DATA was written/.test(line));
    expect(complaints).toEqual([expect.stringMatching(new RegExp(`^throughline: ${variable}: `))]);
    expect(complaints[0]).toMatch(says);
    expect(code).toBe(1);
    expect(output).not.toContain('hunter2');
    // However slow the machine: it gives up by itself.
    expect(ms).toBeLessThan(90_000);
  });
});

/** Someone who writes as fast as the answers come; the text is the client id. */
class Talker {
  readonly acked: string[] = [];
  /** Sent, but nobody knows. */
  unsure: string[] = [];
  private stopped = false;
  private work: Promise<void> = Promise.resolve();

  constructor(
    readonly visitor: Visitor,
    private readonly index: number,
  ) {}

  talk(): void {
    this.work = Promise.all([0, 1].map((lane) => this.lane(lane))).then(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.visitor.leave();
    await this.work;
  }

  private async lane(lane: number): Promise<void> {
    for (let n = 0; !this.stopped && this.visitor.widget.socket.connected; n++) {
      const text = `${this.index}/${lane}/${n}`;
      this.unsure.push(text);
      const lost = new Promise<never>((_, reject) => this.visitor.widget.socket.once('disconnect', reject));
      const said = await Promise.race([this.visitor.says(text, text), lost]).catch(() => undefined);
      if (!said) return;
      this.acked.push(text);
      this.unsure = this.unsure.filter((one) => one !== text);
    }
  }
}

async function threadAt(url: string, visitor: Visitor): Promise<string[]> {
  return (await visitor.thread(url)).map(({ text }) => text);
}
