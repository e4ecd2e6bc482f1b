import type { ListeningView } from '../../contracts/routing-views.js';
import type { ListeningMode } from '../../contracts/words.js';
import type { Sql, Tx } from '../../platform/database/tx.js';

const comings = `m.kind = 'event' AND m.direction = 'out' AND m.content ?| ARRAY['joined', 'left']`;

/** The customer has it in writing that they joined: not so by mail or telephone, where colleagues read a note instead. */
const told = `(l.mode = 'barge' AND coalesce((SELECT m.content ->> 'joined' = 'true' FROM messages m
  WHERE m.conversation_id = l.conversation_id AND m.author_id = l.agent_id AND ${comings}
  ORDER BY m.seq DESC LIMIT 1), false))`;

/** Conversations a supervisor is beside. */
export async function listeningOf(sql: Sql, agentId: string): Promise<ListeningView[]> {
  const rows = await sql.query<{ conversationId: string; mode: ListeningMode; since: Date; customerTold: boolean }>(
    `SELECT l.conversation_id AS "conversationId", l.mode, l.since, ${told} AS "customerTold"
     FROM conversation_listeners l WHERE l.agent_id = $1 ORDER BY l.since, l.conversation_id`,
    [agentId],
  );
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}

/** Everybody who is beside a conversation, in whatever way. */
export async function listenersOf(sql: Sql, conversationId: string): Promise<{ agent_id: string; mode: ListeningMode }[]> {
  return sql.query('SELECT agent_id, mode FROM conversation_listeners WHERE conversation_id = $1', [conversationId]);
}

/** The present mode; the caller holds the lock of the conversation. */
export async function modeOf(tx: Tx, conversationId: string, agentId: string): Promise<ListeningMode | 'off'> {
  const [row] = await tx.query<{ mode: ListeningMode }>(
    'SELECT mode FROM conversation_listeners WHERE conversation_id = $1 AND agent_id = $2',
    [conversationId, agentId],
  );
  return row?.mode ?? 'off';
}

export async function customerTold(tx: Tx, conversationId: string, agentId: string): Promise<boolean> {
  const [row] = await tx.query<{ told: boolean }>(
    `SELECT ${told} AS told FROM conversation_listeners l WHERE l.conversation_id = $1 AND l.agent_id = $2`,
    [conversationId, agentId],
  );
  return row?.told ?? false;
}

/**
 * What the customer read of this supervisor: whether the last word was that they joined, and how often they were told so within
 * the last ten minutes.
 */
export async function comingsTold(tx: Tx, conversationId: string, agentId: string): Promise<{ isIn: boolean; lately: number }> {
  const [row] = await tx.query<{ isIn: boolean | null; lately: number }>(
    `SELECT (array_agg(m.content ->> 'joined' = 'true' ORDER BY m.seq DESC))[1] AS "isIn",
            (count(*) FILTER (WHERE m.content ->> 'joined' = 'true' AND m.created_at > app_now() - interval '10 minutes'))::int AS lately
     FROM messages m WHERE m.conversation_id = $1 AND m.author_id = $2 AND ${comings}`,
    [conversationId, agentId],
  );
  return { isIn: row?.isIn ?? false, lately: row?.lately ?? 0 };
}

/** Gives since when, in this mode. */
export async function setMode(
  tx: Tx,
  conversationId: string,
  agentId: string,
  mode: ListeningMode | 'off',
): Promise<Date | null> {
  if (mode === 'off') {
    await tx.run('DELETE FROM conversation_listeners WHERE conversation_id = $1 AND agent_id = $2', [conversationId, agentId]);
    return null;
  }
  const [row] = await tx.query<{ since: Date }>(
    `INSERT INTO conversation_listeners (conversation_id, agent_id, mode) VALUES ($1, $2, $3)
     ON CONFLICT (conversation_id, agent_id) DO UPDATE SET mode = excluded.mode,
       since = CASE WHEN conversation_listeners.mode = excluded.mode THEN conversation_listeners.since ELSE app_now() END
     RETURNING since`,
    [conversationId, agentId, mode],
  );
  return row!.since;
}

/**
 * Who may or need no longer be beside a conversation: it is closed, or theirs by now; they are no supervisor any more, or
 * not of its queue.
 */
export const listeningInVain = (sql: Sql): Promise<{ conversation_id: string; agent_id: string; name: string }[]> =>
  sql.query(
    `SELECT l.conversation_id, l.agent_id, a.name FROM conversation_listeners l
     JOIN conversations c ON c.id = l.conversation_id JOIN agents a ON a.id = l.agent_id
     WHERE c.status = 'closed' OR (c.status = 'assigned' AND c.assignee_id = a.id) OR a.disabled_at IS NOT NULL OR a.role = 'agent'
       OR (a.role = 'supervisor' AND EXISTS (SELECT 1 FROM supervisor_queues s WHERE s.agent_id = a.id)
           AND NOT EXISTS (SELECT 1 FROM supervisor_queues s WHERE s.agent_id = a.id AND s.queue_id = c.queue_id))
     LIMIT 100`,
  );
