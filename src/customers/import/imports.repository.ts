import type { ImportOutcome } from '../../contracts/identity.js';
import type { ActorType } from '../../contracts/words.js';
import type { Scope, Sql, Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import type { CleanRow, ImportedFields, Mapping } from './map-columns.js';

export interface ImportRow {
  id: string;
  dry_run: boolean;
  default_country: string | null;
  started_by_type: ActorType;
  started_by: string | null;
}

export interface DueLine {
  line: number;
  fields: ImportedFields;
}

/** What became of a line. */
export interface LineOutcome {
  line: number;
  outcome: ImportOutcome;
  reason: string | null;
  customerId: string | null;
  matchedLine: number | null;
}

const CHUNK = 5_000;

export async function insertImport(
  scope: Scope,
  given: { dryRun: boolean; mapping: Mapping; defaultCountry: string | null; lines: readonly DueLine[] },
): Promise<string> {
  const id = newId();
  await scope.tx.run(
    `INSERT INTO customer_imports (id, dry_run, total, columns, ignored, default_country, started_by_type, started_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[id, given.dryRun, given.lines.length, JSON.stringify(given.mapping.columns), given.mapping.ignored],
      ...[given.defaultCountry, scope.actor.type, scope.actor.id],
    ],
  );
  for (let from = 0; from < given.lines.length; from += CHUNK)
    await scope.tx.run(
      `INSERT INTO customer_import_rows (import_id, line, fields) SELECT $1, r.line, r.fields FROM jsonb_to_recordset($2::jsonb) AS r(line int, fields jsonb)`,
      [id, JSON.stringify(given.lines.slice(from, from + CHUNK))],
    );
  return id;
}

/** The oldest import that still runs and that nobody else holds. */
export async function claimImport(tx: Tx): Promise<ImportRow | undefined> {
  const [row] = await tx.query<ImportRow>(
    `SELECT id, dry_run, default_country, started_by_type, started_by FROM customer_imports
     WHERE state = 'running' ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  return row;
}

export const dueLines = (tx: Tx, importId: string, limit: number): Promise<DueLine[]> =>
  tx.query<DueLine>(
    'SELECT line, fields FROM customer_import_rows WHERE import_id = $1 AND outcome IS NULL ORDER BY line LIMIT $2',
    [importId, limit],
  );

/** Of a dry run that goes on after its process died: the lines that would be new customers. */
export const newcomersSoFar = (sql: Sql, importId: string): Promise<DueLine[]> =>
  sql.query<DueLine>(
    `SELECT line, fields FROM customer_import_rows WHERE import_id = $1 AND outcome IN ('created', 'suggested') ORDER BY line`,
    [importId],
  );

export async function writeOutcomes(tx: Tx, importId: string, outcomes: readonly LineOutcome[]): Promise<void> {
  await tx.run(
    `UPDATE customer_import_rows r SET outcome = o.outcome, reason = o.reason, customer_id = o."customerId", matched_line = o."matchedLine"
     FROM jsonb_to_recordset($2::jsonb) AS o(line int, outcome text, reason text, "customerId" uuid, "matchedLine" int)
     WHERE r.import_id = $1 AND r.line = o.line`,
    [importId, JSON.stringify(outcomes)],
  );
}

export async function finishImport(tx: Tx, importId: string): Promise<void> {
  await tx.run(`UPDATE customer_imports SET state = 'done', finished_at = app_now() WHERE id = $1`, [importId]);
}

/** What the table said of these customers; that there was a line stays. */
export async function forgetLines(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await tx.run(`UPDATE customer_import_rows SET fields = '{}', reason = NULL WHERE customer_id = ANY($1)`, [customerIds]);
}

/** A table holds what people wrote down about people: it is kept for as long as somebody may look into an import. */
export async function dropOldImports(sql: Sql): Promise<void> {
  await sql.run(
    `DELETE FROM customer_imports WHERE id IN (SELECT id FROM customer_imports WHERE finished_at < app_now() - interval '30 days' LIMIT 10)`,
  );
}

/** Roots of those who hold these external ids by proof. */
export async function holdersOfExternals(sql: Sql, externals: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ value: string; root: string }>(
    `WITH RECURSIVE up AS (
       SELECT i.value, c.id, c.merged_into FROM identities i JOIN customers c ON c.id = i.customer_id
       WHERE i.kind = 'external' AND i.value = ANY($1) AND i.level = 'verified'
       UNION ALL SELECT up.value, c.id, c.merged_into FROM up JOIN customers c ON c.id = up.merged_into
     ) SELECT value, id AS root FROM up WHERE merged_into IS NULL`,
    [externals],
  );
  return new Map(rows.map((row) => [row.value, row.root]));
}

/** The external ids of these roots and of all that were merged into them. */
export async function externalsOf(sql: Sql, rootIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await sql.query<{ root: string; externals: string[] }>(
    `WITH RECURSIVE down AS (
       SELECT id AS root, id FROM customers WHERE id = ANY($1)
       UNION ALL SELECT down.root, c.id FROM customers c JOIN down ON c.merged_into = down.id
     ) SELECT root, array_agg(i.value) AS externals FROM down JOIN identities i ON i.customer_id = down.id
     WHERE i.kind = 'external' AND i.level = 'verified' GROUP BY 1`,
    [rootIds],
  );
  return new Map(rows.map((row) => [row.root, row.externals]));
}

/** A line that becomes a customer, or adds to one. */
export interface Entering {
  customerId: string;
  row: CleanRow;
}

const attributesOf = ({ city, birthDate }: CleanRow): object => ({
  ...(city ? { city } : {}),
  ...(birthDate ? { birthDate } : {}),
});

/** What was there before the table came, and nobody noted whence. */
const told = `jsonb_build_object('source', 'record', 'at', created_at)`;

/** SQL: the origins of fields and attributes that a table brings. */
const filledBy = (fields: string, attributes: string): string =>
  `(SELECT coalesce(jsonb_object_agg(f.key, jsonb_build_object('source', 'import', 'at', app_now())), '{}') FROM (
      SELECT jsonb_object_keys(${fields}) AS key UNION ALL SELECT 'attributes.' || k FROM jsonb_object_keys(${attributes}) AS k) f)`;

export async function insertCustomers(tx: Tx, entering: readonly Entering[]): Promise<void> {
  if (entering.length === 0) return;
  await tx.run(
    `INSERT INTO customers (id, name, locale, tier, attributes, origins)
     SELECT e.id, e.name, e.locale, e.tier, e.attributes, ${filledBy(`jsonb_strip_nulls(jsonb_build_object('name', e.name, 'locale', e.locale, 'tier', e.tier))`, 'e.attributes')} FROM jsonb_to_recordset($1::jsonb) AS e(id uuid, name text, locale text, tier text, attributes jsonb)`,
    [JSON.stringify(entering.map(({ customerId, row }) => ({ ...row, id: customerId, attributes: attributesOf(row) })))],
  );
}

/** Fills what is not known yet and overwrites nothing. @returns who changed. */
export async function fillCustomers(tx: Tx, entering: readonly Entering[]): Promise<string[]> {
  if (entering.length === 0) return [];
  await tx.query('SELECT id FROM customers WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [
    entering.map((one) => one.customerId),
  ]);
  const changed: string[] = [];
  // Two lines of one batch may fill the same customer: one after the other.
  for (const { customerId, row } of entering) {
    const count = await tx.run(
      `UPDATE customers SET name = coalesce(name, $2), locale = coalesce(locale, $3), tier = coalesce(tier, $4),
         attributes = $5::jsonb || attributes, version = version + 1,
         origins = ${filledBy(`jsonb_strip_nulls(jsonb_build_object('name', $2::text, 'locale', $3::text, 'tier', $4::text))`, '($5::jsonb - ARRAY(SELECT jsonb_object_keys(attributes)))')} || jsonb_strip_nulls(
           jsonb_build_object('name', CASE WHEN name IS NOT NULL THEN coalesce(origins -> 'name', ${told}) END,
             'locale', CASE WHEN locale IS NOT NULL THEN coalesce(origins -> 'locale', ${told}) END,
             'tier', CASE WHEN tier IS NOT NULL THEN coalesce(origins -> 'tier', ${told}) END)) || origins
       WHERE id = $1 AND ((name IS NULL AND $2::text IS NOT NULL) OR (locale IS NULL AND $3::text IS NOT NULL) OR (tier IS NULL AND $4::text IS NOT NULL)
         OR NOT attributes @> ($5::jsonb || attributes))`,
      [customerId, row.name, row.locale, row.tier, JSON.stringify(attributesOf(row))],
    );
    if (count > 0) changed.push(customerId);
  }
  return changed;
}

