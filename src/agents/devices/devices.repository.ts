import type { Sql, Tx } from '../../platform/database/tx.js';
import { GRACE_S, LEASE_S } from '../presence.repository.js';
import type { Device } from './device.js';

const lease = `interval '${LEASE_S} seconds'`;
const grace = `interval '${GRACE_S} seconds'`;

/**
 * A sign of life: renews the device's lease, and the agent's where it still lives; whoever is gone stays gone.
 * Presence is locked before the device, as everywhere: two devices of one agent never wait for each other in a circle.
 */
export async function deviceSeen(sql: Sql, { agentId, id, kind, sessionId }: Device): Promise<void> {
  await sql.prepared(
    'device-seen',
    `WITH clock AS MATERIALIZED (SELECT app_now() AS now),
     held AS MATERIALIZED (SELECT agent_id FROM agent_presence WHERE agent_id = $1 FOR UPDATE),
     seen AS (
       INSERT INTO agent_devices AS d (agent_id, device_id, kind, session_id, connected_at, last_seen_at, lease_expires_at)
       SELECT $1::uuid, $2::text, $3::text, $4::uuid, now, now, now + ${lease} FROM clock, (SELECT count(*) FROM held) AS first
       ON CONFLICT (agent_id, device_id, kind) DO UPDATE SET
         connected_at = CASE WHEN d.lost_at IS NULL AND d.lease_expires_at > excluded.last_seen_at THEN d.connected_at
                             ELSE excluded.connected_at END,
         session_id = excluded.session_id, last_seen_at = excluded.last_seen_at, lost_at = NULL,
         lease_expires_at = excluded.lease_expires_at)
     UPDATE agent_presence p SET lease_expires_at = clock.now + ${lease}, lost_at = NULL
     FROM clock, held WHERE p.agent_id = held.agent_id AND p.state <> 'offline' AND p.lease_expires_at > clock.now`,
    [agentId, id, kind, sessionId],
  );
}

/** Whether this is a device of the agent that was there before, under this id or by this session. */
export async function isKnownDevice(sql: Sql, { agentId, id, sessionId }: Device): Promise<boolean> {
  const rows = await sql.query(
    'SELECT 1 FROM agent_devices WHERE agent_id = $1 AND (device_id = $2 OR session_id = $3) LIMIT 1',
    [agentId, id, sessionId],
  );
  return rows.length > 0;
}

/**
 * The device's socket is gone: only the grace is left to it, and to what called over HTTP with the same session, for that
 * was the same screen. The agent keeps the latest lease of all their devices. The caller holds the agent's presence.
 */
export async function deviceLost(tx: Tx, { agentId, id, sessionId }: Device): Promise<void> {
  await tx.run(
    `UPDATE agent_devices d SET lost_at = clock.now, lease_expires_at = least(d.lease_expires_at, clock.now + ${grace})
     FROM (SELECT app_now() AS now) clock
     WHERE d.agent_id = $1 AND ((d.device_id = $2 AND d.kind = 'socket') OR (d.kind = 'http' AND d.session_id = $3))`,
    [agentId, id, sessionId],
  );
  await tx.run(
    `UPDATE agent_presence p SET lease_expires_at = least(p.lease_expires_at, latest.at),
       lost_at = CASE WHEN latest.at <= clock.now + ${grace} THEN clock.now ELSE p.lost_at END
     FROM (SELECT app_now() AS now) clock, (SELECT max(lease_expires_at) AS at FROM agent_devices WHERE agent_id = $1) latest
     WHERE p.agent_id = $1 AND p.state <> 'offline' AND p.lease_expires_at > clock.now AND latest.at IS NOT NULL`,
    [agentId],
  );
}

/** Devices that nobody has used for a day: whoever comes back with one of them says anew that they are there. */
export function forgetOldDevices(sql: Sql): Promise<number> {
  return sql.run(`DELETE FROM agent_devices WHERE lease_expires_at < app_now() - interval '1 day'`);
}
