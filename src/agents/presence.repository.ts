import type { PresenceState } from '../contracts/words.js';
import type { Actor, Sql, Tx } from '../platform/database/tx.js';
import { newId } from '../platform/ids/new-id.js';
import type { PresenceRow } from './agents.queries.js';

/** Life of a presence lease. */
export const LEASE_S = 120;
const lease = `interval '${LEASE_S} seconds'`;
const columns = 'agent_id, state, reason, since, lease_expires_at, epoch';

export interface HeldPresence extends PresenceRow {
  epoch: number;
  /** The state still says otherwise, but its lease has run out. */
  lapsed: boolean;
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
  const [row] = await tx.query<HeldPresence>(
    `SELECT p.agent_id, p.state, p.reason, p.since, p.lease_expires_at, p.epoch,
            p.state <> 'offline' AND p.lease_expires_at <= app_now() AS lapsed
     FROM agent_presence AS p WHERE p.agent_id = $1 FOR UPDATE`,
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

/** Writes a state somebody chose and its line in the log. Becoming available starts the idle time anew. */
export async function writePresence(
  tx: Tx,
  agentId: string,
  state: PresenceState,
  reason: string | null,
  actor: Actor,
): Promise<PresenceRow> {
  const [row] = await tx.query<PresenceRow & { epoch: number }>(
    `WITH moment AS MATERIALIZED (SELECT app_now() AS now)
     UPDATE agent_presence AS p SET
       idle_since = CASE WHEN $2 = 'available' AND p.state <> 'available' THEN moment.now ELSE p.idle_since END,
       state = $2, reason = $3, since = moment.now, epoch = p.epoch + 1,
       lease_expires_at = CASE WHEN $2 = 'offline' THEN moment.now ELSE moment.now + ${lease} END
     FROM moment WHERE p.agent_id = $1
     RETURNING ${columns}`,
    [agentId, state, reason],
  );
  await logStates(tx, [row!], actor);
  return row!;
}

/** Extends a live lease; one that has run out stays so until the agent says otherwise. */
export async function extendLease(sql: Sql, agentId: string): Promise<PresenceRow | undefined> {
  const [row] = await sql.prepared<PresenceRow>(
    'presence-renew',
    `UPDATE agent_presence SET lease_expires_at = app_now() + ${lease}
     WHERE agent_id = $1 AND state <> 'offline' AND lease_expires_at > app_now() RETURNING ${columns}`,
    [agentId],
  );
  return row;
}

/**
 * Makes offline whose lease has run out: all that are due, or one agent whose row the caller holds. History says when
 * the lease ended, not when somebody noticed. Gives the agents' ids.
 */
export async function lapse(tx: Tx, actor: Actor, onlyAgentId: string | null = null): Promise<string[]> {
  const rows = await tx.query<PresenceRow & { epoch: number }>(
    `WITH due AS (
       SELECT agent_id FROM agent_presence
       WHERE state <> 'offline' AND lease_expires_at <= app_now() AND ($1::uuid IS NULL OR agent_id = $1)
       ORDER BY agent_id LIMIT 500 FOR UPDATE SKIP LOCKED)
     UPDATE agent_presence AS p SET state = 'offline', reason = 'lease_expired', since = p.lease_expires_at, epoch = p.epoch + 1
     FROM due WHERE p.agent_id = due.agent_id
     RETURNING p.agent_id, p.state, p.reason, p.since, p.lease_expires_at, p.epoch`,
    [onlyAgentId],
  );
  await logStates(tx, rows, actor);
  return rows.map((row) => row.agent_id);
}

async function logStates(tx: Tx, rows: readonly (PresenceRow & { epoch: number })[], actor: Actor): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `INSERT INTO agent_state_log (id, agent_id, state, reason, actor_type, actor_id, epoch, at)
     SELECT r.id, r.agent_id, p.state, p.reason, $2, $3, p.epoch, p.since
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, agent_id uuid) JOIN agent_presence AS p USING (agent_id)`,
    [JSON.stringify(rows.map((row) => ({ id: newId(), agent_id: row.agent_id }))), actor.type, actor.id],
  );
}
