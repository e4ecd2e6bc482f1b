import type { QueueIntervalView } from '../../contracts/report-views.js';
import type { Sql } from '../../platform/database/tx.js';
import type { Span } from './interval-query.js';
import { overlapMs, presentSpans, slots } from './slots.js';

/** `queueIds` null: all queues. One row for each queue and interval, empty ones too. Formulas: docs/metrics.md. */
export async function queueIntervals(sql: Sql, span: Span, queueIds: string[] | null): Promise<QueueIntervalView[]> {
  const rows = await sql.query<QueueIntervalView & { start: Date; stop: Date }>(statement, [
    span.from,
    span.to,
    span.stepMs,
    queueIds,
  ]);
  return rows.map(({ start, stop, ...row }) => ({ ...row, from: start.toISOString(), to: stop.toISOString() }));
}

/** Handed to another queue by a person, a step or an overflow. Routing is not: it says where a conversation came to in the first place. */
const passed = (event: string): string => `(${event}.data ? 'toQueueId' AND ${event}.type <> 'routed')`;

/** Ends a visit, unless it was answered before. */
const leaves = (event: string): string => `(${event}.type = 'closed' OR ${passed(event)})`;

/** Ends a wait in line. */
const ends = (event: string): string =>
  `(${event}.type = 'assigned' OR ${leaves(event)} OR (${event}.type = 'transferred' AND ${event}.data ? 'agentId'))`;

/** The first word somebody here said to the customer of a visit `n`: written, or spoken in a call that was picked up. */
const firstWord = `least(
    (SELECT min(l.at) FROM conversation_events l WHERE l.conversation_id = n.conversation_id AND l.type = 'first_replied' AND l.at >= n.at),
    (SELECT min(m.created_at) FROM messages m WHERE m.conversation_id = n.conversation_id AND m.created_at >= n.at
       AND m.direction = 'out' AND m.kind = 'text' AND m.author_type IN ('agent', 'integration')),
    (SELECT min(a.answered_at) FROM calls a WHERE a.conversation_id = n.conversation_id AND a.answered_at >= n.at))`;

/**
 * A conversation enters a queue when it opens, reopens, or is passed to it; a visit lasts until it is answered, closed or passed on.
 * Its wait in line ends earlier, when an agent takes it: whoever was taken and heard nothing yet is in hand, and not answered.
 * What is routed on comes to the queue it was routed to, from the moment it opened: the queue of its inbox never had it.
 * The first reply is judged (its clock starts with the message, which is written some milliseconds after the event of opening) where the visit was not passed on and this queue's promise is the one that counts.
 */
