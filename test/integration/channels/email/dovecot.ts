import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { freePort } from '../../../support/ports.js';
import { until } from '../../../support/until.js';

export interface Dovecot {
  port: number;
  tlsPort: number;
  /** PEM of the authority that its certificate is of. */
  authority: string;
  /** Puts mails into a mailbox of a user, in order; `seen` marks them as read. */
  put(user: string, raws: (string | Buffer)[], options?: { seen?: boolean; mailbox?: string; at?: Date }): Promise<void>;
  /** Many small mails at once, straight into the folder on disk. */
  fill(user: string, count: number, mail: (index: number) => { raw: string; seen: boolean }): void;
  /** What a mailbox holds: uid, flags and subject of each mail; [] where there is no such mailbox. */
  look(user: string, mailbox?: string): Promise<{ uid: number; flags: string[]; subject: string }[]>;
  setPassword(user: string, password: string): void;
  /** All mails get new numbers, under a new UIDVALIDITY. */
  renumber(user: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export const dovecotPassword = 'open sesame';

/** A real Dovecot of this test's own, on free ports of the loopback, with its mail in a temporary folder. */
export async function startDovecot({ capability }: { capability?: string } = {}): Promise<Dovecot> {
  const dir = mkdtempSync('/tmp/dovecot-');
  const [port, tlsPort] = [await freePort(), await freePort()];
  const isRoot = userInfo().uid === 0;
  const owner = isRoot ? idsOf('nobody') : { uid: userInfo().uid, gid: userInfo().gid };
  chmodSync(dir, 0o755);
  for (const folder of ['run', 'state', 'mail', 'users']) mkdirSync(join(dir, folder));
  chownSync(join(dir, 'mail'), owner.uid, owner.gid);
  const authority = makeCertificate(dir);
  const users = new Map<string, string>();
  // A file for each user: dovecot looks at one that it knows at most once in a second.
  const setPassword = (user: string, password: string): void => {
    users.set(user, password);
    writeFileSync(join(dir, 'users', user), `${user}:{PLAIN}${password}\n`, { mode: 0o644 });
  };
  writeFileSync(join(dir, 'dovecot.conf'), configuration({ dir, port, tlsPort, owner, isRoot, capability }));
  let child: ChildProcess | undefined;
  process.once('exit', () => child?.kill('SIGKILL'));
  const signedIn = async <T>(user: string, work: (client: ImapFlow) => Promise<T>): Promise<T> => {
    if (!users.has(user)) setPassword(user, dovecotPassword);
    // A server that has just begun, or is about to end, may hang up on the first who calls.
    const client = await until('dovecot to let us in', () => signIn(port, user, users.get(user)!));
    try {
      return await work(client);
    } finally {
      await client.logout().catch(() => client.close());
    }
  };
  const dovecot: Dovecot = {
    port,
    tlsPort,
    authority,
    put: (user, raws, { seen, mailbox = 'INBOX', at } = {}) =>
      signedIn(user, async (client) => {
        for (const raw of raws) await client.append(mailbox, raw, seen ? ['\\Seen'] : [], at);
      }),
    fill(user, count, mail) {
      const folder = join(dir, 'mail', user, 'Maildir');
      for (const part of ['', 'new', 'cur', 'tmp']) mkdirSync(join(folder, part), { recursive: true });
      for (let index = 0; index < count; index += 1) {
        const { raw, seen } = mail(index);
        writeFileSync(join(folder, seen ? 'cur' : 'new', `${1_700_000_000 + index}.M${index}.test${seen ? ':2,S' : ''}`), raw);
      }
      execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, join(dir, 'mail', user)]);
    },
    look: (user, mailbox = 'INBOX') =>
      signedIn(user, async (client) => {
        const opened = await client.mailboxOpen(mailbox, { readOnly: true }).catch(() => undefined);
        if (!opened || opened.exists === 0) return [];
        const mails = await client.fetchAll('1:*', { uid: true, flags: true, envelope: true });
        return mails.map(({ uid, flags, envelope }) => ({ uid, flags: [...(flags ?? [])], subject: envelope?.subject ?? '' }));
      }),
    setPassword,
    async renumber(user) {
      const folder = join(dir, 'mail', user, 'Maildir');
      const before = /V(\d+)/.exec(readFileSync(join(folder, 'dovecot-uidlist'), 'utf8'))![1]!;
      await dovecot.stop();
      for (const file of ['dovecot-uidlist', 'dovecot.index', 'dovecot.index.log', 'dovecot.index.cache', 'dovecot-uidvalidity'])
        rmSync(join(folder, file), { force: true });
      writeFileSync(join(folder, 'dovecot-uidlist'), `3 V${Number(before) + 7} N500 G${'0123456789abcdef'.repeat(2)}\n`);
      chownSync(join(folder, 'dovecot-uidlist'), owner.uid, owner.gid);
      await dovecot.start();
    },
    async start() {
      // In a session of its own: signals to its process group are not for the tests.
      child = spawn('/usr/sbin/dovecot', ['-F', '-c', join(dir, 'dovecot.conf')], { stdio: 'ignore', detached: true });
      await until('dovecot answers', () => signedIn('probe', async () => true));
    },
    async stop() {
      const running = child;
      child = undefined;
      if (!running || running.exitCode !== null) return;
      const gone = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGTERM');
      await gone;
      // Its children may answer a moment longer, and hang up in the middle.
      await until('the port to be free', () => isRefused(port));
    },
    async remove() {
      await dovecot.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await dovecot.start();
  return dovecot;
}

async function signIn(port: number, user: string, pass: string): Promise<ImapFlow> {
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, auth: { user, pass }, logger: false });
  client.on('error', () => undefined);
  await client.connect();
  await client.noop();
  return client;
}

