import type { Sql } from '../../platform/database/tx.js';

/** How a queue has been going lately. */
export interface QueueTraffic {
  id: string;
  name: string;
  /** Waiting or held out now. */
  waiting: number;
  /** Opened or reopened within the last four hours. */
  arrivals: number;
  /** Closed within the last day, and their mean handling time, ms, and mean weight. */
  handled: number;
  handleMs: number | null;
  weight: number | null;
}

export const ARRIVALS_WINDOW_MS = 4 * 3_600_000;

export function queueTraffic(sql: Sql, queueIds: string[]): Promise<QueueTraffic[]> {
  return sql.query<QueueTraffic>(
    `WITH clock AS MATERIALIZED (SELECT app_now() AS now)
     SELECT q.id, q.name,
       (SELECT count(*)::int FROM conversations c WHERE c.queue_id = q.id AND c.status IN ('waiting', 'offered')) AS waiting,
       (SELECT count(*)::int FROM conversation_events e
        WHERE e.queue_id = q.id AND e.type IN ('opened', 'reopened') AND e.at > clock.now - interval '4 hours') AS arrivals,
       h.handled, h."handleMs", h.weight
     FROM queues q CROSS JOIN clock CROSS JOIN LATERAL (
       SELECT count(*)::int AS handled, (avg(extract(epoch FROM s.ended_at - s.started_at)) * 1000)::float8 AS "handleMs",
              avg(s.weight)::float8 AS weight
       FROM assignments s WHERE s.queue_id = q.id AND s.end_reason = 'closed' AND s.ended_at > clock.now - interval '1 day') AS h
     WHERE q.id = ANY($1::uuid[]) ORDER BY q.name, q.id`,
    [queueIds],
  );
}

/** Units that present agents hold, by agent and queue; agents who hold nothing have one row without a queue. */
export interface Holding {
  agent_id: string;
  capacity: number;
  serves: string[];
  held: Record<string, number>;
}

/** Who serves these queues and may be given work now, with what they hold by queue. */
export function holdingsIn(sql: Sql, queueIds: string[]): Promise<Holding[]> {
  return sql.query<Holding>(
    `SELECT a.id AS agent_id, a.capacity, ARRAY(SELECT queue_id FROM queue_agents WHERE agent_id = a.id) AS serves,
       coalesce((SELECT jsonb_object_agg(h.queue_id, h.units) FROM (
         SELECT s.queue_id, sum(s.weight)::int AS units FROM assignments s
         JOIN conversations c ON c.id = s.conversation_id AND c.status <> 'snoozed'
         WHERE s.agent_id = a.id AND s.ended_at IS NULL GROUP BY s.queue_id) AS h), '{}') AS held
     FROM agents a JOIN agent_presence p ON p.agent_id = a.id AND p.state = 'available' AND p.lease_expires_at > app_now()
     WHERE a.disabled_at IS NULL AND EXISTS (SELECT 1 FROM queue_agents qa WHERE qa.agent_id = a.id AND qa.queue_id = ANY($1::uuid[]))`,
    [queueIds],
  );
}
