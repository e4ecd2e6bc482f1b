import type { PossiblePair } from '../../core/matching/stuck-pairs.js';
import type { Sql } from '../../platform/database/tx.js';

/** The oldest of what is in line and has no queue of its own yet. */
export async function unroutedWork(sql: Sql, limit: number): Promise<PossiblePair[]> {
  return sql.prepared<PossiblePair>(
    'watchdog-unrouted',
    `SELECT id AS "conversationId", queue_id AS "queueId", epoch, NULL::uuid AS "agentId" FROM conversations
     WHERE status = 'waiting' AND routed_at IS NULL ORDER BY opened_at LIMIT $1`,
    [limit],
  );
}

/** By queue, when the matcher last gave something of it away, within so many ms. */
export async function lastGivenByQueue(sql: Sql, withinMs: number): Promise<Map<string, number>> {
  const rows = await sql.prepared<{ queue_id: string; at: number }>(
    'watchdog-given',
    `SELECT queue_id, floor(extract(epoch FROM max(at)) * 1000)::float8 AS at FROM conversation_events
     WHERE at > app_now() - $1 * interval '1 ms' AND type IN ('offered', 'assigned') AND actor_type = 'system' GROUP BY queue_id`,
    [withinMs],
  );
  return new Map(rows.map((row) => [row.queue_id, row.at]));
}

/** By conversation, the fault its last claim failed by. */
export async function faultsOf(sql: Sql, conversationIds: string[]): Promise<Map<string, string>> {
  const rows = await sql.prepared<{ conversation_id: string; fault: string }>(
    'watchdog-faults',
    'SELECT conversation_id, fault FROM matching_faults WHERE conversation_id = ANY($1::uuid[])',
    [conversationIds],
  );
  return new Map(rows.map((row) => [row.conversation_id, row.fault]));
}

/** Conversations with a live alarm. */
export async function toldStuck(sql: Sql): Promise<string[]> {
  const rows = await sql.prepared<{ key: string }>(
    'watchdog-told',
    `SELECT key FROM alerts WHERE kind = 'stuck' AND cleared_at IS NULL`,
    [],
  );
  return rows.map((row) => row.key);
}
