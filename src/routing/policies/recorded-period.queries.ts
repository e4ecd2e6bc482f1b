import type { ReplayLeftOut } from '../../contracts/report-views.js';
import type { AgentSlot, WaitingItem } from '../../core/matching/snapshot.js';
import type { RecordedArrival, RecordedShift } from '../../core/replay/replay-period.js';
import { type ReplayOutcome, Tally } from '../../core/replay/tally.js';
import type { Sql } from '../../platform/database/tx.js';
import { type PackedPass, unpackPass } from '../matching/packed-pass.js';

export interface Period {
  from: Date;
  to: Date;
  /** Null: all queues. */
  queueIds: string[] | null;
}

/** A period as the history tells it, ready to be replayed, and what really came of it. */
export interface RecordedPeriod {
  arrivals: RecordedArrival[];
  shifts: RecordedShift[];
  recorded: ReplayOutcome;
  leftOut: ReplayLeftOut;
}

/** More than this would keep a process busy for minutes. */
export const MOST_ARRIVALS = 50_000;
const PASSES_AT_ONCE = 100;

interface WorkRow {
  conversation_id: string;
  epoch: number;
  agent_id: string;
  started: string;
  service_ms: number;
}

/**
 * Who came, from the pictures the matcher itself saw and kept; how long each took, from the assignments; who was there, from
 * the log of states. A conversation that no pass decided (nobody could take it, or a person gave it away by hand) is not there.
 */
export async function recordedPeriod(sql: Sql, period: Period): Promise<RecordedPeriod> {
  const { items, agents } = await pictures(sql, period);
  const work = await workOf(sql, period);
  const shifts = await shiftsOf(sql, period, agents);
  const tally = new Tally();
  for (const shift of shifts) tally.shift(shift);
  const arrivals: RecordedArrival[] = [];
  for (const row of work) {
    const item = items.get(keyOf(row.conversation_id, row.epoch - 1)) ?? items.get(keyOf(row.conversation_id, row.epoch));
    const agent = agents.get(row.agent_id);
    if (!item || !agent || item.waitingSince < period.from.getTime()) continue;
    arrivals.push({ item, serviceMs: row.service_ms });
    tally.served({ item, agent, now: Number(row.started), serviceMs: row.service_ms });
  }
  return { arrivals, shifts, recorded: tally.outcome(arrivals.length), leftOut: await leftOutOf(sql, period) };
}

/** Waits that began in the period and had no agent when it ended. Routing says where a conversation came to in the first place. */
async function leftOutOf(sql: Sql, { from, to, queueIds }: Period): Promise<ReplayLeftOut> {
  const [row] = await sql.query<ReplayLeftOut>(
    `WITH came AS (
       SELECT e.id, e.conversation_id, e.at, e.queue_id FROM conversation_events e
       WHERE e.at >= $1 AND e.at < $2
         AND ((e.type = 'opened' AND e.actor_type <> 'agent') OR e.type = 'reopened' OR (e.data ? 'toQueueId' AND e.type <> 'routed'))
     ), ended AS (
       SELECT came.*, coalesce(went.type, 'none') AS went, coalesce(routed.queue_id, came.queue_id) AS in_queue
       FROM came LEFT JOIN LATERAL (
         SELECT l.type FROM conversation_events l
         WHERE l.conversation_id = came.conversation_id AND (l.at, l.id) > (came.at, came.id) AND l.at < $2
           AND (l.type IN ('assigned', 'closed') OR (l.data ? 'toQueueId' AND l.type <> 'routed') OR (l.type = 'transferred' AND l.data ? 'agentId'))
         ORDER BY l.at, l.id LIMIT 1) AS went ON true
       LEFT JOIN LATERAL (
         SELECT (l.data ->> 'toQueueId')::uuid AS queue_id FROM conversation_events l
         WHERE l.conversation_id = came.conversation_id AND (l.at, l.id) > (came.at, came.id) AND l.type = 'routed'
         ORDER BY l.at, l.id LIMIT 1) AS routed ON true)
     SELECT count(*) FILTER (WHERE went = 'none')::int AS waiting, count(*) FILTER (WHERE went = 'closed')::int AS gone
     FROM ended WHERE $3::uuid[] IS NULL OR in_queue = ANY($3)`,
    [from, to, queueIds],
  );
  return row ?? { waiting: 0, gone: 0 };
}

