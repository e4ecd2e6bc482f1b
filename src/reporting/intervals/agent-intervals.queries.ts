import type { AgentIntervalView } from '../../contracts/report-views.js';
import type { Sql } from '../../platform/database/tx.js';
import type { Span } from './interval-query.js';
import { overlapMs, presentSpans, slots } from './slots.js';

export interface AgentsWanted {
  /** Null: everybody. */
  agentIds: string[] | null;
  /** Only what they did in these queues; null: in all. Presence and occupancy are of the whole agent either way. */
  queueIds: string[] | null;
}

/** One row for each agent who was there or did something, and interval. Formulas: docs/metrics.md. */
export async function agentIntervals(sql: Sql, span: Span, { agentIds, queueIds }: AgentsWanted): Promise<AgentIntervalView[]> {
  const rows = await sql.query<AgentIntervalView & { start: Date; stop: Date }>(statement, [
    ...[span.from, span.to, span.stepMs, agentIds, queueIds],
  ]);
  return rows.map(({ start, stop, ...row }) => ({ ...row, from: start.toISOString(), to: stop.toISOString() }));
}

const ofQueues = (alias: string): string => `($5::uuid[] IS NULL OR ${alias}.queue_id = ANY($5))`;

/** The customer heard from this agent while they had an assignment `s`: in writing, or in a call they picked up. */
const within = (time: string): string => `${time} >= s.started_at AND ${time} <= coalesce(s.ended_at, 'infinity')`;
const spoke = `(
    EXISTS (SELECT 1 FROM conversation_events e WHERE e.conversation_id = s.conversation_id AND e.type = 'first_replied' AND ${within('e.at')})
    OR EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = s.conversation_id AND m.author_id = s.agent_id AND m.author_type = 'agent'
      AND m.direction = 'out' AND m.kind = 'text' AND ${within('m.created_at')})
    OR EXISTS (SELECT 1 FROM calls a WHERE a.conversation_id = s.conversation_id AND ${within('a.answered_at')}))`;

const statement = `
WITH ${slots}, chosen AS MATERIALIZED (SELECT id, name, capacity FROM agents WHERE $4::uuid[] IS NULL OR id = ANY($4)),
asked AS (
  SELECT o.agent_id, slots.start, count(*)::int AS offered,
    count(*) FILTER (WHERE o.state = 'declined')::int AS declined, count(*) FILTER (WHERE o.state = 'expired')::int AS missed
  FROM offers o JOIN slots ON o.made_at >= slots.start AND o.made_at < slots.stop WHERE ${ofQueues('o')} GROUP BY 1, 2
), took AS (
  SELECT s.agent_id, slots.start, count(*)::int AS taken, count(*) FILTER (WHERE ${spoke})::int AS answered,
    count(*) FILTER (WHERE t.met)::int AS in_target, count(*) FILTER (WHERE t.met IS NOT NULL)::int AS with_target
  FROM assignments s JOIN slots ON s.started_at >= slots.start AND s.started_at < slots.stop
  LEFT JOIN LATERAL (
    SELECT t.met_at <= t.due_at AS met FROM conversation_targets t
    WHERE t.conversation_id = s.conversation_id AND t.kind = 'first_reply' AND t.started_at <= s.started_at
      AND t.met_at >= s.started_at AND t.met_at <= coalesce(s.ended_at, 'infinity')
    ORDER BY t.started_at DESC LIMIT 1) AS t ON true
  WHERE ${ofQueues('s')} GROUP BY 1, 2
), done AS (
  SELECT s.agent_id, slots.start, count(*)::int AS handled,
    avg(extract(epoch FROM coalesce(s.wrap_up_until, s.ended_at) - s.started_at) * 1000) AS mean_handling_ms,
    count(*) FILTER (WHERE s.end_reason = 'transferred')::int AS transfers
  FROM assignments s JOIN slots ON s.ended_at >= slots.start AND s.ended_at < slots.stop
  WHERE s.end_reason <> 'rejoined' AND ${ofQueues('s')} GROUP BY 1, 2
), load AS (
  SELECT s.agent_id, slots.start, sum(s.weight * ${overlapMs('s.started_at', 'coalesce(s.wrap_up_until, s.ended_at)')}) AS units
  FROM assignments s JOIN slots ON s.started_at < slots.stop AND coalesce(s.wrap_up_until, s.ended_at, 'infinity') > slots.start
  CROSS JOIN clock GROUP BY 1, 2
), ${presentSpans}, there AS (
  SELECT p.agent_id, slots.start, sum(${overlapMs('p.started', 'p.ended')}) AS ms
  FROM present p JOIN slots ON p.started < slots.stop AND coalesce(p.ended, 'infinity') > slots.start CROSS JOIN clock GROUP BY 1, 2
)
SELECT slots.start, slots.stop, chosen.id AS "agentId", chosen.name AS "agentName",
  coalesce(asked.offered, 0) AS offered, coalesce(took.taken, 0) AS taken, coalesce(took.answered, 0) AS answered, coalesce(asked.declined, 0) AS declined,
  coalesce(asked.missed, 0) AS missed, CASE WHEN took.with_target > 0 THEN took.in_target END AS "inTarget",
  coalesce(done.handled, 0) AS handled, round(done.mean_handling_ms)::float8 AS "meanHandlingMs", coalesce(done.transfers, 0) AS transfers,
  round(coalesce(there.ms, 0))::float8 AS "presentMs",
  round((coalesce(load.units, 0) / nullif(there.ms * chosen.capacity, 0))::numeric, 4)::float8 AS occupancy
FROM slots CROSS JOIN chosen
LEFT JOIN asked ON asked.agent_id = chosen.id AND asked.start = slots.start
LEFT JOIN took ON took.agent_id = chosen.id AND took.start = slots.start
LEFT JOIN done ON done.agent_id = chosen.id AND done.start = slots.start
LEFT JOIN load ON load.agent_id = chosen.id AND load.start = slots.start
LEFT JOIN there ON there.agent_id = chosen.id AND there.start = slots.start
WHERE $4::uuid[] IS NOT NULL OR asked.offered > 0 OR took.taken > 0 OR done.handled > 0 OR load.units > 0 OR there.ms > 0
ORDER BY slots.start, chosen.name, chosen.id`;
