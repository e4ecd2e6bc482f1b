import type { Sql } from '../../platform/database/tx.js';
import { openColumns } from '../hours/open-columns.js';

/** Who stands in line now, and whether the queue serves anybody. */
export interface QueueLine {
  id: string;
  name: string;
  /** Waiting or held out. */
  waiting: number;
  /** Those of them who are held out to somebody. */
  offered: number;
  paused: boolean;
  open: boolean;
}

export function queueLines(sql: Sql, queueIds: string[]): Promise<QueueLine[]> {
  return sql.query<QueueLine>(
    `SELECT q.id, q.name, q.paused_at IS NOT NULL AS paused, ${openColumns},
       count(c.id)::int AS waiting, count(c.id) FILTER (WHERE c.status = 'offered')::int AS offered
     FROM queues q LEFT JOIN conversations c ON c.queue_id = q.id AND c.status IN ('waiting', 'offered')
     WHERE q.id = ANY($1::uuid[]) GROUP BY q.id ORDER BY q.name, q.id`,
    [queueIds],
  );
}
