import { anyOf, type Sql, type Tx } from '../../platform/database/tx.js';

/** For so long a transaction may have been open that wrote what is read here. */
const overlap = `interval '10 seconds'`;

export interface Filed {
  id: string;
  keys: readonly string[];
}

/**
 * Marks these customers as looked at now, before anything of them is read: what changes from here on is newer than the mark and
 * is looked at again. A second one who files the same customer waits here, and reads what is true then. `asNew`: they are new in
 * this very transaction, which has written all that is known of them, and nobody else can have.
 */
export async function markLooked(tx: Tx, ids: readonly string[], { asNew = false } = {}): Promise<void> {
  await tx.prepared(
    'mark-looked',
    `INSERT INTO identity_block_marks AS m (customer_id, version, built_at)
     SELECT c.id, c.version, app_now() + CASE WHEN $2 THEN ${overlap} ELSE interval '0' END FROM customers c WHERE c.id = ${anyOf('$1')} ORDER BY c.id
     ON CONFLICT (customer_id) DO UPDATE SET version = excluded.version, built_at = excluded.built_at`,
    [ids, asNew],
  );
}

/** Writes the words of several customers in two statements, whatever they were filed under before. */
export async function fileBlocks(tx: Tx, filed: readonly Filed[]): Promise<void> {
  const pairs = filed
    .flatMap(({ id, keys }) => keys.map((key) => ({ id, key })))
    .sort((a, b) => (a.key + a.id < b.key + b.id ? -1 : 1));
  const columns = [pairs.map((pair) => pair.key), pairs.map((pair) => pair.id)];
  await tx.prepared(
    'blocks-gone',
    `DELETE FROM identity_blocks b WHERE b.customer_id = ${anyOf('$3')}
       AND NOT EXISTS (SELECT 1 FROM unnest($1::text[], $2::uuid[]) AS w(key, id) WHERE w.key = b.key AND w.id = b.customer_id)`,
    [...columns, filed.map((one) => one.id)],
  );
  if (pairs.length > 0)
    await tx.prepared(
      'blocks-filed',
      `INSERT INTO identity_blocks (key, customer_id) SELECT w.key, w.id FROM unnest($1::text[], $2::uuid[]) AS w(key, id)
       ON CONFLICT DO NOTHING`,
      columns,
    );
}

/** Whatever could lead to these customers, or tell what they had in common with others. */
export async function forgetPeople(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.run('DELETE FROM identity_blocks WHERE customer_id = ANY($1)', [ids]);
  await tx.run('DELETE FROM customer_devices WHERE customer_id = ANY($1)', [ids]);
  await tx.run('DELETE FROM identity_suggestions WHERE low_id = ANY($1) OR high_id = ANY($1)', [ids]);
}

/** Of these customers, those whose words may be out of date. */
export async function outOfDate(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const rows = await sql.prepared<{ id: string }>('blocks-out-of-date', `${stale} AND c.id = ${anyOf('$1')}`, [ids]);
  return rows.map((row) => row.id);
}

/**
 * The net: a run of all customers, in the order of their ids, and the newest. `after` is null at the beginning of a round.
 * @returns those of them that are out of date, and where to go on.
 */
export async function nextOutOfDate(
  sql: Sql,
  after: string | null,
  length: number,
): Promise<{ ids: string[]; after: string | null }> {
  const run = await sql.query<{ id: string; newest: boolean }>(
    `(SELECT id, false AS newest FROM customers WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2)
     UNION ALL (SELECT id, true FROM customers ORDER BY id DESC LIMIT $2)`,
    [after, length],
  );
  const walked = run.filter((row) => !row.newest);
  const ids = await outOfDate(sql, [...new Set(run.map((row) => row.id))]);
  return { ids, after: walked.length < length ? null : (walked.at(-1)?.id ?? null) };
}

/** What was written in a transaction that was still open when the mark was set is older than the mark, and not seen. */
const margin = `(m.built_at - ${overlap})`;

const stale = `
  SELECT c.id FROM customers c LEFT JOIN identity_block_marks m ON m.customer_id = c.id
  WHERE (m.customer_id IS NULL OR m.version <> c.version
    OR EXISTS (SELECT 1 FROM identities i WHERE i.customer_id = c.id AND i.created_at >= ${margin})
    OR EXISTS (SELECT 1 FROM customer_devices d WHERE d.customer_id = c.id AND d.at >= ${margin})
    OR EXISTS (SELECT 1 FROM facts f WHERE f.customer_id = c.id AND f.kind IN ('email', 'phone', 'city', 'birth_date')
         AND greatest(f.at, f.superseded_at) >= ${margin}))`;

/** A word that more people share tells nothing, and is not followed. */
const CROWD = 60;
const MOST = 50;

/**
 * Who is filed under one of the words of each list, as roots of their threads, those with the most words in common first; at most
 * fifty for each. One statement, a few short runs of one index.
 */
export async function candidates(sql: Sql, lists: readonly (readonly string[])[]): Promise<string[][]> {
  const asked = lists.flatMap((keys, list) => keys.map((key) => ({ key, list })));
  const rows = await sql.prepared<{ list: number; root: string }>(
    'identity-candidates',
    `WITH RECURSIVE found AS MATERIALIZED (
       SELECT list, customer_id, words FROM (
         SELECT k.list, b.customer_id, count(*)::int AS words, row_number() OVER (PARTITION BY k.list ORDER BY count(*) DESC, b.customer_id) AS place
         FROM unnest($1::text[], $2::int[]) AS k(key, list)
         CROSS JOIN LATERAL (SELECT customer_id, count(*) OVER () AS crowd FROM
           (SELECT customer_id FROM identity_blocks WHERE identity_blocks.key = k.key LIMIT ${CROWD + 1}) AS filed) AS b
         WHERE b.crowd <= ${CROWD} GROUP BY 1, 2) AS counted
       WHERE place <= ${MOST}
     ), up AS (
       SELECT f.list, f.words, c.id, c.merged_into FROM found f JOIN customers c ON c.id = f.customer_id
       UNION ALL SELECT up.list, up.words, c.id, c.merged_into FROM up JOIN customers c ON c.id = up.merged_into
     )
     SELECT list, id AS root FROM up WHERE merged_into IS NULL GROUP BY 1, 2 ORDER BY 1, max(words) DESC, 2`,
    [asked.map((one) => one.key), asked.map((one) => one.list)],
  );
  const found = lists.map((): string[] => []);
  for (const { list, root } of rows) found[list]!.push(root);
  return found;
}
