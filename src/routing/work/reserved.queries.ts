import type { Sql } from '../../platform/database/tx.js';

/**
 * Everything that takes room from agents right now, as rows (agent_id, weight): live assignments (a snoozed conversation
 * weighs nothing until it wakes), offers that have not lapsed, work being wrapped up. An offer past its time weighs nothing
 * even if no timer ran. Expects a relation `clock(now)`; `ids` narrows to the agents of an array expression.
 */
export function heldRows(ids?: string): string {
  const only = (alias: string): string => (ids ? ` AND ${alias}.agent_id = ANY(${ids})` : '');
  return `
    SELECT s.agent_id, s.weight FROM assignments s JOIN conversations v ON v.id = s.conversation_id AND v.status <> 'snoozed'
    WHERE s.ended_at IS NULL${only('s')}
    UNION ALL SELECT s.agent_id, s.weight FROM assignments s, clock
    WHERE s.wrap_up_until > clock.now AND s.ended_at IS NOT NULL${only('s')}
    UNION ALL SELECT o.agent_id, o.weight FROM offers o, clock
    WHERE o.state = 'pending' AND o.expires_at > clock.now${only('o')}`;
}

/** An agent as a claim sees them under the lock on their row. */
export interface AgentRoom {
  id: string;
  name: string;
  capacity: number;
  reserved: number;
  disabled: boolean;
  /** `available` with a live lease: may be given new work. */
  available: boolean;
  /** Any state but offline, with a live lease: what they hold stays theirs. */
  reachable: boolean;
  queueIds: string[];
}

/**
 * Locks agents, in the order of their ids, and then reads their room. The read is a statement of its own, so that it sees
 * what was committed while the lock was awaited: that is what keeps the limit under concurrent claims.
 */
export async function lockRooms(tx: Sql, agentIds: readonly string[]): Promise<Map<string, AgentRoom>> {
  const ids = [...new Set(agentIds)];
  // NO KEY UPDATE: claims exclude each other, while foreign keys that merely point at the agent do not wait.
  await tx.prepared('lock-agents', 'SELECT id FROM agents WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE', [ids]);
  return readRooms(tx, ids);
}

/** The room of agents without a lock: good for showing, never for claiming. */
export async function readRooms(sql: Sql, agentIds: readonly string[]): Promise<Map<string, AgentRoom>> {
  const rows = await sql.prepared<AgentRoom>(
    'read-rooms',
    `WITH clock AS MATERIALIZED (SELECT app_now() AS now),
          held AS (SELECT agent_id, sum(weight)::int AS units FROM (${heldRows('$1::uuid[]')}) AS h GROUP BY agent_id)
     SELECT a.id, a.name, a.capacity, coalesce(h.units, 0) AS reserved, a.disabled_at IS NOT NULL AS disabled,
            coalesce(p.state = 'available' AND p.lease_expires_at > clock.now, false) AS available,
            coalesce(p.state <> 'offline' AND p.lease_expires_at > clock.now, false) AS reachable,
            ARRAY(SELECT queue_id FROM queue_agents WHERE agent_id = a.id) AS "queueIds"
     FROM agents a CROSS JOIN clock
     LEFT JOIN agent_presence p ON p.agent_id = a.id
     LEFT JOIN held h ON h.agent_id = a.id
     WHERE a.id = ANY($1::uuid[])`,
    [agentIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
