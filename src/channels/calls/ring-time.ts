import type { Sql } from '../../platform/database/tx.js';

/** An agent is rung for as long as their queue holds an offer out to them. */
export async function ringTimeOf(sql: Sql, queueId: string): Promise<number> {
  const [queue] = await sql.query<{ ms: number }>('SELECT offer_timeout_ms AS ms FROM queues WHERE id = $1', [queueId]);
  return queue?.ms ?? 30_000;
}
