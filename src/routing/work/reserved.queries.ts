import type { Standing } from '../../core/capacity/admission.js';
import { DEFAULT_EXCLUSIVE } from '../../core/capacity/weights.js';
import { anyOf, type Sql } from '../../platform/database/tx.js';

const exclusive = `coalesce(q.weights -> 'exclusive', '${JSON.stringify(DEFAULT_EXCLUSIVE)}'::jsonb) ? v.channel`;

/**
 * Everything that takes room from agents right now, as rows (agent_id, weight, active, channel, exclusive): live assignments,
 * offers that have not lapsed, work being wrapped up. While the customer has the word an assignment weighs its idle weight,
 * asleep nothing; an offer past its time weighs nothing even if no timer ran. `active` is the part that waits on the agent;
 * `channel` is null for wrap-up, which is no conversation any more. Expects a relation `clock(now)`; `whose` narrows it
 * (`anyOf(…)`). The one place that says what is held.
 */
export function heldRows(whose?: string): string {
  const only = (alias: string): string => (whose ? ` AND ${alias}.agent_id = ${whose}` : '');
  return `
    SELECT s.agent_id, CASE WHEN v.unanswered_since IS NULL THEN coalesce(s.idle_weight, s.weight) ELSE s.weight END AS weight,
           CASE WHEN v.unanswered_since IS NULL AND s.idle_weight IS NOT NULL THEN 0 ELSE s.weight END AS active,
           v.channel, ${exclusive} AS exclusive
    FROM assignments s JOIN conversations v ON v.id = s.conversation_id AND v.status <> 'snoozed' LEFT JOIN queues q ON q.id = s.queue_id
    WHERE s.ended_at IS NULL${only('s')}
    UNION ALL SELECT s.agent_id, s.weight, s.weight, NULL, false FROM assignments s, clock
    WHERE s.wrap_up_until > clock.now AND s.ended_at IS NOT NULL${only('s')}
    UNION ALL SELECT o.agent_id, o.weight, o.weight, v.channel, ${exclusive} FROM clock, offers o
    JOIN conversations v ON v.id = o.conversation_id LEFT JOIN queues q ON q.id = o.queue_id
    WHERE o.state = 'pending' AND o.expires_at > clock.now${only('o')}`;
}

/** Per agent (agent_id, units, active, exclusive), from a relation of `heldRows`. */
export const heldUnits = (held: string): string =>
  `SELECT agent_id, sum(weight)::int AS units, sum(active)::int AS active, bool_or(exclusive) AS exclusive FROM ${held} GROUP BY agent_id`;

/** How many of each channel the agents hold who have limits of that kind: (agent_id, counts), from a relation of `heldRows`. */
export const heldByChannel = (held: string): string =>
  `SELECT agent_id, jsonb_object_agg(channel, count) AS counts FROM (
     SELECT one.agent_id, one.channel, count(*)::int AS count FROM ${held} one JOIN agents g ON g.id = one.agent_id AND g.channel_limits <> '{}'
     WHERE one.channel IS NOT NULL GROUP BY one.agent_id, one.channel) AS n GROUP BY agent_id`;

/**
 * `claimLimit` of the core in SQL, for questions that must not read every agent: of an agent `a` with presence `p`, by the
 * relation `clock(now)`, given what they hold. A test keeps the two alike.
 */
export const claimLimitOf = (held: string): string => `(CASE WHEN ${held} = 0 THEN greatest(a.capacity - a.return_reserve, 0)
  ELSE floor(greatest(a.capacity - a.return_reserve, 0)
    * (CASE WHEN a.ramp_up_ms <= 0 THEN 1 ELSE least(1, greatest(0,
        extract(epoch FROM clock.now - coalesce(p.available_since, p.since, clock.now)) * 1000 / a.ramp_up_ms)) END)
    * (CASE WHEN a.onboarding_from IS NULL OR a.onboarding_until IS NULL OR clock.now >= a.onboarding_until THEN 1
        ELSE 0.25 + 0.75 * greatest(0, extract(epoch FROM clock.now - a.onboarding_from))
          / extract(epoch FROM a.onboarding_until - a.onboarding_from) END))::int END)`;

/** `Standing` in SQL, by name: of an agent `a` with presence `p`, held units `h` and counts by channel `n`. Times as epoch ms. */
export const standingTerms = {
  limit: 'a.capacity',
  returnReserve: 'a.return_reserve',
  rampMs: 'a.ramp_up_ms',
  availableSince: 'floor(extract(epoch FROM coalesce(p.available_since, p.since, clock.now)) * 1000)::float8',
  onboarding: `CASE WHEN a.onboarding_from IS NOT NULL AND a.onboarding_until IS NOT NULL THEN jsonb_build_object(
    'from', floor(extract(epoch FROM a.onboarding_from) * 1000), 'until', floor(extract(epoch FROM a.onboarding_until) * 1000)) END`,
  channelLimits: 'a.channel_limits',
  reserved: 'coalesce(h.units, 0)',
  active: 'coalesce(h.active, 0)',
  holdsExclusive: 'coalesce(h.exclusive, false)',
  held: `coalesce(n.counts, '{}')`,
} as const satisfies Record<keyof Standing, string>;

/** An agent as a claim sees them under the lock on their row. */
export interface AgentRoom extends Standing {
  id: string;
  name: string;
  /** The moment by database time that `fullBecause` judges by. */
  now: number;
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
  await tx.prepared('lock-agents', `SELECT id FROM agents WHERE id = ${anyOf('$1')} ORDER BY id FOR NO KEY UPDATE`, [ids]);
  return readRooms(tx, ids);
}

const readStatement = `WITH clock AS MATERIALIZED (SELECT app_now() AS now),
  held_rows AS MATERIALIZED (${heldRows(anyOf('$1'))}), held AS (${heldUnits('held_rows')}),
  by_channel AS (${heldByChannel('held_rows')})
SELECT a.id, a.name, floor(extract(epoch FROM clock.now) * 1000)::float8 AS now, a.disabled_at IS NOT NULL AS disabled,
       coalesce(p.state = 'available' AND p.lease_expires_at > clock.now, false) AS available,
       coalesce(p.state <> 'offline' AND p.lease_expires_at > clock.now, false) AS reachable,
       ARRAY(SELECT queue_id FROM queue_agents WHERE agent_id = a.id) AS "queueIds",
       ${Object.entries(standingTerms)
         .map(([name, sql]) => `${sql} AS "${name}"`)
         .join(', ')}
FROM agents a CROSS JOIN clock
LEFT JOIN agent_presence p ON p.agent_id = a.id
LEFT JOIN held h ON h.agent_id = a.id LEFT JOIN by_channel n ON n.agent_id = a.id
WHERE a.id = ${anyOf('$1')}`;

/** The room of agents without a lock: good for showing, never for claiming. */
export async function readRooms(sql: Sql, agentIds: readonly string[]): Promise<Map<string, AgentRoom>> {
  const rows = await sql.prepared<AgentRoom>('read-rooms', readStatement, [agentIds]);
  return new Map(rows.map((row) => [row.id, row]));
}
