import type { Database } from '../../platform/database/database.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import type { Standing } from '../work/move-conversation.service.js';

export interface PlannedMove {
  conversationId: string;
  epoch: number;
  agentId?: string | null;
  queueId?: string | null;
  priority?: number | null;
}

interface NewPlan {
  byAgentId: string;
  reason: string | null;
  wish: object;
  lifeMs: number;
  moves: PlannedMove[];
}

export interface ReassignmentRow {
  id: string;
  kind: 'move' | 'priority';
  status: 'planned' | 'applying' | 'applied' | 'undoing' | 'undone';
  by_agent_id: string;
  undo_by_agent_id: string | null;
  reason: string | null;
  expired: boolean;
  /** Begun so long ago that what was left of it is better planned anew. */
  stale: boolean;
}

export interface MoveRow {
  conversation_id: string;
  epoch: number;
  to_agent_id: string | null;
  to_queue_id: string | null;
  to_priority: number | null;
  state: 'planned' | 'moved' | 'failed';
  before: Standing | null;
  epoch_after: number | null;
  undo_state: 'restored' | 'failed' | null;
}

const columns = `id, kind, status, by_agent_id, undo_by_agent_id, reason, expires_at <= app_now() AS expired,
  started_at < app_now() - interval '10 minutes' AS stale`;

export function storePlan(db: Database, plan: NewPlan & { expiresAt: Date }): Promise<{ id: string; expiresAt: Date }> {
  return db.transaction(async (tx) => {
    const id = newId();
    await tx.run(
      `INSERT INTO reassignments (id, kind, status, by_agent_id, reason, wish, expires_at)
       VALUES ($1, 'move', 'planned', $2, $3, $4, app_now() + $5 * interval '1 ms')`,
      [id, plan.byAgentId, plan.reason, JSON.stringify(plan.wish), plan.lifeMs],
    );
    await insertMoves(tx, id, plan.moves);
    return { id, expiresAt: plan.expiresAt };
  });
}

/** A reassignment that is carried out as soon as it is stored. */
export function storeStarted(db: Database, plan: NewPlan): Promise<string> {
  return db.transaction(async (tx) => {
    const id = newId();
    await tx.run(
      `INSERT INTO reassignments (id, kind, status, by_agent_id, reason, wish, expires_at, started_at, touched_at)
       VALUES ($1, 'priority', 'applying', $2, $3, $4, app_now() + $5 * interval '1 ms', app_now(), app_now())`,
      [id, plan.byAgentId, plan.reason, JSON.stringify(plan.wish), plan.lifeMs],
    );
    await insertMoves(tx, id, plan.moves);
    return id;
  });
}

async function insertMoves(tx: Tx, id: string, moves: readonly PlannedMove[]): Promise<void> {
  const rows = moves.map((move, place) => ({ ...move, place }));
  await tx.run(
    `INSERT INTO reassignment_moves (reassignment_id, place, conversation_id, epoch, to_agent_id, to_queue_id, to_priority)
     SELECT $1, m.place, m."conversationId", m.epoch, m."agentId", m."queueId", m.priority
     FROM jsonb_to_recordset($2::jsonb) AS m(place int, "conversationId" uuid, epoch int, "agentId" uuid, "queueId" uuid, priority int)`,
    [id, JSON.stringify(rows)],
  );
}

export async function findReassignment(sql: Sql, id: string): Promise<ReassignmentRow | undefined> {
  return (await sql.query<ReassignmentRow>(`SELECT ${columns} FROM reassignments WHERE id::text = $1`, [id.toLowerCase()]))[0];
}

/** The plan is used from now on; false where it was used before or is too old. A `reason` stands for the one it was made with. */
export async function startApplying(sql: Sql, id: string, reason?: string): Promise<boolean> {
  const claimed = await sql.run(
    `UPDATE reassignments SET status = 'applying', started_at = app_now(), touched_at = app_now(), reason = coalesce($2, reason)
     WHERE id = $1 AND status = 'planned' AND expires_at > app_now()`,
    [id, reason ?? null],
  );
  return claimed > 0;
}

/** From now on it is taken back: whatever was not moved yet never will be. False where it cannot be taken back (any more). */
export async function startUndoing(tx: Tx, id: string, byAgentId: string): Promise<boolean> {
  const claimed = await tx.run(
    `UPDATE reassignments SET status = 'undoing', undo_by_agent_id = $2, touched_at = app_now()
     WHERE id = $1 AND status IN ('applying', 'applied')`,
    [id, byAgentId],
  );
  if (claimed > 0) await giveUpOpen(tx, id, takenBack);
  return claimed > 0;
}

/** Why one of them was not done, for people in every language of the pages. */
export interface WhyNot {
  code: string;
  detail: string;
  translations: { zh: string } | null;
}

const takenBack: WhyNot = {
  code: 'conflict',
  detail: 'It was taken back before its turn came.',
  translations: { zh: '还没轮到它，方案就被撤回了。' },
};

