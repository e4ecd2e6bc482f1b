import type { IdentityKind } from '../contracts/words.js';
import type { Sql } from '../platform/database/tx.js';
import type { Secrets } from '../platform/secrets/secrets.js';

/** What is left of a key after an erasure: under this deployment's secret, so that a list of addresses is no way to ask. */
export const tombstoneOf = (secrets: Secrets, { kind, value }: { kind: IdentityKind; value: string }): string =>
  secrets.sign('tombstone', `${kind}\n${value}`, 32);

/** Of these keys those by which an erased customer was known, with when. Imports ask before they bring anybody back. */
export async function erasedKeys<K extends { kind: IdentityKind; value: string }>(
  sql: Sql,
  secrets: Secrets,
  keys: readonly K[],
): Promise<{ key: K; at: Date }[]> {
  const hashes = keys.map((key) => tombstoneOf(secrets, key));
  const rows = await sql.query<{ key_hash: string; at: Date }>(
    'SELECT key_hash, max(at) AS at FROM tombstones WHERE key_hash = ANY($1) GROUP BY 1',
    [hashes],
  );
  const at = new Map(rows.map((row) => [row.key_hash, row.at]));
  return keys.flatMap((key, index) => {
    const when = at.get(hashes[index]!);
    return when ? [{ key, at: when }] : [];
  });
}
