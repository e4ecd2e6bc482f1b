import type { AgentView, PresenceView } from '../contracts/views.js';
import type { PresenceState } from '../contracts/words.js';
import type { Sql } from '../platform/database/tx.js';

const agentColumns = `a.id, a.name, a.email, a.role, a.capacity, a.languages, a.version, a.disabled_at IS NOT NULL AS disabled,
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

export interface PresenceRow {
  agent_id: string;
  state: PresenceState;
  reason: string | null;
  since: Date;
  lease_expires_at: Date;
}

export const presenceView = (row: PresenceRow): PresenceView => ({
  agentId: row.agent_id,
  state: row.state,
  reason: row.reason,
  since: row.since.toISOString(),
  leaseExpiresAt: row.lease_expires_at.toISOString(),
});

/** A lapsed lease reads as offline, even where no sweep has noticed; who never signed in is offline since they were added. */
export async function presenceViews(sql: Sql, agentIds: readonly string[]): Promise<PresenceView[]> {
  const rows = await sql.query<PresenceRow>(
    `SELECT a.id AS agent_id,
            CASE WHEN p.lapsed THEN 'offline' ELSE coalesce(p.state, 'offline') END AS state,
            CASE WHEN p.lapsed THEN 'lease_expired' ELSE p.reason END AS reason,
            CASE WHEN p.lapsed THEN p.lease_expires_at ELSE coalesce(p.since, a.created_at) END AS since,
            coalesce(p.lease_expires_at, a.created_at) AS lease_expires_at
     FROM agents AS a
     LEFT JOIN (SELECT *, state <> 'offline' AND lease_expires_at <= app_now() AS lapsed FROM agent_presence) AS p ON p.agent_id = a.id
     WHERE a.id = ANY($1::uuid[])`,
    [agentIds],
  );
  return rows.map(presenceView);
}
