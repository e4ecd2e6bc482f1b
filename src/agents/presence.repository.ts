import type { PresenceState } from '../contracts/words.js';
import type { Actor, Sql, Tx } from '../platform/database/tx.js';
import { newId } from '../platform/ids/new-id.js';

/** Life of a presence lease. */
export const LEASE_S = 120;
/** What is left of it when the last device that kept it is lost: a reload or a tunnel costs nobody their place. */
export const GRACE_S = 20;
const lease = `interval '${LEASE_S} seconds'`;
const grace = `interval '${GRACE_S} seconds'`;

export interface HeldPresence {
  state: PresenceState;
  reason: string | null;
  since: Date;
  returnAt: Date | null;
  forcedBy: string | null;
  epoch: number;
  /** The state still says otherwise, but its lease has run out. */
  lapsed: boolean;
  /** A live lease that is more than the rest of a grace. */
  showsLife: boolean;
  /** Milliseconds since the state began. */
  forMs: number;
}

/**
 * Locks the agent's presence, making the row where it is the first time: two devices that set it at once take turns.
 * Undefined where there is no such agent.
 */
export async function holdPresence(tx: Tx, agentId: string): Promise<HeldPresence | undefined> {
  await tx.run(
    `INSERT INTO agent_presence (agent_id, state, since, lease_expires_at, idle_since, epoch)
     SELECT id, 'offline', app_now(), app_now(), app_now(), 0 FROM agents WHERE id = $1
     ON CONFLICT (agent_id) DO NOTHING`,
    [agentId],
  );
  await tx.query('SELECT 1 FROM agent_presence WHERE agent_id = $1 FOR UPDATE', [agentId]);
  // The clock is read under the lock: what was committed while it was awaited is not in the future.
  const [row] = await tx.query<HeldPresence>(
    `SELECT p.state, p.reason, p.since, p.return_at AS "returnAt", p.forced_by AS "forcedBy", p.epoch,
            p.state <> 'offline' AND p.lease_expires_at <= clock.now AS lapsed,
            p.lease_expires_at > clock.now AND p.lost_at IS NULL AS "showsLife",
            (extract(epoch FROM clock.now - p.since) * 1000)::float8 AS "forMs"
     FROM agent_presence AS p, (SELECT app_now() AS now) AS clock WHERE p.agent_id = $1`,
    [agentId],
  );
  return row;
}

/** The agent's own row, which every claim locks before it reads whether they are available. */
export async function lockAgent(tx: Tx, agentId: string): Promise<void> {
  await tx.query('SELECT id FROM agents WHERE id = $1 FOR NO KEY UPDATE', [agentId]);
}

export async function isDisabled(tx: Tx, agentId: string): Promise<boolean> {
  return (await tx.query('SELECT 1 FROM agents WHERE id = $1 AND disabled_at IS NOT NULL', [agentId])).length > 0;
}

/** What the agent had chosen before the state they are in. */
export async function stateBefore(
  tx: Tx,
  agentId: string,
  epoch: number,
): Promise<{ state: PresenceState; reason: string | null } | undefined> {
  const [row] = await tx.query<{ state: PresenceState; reason: string | null }>(
    'SELECT state, reason FROM agent_state_log WHERE agent_id = $1 AND epoch = $2',
    [agentId, epoch - 1],
  );
  return row;
}

/** A state as it is to be written. */
export interface StateToWrite {
  state: PresenceState;
  reason: string | null;
  returnAt: Date | null;
  forcedBy: string | null;
  /** Whoever set it is no sign of life of the agent: their lease stays what it is. */
  keepsLease: boolean;
}

/**
 * Writes a state somebody chose and its line in the log. Becoming available starts the idle time anew, and the ramp-up
 * unless they were not available for less than the grace.
 */
export async function writePresence(tx: Tx, agentId: string, to: StateToWrite, actor: Actor): Promise<void> {
  await tx.run(
    `WITH moment AS MATERIALIZED (SELECT app_now() AS now)
     UPDATE agent_presence AS p SET
       idle_since = CASE WHEN $2 = 'available' AND p.state <> 'available' THEN moment.now ELSE p.idle_since END,
       available_since = CASE
         WHEN $2 <> 'available' THEN p.available_since
         WHEN p.state = 'available' THEN coalesce(p.available_since, p.since)
         WHEN p.left_available_at > moment.now - ${grace} THEN coalesce(p.available_since, moment.now)
         ELSE moment.now END,
       left_available_at = CASE WHEN $2 = 'available' THEN NULL WHEN p.state = 'available' THEN moment.now
                                ELSE p.left_available_at END,
       state = $2, reason = $3, since = moment.now, return_at = $4, forced_by = $5, epoch = p.epoch + 1,
       lost_at = CASE WHEN $6 THEN p.lost_at END,
       lease_expires_at = CASE WHEN $2 = 'offline' THEN moment.now WHEN $6 THEN p.lease_expires_at ELSE moment.now + ${lease} END
     FROM moment WHERE p.agent_id = $1`,
    [agentId, to.state, to.reason, to.returnAt, to.forcedBy, to.keepsLease],
  );
  await logStates(tx, [agentId], actor);
}

/** Extends a live lease; one that has run out stays so until the agent says otherwise. */
export async function extendLease(sql: Sql, agentId: string): Promise<void> {
  await sql.run(
    `UPDATE agent_presence SET lease_expires_at = app_now() + ${lease}, lost_at = NULL
     WHERE agent_id = $1 AND state <> 'offline' AND lease_expires_at > app_now()`,
    [agentId],
  );
}

/**
 * Makes offline whose lease has run out: all that are due, or one agent whose row the caller holds. History says when
 * the lease ended, not when somebody noticed. Gives the agents' ids.
 */
export async function lapse(tx: Tx, actor: Actor, onlyAgentId: string | null = null): Promise<string[]> {
  const rows = await tx.query<{ agent_id: string }>(
    `WITH due AS (
       SELECT agent_id FROM agent_presence
       WHERE state <> 'offline' AND lease_expires_at <= app_now() AND ($1::uuid IS NULL OR agent_id = $1)
       ORDER BY agent_id LIMIT 500 FOR UPDATE SKIP LOCKED)
     UPDATE agent_presence AS p SET state = 'offline', since = p.lease_expires_at, epoch = p.epoch + 1,
       reason = CASE WHEN p.lost_at IS NULL THEN 'lease_expired' ELSE 'disconnected' END,
       left_available_at = CASE WHEN p.state = 'available' THEN coalesce(p.lost_at, p.lease_expires_at) ELSE p.left_available_at END
     FROM due WHERE p.agent_id = due.agent_id
     RETURNING p.agent_id`,
    [onlyAgentId],
  );
  const agentIds = rows.map((row) => row.agent_id);
  await logStates(tx, agentIds, actor);
  return agentIds;
}

/** Each change as it stands in the rows: the state, and since when it is true. */
async function logStates(tx: Tx, agentIds: readonly string[], actor: Actor): Promise<void> {
  if (agentIds.length === 0) return;
  await tx.run(
    `INSERT INTO agent_state_log (id, agent_id, state, reason, actor_type, actor_id, epoch, at)
     SELECT r.id, r.agent_id, p.state, p.reason, $2, $3, p.epoch, p.since
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, agent_id uuid) JOIN agent_presence AS p USING (agent_id)`,
    [JSON.stringify(agentIds.map((agentId) => ({ id: newId(), agent_id: agentId }))), actor.type, actor.id],
  );
}
