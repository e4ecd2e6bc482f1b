import type { Sql } from '../platform/database/tx.js';

/**
 * The oldest position that is kept and the last one published; both 0 where nothing was. One process gives positions, in
 * one statement after the other: whoever sees `head` sees every position below it.
 */
export async function readPositions(sql: Sql): Promise<{ first: number; head: number }> {
  const [row] = await sql.prepared<{ first: string | null; head: string | null }>(
    'console-positions',
    'SELECT (SELECT min(position) FROM outbox) AS first, (SELECT max(position) FROM outbox) AS head',
    [],
  );
  return { first: Number(row?.first ?? 0), head: Number(row?.head ?? 0) };
}
