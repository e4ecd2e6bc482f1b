import type { IdentityKind } from '../contracts/words.js';
import { membersOf } from '../customers/customers.repository.js';
import { isShared } from '../customers/suggestions/shared-keys.repository.js';
import type { Sql } from '../platform/database/tx.js';

/** Why a key that two customers have proved joins nobody: a person is asked instead. */
export type Kept = 'shared' | 'two accounts' | 'parted';

/**
 * Asked by every door before a proved key joins two threads, whatever came first: several people use the key; both have an account
 * of their own with us; or a person has parted the two before, and no machine knows better. Null: nothing speaks against it.
 */
export async function reasonToKeep(
  sql: Sql,
  key: { kind: IdentityKind; value: string },
  rootIds: readonly [string, string],
): Promise<Kept | null> {
  if (await isShared(sql, key.kind, key.value)) return 'shared';
  const [own, theirs] = [await membersOf(sql, rootIds[0]), await membersOf(sql, rootIds[1])];
  if ((await hasAccount(sql, own)) && (await hasAccount(sql, theirs))) return 'two accounts';
  return (await wereParted(sql, own, theirs)) ? 'parted' : null;
}

/** Whether another system knows one of them by an id of its own. */
async function hasAccount(sql: Sql, memberIds: readonly string[]): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM identities WHERE customer_id = ANY($1) AND kind = 'external' AND level = 'verified' LIMIT 1`,
    [memberIds],
  );
  return rows.length > 0;
}

/** Whether somebody undid a merge of one side with the other. */
export async function wereParted(sql: Sql, own: readonly string[], theirs: readonly string[]): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM customer_merges WHERE undone_at IS NOT NULL
       AND ((from_id = ANY($1) AND into_id = ANY($2)) OR (from_id = ANY($2) AND into_id = ANY($1))) LIMIT 1`,
    [own, theirs],
  );
  return rows.length > 0;
}
