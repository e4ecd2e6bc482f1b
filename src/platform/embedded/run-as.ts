/** The account PostgreSQL runs as; it refuses to run as root. */
export type RunAs =
  /** as the server itself: the server is not root. */
  | { kind: 'self' }
  /** as another account of the machine. */
  | { kind: 'user'; uid: number; gid: number; name: string }
  /** as root's own files see it, but under another number in a user namespace: nothing has to be opened to another account. */
  | { kind: 'namespace'; uid: number };

/** One line of the account file that matters here. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** A command line and the spawn options that make it run as somebody. */
export interface Command {
  file: string;
  args: string[];
  options: { uid?: number; gid?: number; cwd: string; env: Record<string, string> };
}

// Nothing is inherited: LANG, PGDATA and the like of the caller must not reach PostgreSQL, nor must our secrets.
const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Wraps a program so that it runs as `runAs`, in `/`, with an environment of its own. */
export function commandAs(runAs: RunAs, file: string, args: string[]): Command {
  const options = { cwd: '/', env };
  switch (runAs.kind) {
    case 'self':
      return { file, args, options };
    case 'user':
      return { file, args, options: { ...options, uid: runAs.uid, gid: runAs.gid } };
    case 'namespace':
      return { file: 'unshare', args: ['--user', `--map-user=${runAs.uid}`, '--', file, ...args], options };
  }
}

/** Reads the text of /etc/passwd; broken lines are passed over. */
export function parseAccounts(passwd: string): Account[] {
  return passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? '') ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/**
 * The accounts root may give PostgreSQL to, best first: the owner of the data, the owner of the project folder (who surely can reach
 * it), the machine's `postgres`, and `nobody`. Root itself never; nor a number without an account, which initdb refuses.
 */
export function candidateAccounts(accounts: Account[], ownerUids: number[]): Account[] {
  const byOwner = ownerUids.map((uid) => accounts.find((account) => account.uid === uid));
  const byName = ['postgres', 'nobody'].map((name) => accounts.find((account) => account.name === name));
  const found = [...byOwner, ...byName].filter((account) => account !== undefined && account.uid !== 0) as Account[];
  return [...new Set(found)];
}