/**
 * Notes down the keys of lines. An external id is vouched for by the system the table comes from; a mail address or a phone number
 * is claimed, and messages from it join the customer only while nobody else holds it. @returns who got one.
 */
export async function addKeys(tx: Tx, entering: readonly Entering[]): Promise<string[]> {
  const keys = entering.flatMap(({ customerId, row }) => [
    ...(row.externalId
      ? [{ customerId, kind: 'external', value: row.externalId, display: row.externalId, level: 'verified' }]
      : []),
    ...(row.email ? [{ customerId, kind: 'email', ...row.email, level: 'claimed' }] : []),
    ...(row.phone ? [{ customerId, kind: 'phone', ...row.phone, level: 'claimed' }] : []),
  ]);
  const rows = await tx.query<{ customer_id: string }>(
    `WITH RECURSIVE k AS (
       SELECT DISTINCT ON ("customerId", kind, value) * FROM jsonb_to_recordset($1::jsonb)
         AS k(id uuid, "customerId" uuid, kind text, value text, display text, level text)
     ), down AS (
       SELECT id AS root, id FROM customers WHERE id IN (SELECT "customerId" FROM k)
       UNION ALL SELECT down.root, c.id FROM customers c JOIN down ON c.merged_into = down.id
     )
     INSERT INTO identities (id, customer_id, kind, value, display, level, joins, proof)
     SELECT k.id, k."customerId", k.kind, k.value, k.display, k.level,
       NOT EXISTS (SELECT 1 FROM identities o WHERE o.kind = k.kind AND o.value = k.value)
         AND NOT EXISTS (SELECT 1 FROM shared_keys s WHERE s.kind = k.kind AND s.value = k.value)
         AND NOT EXISTS (SELECT 1 FROM k AS first WHERE first.kind = k.kind AND first.value = k.value AND first.id < k.id),
       '{"by": "import"}'
     FROM k WHERE NOT EXISTS (SELECT 1 FROM identities o JOIN down ON down.id = o.customer_id
       WHERE down.root = k."customerId" AND o.kind = k.kind AND o.value = k.value)
     ON CONFLICT DO NOTHING RETURNING customer_id`,
    [JSON.stringify(keys.map((key) => ({ ...key, id: newId() })))],
  );
  return [...new Set(rows.map((row) => row.customer_id))];
}
