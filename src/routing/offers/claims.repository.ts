import type { Load } from '../../core/capacity/weights.js';
import type { ConversationRow } from '../../conversations/conversations.repository.js';
import type { Decision } from '../../core/matching/snapshot.js';
import type { OfferMode } from '../../contracts/words.js';
import { anyOf, type Tx } from '../../platform/database/tx.js';
import type { PackedPass } from '../matching/packed-pass.js';
import type { OfferReason } from './offer-reason.js';

/** A conversation under lock, with what its queue says about claiming it. */
export type ClaimableRow = Pick<
  ConversationRow,
  'id' | 'customer_id' | 'queue_id' | 'status' | 'channel' | 'epoch' | 'assignee_id' | 'excluded_agent_ids'
> & { offer_mode: OfferMode; offer_timeout_ms: number; broadcast_size: number; weights: unknown; paused: boolean };

/**
 * Locks the threads, then their conversations, each in the order of ids: the order of the house, in which message
 * batches lock them too, so that neither waits for the other in a circle.
 */
export async function lockClaimable(tx: Tx, conversationIds: string[]): Promise<Map<string, ClaimableRow>> {
  await tx.prepared(
    'claim-lock-threads',
    `SELECT id FROM customers WHERE id = ANY(ARRAY(SELECT customer_id FROM conversations WHERE id = ${anyOf('$1')}))
     ORDER BY id FOR NO KEY UPDATE`,
    [conversationIds],
  );
  const rows = await tx.prepared<ClaimableRow>(
    'claim-lock-conversations',
    `SELECT c.id, c.customer_id, c.queue_id, c.status, c.channel, c.epoch, c.assignee_id, c.excluded_agent_ids,
            q.offer_mode, q.offer_timeout_ms, q.broadcast_size, q.weights,
            q.paused_at IS NOT NULL OR coalesce(CASE WHEN q.closed_until IS NULL THEN q.hours_change_at <= app_now() ELSE q.closed_until > app_now() END, false) AS paused
     FROM conversations c JOIN queues q ON q.id = c.queue_id
     WHERE c.id = ${anyOf('$1')} ORDER BY c.id FOR NO KEY UPDATE OF c`,
    [conversationIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** A claim that holds, ready to be written; ids are made by the caller. */
export interface WonClaim {
  decision: Decision;
  reason: OfferReason;
  alsoQueues?: readonly string[];
  row: ClaimableRow;
  load: Load;
  decisionId: string;
  /** Of the offer, or of the assignment where the queue assigns at once. */
  claimId: string;
  eventId: string;
  /** Of a broadcast: who is asked beside the chosen agent. */
  also: AlsoAsked[];
}

export interface AlsoAsked {
  claimId: string;
  agentId: string;
  reason: object;
}

/** The pass that decided; `packed` is left out once an earlier batch of the same pass has stored it. */
export interface PassToStore {
  id: string;
  policyVersion: string;
  packed?: PackedPass;
}

/** Everything a won claim changes, in one statement: decision, offer or assignment, conversation, history, idle clock. */
export async function writeClaims(tx: Tx, won: readonly WonClaim[], pass: PassToStore): Promise<void> {
  const rows = won.map(({ decision, reason, row, load, decisionId, claimId, eventId, also }) => ({
    ...{
      decisionId,
      claimId,
      eventId,
      weight: load.weight,
      idleWeight: load.idleWeight,
      ...(row.offer_mode === 'assign' ? {} : { reason }),
      mode: row.offer_mode,
      timeoutMs: row.offer_timeout_ms,
    },
    ...{ conversationId: row.id, customerId: row.customer_id, queueId: row.queue_id, epoch: row.epoch },
    ...{ agentId: decision.agentId, runnerUp: decision.runnerUp?.agentId ?? null, score: decision.score },
    ...{ parts: decision.parts, top: decision.top.map(({ agentId, score }) => ({ agentId, score })) },
    // By replay everything is known again; kept is what reads at a glance, for there are thousands of these a day.
    ...{ counts: notNothing(decision.counts), ...(also.length > 0 ? { also } : {}) },
  }));
  await tx.prepared('claim-write', writeStatement, [
    JSON.stringify(rows),
    pass.id,
    pass.packed ? JSON.stringify(pass.packed) : null,
    pass.policyVersion,
    won.map(({ row }) => row.id),
  ]);
}

const notNothing = (counts: Decision['counts']): Partial<Decision['counts']> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

const writeStatement = `
WITH t AS MATERIALIZED (SELECT app_now() AS now),
w AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS w(
    "decisionId" uuid, "claimId" uuid, "eventId" uuid, weight int, "idleWeight" int, reason jsonb, mode text, "timeoutMs" int, "conversationId" uuid,
    "customerId" uuid, "queueId" uuid, epoch int, "agentId" uuid, "runnerUp" uuid, score float8, parts jsonb, top jsonb, counts jsonb, also jsonb)
), pass AS (
  INSERT INTO matching_passes (id, policy_version, snapshot, at)
  SELECT $2::uuid, $4::text, $3::jsonb, t.now FROM t WHERE $3::jsonb IS NOT NULL
), decided AS (
  INSERT INTO decisions (id, pass_id, conversation_id, queue_id, kind, policy_version, chosen_agent_id, runner_up_agent_id, score, parts, top,
                         counts, actor_type, actor_id, epoch, at)
  SELECT "decisionId", $2::uuid, "conversationId", "queueId", 'match', $4::text, "agentId", "runnerUp", score, parts, top, counts, 'system', NULL,
         epoch, t.now FROM w, t
), offered AS (
  INSERT INTO offers (id, conversation_id, agent_id, queue_id, decision_id, epoch, weight, broadcast, reason, expires_at, made_at)
  SELECT "claimId", "conversationId", "agentId", "queueId", "decisionId", epoch, weight, mode = 'broadcast', reason,
         t.now + "timeoutMs" * interval '1 ms', t.now
  FROM w, t WHERE mode <> 'assign'
  UNION ALL SELECT a."claimId", "conversationId", a."agentId", "queueId", "decisionId", epoch, weight, true, a.reason,
         t.now + "timeoutMs" * interval '1 ms', t.now
  FROM w, t, jsonb_to_recordset(w.also) AS a("claimId" uuid, "agentId" uuid, reason jsonb) WHERE mode = 'broadcast'
), assigned AS (
  INSERT INTO assignments (id, conversation_id, agent_id, queue_id, epoch, weight, idle_weight, started_at)
  SELECT "claimId", "conversationId", "agentId", "queueId", epoch + 1, weight, "idleWeight", t.now FROM w, t WHERE mode = 'assign'
), moved AS (
  UPDATE conversations c SET version = c.version + 1, status = CASE w.mode WHEN 'assign' THEN 'assigned' ELSE 'offered' END,
    assignee_id = CASE w.mode WHEN 'assign' THEN w."agentId" END, epoch = c.epoch + CASE w.mode WHEN 'assign' THEN 1 ELSE 0 END,
    waiting_since = CASE w.mode WHEN 'assign' THEN NULL ELSE c.waiting_since END
  FROM w WHERE c.id = w."conversationId" AND c.id = ${anyOf('$5')}
), told AS (
  INSERT INTO conversation_events (id, conversation_id, customer_id, queue_id, type, actor_type, actor_id, epoch, data, at)
  SELECT "eventId", "conversationId", "customerId", "queueId", CASE mode WHEN 'assign' THEN 'assigned' ELSE 'offered' END, 'system', NULL,
         epoch + CASE mode WHEN 'assign' THEN 1 ELSE 0 END, jsonb_build_object('agentId', "agentId", 'decisionId', "decisionId"), t.now FROM w, t
), idle AS (
  UPDATE agent_presence p SET idle_since = t.now FROM t WHERE p.agent_id IN (SELECT "agentId" FROM w)
)
SELECT 1`;
