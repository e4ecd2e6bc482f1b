import type { ReassignmentSummaryView, ReassignmentView } from '../../contracts/routing-views.js';
import type { Sql } from '../../platform/database/tx.js';

interface Row extends Omit<ReassignmentSummaryView, 'plannedAt' | 'appliedAt' | 'undoneAt'> {
  plannedAt: Date;
  appliedAt: Date | null;
  undoneAt: Date | null;
}

const select = `
  SELECT r.id, r.kind, r.status, r.reason, r.planned_at AS "plannedAt", r.applied_at AS "appliedAt", r.undone_at AS "undoneAt",
    jsonb_build_object('id', a.id, 'name', a.name) AS by,
    CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('id', u.id, 'name', u.name) END AS "undoneBy",
    (SELECT jsonb_build_object('total', count(*), 'open', count(*) FILTER (WHERE m.state = 'planned'),
       'moved', count(*) FILTER (WHERE m.state = 'moved'), 'failed', count(*) FILTER (WHERE m.state = 'failed'),
       'restored', count(*) FILTER (WHERE m.undo_state = 'restored'), 'notRestored', count(*) FILTER (WHERE m.undo_state = 'failed'))
     FROM reassignment_moves m WHERE m.reassignment_id = r.id) AS counts
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
  const moves = await sql.query<{
    conversationId: string;
    state: string;
    code: string;
    detail: string;
    undo_state: string | null;
    undo_code: string;
    undo_detail: string;
  }>(
    `SELECT conversation_id AS "conversationId", state, code, detail, undo_state, undo_code, undo_detail
     FROM reassignment_moves WHERE reassignment_id = $1 ORDER BY place`,
    [row.id],
  );
  return {
    ...toSummary(row),
    done: moves.filter((one) => one.state === 'moved').map((one) => one.conversationId),
    failed: moves
      .filter((one) => one.state === 'failed')
      .map(({ conversationId, code, detail }) => ({ conversationId, code, detail })),
    restored: moves.filter((one) => one.undo_state === 'restored').map((one) => one.conversationId),
    notRestored: moves
      .filter((one) => one.undo_state === 'failed')
      .map(({ conversationId, undo_code, undo_detail }) => ({ conversationId, code: undo_code, detail: undo_detail })),
  };
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
