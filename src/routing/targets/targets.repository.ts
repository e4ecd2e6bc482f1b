import { room } from '../../contracts/events.js';
import { anyOf, type Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import type { Settlement } from './settle.js';

/**
 * Those of these conversations that nobody else is changing right now, locked. Whoever changes one tells, and it is settled
 * then. One that waits to be routed is left alone: routing must not have to wait for it, and starts its clocks itself.
 */
export async function lockFree(tx: Tx, conversationIds: readonly string[]): Promise<string[]> {
  const rows = await tx.prepared<{ id: string }>(
    'targets-lock',
    `SELECT c.id FROM conversations c JOIN queues q ON q.id = c.queue_id
     WHERE c.id = ${anyOf('$1')} AND (c.routed_at IS NOT NULL OR c.status <> 'waiting') AND (q.first_reply_target_ms IS NOT NULL OR q.next_reply_target_ms IS NOT NULL OR q.resolution_target_ms IS NOT NULL
       OR EXISTS (SELECT 1 FROM conversation_targets t WHERE t.conversation_id = c.id))
     ORDER BY c.id FOR NO KEY UPDATE OF c SKIP LOCKED`,
    [conversationIds],
  );
  return rows.map((row) => row.id);
}

/**
 * Writes what changed, in one statement: clocks, the deadline the line is ordered by, and the news for screens; not of those that
 * `told` names, which this transaction announces anyway.
 */
export async function writeTargets(tx: Tx, settlements: readonly Settlement[], told: ReadonlySet<string> = none): Promise<void> {
  const changed = settlements.filter((one) => one.targets.length > 0 || one.deadlineAt !== one.history.deadlineAt);
  if (changed.length === 0) return;
  // What stands or is met first: the store keeps one live clock of a kind, and a new one may take its place.
  const targets = changed
    .flatMap(({ history, targets: rows }) => rows.map((row) => ({ ...row, conversationId: history.id })))
    .sort((a, b) => Number(a.metAt === null && a.stoppedAt === null) - Number(b.metAt === null && b.stoppedAt === null))
    .map((row, ord) => ({ ...row, ord }));
  await tx.prepared('targets-write', writeStatement, [
    JSON.stringify(targets),
    JSON.stringify(
      changed.map((one) => ({
        id: one.history.id,
        deadlineAt: one.deadlineAt,
        ...(told.has(one.history.id) ? {} : newsOf(one)),
      })),
    ),
  ]);
}

const none: ReadonlySet<string> = new Set();

function newsOf({ history }: Settlement): { outboxId: string; payload: object; rooms: string[] } {
  const { id, customerId, queueId, assigneeId } = history;
  const rooms = [room.conversation(id), room.customer(customerId), room.queue(queueId), room.supervisors];
  return {
    outboxId: newId(),
    payload: { conversationId: id, customerId, queueId, change: 'targets' },
    rooms: assigneeId ? [...rooms, room.agent(assigneeId)] : rooms,
  };
}

const at = (column: string): string => `'epoch'::timestamptz + ${column} * interval '1 ms'`;

const writeStatement = `
WITH w AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS w(
    "conversationId" uuid, kind text, "startedAt" bigint, "queueId" uuid, "targetMs" bigint, rule text, "dueAt" bigint, "warnAt" bigint,
    "warnedAt" bigint, "metAt" bigint, "breachedAt" bigint, "stoppedAt" bigint, ord int)
), written AS (
  INSERT INTO conversation_targets (conversation_id, kind, started_at, queue_id, target_ms, rule, due_at, warn_at, warned_at, met_at, breached_at, stopped_at)
  SELECT "conversationId", kind, ${at('"startedAt"')}, "queueId", "targetMs", rule, ${at('"dueAt"')}, ${at('"warnAt"')}, ${at('"warnedAt"')},
         ${at('"metAt"')}, ${at('"breachedAt"')}, ${at('"stoppedAt"')}
  FROM w ORDER BY ord
  ON CONFLICT (conversation_id, kind, started_at) DO UPDATE SET queue_id = excluded.queue_id, target_ms = excluded.target_ms, rule = excluded.rule,
    due_at = excluded.due_at, warn_at = excluded.warn_at, warned_at = excluded.warned_at, met_at = excluded.met_at,
    breached_at = excluded.breached_at, stopped_at = excluded.stopped_at
), c AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS c(id uuid, "deadlineAt" bigint, "outboxId" uuid, payload jsonb, rooms jsonb)
), moved AS (
  UPDATE conversations v SET deadline_at = ${at('c."deadlineAt"')}, version = v.version + 1 FROM c WHERE v.id = c.id
), told AS (
  INSERT INTO outbox (id, type, payload, rooms)
  SELECT "outboxId", 'conversation.updated', payload, ARRAY(SELECT jsonb_array_elements_text(rooms)) FROM c WHERE "outboxId" IS NOT NULL
)
SELECT 1`;
