import type { Sql } from '../../platform/database/tx.js';

/** A conversation that has waited so long that its queue passes it on. */
export interface OverflowDue {
  id: string;
  fromQueueId: string;
  toQueueId: string;
  afterMs: number;
}

/** Neither placed by hand a moment ago nor waiting for an agent of the customer's choice: such work stays where it is. */
const free = `(c.manual_until IS NULL OR c.manual_until <= clock.now)
  AND (c.wait_for_agent_id IS NULL OR c.wait_until IS NULL OR c.wait_until <= clock.now)`;

/** The longest waiting first, at most 200; `ids` null: of all. The earliest overflow step of a queue is the one that counts. */
export const overflowDue = (sql: Sql, ids: readonly string[] | null): Promise<OverflowDue[]> =>
  sql.prepared<OverflowDue>(
    'overflow-due',
    `WITH clock AS MATERIALIZED (SELECT app_now() AS now),
     step AS MATERIALIZED (
       SELECT DISTINCT ON (q.id) q.id AS queue_id, goal.id AS to_queue, (s ->> 'afterMs')::bigint AS after_ms
       FROM queues q CROSS JOIN LATERAL jsonb_path_query(q.steps, 'lax $[*] ? (exists(@.toQueue) && @.afterMs.type() == "number")') AS s
       JOIN queues goal ON goal.id::text = s ->> 'toQueue' ORDER BY q.id, (s ->> 'afterMs')::bigint)
     SELECT c.id, c.queue_id AS "fromQueueId", step.to_queue AS "toQueueId", step.after_ms::float8 AS "afterMs"
     FROM step CROSS JOIN clock JOIN conversations c ON c.queue_id = step.queue_id
     WHERE c.status = 'waiting' AND c.routed_at IS NOT NULL AND ${free} AND ($1::uuid[] IS NULL OR c.id = ANY($1))
       AND coalesce(c.waiting_since, c.opened_at) <= clock.now - step.after_ms * interval '1 ms'
     ORDER BY coalesce(c.waiting_since, c.opened_at) LIMIT 200`,
    [ids],
  );

/** Whether automation may move it at this moment; and what was put on record of its routing. */
export async function movable(sql: Sql, id: string): Promise<{ free: boolean; routing: { moves?: object[] } } | undefined> {
  const [row] = await sql.query<{ free: boolean; routing: { moves?: object[] } }>(
    `WITH clock AS MATERIALIZED (SELECT app_now() AS now) SELECT ${free} AS free, c.routing FROM conversations c CROSS JOIN clock WHERE c.id = $1`,
    [id],
  );
  return row;
}

/** Conversations in line that ask the same of the same queue. What the queue says is as stored and not yet believed. */
export interface WaitingKind {
  queueId: string;
  fallbackQueueId: string | null;
  rules: { requirements: unknown; weights: unknown; groups: string[]; steps: unknown };
  channel: string;
  language: string | null;
  requirements: unknown;
  excluded: string[];
  count: number;
}

/** Everything in line that may be moved, by kind: thousands of conversations are few kinds. */
export const waitingKinds = (sql: Sql): Promise<WaitingKind[]> =>
  sql.prepared<WaitingKind>(
    'waiting-kinds',
    `WITH clock AS MATERIALIZED (SELECT app_now() AS now),
     kinds AS (
       SELECT c.queue_id, c.channel, c.language, c.requirements, c.excluded_agent_ids AS excluded, count(*)::int AS count
       FROM conversations c CROSS JOIN clock WHERE c.status = 'waiting' AND c.routed_at IS NOT NULL AND ${free}
       GROUP BY c.queue_id, c.channel, c.language, c.requirements, c.excluded_agent_ids)
     SELECT k.queue_id AS "queueId", q.fallback_queue_id AS "fallbackQueueId", k.channel, k.language, k.requirements, k.excluded, k.count,
            jsonb_build_object('requirements', q.requirements, 'weights', q.weights, 'groups', q.groups, 'steps', q.steps) AS rules
     FROM kinds k JOIN queues q ON q.id = k.queue_id ORDER BY k.queue_id`,
    [],
  );

/** The longest waiting of a kind, at most 200; in the few cases in which somebody has to know which. */
export async function waitingOf(sql: Sql, kind: WaitingKind): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `WITH clock AS MATERIALIZED (SELECT app_now() AS now)
     SELECT c.id FROM conversations c CROSS JOIN clock
     WHERE c.status = 'waiting' AND c.routed_at IS NOT NULL AND ${free} AND c.queue_id = $1 AND c.channel = $2
       AND c.language IS NOT DISTINCT FROM $3 AND c.requirements = $4::jsonb AND c.excluded_agent_ids = $5::uuid[]
     ORDER BY coalesce(c.waiting_since, c.opened_at) LIMIT 200`,
    [kind.queueId, kind.channel, kind.language, JSON.stringify(kind.requirements), kind.excluded],
  );
  return rows.map((row) => row.id);
}

/** Queues of which a supervisor has been told that nobody can serve something in them; with what they were told. */
export async function toldUnservable(sql: Sql): Promise<Map<string, { waiting: number | null; conversationIds: string[] }>> {
  const rows = await sql.query<{ key: string; waiting: number | null; conversationIds: string[] }>(
    `SELECT key, (data ->> 'waiting')::int AS waiting, coalesce(data -> 'conversationIds', '[]') AS "conversationIds"
     FROM alerts WHERE kind = 'nobody_can_serve' AND cleared_at IS NULL`,
  );
  return new Map(rows.map((row) => [row.key, row]));
}
