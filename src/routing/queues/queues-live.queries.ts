import type { QueueLiveView } from '../../contracts/routing-views.js';
import type { Sql } from '../../platform/database/tx.js';
import { evidenceOf, forecastFor, type QueueEvidence } from '../forecasts/forecasts.queries.js';
import { openColumns } from '../hours/open-columns.js';
import { heldRows } from '../work/reserved.queries.js';

interface Row extends Omit<QueueLiveView, 'at' | 'expectedWait'> {
  at: Date;
}

/** Queues as they stand now, in the order of `ids`; ids that are not there are left out. A lapsed lease shows as offline. */
export async function queueLiveViews(sql: Sql, ids: string[]): Promise<QueueLiveView[]> {
  if (ids.length === 0) return [];
  const rows = await sql.prepared<Row>('queues-live', statement, [ids]);
  const evidence = await evidenceOf(sql, ids);
  const byId = new Map(rows.map((row) => [row.queueId, toView(row, evidence.get(row.queueId))]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The wait of whoever would come now, where the queue is open: behind all who wait. */
function toView(row: Row, evidence: QueueEvidence | undefined): QueueLiveView {
  const served = row.open && !row.paused && evidence;
  return { ...row, at: row.at.toISOString(), expectedWait: served ? forecastFor(evidence, 'webchat', row.waiting) : null };
}

const statement = `
WITH clock AS MATERIALIZED (SELECT app_now() AS now),
held AS MATERIALIZED (SELECT agent_id, sum(weight)::int AS units FROM (${heldRows()}) AS h GROUP BY agent_id),
wrapping AS MATERIALIZED (SELECT s.agent_id, max(s.wrap_up_until) AS until FROM assignments s, clock
  WHERE s.wrap_up_until > clock.now AND s.ended_at IS NOT NULL GROUP BY s.agent_id),
owned AS MATERIALIZED (SELECT assignee_id, count(*)::int AS conversations FROM conversations WHERE status = 'assigned' GROUP BY assignee_id)
SELECT q.id AS "queueId", q.key, q.name, clock.now AS at,
  count(c.id) FILTER (WHERE c.status = 'waiting')::int AS waiting,
  count(c.id) FILTER (WHERE c.status = 'offered')::int AS offered,
  count(c.id) FILTER (WHERE c.status = 'assigned')::int AS assigned,
  floor(extract(epoch FROM clock.now - min(coalesce(c.waiting_since, c.opened_at)) FILTER (WHERE c.status IN ('waiting', 'offered'))) * 1000)::float8
    AS "oldestWaitingMs",
  to_char(min(c.deadline_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "nearestDeadlineAt",
  (SELECT avg(CASE WHEN t.met_at IS NULL THEN 0 ELSE (t.met_at <= t.due_at)::int END)::float8 FROM conversation_targets t
   WHERE t.queue_id = q.id AND t.kind = 'first_reply' AND coalesce(t.met_at, t.breached_at) > clock.now - interval '1 hour') AS "serviceLevel",
  (SELECT count(*)::int FROM alerts l WHERE l.queue_id = q.id AND l.cleared_at IS NULL) AS alerts,
  CASE WHEN q.paused_at IS NOT NULL THEN (
    SELECT jsonb_build_object('since', to_char(q.paused_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reason', u.reason,
      'until', to_char(u.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    FROM (VALUES (1)) AS one(x) LEFT JOIN queue_pauses u ON u.queue_id = q.id AND u.paused_at = q.paused_at) END AS paused,
  ${openColumns},
  coalesce((
    SELECT jsonb_agg(jsonb_build_object('conversationId', o.conversation_id, 'agent', jsonb_build_object('id', a.id, 'name', a.name),
      'expiresAt', to_char(o.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY o.expires_at, o.id)
    FROM offers o JOIN agents a ON a.id = o.agent_id
    WHERE o.queue_id = q.id AND o.state = 'pending' AND o.expires_at > clock.now), '[]') AS offers,
  coalesce((
    SELECT jsonb_agg(jsonb_build_object(
      'id', a.id, 'name', a.name, 'capacity', a.capacity, 'reserved', coalesce(h.units, 0),
      'returnReserve', a.return_reserve, 'wrapUpUntil', to_char(w.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'conversations', coalesce(o.conversations, 0),
      'state', CASE WHEN p.lease_expires_at > clock.now THEN p.state ELSE 'offline' END,
      'reason', CASE WHEN p.state = 'offline' OR p.lease_expires_at > clock.now THEN p.reason
        WHEN p.agent_id IS NOT NULL THEN CASE WHEN p.lost_at IS NULL THEN 'lease_expired' ELSE 'disconnected' END END,
      'since', to_char(CASE WHEN p.state = 'offline' OR p.lease_expires_at > clock.now THEN p.since ELSE p.lease_expires_at END
        AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY a.name, a.id)
    FROM queue_agents qa JOIN agents a ON a.id = qa.agent_id AND a.disabled_at IS NULL
    LEFT JOIN agent_presence p ON p.agent_id = a.id LEFT JOIN held h ON h.agent_id = a.id LEFT JOIN owned o ON o.assignee_id = a.id
    LEFT JOIN wrapping w ON w.agent_id = a.id
    WHERE qa.queue_id = q.id), '[]') AS agents
FROM queues q CROSS JOIN clock
LEFT JOIN conversations c ON c.queue_id = q.id AND c.status IN ('waiting', 'offered', 'assigned')
WHERE q.id = ANY($1::uuid[])
GROUP BY q.id, clock.now`;
