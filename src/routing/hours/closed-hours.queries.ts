import type { Sql } from '../../platform/database/tx.js';

/** A queue outside its opening hours; `opensAt` is null where no next opening is known. */
export interface ClosedHours {
  opensAt: Date | null;
}

/** Null while the queue is open. Hours that have begun to be closed count at once, before their end has been reckoned. */
export async function closedHoursOf(sql: Sql, queueId: string): Promise<ClosedHours | null> {
  const [closed] = await sql.query<ClosedHours>(
    `SELECT CASE WHEN isfinite(q.closed_until) THEN q.closed_until END AS "opensAt" FROM queues q
     WHERE q.id = $1 AND CASE WHEN q.closed_until IS NULL THEN q.hours_change_at <= app_now() ELSE q.closed_until > app_now() END`,
    [queueId],
  );
  return closed ?? null;
}