export const giveUpOpen = (tx: Tx, id: string, why: WhyNot): Promise<number> =>
  tx.run(
    `UPDATE reassignment_moves SET state = 'failed', code = $2, detail = $3, translations = $4
     WHERE reassignment_id = $1 AND state = 'planned'`,
    [...[id, why.code, why.detail, why.translations]],
  );

/**
 * A sign of life, and the lock under which one item is done: whoever carries it out, undoes it or takes over from a dead
 * process waits here. False where it is no longer in this state.
 */
export async function touch(tx: Tx, id: string, status: 'applying' | 'undoing'): Promise<boolean> {
  return (await tx.run('UPDATE reassignments SET touched_at = app_now() WHERE id = $1 AND status = $2', [id, status])) > 0;
}

/** What is left to do, in its order; taking back goes the other way. */
export async function openPlaces(sql: Sql, id: string, status: 'applying' | 'undoing'): Promise<number[]> {
  const rows = await sql.query<{ place: number }>(
    status === 'applying'
      ? `SELECT place FROM reassignment_moves WHERE reassignment_id = $1 AND state = 'planned' ORDER BY place`
      : `SELECT place FROM reassignment_moves WHERE reassignment_id = $1 AND state = 'moved' AND undo_state IS NULL ORDER BY place DESC`,
    [id],
  );
  return rows.map((row) => row.place);
}

/** Read under the lock of `touch`. */
export async function readMove(tx: Tx, id: string, place: number): Promise<MoveRow | undefined> {
  const rows = await tx.query<MoveRow>(
    `SELECT conversation_id, epoch, to_agent_id, to_queue_id, to_priority, state, before, epoch_after, undo_state
     FROM reassignment_moves WHERE reassignment_id = $1 AND place = $2`,
    [id, place],
  );
  return rows[0];
}

export const markMoved = (tx: Tx, id: string, place: number, before: Standing, epochAfter: number): Promise<number> =>
  tx.run(
    `UPDATE reassignment_moves SET state = 'moved', before = $3, epoch_after = $4 WHERE reassignment_id = $1 AND place = $2`,
    [...[id, place, JSON.stringify(before), epochAfter]],
  );

export const markRestored = (tx: Tx, id: string, place: number): Promise<number> =>
  tx.run(`UPDATE reassignment_moves SET undo_state = 'restored' WHERE reassignment_id = $1 AND place = $2`, [id, place]);

/** Only where nobody has done it meanwhile. */
export function markFailed(tx: Tx, id: string, place: number, status: 'applying' | 'undoing', why: WhyNot): Promise<number> {
  return tx.run(
    status === 'applying'
      ? `UPDATE reassignment_moves SET state = 'failed', code = $3, detail = $4, translations = $5
         WHERE reassignment_id = $1 AND place = $2 AND state = 'planned'`
      : `UPDATE reassignment_moves SET undo_state = 'failed', undo_code = $3, undo_detail = $4, undo_translations = $5
         WHERE reassignment_id = $1 AND place = $2 AND state = 'moved' AND undo_state IS NULL`,
    [id, place, why.code, why.detail, why.translations],
  );
}

/** The end, where nothing is left to do. False where something is, or somebody else ended it. */
export async function finish(tx: Tx, id: string, status: 'applying' | 'undoing'): Promise<boolean> {
  const done = await tx.run(
    status === 'applying'
      ? `UPDATE reassignments SET status = 'applied', applied_at = app_now() WHERE id = $1 AND status = 'applying'
         AND NOT EXISTS (SELECT 1 FROM reassignment_moves m WHERE m.reassignment_id = $1 AND m.state = 'planned')`
      : `UPDATE reassignments SET status = 'undone', undone_at = app_now() WHERE id = $1 AND status = 'undoing'
         AND NOT EXISTS (SELECT 1 FROM reassignment_moves m WHERE m.reassignment_id = $1 AND m.state = 'moved' AND m.undo_state IS NULL)`,
    [id],
  );
  return done > 0;
}

/** Takes over what gave no sign of life for a minute, one process at a time. */
export function takeOverSilent(sql: Sql): Promise<ReassignmentRow[]> {
  return sql.query<ReassignmentRow>(
    `UPDATE reassignments SET touched_at = app_now() WHERE id IN (
       SELECT id FROM reassignments WHERE status IN ('applying', 'undoing') AND touched_at < app_now() - interval '1 minute'
       ORDER BY touched_at LIMIT 5 FOR UPDATE SKIP LOCKED)
     RETURNING ${columns}`,
  );
}

/** Plans that nobody used within a day. */
export const dropOldPlans = (sql: Sql): Promise<number> =>
  sql.run(
    `DELETE FROM reassignments WHERE id IN (
       SELECT id FROM reassignments WHERE status = 'planned' AND expires_at < app_now() - interval '1 day' LIMIT 100)`,
  );
