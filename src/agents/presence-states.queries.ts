import type { AgentStatesView } from '../contracts/views.js';
import type { Sql } from '../platform/database/tx.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { type StateChange, stretches, totals } from './presence-time.js';

const day = 24 * 60 * 60_000;
const maxDays = 31;

interface Row extends Omit<StateChange, 'at'> {
  at: Date;
}

/**
 * Where an agent's time went between two moments. What the log does not know of (before they were added) counts as offline;
 * a lease that ran out unnoticed counts from when it did.
 * @throws Refusal `not_found`; `invalid_request` for a range that is empty, or longer than 31 days.
 */
export async function agentStates(sql: Sql, agentId: string, range: { from?: Date; to?: Date }): Promise<AgentStatesView> {
  const [agent] = await sql.query<{ now: Date }>('SELECT app_now() AS now FROM agents WHERE id = $1', [agentId]);
  if (!agent) throw notFound('agent');
  const to = Math.min(range.to?.getTime() ?? Infinity, agent.now.getTime());
  const from = range.from?.getTime() ?? to - day;
  if (from >= to) throw refused('?from', 'must be before to, and before now');
  if (to - from > maxDays * day) throw refused('?from', `must be at most ${maxDays} days before to`);
  const rows = await sql.query<Row>(changes, [agentId, new Date(from), new Date(to), agent.now]);
  const found = stretches(
    rows.map((row) => ({ ...row, at: row.at.getTime() })),
    from,
    to,
  );
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    agentId,
    from: iso(from),
    to: iso(to),
    states: found.map(({ since, until, ...one }) => ({
      ...one,
      since: iso(since),
      until: iso(until),
      durationMs: until - since,
    })),
    totals: totals(found),
  };
}

const changes = `
WITH lines AS (
  SELECT 'offline' AS state, NULL AS reason, 'system' AS actor_type, NULL::uuid AS actor_id, $2::timestamptz AS at, -1 AS epoch
  WHERE NOT EXISTS (SELECT 1 FROM agent_state_log WHERE agent_id = $1 AND at <= $2)
  UNION ALL
  SELECT state, reason, actor_type, actor_id, at, epoch FROM agent_state_log
  WHERE agent_id = $1 AND at < $3 AND at >= coalesce((SELECT max(at) FROM agent_state_log WHERE agent_id = $1 AND at <= $2), '-infinity')
  UNION ALL
  SELECT 'offline', CASE WHEN lost_at IS NULL THEN 'lease_expired' ELSE 'disconnected' END, 'system', NULL, lease_expires_at, epoch + 1
  FROM agent_presence WHERE agent_id = $1 AND state <> 'offline' AND lease_expires_at <= $4 AND lease_expires_at < $3
)
SELECT l.state, l.reason, l.at, jsonb_build_object('type', l.actor_type, 'id', l.actor_id, 'name', a.name) AS by
FROM lines l LEFT JOIN agents a ON l.actor_type = 'agent' AND a.id = l.actor_id ORDER BY l.at, l.epoch`;

const refused = (pointer: string, detail: string): Refusal =>
  new Refusal('invalid_request', `${pointer.slice(1)} ${detail}.`, { errors: [{ pointer, detail }] });
