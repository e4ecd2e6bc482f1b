import type { Scope, Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';

export interface AssignmentRow {
  id: string;
  agent_id: string;
  weight: number;
}

/** Ends the live assignment of a conversation, if there is one. `wrapUp` keeps its weight on the agent for the queue's wrap-up time. */
export async function endAssignment(
  tx: Tx,
  conversationId: string,
  reason: string,
  wrapUp = false,
): Promise<AssignmentRow | undefined> {
  const [row] = await tx.query<AssignmentRow>(
    `UPDATE assignments s SET ended_at = t.now, end_reason = $2,
       wrap_up_until = CASE WHEN $3 AND q.wrap_up_ms > 0 THEN t.now + q.wrap_up_ms * interval '1 ms' END
     FROM queues q, (SELECT app_now() AS now) t
     WHERE s.conversation_id = $1 AND s.ended_at IS NULL AND q.id = s.queue_id
     RETURNING s.id, s.agent_id, s.weight`,
    [conversationId, reason, wrapUp],
  );
  return row;
}

export interface NewAssignment {
  conversationId: string;
  agentId: string;
  queueId: string;
  epoch: number;
  /** Units while the conversation waits on us, and while the customer has the word (null: as many). */
  weight: number;
  idleWeight: number | null;
}

/** The store refuses a second live assignment of the same conversation. */
export async function startAssignment(tx: Tx, assignment: NewAssignment): Promise<string> {
  const id = newId();
  await tx.run(
    `INSERT INTO assignments (id, conversation_id, agent_id, queue_id, epoch, weight, idle_weight) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[id, assignment.conversationId, assignment.agentId, assignment.queueId],
      ...[assignment.epoch, assignment.weight, assignment.idleWeight],
    ],
  );
  // Among equally loaded agents the one who got nothing for longest is next.
  await tx.run(`UPDATE agent_presence SET idle_since = app_now() WHERE agent_id = $1`, [assignment.agentId]);
  return id;
}

/** Kinds of decisions that no matcher made. */
export type ActKind = 'claim' | 'transfer' | 'move' | 'split' | 'overflow' | 'fallback' | 'silence';

/** The record of an act by hand: who gave the conversation to whom, and over which limit. There is no pass to replay. */
export async function recordAct(
  scope: Scope,
  act: { kind: ActKind; conversationId: string; queueId: string; agentId: string | null; epoch: number; parts?: object },
): Promise<void> {
  await scope.tx.run(
    `INSERT INTO decisions (id, conversation_id, queue_id, kind, policy_version, chosen_agent_id, parts, actor_type, actor_id, epoch)
     VALUES ($1, $2, $3, $4, 'by-hand', $5, $6, $7, $8, $9)`,
    [
      newId(),
      act.conversationId,
      act.queueId,
      act.kind,
      act.agentId,
      act.parts ?? {},
      scope.actor.type,
      scope.actor.id,
      act.epoch,
    ],
  );
}
