import type { Role } from '../../contracts/words.js';
import type { Sql, Tx } from '../../platform/database/tx.js';

/** So many wrong passwords in a row lock the account: 15 minutes first, doubled by each further one, a day at most. */
const triesBeforeLock = 8;
const firstLockMinutes = 15;
const longestLockMinutes = 24 * 60;

export interface CountedTry {
  id: string;
  password_hash: string;
  /** This try was the one that locks the account, should it be wrong. */
  locks: boolean;
}

/**
 * Counts the try before the password is checked, in one guarded statement: parallel guesses take turns on the row,
 * so that no more of them get through than one after the other. A success sets the count back.
 */
export async function countTry(sql: Sql, email: string): Promise<CountedTry | undefined> {
  const [row] = await sql.query<CountedTry>(
    `UPDATE agents SET failed_sign_ins = failed_sign_ins + 1,
            locked_until = CASE WHEN failed_sign_ins + 1 >= ${triesBeforeLock}
              THEN app_now() + interval '1 minute' * least(${longestLockMinutes}, ${firstLockMinutes} * 2 ^ least(failed_sign_ins + 1 - ${triesBeforeLock}, 10)) END
     WHERE lower(email) = lower($1) AND (locked_until IS NULL OR locked_until <= app_now())
     RETURNING id, password_hash, locked_until IS NOT NULL AS locks`,
    [email],
  );
  return row;
}

/** Seconds until a locked account opens again; undefined where there is no such account. */
export async function lockedForS(sql: Sql, email: string): Promise<number | undefined> {
  const [row] = await sql.query<{ seconds: number }>(
    `SELECT greatest(1, ceil(extract(epoch FROM coalesce(locked_until - app_now(), interval '1 second'))))::int AS seconds
     FROM agents WHERE lower(email) = lower($1)`,
    [email],
  );
  return row?.seconds;
}

/**
 * Locks the agent's row and forgets the failures. Undefined where the account was disabled or its password changed
 * since it was checked: whoever did that has ended the sessions, and no new one may slip in behind.
 */
export async function admit(
  tx: Tx,
  agentId: string,
  checkedHash: string,
): Promise<{ name: string; email: string; role: Role } | undefined> {
  const [row] = await tx.query<{ name: string; email: string; role: Role }>(
    `UPDATE agents SET failed_sign_ins = 0, locked_until = NULL
     WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL RETURNING name, email, role`,
    [agentId, checkedHash],
  );
  return row;
}

export async function passwordHashOf(sql: Sql, agentId: string): Promise<string | undefined> {
  const [row] = await sql.query<{ password_hash: string }>('SELECT password_hash FROM agents WHERE id = $1', [agentId]);
  return row?.password_hash;
}

/** Sets a password and lifts a lock: whoever may set it need not wait. */
export async function setPasswordHash(tx: Tx, agentId: string, passwordHash: string): Promise<void> {
  await tx.run('UPDATE agents SET password_hash = $2, failed_sign_ins = 0, locked_until = NULL WHERE id = $1', [
    agentId,
    passwordHash,
  ]);
}
