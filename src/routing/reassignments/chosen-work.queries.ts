import type { ConversationStatus } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

/** Work that a plan is about, as it stands. */
export interface ChosenWork {
  id: string;
  epoch: number;
  status: ConversationStatus;
  queue_id: string;
  channel: string;
  language: string | null;
  assignee_id: string | null;
  customer_name: string | null;
  priority: number;
  deadline_at: Date | null;
  unanswered_since: Date | null;
  wait_for_agent_id: string | null;
  first_replied_at: Date | null;
}

/** One of: an agent's desk, the line of a queue, or conversations by id. */
export interface WorkChoice {
  fromAgentId?: string;
  queueId?: string;
  conversationIds?: string[];
}

/** What can be moved: asleep and closed conversations stay where they are. The oldest first, one more than `limit`. */
export function chosenWork(sql: Sql, choice: WorkChoice, limit: number): Promise<ChosenWork[]> {
  const [where, value] = choice.fromAgentId
    ? [`c.assignee_id = $1 AND c.status = 'assigned'`, choice.fromAgentId]
    : choice.queueId
      ? [`c.queue_id = $1 AND c.status IN ('waiting', 'offered')`, choice.queueId]
      : [`c.id = ANY($1::uuid[]) AND c.status IN ('waiting', 'offered', 'assigned')`, choice.conversationIds];
  return sql.query<ChosenWork>(
    `SELECT c.id, c.epoch, c.status, c.queue_id, c.channel, c.language, c.priority, c.deadline_at, c.unanswered_since, c.wait_for_agent_id,
            c.first_replied_at, CASE WHEN c.status = 'assigned' THEN c.assignee_id END AS assignee_id,
            coalesce(root.name, k.name) AS customer_name
     FROM conversations c JOIN customers k ON k.id = c.customer_id LEFT JOIN customers root ON root.id = k.merged_into
     WHERE ${where} ORDER BY coalesce(c.waiting_since, c.opened_at), c.id LIMIT ${limit + 1}`,
    [value],
  );
}

/** How much of an agent's desk is asleep. */
export async function asleepWith(sql: Sql, agentId: string): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM conversations WHERE assignee_id = $1 AND status = 'snoozed'`,
    [agentId],
  );
  return row?.n ?? 0;
}

/** The name of the agent where they are there and take new work; undefined where they do not. */
export async function stillAvailable(sql: Sql, agentId: string): Promise<string | undefined> {
  const [row] = await sql.query<{ name: string }>(
    `SELECT a.name FROM agents a JOIN agent_presence p ON p.agent_id = a.id
     WHERE a.id = $1 AND p.state = 'available' AND p.lease_expires_at > app_now()`,
    [agentId],
  );
  return row?.name;
}

export async function agentNames(sql: Sql): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; name: string }>('SELECT id, name FROM agents');
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The ids among these that are no active agents. */
export async function unknownAgents(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ id: string }>('SELECT id FROM agents WHERE id = ANY($1::uuid[]) AND disabled_at IS NULL', [ids]);
  const known = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !known.has(id.toLowerCase()));
}

export async function skillNames(sql: Sql): Promise<Record<string, string>> {
  const rows = await sql.query<{ key: string; name: string }>('SELECT key, name FROM skills');
  return Object.fromEntries(rows.map((row) => [row.key, row.name]));
}
