import type { AgentView, PresenceView } from '../contracts/views.js';
import type { PresenceState } from '../contracts/words.js';
import { isInferred } from '../core/lifecycle/presence.js';
import type { Sql } from '../platform/database/tx.js';

const moment = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const agentColumns = `a.id, a.name, a.email, a.role, a.capacity, a.return_reserve AS "returnReserve", a.ramp_up_ms AS "rampUpMs",
  ${moment('a.onboarding_from')} AS "onboardingFrom", ${moment('a.onboarding_until')} AS "onboardingUntil",
  a.channel_limits AS "channelLimits", a.groups, a.languages, a.version, a.disabled_at IS NOT NULL AS disabled,
  coalesce((SELECT jsonb_agg(jsonb_build_object('skillId', s.id, 'key', s.key, 'level', g.level) ORDER BY s.key)
            FROM agent_skills AS g JOIN skills AS s ON s.id = g.skill_id WHERE g.agent_id = a.id), '[]') AS skills`;

/** Agents by their ids, in the order of the ids; those that do not exist are left out. */
export async function agentViews(sql: Sql, ids: readonly string[]): Promise<AgentView[]> {
  const rows = await sql.query<AgentView>(`SELECT ${agentColumns} FROM agents AS a WHERE a.id = ANY($1::uuid[])`, [ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** All agents, disabled ones too, one more than `limit`. */
export function listAgents(sql: Sql, afterId: string | undefined, limit: number): Promise<AgentView[]> {
  return sql.query<AgentView>(
    `SELECT ${agentColumns} FROM agents AS a WHERE ($1::uuid IS NULL OR a.id > $1) ORDER BY a.id LIMIT $2`,
    [afterId ?? null, limit + 1],
  );
}

interface PresenceRow {
  agent_id: string;
  state: PresenceState;
  reason: string | null;
  since: Date;
  lease_expires_at: Date;
  return_at: Date | null;
  forced_by: { id: string; name: string } | null;
  remaining: number;
}

const presenceView = (row: PresenceRow): PresenceView => ({
  agentId: row.agent_id,
  state: row.state,
  reason: row.reason,
  since: row.since.toISOString(),
  leaseExpiresAt: row.lease_expires_at.toISOString(),
  returnAt: row.return_at?.toISOString() ?? null,
  forcedBy: isInferred(row.reason) ? null : row.forced_by,
  remaining: row.remaining,
});

/** A lapsed lease reads as offline, even where no sweep has noticed; who never signed in is offline since they were added. */
export async function presenceViews(sql: Sql, agentIds: readonly string[]): Promise<PresenceView[]> {
  const rows = await sql.query<PresenceRow>(
    `SELECT a.id AS agent_id,
            CASE WHEN p.lapsed THEN 'offline' ELSE coalesce(p.state, 'offline') END AS state,
            CASE WHEN p.lapsed THEN CASE WHEN p.lost_at IS NULL THEN 'lease_expired' ELSE 'disconnected' END ELSE p.reason END AS reason,
            CASE WHEN p.lapsed THEN p.lease_expires_at ELSE coalesce(p.since, a.created_at) END AS since,
            coalesce(p.lease_expires_at, a.created_at) AS lease_expires_at, p.return_at,
            CASE WHEN f.id IS NOT NULL THEN jsonb_build_object('id', f.id, 'name', f.name) END AS forced_by,
            (SELECT count(*)::int FROM conversations AS c WHERE c.assignee_id = a.id AND c.status = 'assigned') AS remaining
     FROM agents AS a
     LEFT JOIN (SELECT *, state <> 'offline' AND lease_expires_at <= app_now() AS lapsed FROM agent_presence) AS p ON p.agent_id = a.id
     LEFT JOIN agents AS f ON f.id = p.forced_by
     WHERE a.id = ANY($1::uuid[])`,
    [agentIds],
  );
  return rows.map(presenceView);
}
