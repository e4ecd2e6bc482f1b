import type { EventType } from '../../contracts/events.js';
import type { SearchKind } from '../../contracts/search.js';
import type { Sql, Tx } from '../../platform/database/tx.js';

export interface ProgressRow {
  position: string | null;
  filling: SearchKind | null;
  filled_to: string | null;
  documents: string;
}

const columns = 'position, filling, filled_to, documents';

/** Holds the index: one writer at a time. Undefined where another has it. */
export async function claimProgress(tx: Tx): Promise<ProgressRow | undefined> {
  const [row] = await tx.query<ProgressRow>(`SELECT ${columns} FROM search_progress WHERE id = 1 FOR UPDATE SKIP LOCKED`);
  return row;
}

/** The same, waiting for whoever has it. */
export async function lockProgress(tx: Tx): Promise<void> {
  await tx.query('SELECT id FROM search_progress WHERE id = 1 FOR UPDATE');
}

export async function saveProgress(tx: Tx, { position, filling, filled_to, documents }: ProgressRow): Promise<void> {
  await tx.run(
    `UPDATE search_progress SET position = $1, filling = $2, filled_to = $3, documents = $4,
       filled_at = CASE WHEN $2::text IS NULL THEN coalesce(filled_at, app_now()) END WHERE id = 1`,
    [position, filling, filled_to, documents],
  );
}

/** Whether the index lacks something, asked every second: two look-ups. */
export async function isBehind(sql: Sql): Promise<boolean> {
  const [row] = await sql.prepared<{ behind: boolean }>(
    'search-behind',
    `SELECT p.filling IS NOT NULL OR p.position IS NULL
       OR EXISTS (SELECT 1 FROM outbox o WHERE o.position > p.position) AS behind FROM search_progress p WHERE p.id = 1`,
    [],
  );
  return row?.behind ?? false;
}

export interface LoggedNews {
  position: string;
  type: EventType;
  payload: { messageId?: string; customerId?: string };
}

/** The next of what was announced, of every type, so that a hole shows. */
export const newsAfter = (sql: Sql, position: string, limit: number): Promise<LoggedNews[]> =>
  sql.query<LoggedNews>('SELECT position, type, payload FROM outbox WHERE position > $1 ORDER BY position LIMIT $2', [
    position,
    limit,
  ]);

export async function lastPosition(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ position: string }>('SELECT coalesce(max(position), 0) AS position FROM outbox');
  return row!.position;
}

/** Whether everything that was there when the index was begun is in it. */
export async function isFilled(sql: Sql): Promise<boolean> {
  const [row] = await sql.prepared<{ filled: boolean }>(
    'search-filled',
    'SELECT filled_at IS NOT NULL AS filled FROM search_progress WHERE id = 1',
    [],
  );
  return row?.filled ?? false;
}
