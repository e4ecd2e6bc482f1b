import type { TargetView } from '../../contracts/routing-views.js';
import type { Sql } from '../../platform/database/tx.js';

type Row = { [K in keyof TargetView]: K extends `${string}At` ? Date | null : TargetView[K] } & { targetMs: string | null };

/** Every clock a conversation ever had, the earliest first; undefined where there is no such conversation. */
export async function targetsOf(sql: Sql, conversationId: string): Promise<TargetView[] | undefined> {
  const rows = await sql.query<Row | { kind: null }>(
    `SELECT t.kind, t.queue_id AS "queueId", t.target_ms AS "targetMs", t.started_at AS "startedAt", t.due_at AS "dueAt", t.warn_at AS "warnAt",
            t.met_at AS "metAt", t.breached_at AS "breachedAt", t.stopped_at AS "stoppedAt"
     FROM conversations c LEFT JOIN conversation_targets t ON t.conversation_id = c.id WHERE c.id = $1 ORDER BY t.started_at, t.kind`,
    [conversationId],
  );
  if (rows.length === 0) return undefined;
  return rows.flatMap((row) => (row.kind === null ? [] : toView(row)));
}

function toView(row: Row): TargetView {
  const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
  return {
    kind: row.kind,
    queueId: row.queueId,
    targetMs: row.targetMs === null ? null : Number(row.targetMs),
    startedAt: iso(row.startedAt)!,
    dueAt: iso(row.dueAt),
    warnAt: iso(row.warnAt),
    metAt: iso(row.metAt),
    breachedAt: iso(row.breachedAt),
    stoppedAt: iso(row.stoppedAt),
  };
}
