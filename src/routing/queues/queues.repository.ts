import type { QueueEdges } from '../../core/requirements/cycles.js';
import type { Tx } from '../../platform/database/tx.js';
import type { MemberBody, QueuePatch } from './queue-bodies.js';

/** Fields of a queue and the columns that keep them. */
const columns = {
  name: 'name',
  offerMode: 'offer_mode',
  offerTimeoutMs: 'offer_timeout_ms',
  wrapUpMs: 'wrap_up_ms',
  reopenWithinMs: 'reopen_within_ms',
  firstReplyTargetMs: 'first_reply_target_ms',
  priority: 'priority',
  requirements: 'requirements',
  weights: 'weights',
  broadcastSize: 'broadcast_size',
  nextReplyTargetMs: 'next_reply_target_ms',
  resolutionTargetMs: 'resolution_target_ms',
  targetClock: 'target_clock',
  warnPercent: 'warn_percent',
  breachPriority: 'breach_priority',
  nudgeAfterMs: 'nudge_after_ms',
  supervisorAfterMs: 'supervisor_after_ms',
  moveAfterMs: 'move_after_ms',
  goneAfterMs: 'gone_after_ms',
  remindCustomerAfterMs: 'remind_customer_after_ms',
  closeSilentAfterMs: 'close_silent_after_ms',
  manualHoldMs: 'manual_hold_ms',
  hoursId: 'hours_id',
  groups: 'groups',
  steps: 'steps',
  fallbackQueueId: 'fallback_queue_id',
} as const satisfies Partial<Record<keyof QueuePatch, string>>;

/** pg would write an array as one of PostgreSQL's own. */
const json: ReadonlySet<string> = new Set([columns.requirements, columns.weights, columns.steps]);

export async function insertQueue(tx: Tx, id: string, key: string, name: string): Promise<void> {
  await tx.run('INSERT INTO queues (id, key, name) VALUES ($1, $2, $3)', [id, key, name]);
}

/** Locks the queue; undefined where there is none. */
export async function lockQueue(
  tx: Tx,
  id: string,
): Promise<{ id: string; key: string; version: number; paused: boolean } | undefined> {
  const rows = await tx.query<{ id: string; key: string; version: number; paused: boolean }>(
    'SELECT id, key, version, paused_at IS NOT NULL AS paused FROM queues WHERE id = $1 FOR NO KEY UPDATE',
    [id],
  );
  return rows[0];
}

/** Writes the fields that are given, as the next version. */
export async function updateQueue(tx: Tx, id: string, change: QueuePatch): Promise<void> {
  const values: unknown[] = [id];
  const sets = Object.entries(columns).flatMap(([field, column]) => {
    const value = change[field as keyof typeof columns];
    if (value === undefined) return [];
    values.push(json.has(column) ? JSON.stringify(value) : value);
    return [`${column} = $${values.length}`];
  });
  if (change.paused !== undefined) sets.push(`paused_at = ${change.paused ? 'coalesce(paused_at, app_now())' : 'NULL'}`);
  await tx.run(`UPDATE queues SET ${[...sets, 'version = version + 1'].join(', ')} WHERE id = $1`, values);
}

/** The members from now on, all others gone. Gives the ids that are no agents. */
export async function setMembers(tx: Tx, queueId: string, members: readonly MemberBody[]): Promise<string[]> {
  const known = await tx.query<{ id: string }>('SELECT id FROM agents WHERE id = ANY($1::uuid[])', [
    members.map((one) => one.agentId),
  ]);
  const found = new Set(known.map((one) => one.id));
  const unknown = members.filter((one) => !found.has(one.agentId.toLowerCase())).map((one) => one.agentId);
  if (unknown.length > 0) return unknown;
  await tx.run('DELETE FROM queue_agents WHERE queue_id = $1 AND NOT agent_id = ANY($2::uuid[])', [
    queueId,
    members.map((one) => one.agentId),
  ]);
  await tx.run(
    `INSERT INTO queue_agents (queue_id, agent_id, rank) SELECT $1, m."agentId", m.rank FROM jsonb_to_recordset($2::jsonb) AS m("agentId" uuid, rank int)
     ON CONFLICT (queue_id, agent_id) DO UPDATE SET rank = excluded.rank`,
    [queueId, JSON.stringify(members)],
  );
  return [];
}

export async function unknownSkills(tx: Tx, keys: string[]): Promise<string[]> {
  const rows = await tx.query<{ key: string }>(
    'SELECT wanted.key FROM unnest($1::text[]) AS wanted(key) WHERE NOT EXISTS (SELECT 1 FROM skills k WHERE k.key = wanted.key)',
    [keys],
  );
  return rows.map((row) => row.key);
}

/** Those of the ids (in lower case) that are no queues. */
export async function unknownQueues(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.query<{ id: string }>('SELECT id FROM queues WHERE id = ANY($1::uuid[])', [ids]);
  const known = new Set(rows.map((row) => row.id));
  return new Set(ids.map((id) => id.toLowerCase()).filter((id) => !known.has(id)));
}

export async function unknownHours(tx: Tx, id: string): Promise<boolean> {
  return (await tx.query('SELECT 1 FROM business_hours WHERE id = $1', [id])).length === 0;
}

const circleLock = 7_244_120;

/**
 * Where the work of every queue can go by itself. Until the end of the transaction nobody else may change that: two changes that
 * are harmless alone could make a circle together.
 */
export async function queueEdges(tx: Tx): Promise<{ edges: QueueEdges[]; keys: Map<string, string> }> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [circleLock]);
  const rows = await tx.query<{ id: string; key: string; fallback: string | null; steps: { toQueue?: string }[] }>(
    'SELECT id, key, fallback_queue_id AS fallback, steps FROM queues',
  );
  const edges = rows.map(({ id, fallback, steps }) => ({
    queueId: id,
    to: [
      ...(fallback ? [{ queueId: fallback, pointer: '/fallbackQueueId' }] : []),
      ...steps.flatMap(({ toQueue }, place) => (toQueue ? [{ queueId: toQueue, pointer: `/steps/${place}/toQueue` }] : [])),
    ],
  }));
  return { edges, keys: new Map(rows.map((row) => [row.id, row.key])) };
}

/** Whether anything hangs on the queue: then it can be paused but not deleted. */
export async function isUsed(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM inboxes WHERE queue_id = $1 UNION ALL SELECT 1 FROM conversations WHERE queue_id = $1
     UNION ALL SELECT 1 FROM assignments WHERE queue_id = $1 UNION ALL SELECT 1 FROM decisions WHERE queue_id = $1
     UNION ALL SELECT 1 FROM queues WHERE id <> $1 AND (fallback_queue_id = $1 OR strpos(steps::text, $1::text) > 0)
     UNION ALL SELECT 1 FROM routing_rules WHERE actions ->> 'queueId' = $1::text LIMIT 1`,
    [id],
  );
  return rows.length > 0;
}

export const deleteQueue = (tx: Tx, id: string): Promise<number> => tx.run('DELETE FROM queues WHERE id = $1', [id]);