const statement = `
WITH ${slots}, chosen AS MATERIALIZED (SELECT id, name FROM queues WHERE $4::uuid[] IS NULL OR id = ANY($4)),
came_in AS MATERIALIZED (
  SELECT e.id, e.conversation_id, e.queue_id, e.at FROM conversation_events e
  WHERE e.at >= $1 AND e.at < $2
    AND ((e.type = 'opened' AND e.actor_type <> 'agent') OR e.type = 'reopened' OR ${passed('e')})
), entries AS MATERIALIZED (
  SELECT e.id, e.conversation_id, chosen.id AS queue_id, e.at
  FROM came_in e LEFT JOIN LATERAL (
    SELECT l.type, (l.data ->> 'toQueueId')::uuid AS queue_id FROM conversation_events l
    WHERE l.conversation_id = e.conversation_id AND (l.at, l.id) > (e.at, e.id) AND (l.type = 'routed' OR ${ends('l')})
    ORDER BY l.at, l.id LIMIT 1) AS went ON went.type = 'routed'
  JOIN chosen ON chosen.id = coalesce(went.queue_id, e.queue_id)
), visits AS MATERIALIZED (
  SELECT n.*, x.end_at, x.end_at IS NOT NULL AND x.taken AS taken, r.replied_at, t.met,
    CASE WHEN r.replied_at <= coalesce(f.at, 'infinity') THEN 'answered' WHEN f.outcome IS NOT NULL THEN f.outcome
      WHEN EXISTS (SELECT 1 FROM assignments s WHERE s.conversation_id = n.conversation_id AND s.ended_at IS NULL) THEN 'in_hand' END AS outcome
  FROM entries n CROSS JOIN clock LEFT JOIN LATERAL (
    SELECT l.at AS end_at, NOT ${leaves('l')} AS taken FROM conversation_events l
    WHERE l.conversation_id = n.conversation_id AND (l.at, l.id) > (n.at, n.id) AND ${ends('l')}
    ORDER BY l.at, l.id LIMIT 1) AS x ON true
  LEFT JOIN LATERAL (
    SELECT l.at, CASE WHEN l.type <> 'closed' THEN 'passed_on' WHEN l.data ->> 'outcome' = 'abandoned' THEN 'abandoned' ELSE 'closed' END AS outcome
    FROM conversation_events l
    WHERE l.conversation_id = n.conversation_id AND (l.at, l.id) > (n.at, n.id) AND ${leaves('l')}
    ORDER BY l.at, l.id LIMIT 1) AS f ON true
  CROSS JOIN LATERAL (SELECT ${firstWord} AS replied_at) AS r
  LEFT JOIN LATERAL (
    SELECT CASE WHEN t.met_at IS NOT NULL THEN t.met_at <= t.due_at
        WHEN t.breached_at IS NOT NULL OR t.due_at <= clock.now THEN false END AS met
    FROM conversation_targets t
    WHERE t.conversation_id = n.conversation_id AND t.kind = 'first_reply' AND t.started_at <= n.at + interval '1 second'
      AND t.queue_id = n.queue_id AND (r.replied_at <= f.at OR f.outcome IS DISTINCT FROM 'passed_on') AND coalesce(t.met_at, 'infinity') >= n.at
    ORDER BY t.started_at DESC LIMIT 1) AS t ON true
), came AS (
  SELECT queue_id, slots.start, count(*)::int AS offered,
    count(*) FILTER (WHERE outcome = 'answered')::int AS answered,
    count(*) FILTER (WHERE outcome = 'in_hand')::int AS in_hand,
    count(*) FILTER (WHERE taken)::int AS taken,
    count(*) FILTER (WHERE met)::int AS in_target,
    count(*) FILTER (WHERE met IS NOT NULL)::int AS with_target,
    count(*) FILTER (WHERE outcome = 'abandoned')::int AS abandoned,
    count(*) FILTER (WHERE outcome = 'passed_on')::int AS passed_on,
    count(*) FILTER (WHERE outcome = 'closed')::int AS closed_unanswered,
    count(*) FILTER (WHERE outcome IS NULL)::int AS still_waiting,
    avg(extract(epoch FROM end_at - at) * 1000) FILTER (WHERE taken) AS mean_wait_ms,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM end_at - at) * 1000) FILTER (WHERE taken) AS p95_wait_ms,
    max(extract(epoch FROM coalesce(end_at, clock.now) - at) * 1000) AS longest_wait_ms,
    avg(extract(epoch FROM replied_at - at) * 1000) FILTER (WHERE outcome = 'answered') AS mean_first_reply_ms
  FROM visits JOIN slots ON visits.at >= slots.start AND visits.at < slots.stop CROSS JOIN clock GROUP BY queue_id, slots.start
), done AS (
  SELECT s.queue_id, slots.start, count(*)::int AS handled,
    avg(extract(epoch FROM coalesce(s.wrap_up_until, s.ended_at) - s.started_at) * 1000) AS mean_handling_ms
  FROM assignments s JOIN chosen ON chosen.id = s.queue_id JOIN slots ON s.ended_at >= slots.start AND s.ended_at < slots.stop
  WHERE s.end_reason <> 'rejoined' GROUP BY s.queue_id, slots.start
), load AS (
  SELECT s.queue_id, slots.start, sum(s.weight * ${overlapMs('s.started_at', 'coalesce(s.wrap_up_until, s.ended_at)')}) AS units
  FROM assignments s JOIN chosen ON chosen.id = s.queue_id
  JOIN slots ON s.started_at < slots.stop AND coalesce(s.wrap_up_until, s.ended_at, 'infinity') > slots.start CROSS JOIN clock
  GROUP BY s.queue_id, slots.start
), ${presentSpans}, room AS (
  SELECT m.queue_id, slots.start, sum(a.capacity * ${overlapMs('p.started', 'p.ended')}) AS units
  FROM queue_agents m JOIN chosen ON chosen.id = m.queue_id JOIN agents a ON a.id = m.agent_id JOIN present p ON p.agent_id = a.id
  JOIN slots ON p.started < slots.stop AND coalesce(p.ended, 'infinity') > slots.start CROSS JOIN clock
  GROUP BY m.queue_id, slots.start
), left_it AS (
  SELECT coalesce((e.data ->> 'fromQueueId')::uuid, e.queue_id) AS queue_id, slots.start, count(*)::int AS transfers
  FROM conversation_events e JOIN slots ON e.at >= slots.start AND e.at < slots.stop
  WHERE e.type = 'transferred' AND e.at >= $1 AND e.at < $2 GROUP BY 1, 2
)
SELECT slots.start, slots.stop, chosen.id AS "queueId", chosen.name AS "queueName",
  coalesce(came.offered, 0) AS offered, coalesce(came.answered, 0) AS answered,
  coalesce(came.in_hand, 0) AS "inHand", coalesce(came.taken, 0) AS taken,
  CASE WHEN came.with_target > 0 THEN came.in_target END AS "inTarget",
  CASE WHEN came.with_target > 0 THEN came.in_target::float8 / came.with_target END AS "serviceLevel",
  coalesce(came.abandoned, 0) AS abandoned, coalesce(came.passed_on, 0) AS "passedOn",
  coalesce(came.closed_unanswered, 0) AS "closedUnanswered", coalesce(came.still_waiting, 0) AS "stillWaiting",
  round(came.mean_wait_ms)::float8 AS "meanWaitMs", round(came.p95_wait_ms)::float8 AS "p95WaitMs",
  round(came.longest_wait_ms)::float8 AS "longestWaitMs", round(came.mean_first_reply_ms)::float8 AS "meanFirstReplyMs",
  coalesce(done.handled, 0) AS handled, round(done.mean_handling_ms)::float8 AS "meanHandlingMs",
  round((coalesce(load.units, 0) / nullif(room.units, 0))::numeric, 4)::float8 AS occupancy, coalesce(left_it.transfers, 0) AS transfers
FROM slots CROSS JOIN chosen
LEFT JOIN came ON came.queue_id = chosen.id AND came.start = slots.start
LEFT JOIN done ON done.queue_id = chosen.id AND done.start = slots.start
LEFT JOIN load ON load.queue_id = chosen.id AND load.start = slots.start
LEFT JOIN room ON room.queue_id = chosen.id AND room.start = slots.start
LEFT JOIN left_it ON left_it.queue_id = chosen.id AND left_it.start = slots.start
ORDER BY slots.start, chosen.name, chosen.id`;
