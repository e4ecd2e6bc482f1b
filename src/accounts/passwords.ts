import { hash, verify } from '@node-rs/argon2';

export const PASSWORD_MIN_LENGTH = 12;
export const PASSWORD_MAX_LENGTH = 256;

// Compatibility forms of the same characters must open the same account on every keyboard.
const canonical = (password: string): string => password.normalize('NFKC');

/** argon2id with the library's defaults (19 MiB, 2 passes); the parameters travel in the hash. */
export const hashPassword = (password: string): Promise<string> => hash(canonical(password));

let unknown: Promise<string> | undefined;

/**
 * True where the password belongs to the hash. Without a hash (no such account) it works as long against a hash
 * nobody has the password of, so that the time of the answer does not tell which accounts exist.
 */
export async function passwordMatches(passwordHash: string | undefined, password: string): Promise<boolean> {
  unknown ??= hashPassword('a password nobody has');
  const right = await verify(passwordHash ?? (await unknown), canonical(password));
  return right && passwordHash !== undefined;
}
