import type { FactPatternView } from '../../contracts/context.js';
import type { Sql, Tx } from '../../platform/database/tx.js';

interface PatternRow {
  id: string;
  kind: string;
  label: string | null;
  pattern: string;
  languages: string[];
  example: string;
  single: boolean;
  enabled: boolean;
  switched_off_at: Date | null;
  switched_off_because: string | null;
  version: number;
}

const columns = 'id, kind, label, pattern, languages, example, single, enabled, switched_off_at, switched_off_because, version';

const toView = ({ switched_off_at, switched_off_because, ...row }: PatternRow): FactPatternView => ({
  ...row,
  switchedOff: switched_off_at ? { at: switched_off_at.toISOString(), because: switched_off_because ?? '' } : null,
});

/** All of them, in the order they were added; there are at most a hundred. */
export async function listPatterns(sql: Sql): Promise<FactPatternView[]> {
  return (await sql.query<PatternRow>(`SELECT ${columns} FROM fact_patterns ORDER BY id`)).map(toView);
}

/** Those in force; asked for with every batch of messages, so that a change holds at once in every process. */
export async function patternsInForce(sql: Sql): Promise<FactPatternView[]> {
  const rows = await sql.prepared<PatternRow>(
    'fact-patterns-in-force',
    `SELECT ${columns} FROM fact_patterns WHERE enabled ORDER BY id LIMIT 100`,
    [],
  );
  return rows.map(toView);
}

export async function findPattern(sql: Sql, id: string): Promise<FactPatternView | undefined> {
  return (await sql.query<PatternRow>(`SELECT ${columns} FROM fact_patterns WHERE id = $1`, [id])).map(toView)[0];
}

export async function lockPattern(tx: Tx, id: string): Promise<FactPatternView | undefined> {
  return (await tx.query<PatternRow>(`SELECT ${columns} FROM fact_patterns WHERE id = $1 FOR UPDATE`, [id])).map(toView)[0];
}

/** Writes a new one, or the next version of one that was locked. Whoever saves it looked at it: it is not switched off any more. */
export async function writePattern(tx: Tx, one: Omit<FactPatternView, 'version' | 'switchedOff'>): Promise<FactPatternView> {
  const rows = await tx.query<PatternRow>(
    `INSERT INTO fact_patterns (id, kind, label, pattern, languages, example, single, enabled) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO UPDATE SET kind = $2, label = $3, pattern = $4, languages = $5, example = $6, single = $7, enabled = $8,
       switched_off_at = NULL, switched_off_because = NULL, version = fact_patterns.version + 1
     RETURNING ${columns}`,
    [one.id, one.kind, one.label, one.pattern, one.languages, one.example, one.single, one.enabled],
  );
  return toView(rows[0]!);
}

/** Takes it out of force, unless somebody changed it meanwhile. Gives whether it did. */
export async function switchOff(tx: Tx, { id, version }: { id: string; version: number }, because: string): Promise<boolean> {
  const changed = await tx.run(
    `UPDATE fact_patterns SET enabled = false, switched_off_at = app_now(), switched_off_because = $3, version = version + 1
     WHERE id = $1 AND version = $2 AND enabled`,
    [id, version, because],
  );
  return changed > 0;
}