const isRefused = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(false)));
    socket.once('error', () => resolve(true));
  });

const idsOf = (user: string): { uid: number; gid: number } => ({
  uid: Number(execFileSync('id', ['-u', user]).toString()),
  gid: Number(execFileSync('id', ['-g', user]).toString()),
});

/** An authority of a minute's making, and a certificate of it for the loopback. */
function makeCertificate(dir: string): string {
  const at = (name: string): string => join(dir, name);
  const openssl = (...given: string[]): void => void execFileSync('openssl', given, { stdio: 'ignore' });
  const days = ['-days', '3650', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  openssl('req', '-x509', ...days, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Test authority');
  openssl('req', ...days.slice(2), '-keyout', at('server.key'), '-out', at('server.csr'), '-subj', '/CN=127.0.0.1');
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '3650', '-extfile', at('names')];
  openssl('x509', '-req', '-in', at('server.csr'), ...signed, '-out', at('server.pem'));
  return readFileSync(at('ca.pem'), 'utf8');
}

interface Settled {
  dir: string;
  port: number;
  tlsPort: number;
  owner: { uid: number; gid: number };
  isRoot: boolean;
  capability: string | undefined;
}

function configuration({ dir, port, tlsPort, owner, isRoot, capability }: Settled): string {
  const { username } = userInfo();
  // Without root nobody can be changed into: every process is this user, and nothing is put into a jail.
  const plain = isRoot
    ? ''
    : `default_internal_user = ${username}
default_login_user = ${username}
default_internal_group = ${execFileSync('id', ['-gn']).toString().trim()}
`;
  return `${plain}base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${dir}/server.pem
ssl_key = <${dir}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:${dir}/mail/%u/Maildir
mail_max_userip_connections = 100
${capability ? `protocol imap {\n  imap_capability = ${capability}\n}\n` : ''}passdb {
  driver = passwd-file
  args = username_format=%u ${dir}/users/%u
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${dir}/mail/%u
}
service imap-login {
  ${isRoot ? '' : 'chroot ='}
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
  }
}
service anvil {
  ${isRoot ? '' : 'chroot ='}
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
namespace inbox {
  inbox = yes
}
`;
}
