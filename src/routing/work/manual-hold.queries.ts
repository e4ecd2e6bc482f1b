import type { Sql } from '../../platform/database/tx.js';

/** Until when automation leaves alone what a person places in this queue now. */
export async function manualHoldIn(sql: Sql, queueId: string): Promise<Date | null> {
  const [row] = await sql.query<{ until: Date | null }>(
    `SELECT CASE WHEN manual_hold_ms > 0 THEN app_now() + manual_hold_ms * interval '1 ms' END AS until FROM queues WHERE id = $1`,
    [queueId],
  );
  return row?.until ?? null;
}
