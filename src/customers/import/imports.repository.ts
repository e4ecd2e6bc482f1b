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

/** A line as it was read, with what of it was not read as it stands. */
export interface NewLine extends DueLine {
  warning: string | null;
}

/** What became of a line. */
export interface LineOutcome {
  line: number;
  outcome: ImportOutcome;
  reason: string | null;
  customerId: string | null;
  matchedLine: number | null;
  resembles?: { customerId: string | null; line: number | null; score: number }[];
  warning?: string | null;
}

const CHUNK = 5_000;

export async function insertImport(
  scope: Scope,
  given: { dryRun: boolean; mapping: Mapping; warnings: string[]; defaultCountry: string | null; lines: readonly NewLine[] },
): Promise<string> {
  const id = newId();
  await scope.tx.run(
    `INSERT INTO customer_imports (id, dry_run, total, columns, ignored, warnings, default_country, started_by_type, started_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[id, given.dryRun, given.lines.length, JSON.stringify(given.mapping.columns), given.mapping.ignored],
      ...[given.warnings, given.defaultCountry, scope.actor.type, scope.actor.id],
    ],
  );
  for (let from = 0; from < given.lines.length; from += CHUNK)
    await scope.tx.run(
      `INSERT INTO customer_import_rows (import_id, line, fields, warning) SELECT $1, r.line, r.fields, r.warning
       FROM jsonb_to_recordset($2::jsonb) AS r(line int, fields jsonb, warning text)`,
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
    `UPDATE customer_import_rows r SET outcome = o.outcome, reason = o.reason, customer_id = o."customerId", matched_line = o."matchedLine",
       resembles = coalesce(o.resembles, '[]'), warning = nullif(concat_ws('; ', r.warning, o.warning), '')
     FROM jsonb_to_recordset($2::jsonb) AS o(line int, outcome text, reason text, "customerId" uuid, "matchedLine" int, resembles jsonb, warning text)
     WHERE r.import_id = $1 AND r.line = o.line`,
    [importId, JSON.stringify(outcomes)],
  );
}

export async function finishImport(tx: Tx, importId: string): Promise<void> {
  await tx.run(`UPDATE customer_imports SET state = 'done', finished_at = app_now() WHERE id = $1`, [importId]);
}

/** What the table said of these customers; that there was a line stays. */
export async function forgetLines(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await tx.run(`UPDATE customer_import_rows SET fields = '{}', reason = NULL, warning = NULL WHERE customer_id = ANY($1)`, [
    customerIds,
  ]);
}

/** A table holds what people wrote down about people: it is kept for as long as somebody may look into an import. */
export async function dropOldImports(sql: Sql): Promise<void> {
  await sql.run(
    `DELETE FROM customer_imports WHERE id IN (SELECT id FROM customer_imports WHERE finished_at < app_now() - interval '30 days' LIMIT 10)`,
  );
}

/** Roots of those who hold these external ids by proof, and what they are called. */
export async function holdersOfExternals(
  sql: Sql,
  externals: readonly string[],
): Promise<Map<string, { root: string; name: string | null }>> {
  if (externals.length === 0) return new Map();
  const rows = await sql.query<{ value: string; root: string; name: string | null }>(
    `WITH RECURSIVE up AS (
       SELECT i.value, c.id, c.merged_into, c.name FROM identities i JOIN customers c ON c.id = i.customer_id
       WHERE i.kind = 'external' AND i.value = ANY($1) AND i.level = 'verified'
       UNION ALL SELECT up.value, c.id, c.merged_into, c.name FROM up JOIN customers c ON c.id = up.merged_into
     ) SELECT value, id AS root, name FROM up WHERE merged_into IS NULL`,
    [externals],
  );
  return new Map(rows.map((row) => [row.value, row]));
}

/** A line by its fingerprint, and the key that it is kept under. */
export interface SameLine {
  kind: string;
  value: string;
  print: string;
}

/** Roots of those whom the very same line made, or was matched with, before; by fingerprint. */
export async function holdersOfLines(sql: Sql, lines: readonly SameLine[]): Promise<Map<string, string>> {
  if (lines.length === 0) return new Map();
  const rows = await sql.query<{ print: string; root: string }>(
    `WITH RECURSIVE up AS (
       SELECT l.print, c.id, c.merged_into FROM unnest($1::text[], $2::text[], $3::text[]) AS l(kind, value, print)
       JOIN identities i ON i.kind = l.kind AND i.value = l.value AND i.proof -> 'lines' ? l.print JOIN customers c ON c.id = i.customer_id
       UNION ALL SELECT up.print, c.id, c.merged_into FROM up JOIN customers c ON c.id = up.merged_into
     ) SELECT print, min(id::text) AS root FROM up WHERE merged_into IS NULL GROUP BY 1`,
    [lines.map((one) => one.kind), lines.map((one) => one.value), lines.map((one) => one.print)],
  );
  return new Map(rows.map((row) => [row.print, row.root]));
}

/** As many lines are remembered with one key; who writes more about somebody keeps ids. */
const MOST_LINES = 20;

/** Keeps the fingerprints with a key of their customers, or of whoever is part of them. Changes nothing that is shown. */
export async function rememberLines(tx: Tx, lines: readonly (SameLine & { customerId: string })[]): Promise<void> {
  if (lines.length === 0) return;
  await tx.run(
    `WITH RECURSIVE l AS (
       SELECT customer_id, kind, value, jsonb_agg(DISTINCT print) AS prints
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS l(customer_id, kind, value, print) GROUP BY 1, 2, 3
     ), down AS (
       SELECT customer_id AS root, customer_id AS id FROM l
       UNION SELECT down.root, c.id FROM customers c JOIN down ON c.merged_into = down.id
     ), held AS (
       SELECT DISTINCT ON (l.customer_id, l.kind, l.value) i.id, l.prints FROM l JOIN down ON down.root = l.customer_id
       JOIN identities i ON i.customer_id = down.id AND i.kind = l.kind AND i.value = l.value ORDER BY l.customer_id, l.kind, l.value, i.id
     )
     UPDATE identities i SET proof = i.proof || jsonb_build_object('lines', coalesce(i.proof -> 'lines', '[]') || held.prints)
     FROM held WHERE i.id = held.id AND NOT coalesce(i.proof -> 'lines', '[]') @> held.prints
       AND jsonb_array_length(coalesce(i.proof -> 'lines', '[]')) < ${MOST_LINES}`,
    [
      ...[lines.map((one) => one.customerId), lines.map((one) => one.kind)],
      ...[lines.map((one) => one.value), lines.map((one) => one.print)],
    ],
  );
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
const told = `jsonb_build_object('source', 'record', 'at', c.created_at)`;

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
  const rows = await tx.query<{ id: string }>(
    `UPDATE customers c SET name = coalesce(c.name, e.name), locale = coalesce(c.locale, e.locale), tier = coalesce(c.tier, e.tier),
       attributes = e.attributes || c.attributes, version = c.version + 1,
       origins = ${filledBy(`jsonb_strip_nulls(jsonb_build_object('name', e.name, 'locale', e.locale, 'tier', e.tier))`, '(e.attributes - ARRAY(SELECT jsonb_object_keys(c.attributes)))')} || jsonb_strip_nulls(
         jsonb_build_object('name', CASE WHEN c.name IS NOT NULL THEN coalesce(c.origins -> 'name', ${told}) END,
           'locale', CASE WHEN c.locale IS NOT NULL THEN coalesce(c.origins -> 'locale', ${told}) END,
           'tier', CASE WHEN c.tier IS NOT NULL THEN coalesce(c.origins -> 'tier', ${told}) END)) || c.origins
     FROM jsonb_to_recordset($1::jsonb) AS e(id uuid, name text, locale text, tier text, attributes jsonb)
     WHERE c.id = e.id AND ((c.name IS NULL AND e.name IS NOT NULL) OR (c.locale IS NULL AND e.locale IS NOT NULL)
       OR (c.tier IS NULL AND e.tier IS NOT NULL) OR NOT c.attributes @> (e.attributes || c.attributes)) RETURNING c.id`,
    [JSON.stringify(together(entering))],
  );
  return rows.map((row) => row.id);
}

/** Two lines of one batch may fill the same customer: the first one that says something counts. */
function together(entering: readonly Entering[]): object[] {
  const filling = new Map<string, Pick<CleanRow, 'name' | 'locale' | 'tier'> & { id: string; attributes: object }>();
  for (const { customerId: id, row } of entering) {
    const first = filling.get(id);
    filling.set(id, {
      id,
      name: first?.name ?? row.name,
      locale: first?.locale ?? row.locale,
      tier: first?.tier ?? row.tier,
      attributes: { ...attributesOf(row), ...first?.attributes },
    });
  }
  return [...filling.values()];
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
       SELECT *, row_number() OVER (PARTITION BY kind, value ORDER BY id) AS turn FROM (
         SELECT DISTINCT ON ("customerId", kind, value) * FROM jsonb_to_recordset($1::jsonb)
           AS k(id uuid, "customerId" uuid, kind text, value text, display text, level text) ORDER BY "customerId", kind, value, id) AS k
     ), down AS (
       SELECT id AS root, id FROM customers WHERE id IN (SELECT "customerId" FROM k)
       UNION ALL SELECT down.root, c.id FROM customers c JOIN down ON c.merged_into = down.id
     ), held AS (
       SELECT DISTINCT down.root, o.kind, o.value FROM down JOIN identities o ON o.customer_id = down.id
     )
     INSERT INTO identities (id, customer_id, kind, value, display, level, joins, proof)
     SELECT k.id, k."customerId", k.kind, k.value, k.display, k.level,
       NOT EXISTS (SELECT 1 FROM identities o WHERE o.kind = k.kind AND o.value = k.value)
         AND NOT EXISTS (SELECT 1 FROM shared_keys s WHERE s.kind = k.kind AND s.value = k.value)
         AND k.turn = 1,
       '{"by": "import"}'
     FROM k LEFT JOIN held h ON h.root = k."customerId" AND h.kind = k.kind AND h.value = k.value WHERE h.root IS NULL
     ON CONFLICT DO NOTHING RETURNING customer_id`,
    [JSON.stringify(keys.map((key) => ({ ...key, id: newId() })))],
  );
  return [...new Set(rows.map((row) => row.customer_id))];
}