const keyOf = (conversationId: string, epoch: number): string => `${conversationId}:${epoch}`;

/** Each conversation as it stood when it was first decided in the period, and each agent as they were last seen. */
async function pictures(
  sql: Sql,
  { from, to, queueIds }: Period,
): Promise<{ items: Map<string, WaitingItem>; agents: Map<string, AgentSlot> }> {
  const [items, agents] = [new Map<string, WaitingItem>(), new Map<string, AgentSlot>()];
  for (let after: { at: Date; id: string } = { at: from, id: '00000000-0000-0000-0000-000000000000' }; ;) {
    const rows = await sql.query<{ id: string; at: Date; snapshot: PackedPass }>(
      `SELECT id, at, snapshot FROM matching_passes WHERE (at, id) > ($1, $2) AND at < $3 ORDER BY at, id LIMIT ${PASSES_AT_ONCE}`,
      [after.at, after.id, to],
    );
    for (const { snapshot } of rows) {
      const seen = unpackPass(snapshot);
      for (const agent of seen.agents) agents.set(agent.agentId, { ...agent, reserved: 0, active: 0 });
      for (const item of seen.items) {
        const key = keyOf(item.conversationId, item.epoch);
        if ((queueIds && !queueIds.includes(item.queueId)) || items.has(key)) continue;
        items.set(key, { ...item, conversationId: key, declinedBy: [] });
      }
      if (items.size > MOST_ARRIVALS) throw new Error(`more than ${MOST_ARRIVALS} conversations; ask for a shorter period`);
    }
    const last = rows.at(-1);
    if (!last || rows.length < PASSES_AT_ONCE) return { items, agents };
    after = last;
  }
}

/** The first assignment of each conversation and epoch that began in the period. */
function workOf(sql: Sql, { from, to, queueIds }: Period): Promise<WorkRow[]> {
  return sql.query<WorkRow>(
    `SELECT DISTINCT ON (s.conversation_id, s.epoch) s.conversation_id, s.epoch, s.agent_id,
       floor(extract(epoch FROM s.started_at) * 1000)::bigint AS started,
       greatest(1, extract(epoch FROM coalesce(s.wrap_up_until, s.ended_at, app_now()) - s.started_at) * 1000)::float8 AS service_ms
     FROM assignments s WHERE s.started_at >= $1 AND s.started_at < $2 AND ($3::uuid[] IS NULL OR s.queue_id = ANY($3))
     ORDER BY s.conversation_id, s.epoch, s.started_at`,
    [from, to, queueIds],
  );
}

async function shiftsOf(sql: Sql, { from, to }: Period, agents: ReadonlyMap<string, AgentSlot>): Promise<RecordedShift[]> {
  const rows = await sql.query<{ agent_id: string; started: string; ended: string }>(
    `WITH states AS (
       SELECT agent_id, state, at AS started, coalesce(lead(at) OVER (PARTITION BY agent_id ORDER BY at, epoch), $2) AS ended
       FROM agent_state_log WHERE at < $2)
     SELECT agent_id, floor(extract(epoch FROM greatest(started, $1)) * 1000)::bigint AS started,
       floor(extract(epoch FROM least(ended, $2)) * 1000)::bigint AS ended
     FROM states WHERE state = 'available' AND ended > $1 AND agent_id = ANY($3::uuid[])`,
    [from, to, [...agents.keys()]],
  );
  return rows.flatMap(({ agent_id, started, ended }) => {
    const agent = agents.get(agent_id);
    return agent ? [{ agent, from: Number(started), to: Number(ended) }] : [];
  });
}
