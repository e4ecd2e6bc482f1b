import type { CallView, WidgetCallView } from '../../contracts/calls.js';
import type { Sql } from '../../platform/database/tx.js';
import { callColumns, type CallRow } from './calls.repository.js';

type ShownRow = CallRow & { customer_name: string | null };

const shown = `SELECT ${callColumns}, (SELECT coalesce(root.name, cu.name) FROM customers cu LEFT JOIN customers root ON root.id = cu.merged_into
  WHERE cu.id = c.customer_id) AS customer_name FROM calls c`;

/** In the order of the ids. */
export async function callViews(sql: Sql, ids: readonly string[]): Promise<CallView[]> {
  if (ids.length === 0) return [];
  const rows = await sql.query<ShownRow>(`${shown} WHERE c.id = ANY($1)`, [ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => (byId.has(id) ? callView(byId.get(id)!) : []));
}

/** The calls of a conversation, oldest first. */
export async function callsOfConversation(sql: Sql, conversationId: string): Promise<CallView[]> {
  const rows = await sql.query<ShownRow>(`${shown} WHERE c.conversation_id = $1 ORDER BY c.started_at, c.id LIMIT 500`, [
    conversationId,
  ]);
  return rows.map(callView);
}

/** Live calls in which the agent is rung or talks. */
export async function liveCallsOf(sql: Sql, agentId: string): Promise<CallView[]> {
  const rows = await sql.query<ShownRow>(`${shown} WHERE c.agent_id = $1 AND c.ended_at IS NULL ORDER BY c.started_at`, [
    agentId,
  ]);
  return rows.map(callView);
}

const time = (at: Date | null): string | null => at?.toISOString() ?? null;

function callView(row: ShownRow): CallView {
  return {
    ...{ id: row.id, conversationId: row.conversation_id, customerId: row.customer_id, customerName: row.customer_name },
    ...{ inboxId: row.inbox_id, provider: row.provider, direction: row.direction, state: row.state, outcome: row.outcome },
    agent: row.agent_id ? { id: row.agent_id, name: row.agent_name ?? '' } : null,
    ...{ ringUntil: time(row.ring_until), taken: row.taken, recording: row.recording },
    ...{ startedAt: row.started_at.toISOString(), queuedAt: time(row.queued_at), answeredAt: time(row.answered_at) },
    ...{ endedAt: time(row.ended_at), talkMs: Number(row.talk_ms), talkingSince: time(row.talking_since) },
    ...{ messageId: row.message_id, version: row.version },
  };
}

/** The whitelist of what a customer sees of their call. */
export function widgetCallView(row: CallRow): WidgetCallView {
  const first = row.agent_name?.trim().split(/\s+/)[0];
  // Who is merely rung is nobody the customer knows of: they may not answer.
  const spoken = row.state === 'talking' || row.state === 'held' || row.state === 'ended';
  return {
    ...{ id: row.id, state: row.state, outcome: row.outcome },
    agent: spoken && first && !first.includes('@') ? { name: first } : null,
    ...{ startedAt: row.started_at.toISOString(), talkMs: Number(row.talk_ms) },
    ...{ talkingSince: time(row.talking_since), endedAt: time(row.ended_at) },
  };
}
