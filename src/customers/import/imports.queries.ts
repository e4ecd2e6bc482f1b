import type { CustomerImportView, ImportOutcome, ImportRowView } from '../../contracts/identity.js';
import type { Sql } from '../../platform/database/tx.js';

export async function importView(sql: Sql, id: string): Promise<CustomerImportView | undefined> {
  const [row] = await sql.query<{
    dry_run: boolean;
    state: CustomerImportView['state'];
    total: number;
    columns: CustomerImportView['columns'];
    ignored: string[];
    warnings: string[];
    created_at: Date;
    finished_at: Date | null;
    counts: Partial<Record<ImportOutcome, number>> | null;
  }>(
    `SELECT i.dry_run, i.state, i.total, i.columns, i.ignored, i.warnings, i.created_at, i.finished_at,
       (SELECT jsonb_object_agg(outcome, n) FROM (SELECT outcome, count(*)::int AS n FROM customer_import_rows
        WHERE import_id = i.id AND outcome IS NOT NULL GROUP BY 1) AS c) AS counts
     FROM customer_imports i WHERE i.id = $1`,
    [id],
  );
  if (!row) return undefined;
  const outcomes = { created: 0, matched: 0, suggested: 0, refused: 0, ...row.counts };
  return {
    id,
    dryRun: row.dry_run,
    state: row.state,
    rows: { total: row.total, done: Object.values(outcomes).reduce((sum, n) => sum + n, 0) },
    outcomes,
    columns: row.columns,
    ignored: row.ignored,
    warnings: row.warnings,
    startedAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

export async function importRows(
  sql: Sql,
  { importId, outcome, after, limit }: { importId: string; outcome?: ImportOutcome; after: number; limit: number },
): Promise<ImportRowView[]> {
  const rows = await sql.query<{
    line: number;
    outcome: ImportOutcome | null;
    reason: string | null;
    customer_id: string | null;
    matched_line: number | null;
    resembles: ImportRowView['resembles'];
    warning: string | null;
  }>(
    `SELECT line, outcome, reason, customer_id, matched_line, resembles, warning FROM customer_import_rows
     WHERE import_id = $1 AND line > $2 AND ($3::text IS NULL OR outcome = $3) ORDER BY line LIMIT $4`,
    [importId, after, outcome ?? null, limit],
  );
  return rows.map(({ customer_id, matched_line, ...row }) => ({ ...row, customerId: customer_id, matchedLine: matched_line }));
}
