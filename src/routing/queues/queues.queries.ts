import type { QueueView } from '../../contracts/views.js';
import type { Sql } from '../../platform/database/tx.js';

interface Row extends Omit<QueueView, 'reopenWithinMs' | 'firstReplyTargetMs'> {
  reopenWithinMs: string;
  firstReplyTargetMs: string | null;
}

const select = `
  SELECT q.id, q.key, q.name, q.offer_mode AS "offerMode", q.offer_timeout_ms AS "offerTimeoutMs", q.wrap_up_ms AS "wrapUpMs",
         q.reopen_within_ms AS "reopenWithinMs", q.first_reply_target_ms AS "firstReplyTargetMs", q.priority, q.requirements, q.weights,
         q.paused_at IS NOT NULL AS paused, q.version,
         coalesce((SELECT jsonb_agg(jsonb_build_object('agentId', a.id, 'name', a.name, 'rank', qa.rank) ORDER BY a.name, a.id)
                   FROM queue_agents qa JOIN agents a ON a.id = qa.agent_id WHERE qa.queue_id = q.id), '[]') AS agents
  FROM queues q`;

export async function listQueues(sql: Sql, afterId: string | undefined, limit: number): Promise<QueueView[]> {
  const rows = await sql.query<Row>(`${select} WHERE $1::uuid IS NULL OR q.id > $1 ORDER BY q.id LIMIT $2`, [
    afterId ?? null,
    limit + 1,
  ]);
  return rows.map(toView);
}

export async function findQueue(sql: Sql, id: string): Promise<QueueView | undefined> {
  const [row] = await sql.query<Row>(`${select} WHERE q.id = $1`, [id]);
  return row ? toView(row) : undefined;
}

const toView = (row: Row): QueueView => ({
  ...row,
  reopenWithinMs: Number(row.reopenWithinMs),
  firstReplyTargetMs: row.firstReplyTargetMs === null ? null : Number(row.firstReplyTargetMs),
});
