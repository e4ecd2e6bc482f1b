import type { QueueView } from '../../contracts/routing-views.js';
import { openColumns } from '../hours/open-columns.js';
import type { Sql } from '../../platform/database/tx.js';

/** pg gives whole numbers beyond 32 bits as text. */
const long = [
  ...['reopenWithinMs', 'firstReplyTargetMs', 'nextReplyTargetMs', 'resolutionTargetMs', 'nudgeAfterMs', 'supervisorAfterMs'],
  ...['moveAfterMs', 'goneAfterMs', 'remindCustomerAfterMs', 'closeSilentAfterMs', 'manualHoldMs'],
] as (keyof QueueView)[];

const select = `
  SELECT q.id, q.key, q.name, q.offer_mode AS "offerMode", q.broadcast_size AS "broadcastSize", q.offer_timeout_ms AS "offerTimeoutMs",
         q.wrap_up_ms AS "wrapUpMs", q.reopen_within_ms AS "reopenWithinMs", q.first_reply_target_ms AS "firstReplyTargetMs",
         q.next_reply_target_ms AS "nextReplyTargetMs", q.resolution_target_ms AS "resolutionTargetMs", q.target_clock AS "targetClock",
         q.warn_percent AS "warnPercent", q.breach_priority AS "breachPriority", q.nudge_after_ms AS "nudgeAfterMs",
         q.supervisor_after_ms AS "supervisorAfterMs", q.move_after_ms AS "moveAfterMs", q.gone_after_ms AS "goneAfterMs",
         q.remind_customer_after_ms AS "remindCustomerAfterMs", q.close_silent_after_ms AS "closeSilentAfterMs",
         q.manual_hold_ms AS "manualHoldMs", q.hours_id AS "hoursId", ${openColumns}, q.groups, q.steps, q.fallback_queue_id AS "fallbackQueueId",
         q.priority, q.requirements, q.weights, q.paused_at IS NOT NULL AS paused, q.version,
         coalesce((SELECT jsonb_agg(jsonb_build_object('agentId', a.id, 'name', a.name, 'rank', qa.rank) ORDER BY a.name, a.id)
                   FROM queue_agents qa JOIN agents a ON a.id = qa.agent_id WHERE qa.queue_id = q.id), '[]') AS agents
  FROM queues q`;

export async function listQueues(sql: Sql, afterId: string | undefined, limit: number): Promise<QueueView[]> {
  const rows = await sql.query<QueueView>(`${select} WHERE $1::uuid IS NULL OR q.id > $1 ORDER BY q.id LIMIT $2`, [
    afterId ?? null,
    limit + 1,
  ]);
  return rows.map(toView);
}

export async function findQueue(sql: Sql, id: string): Promise<QueueView | undefined> {
  const [row] = await sql.query<QueueView>(`${select} WHERE q.id = $1`, [id]);
  return row ? toView(row) : undefined;
}

function toView(row: QueueView): QueueView {
  const numbers = long.map((name) => [name, row[name] === null ? null : Number(row[name])]);
  return { ...row, ...(Object.fromEntries(numbers) as Partial<QueueView>) };
}
