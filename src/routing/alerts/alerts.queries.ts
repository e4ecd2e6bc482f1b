import type { AlertView } from '../../contracts/routing-views.js';
import { agentAlertKinds, type AlertKind } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

interface Row extends Omit<AlertView, 'raisedAt' | 'clearedAt'> {
  raisedAt: Date;
  clearedAt: Date | null;
}

const select = `
  SELECT l.id, l.kind, l.queue_id AS "queueId", l.conversation_id AS "conversationId",
         CASE WHEN a.id IS NULL THEN NULL ELSE jsonb_build_object('id', a.id, 'name', a.name) END AS agent,
         l.data, l.raised_at AS "raisedAt", l.cleared_at AS "clearedAt"
  FROM alerts l LEFT JOIN agents a ON a.id = l.agent_id`;

const toView = (row: Row): AlertView => ({
  ...row,
  raisedAt: row.raisedAt.toISOString(),
  clearedAt: row.clearedAt?.toISOString() ?? null,
});

/** Alerts by id, cleared ones too. */
export async function alertViews(sql: Sql, ids: string[]): Promise<AlertView[]> {
  if (ids.length === 0) return [];
  return (await sql.query<Row>(`${select} WHERE l.id = ANY($1::uuid[])`, [ids])).map(toView);
}

/** The latest first, one more than `limit`; by default only what is live. `queueIds` null: of all queues. `agentId`: what that agent must do. */
export async function listAlerts(
  sql: Sql,
  { kind, all, queueIds, agentId }: { kind?: AlertKind; all?: boolean; queueIds: string[] | null; agentId?: string },
  afterId: string | undefined,
  limit: number,
): Promise<AlertView[]> {
  const rows = await sql.query<Row>(
    `${select} WHERE ($1::text IS NULL OR l.kind = $1) AND ($2 OR l.cleared_at IS NULL) AND ($3::uuid IS NULL OR l.id < $3)
       AND ($5::uuid[] IS NULL OR l.queue_id IS NULL OR l.queue_id = ANY($5))
       AND ($6::uuid IS NULL OR (l.agent_id = $6 AND l.kind = ANY($7::text[]))) ORDER BY l.id DESC LIMIT $4`,
    [kind ?? null, all ?? false, afterId ?? null, limit + 1, queueIds, agentId ?? null, agentAlertKinds],
  );
  return rows.map(toView);
}
