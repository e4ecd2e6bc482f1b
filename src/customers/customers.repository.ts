import type { IdentityKind, IdentityLevel } from '../contracts/words.js';
import { originsOf, withOrigins } from './origins.js';
import { storedDisplay, storedName } from './stored-text.js';
import type { Sql, Tx } from '../platform/database/tx.js';
import { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/ids/new-id.js';

export interface CustomerRow {
  id: string;
  name: string | null;
  locale: string | null;
  blocked_at: Date | null;
  erased_at: Date | null;
  account_owner_id: string | null;
  merged_into: string | null;
  thread_epoch: number;
  last_seq: string;
  last_rev: string;
}

export interface IdentityRow {
  id: string;
  customer_id: string;
  kind: IdentityKind;
  value: string;
  display: string | null;
  level: IdentityLevel;
  joins: boolean;
  created_at: Date;
  /** Marked as used by several people. */
  shared: boolean;
}

/** The customer whose thread this one is read in: merges followed to their end. */
export async function rootOf(sql: Sql, customerId: string): Promise<string> {
  const [row] = await sql.query<{ id: string }>(
    `WITH RECURSIVE up AS (
       SELECT id, merged_into FROM customers WHERE id = $1
       UNION ALL SELECT c.id, c.merged_into FROM customers c JOIN up ON c.id = up.merged_into
     ) SELECT id FROM up WHERE merged_into IS NULL`,
    [customerId],
  );
  return row?.id ?? customerId;
}

/** All customers whose histories make up the thread of `rootId`, itself included. */
export async function membersOf(sql: Sql, rootId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `WITH RECURSIVE down AS (
       SELECT id FROM customers WHERE id = $1
       UNION ALL SELECT c.id FROM customers c JOIN down ON c.merged_into = down.id
     ) SELECT id FROM down`,
    [rootId],
  );
  return rows.map((row) => row.id);
}

/**
 * What becomes of a lock on a customer who was erased. `refuse`: nothing is written about them, which is what every door wants.
 * `pass over`: as if there were none, for work that nobody waits for. `take`: for what ends, empties or only counts on.
 */
export type WhereErased = 'refuse' | 'pass over' | 'take';

/**
 * Locks the thread: the root customer's row. Taken before any conversation, offer or agent, and by whoever writes anything about
 * a customer: this is where that ends once they are erased. The database holds the same line where somebody goes past it.
 * @throws Refusal `customer_erased`
 */
export async function lockCustomer(
  tx: Tx,
  customerId: string,
  whereErased: WhereErased = 'refuse',
): Promise<CustomerRow | undefined> {
  for (let id = customerId; ;) {
    const [row] = await tx.query<CustomerRow>(
      `SELECT id, name, locale, blocked_at, erased_at, account_owner_id, merged_into, thread_epoch, last_seq, last_rev
       FROM customers WHERE id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    // A merge may have been committed while this waited for the lock: go where the thread is now.
    if (row?.merged_into) {
      id = row.merged_into;
      continue;
    }
    if (!row?.erased_at || whereErased === 'take') return row;
    if (whereErased === 'pass over') return undefined;
    throw erased();
  }
}

export const erased = (): Refusal =>
  new Refusal('customer_erased', 'The customer was erased: nothing is written about them any more.');

/** For what is written without the lock of the thread. @throws Refusal `customer_erased` */
export async function refuseErased(sql: Sql, customerId: string): Promise<void> {
  if (await isErased(sql, customerId)) throw erased();
}

/** Holders of a key: the proved one first, then those that messages from it join, the oldest first. */
export const holdersOf = (sql: Sql, kind: IdentityKind, value: string): Promise<IdentityRow[]> =>
  sql.prepared<IdentityRow>(
    'holders-of',
    `SELECT id, customer_id, kind, value, display, level, joins, created_at,
       EXISTS (SELECT 1 FROM shared_keys k WHERE k.kind = $1 AND k.value = $2) AS shared FROM identities
     WHERE kind = $1 AND value = $2 ORDER BY (level = 'verified') DESC, joins DESC, created_at, id`,
    [kind, value],
  );

/** Whether the customer was erased: what is under the id is a number in reports and nobody. */
export async function isErased(sql: Sql, customerId: string): Promise<boolean> {
  return (await sql.query('SELECT 1 FROM customers WHERE id = $1 AND erased_at IS NOT NULL', [customerId])).length > 0;
}

/** Serialises everybody who resolves the same key, so that two first messages make one customer. */
export async function lockKey(tx: Sql, kind: IdentityKind, value: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 7244))`, [`${kind}|${value}`]);
}

export interface NewIdentity {
  id?: string;
  customerId: string;
  kind: IdentityKind;
  value: string;
  display?: string | null;
  level: IdentityLevel;
  joins: boolean;
  proof?: object;
}

export async function insertIdentity(tx: Tx, identity: NewIdentity): Promise<string> {
  const id = identity.id ?? newId();
  await tx.run(
    `INSERT INTO identities (id, customer_id, kind, value, display, level, joins, proof) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      identity.customerId,
      identity.kind,
      identity.value,
      storedDisplay(identity.kind, identity.display),
      identity.level,
      identity.joins,
      identity.proof ?? {},
    ],
  );
  return id;
}

/** A newcomer: customer and first identity in one statement. False where the customer's id is there already. */
export async function insertNewcomer(
  tx: Tx,
  customer: { id: string; name: string | null; locale: string | null },
  identity: Omit<NewIdentity, 'customerId'> & { id: string },
): Promise<boolean> {
  const rows = await tx.prepared(
    'insert-newcomer',
    `WITH newcomer AS (INSERT INTO customers (id, name, locale, origins) VALUES ($1, $2, $3, ${withOrigins('$11', "'{}'::jsonb")}) ON CONFLICT (id) DO NOTHING RETURNING id)
     INSERT INTO identities (id, customer_id, kind, value, display, level, joins, proof)
     SELECT $4, id, $5, $6, $7, $8, $9, $10 FROM newcomer RETURNING id`,
    [
      customer.id,
      storedName(customer.name),
      customer.locale,
      identity.id,
      identity.kind,
      identity.value,
      storedDisplay(identity.kind, identity.display),
      identity.level,
      identity.joins,
      identity.proof ?? {},
      originsOf(
        ['name', 'locale'].filter((field) => customer[field as 'name' | 'locale']),
        identity.kind,
      ),
    ],
  );
  return rows.length > 0;
}
