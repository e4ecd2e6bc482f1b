import type { Sql } from '../platform/database/tx.js';
import { Refusal } from '../platform/http/refusal.js';
import { hasRole, type Principal } from './principal.js';

type Supervisor = Pick<Principal, 'id' | 'role'>;

/**
 * The queues this caller supervises; null: all of them. Admins all, a supervisor those they are given, and all where they
 * are given none; everybody else none.
 */
export async function supervisedQueueIds(sql: Sql, by: Supervisor): Promise<string[] | null> {
  if (hasRole(by as Principal, 'admin')) return null;
  if (!hasRole(by as Principal, 'supervisor')) return [];
  const rows = await sql.prepared<{ queue_id: string }>(
    'supervised-queues',
    'SELECT queue_id FROM supervisor_queues WHERE agent_id = $1 ORDER BY queue_id',
    [by.id],
  );
  return rows.length > 0 ? rows.map((row) => row.queue_id) : null;
}

export async function supervises(sql: Sql, by: Supervisor, queueId: string): Promise<boolean> {
  const given = await supervisedQueueIds(sql, by);
  return given === null || given.includes(queueId.toLowerCase());
}

/** Errors: `forbidden` where the caller does not supervise each of these queues. */
export async function assertSupervises(sql: Sql, by: Supervisor, ...queueIds: string[]): Promise<void> {
  const given = await supervisedQueueIds(sql, by);
  if (given === null || queueIds.every((id) => given.includes(id.toLowerCase()))) return;
  throw new Refusal('forbidden', 'This is not one of the queues you supervise.', {
    translations: { zh: '这不是您主管的队列。' },
  });
}

/** Errors: `forbidden` where the caller supervises only the queues they were given: what holds for all is not theirs. */
export async function assertSupervisesAll(sql: Sql, by: Supervisor): Promise<void> {
  if ((await supervisedQueueIds(sql, by)) === null) return;
  throw new Refusal('forbidden', 'You supervise only some queues; this is for those who supervise all of them.', {
    translations: { zh: '您只主管部分队列，此操作仅限主管全部队列的人。' },
  });
}

/** Errors: `forbidden` where the agent serves none of the queues that the caller supervises. */
export async function assertSupervisesAgent(sql: Sql, by: Supervisor, agentId: string): Promise<void> {
  const given = await supervisedQueueIds(sql, by);
  if (given === null) return;
  const served = await sql.query('SELECT 1 FROM queue_agents WHERE agent_id = $1 AND queue_id = ANY($2::uuid[]) LIMIT 1', [
    agentId,
    given,
  ]);
  if (served.length > 0) return;
  throw new Refusal('forbidden', 'This agent works in none of the queues you supervise.', {
    translations: { zh: '这位客服不在您主管的任何队列中。' },
  });
}
