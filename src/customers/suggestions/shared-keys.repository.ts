import type { IdentityKind } from '../../contracts/words.js';
import type { Scope, Sql } from '../../platform/database/tx.js';

/** As many who hold one key are more than a person and their double: it is taken for shared though nobody marked it. */
const MANY = 3;

/** SQL: whether the key of identity row `alias` is marked shared, or held by three or more who are not one customer by merges. */
export const sharedKey = (alias: string): string => `(
  EXISTS (SELECT 1 FROM shared_keys k WHERE k.kind = ${alias}.kind AND k.value = ${alias}.value)
  OR (SELECT count(DISTINCT coalesce(c.merged_into, c.id)) >= ${MANY} FROM (SELECT customer_id FROM identities h
      WHERE h.kind = ${alias}.kind AND h.value = ${alias}.value LIMIT 20) AS h JOIN customers c ON c.id = h.customer_id))`;

/** Whether a key may not join two people by itself. */
export async function isShared(sql: Sql, kind: IdentityKind, value: string): Promise<boolean> {
  const [row] = await sql.query<{ shared: boolean }>(
    `SELECT ${sharedKey('key')} AS shared FROM (SELECT $1::text AS kind, $2::text AS value) AS key`,
    [kind, value],
  );
  return row?.shared ?? false;
}

export async function markShared(scope: Scope, kind: IdentityKind, value: string, shared: boolean): Promise<void> {
  if (shared)
    await scope.tx.run(
      'INSERT INTO shared_keys (kind, value, marked_by) VALUES ($1, $2, $3) ON CONFLICT (kind, value) DO NOTHING',
      [kind, value, scope.actor.id],
    );
  else await scope.tx.run('DELETE FROM shared_keys WHERE kind = $1 AND value = $2', [kind, value]);
}

/** Both were proved on this device, so that it tells of both: evidence, never a reason to join. */
export async function noteSharedDevice(scope: Scope, device: string, customerIds: readonly string[]): Promise<void> {
  await scope.tx.run(
    `INSERT INTO customer_devices (customer_id, device) SELECT DISTINCT c, $2 FROM unnest($1::uuid[]) AS c ON CONFLICT DO NOTHING`,
    [customerIds, device],
  );
}
