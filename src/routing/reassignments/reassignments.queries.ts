import type {
  NotDoneView,
  ReassignmentItemView,
  ReassignmentSummaryView,
  ReassignmentView,
} from '../../contracts/routing-views.js';
import type { Sql } from '../../platform/database/tx.js';

interface Row extends Omit<ReassignmentSummaryView, 'plannedAt' | 'appliedAt' | 'undoneAt'> {
  plannedAt: Date;
  appliedAt: Date | null;
  undoneAt: Date | null;
}

/** Each whom the items name there, once and by name. */
const named = (table: 'agents' | 'queues', id: string): string => `(
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'name', n.name) ORDER BY n.name, n.id), '[]') FROM ${table} n
  WHERE n.id IN (SELECT (${id})::uuid FROM reassignment_moves m WHERE m.reassignment_id = r.id))`;

const select = `
  SELECT r.id, r.kind, r.status, r.reason, r.planned_at AS "plannedAt", r.applied_at AS "appliedAt", r.undone_at AS "undoneAt",
    jsonb_build_object('id', a.id, 'name', a.name) AS by,
    CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('id', u.id, 'name', u.name) END AS "undoneBy",
    (SELECT jsonb_build_object('total', count(*), 'open', count(*) FILTER (WHERE m.state = 'planned'),
       'moved', count(*) FILTER (WHERE m.state = 'moved'), 'failed', count(*) FILTER (WHERE m.state = 'failed'),
       'restored', count(*) FILTER (WHERE m.undo_state = 'restored'), 'notRestored', count(*) FILTER (WHERE m.undo_state = 'failed'))
     FROM reassignment_moves m WHERE m.reassignment_id = r.id) AS counts,
    jsonb_build_object('agents', ${named('agents', `m.before ->> 'agentId'`)},
      'queues', ${named('queues', `CASE WHEN m.before ->> 'agentId' IS NULL THEN m.before ->> 'queueId' END`)}) AS "from",
    jsonb_build_object('agents', ${named('agents', 'm.to_agent_id')}, 'queues', ${named('queues', 'm.to_queue_id')},
      'priority', (SELECT max(m.to_priority) FROM reassignment_moves m WHERE m.reassignment_id = r.id)) AS "to"
  FROM reassignments r JOIN agents a ON a.id = r.by_agent_id LEFT JOIN agents u ON u.id = r.undo_by_agent_id`;

const toSummary = (row: Row): ReassignmentSummaryView => ({
  ...row,
  plannedAt: row.plannedAt.toISOString(),
  appliedAt: row.appliedAt?.toISOString() ?? null,
  undoneAt: row.undoneAt?.toISOString() ?? null,
});

/** With what became of each item; plans that were never carried out too. */
export async function reassignmentView(sql: Sql, id: string): Promise<ReassignmentView | undefined> {
  const [row] = await sql.query<Row>(`${select} WHERE r.id::text = $1`, [id.toLowerCase()]);
  if (!row) return undefined;
  const items = await itemsOf(sql, row.id);
  const notDone = (state: ReassignmentItemView['state']): NotDoneView[] =>
    items
      .filter((one) => one.state === state)
      .map(({ conversationId, code, detail, translations }) => ({
        ...{ conversationId, code: code ?? '', detail: detail ?? '', translations },
      }));
  const idsOf = (...states: ReassignmentItemView['state'][]): string[] =>
    items.filter((one) => states.includes(one.state)).map((one) => one.conversationId);
  return {
    ...toSummary(row),
    items,
    done: idsOf('moved', 'restored', 'not_restored'),
    failed: notDone('failed'),
    restored: idsOf('restored'),
    notRestored: notDone('not_restored'),
  };
}

const place = (agentId: string, queueId: string, priority: string): string => `jsonb_build_object(
  'agent', (SELECT jsonb_build_object('id', n.id, 'name', n.name) FROM agents n WHERE n.id = (${agentId})::uuid),
  'queue', (SELECT jsonb_build_object('id', n.id, 'name', n.name) FROM queues n WHERE n.id = (${queueId})::uuid),
  'priority', ${priority})`;

/** Whoever acted since the plan, or since the move, is the reason why it was left alone: the first to do so. */
function itemsOf(sql: Sql, reassignmentId: string): Promise<ReassignmentItemView[]> {
  return sql.query<ReassignmentItemView>(
    `SELECT m.conversation_id AS "conversationId", coalesce(root.name, k.name) AS "customerName",
       CASE WHEN m.before IS NOT NULL THEN ${place(`m.before ->> 'agentId'`, `m.before ->> 'queueId'`, `(m.before ->> 'priority')::int`)} END AS "from",
       ${place('m.to_agent_id', 'm.to_queue_id', 'm.to_priority')} AS "to", x.state,
       CASE x.state WHEN 'failed' THEN m.code WHEN 'not_restored' THEN m.undo_code END AS code,
       CASE x.state WHEN 'failed' THEN m.detail WHEN 'not_restored' THEN m.undo_detail END AS detail,
       CASE x.state WHEN 'failed' THEN m.translations WHEN 'not_restored' THEN m.undo_translations END AS translations,
       CASE WHEN x.state IN ('failed', 'not_restored') THEN (
         SELECT jsonb_build_object('type', e.actor_type, 'name', n.name) FROM conversation_events e LEFT JOIN agents n ON n.id = e.actor_id
         WHERE e.conversation_id = m.conversation_id AND e.epoch > coalesce(m.epoch_after, m.epoch) ORDER BY e.at, e.id LIMIT 1) END AS "touchedBy"
     FROM reassignment_moves m
     CROSS JOIN LATERAL (SELECT CASE WHEN m.undo_state = 'restored' THEN 'restored' WHEN m.undo_state = 'failed' THEN 'not_restored'
       WHEN m.state = 'planned' THEN 'open' ELSE m.state END AS state) AS x
     LEFT JOIN conversations c ON c.id = m.conversation_id LEFT JOIN customers k ON k.id = c.customer_id
     LEFT JOIN customers root ON root.id = k.merged_into
     WHERE m.reassignment_id = $1 ORDER BY m.place`,
    [reassignmentId],
  );
}

/** Those that were carried out, the latest first, one more than `limit`; `byAgentId` null: by anybody. */
export async function listReassignments(
  sql: Sql,
  byAgentId: string | null,
  afterId: string | undefined,
  limit: number,
): Promise<ReassignmentSummaryView[]> {
  const rows = await sql.query<Row>(
    `${select} WHERE r.status <> 'planned' AND ($1::uuid IS NULL OR r.by_agent_id = $1) AND ($2::uuid IS NULL OR r.id < $2)
     ORDER BY r.id DESC LIMIT $3`,
    [byAgentId, afterId ?? null, limit + 1],
  );
  return rows.map(toSummary);
}
