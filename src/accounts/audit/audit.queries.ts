import type { AuditEntryView } from '../../contracts/views.js';
import type { Sql } from '../../platform/database/tx.js';

export interface AuditFilter {
  actorId?: string;
  action?: string;
  subjectType?: string;
  subjectId?: string;
  /** RFC 3339. */
  from?: string;
  /** RFC 3339, not included. */
  to?: string;
}

interface AuditRow extends Omit<AuditEntryView, 'at'> {
  at: Date;
}

/**
 * Newest first, one more than `limit`. Entries are never deleted, so that an id is cursor enough. The bounds of time are written
 * without OR, so that they are bounds of the index walk whatever plan is made.
 */
export function listAudit(sql: Sql, filter: AuditFilter, afterId: string | undefined, limit: number): Promise<AuditRow[]> {
  return sql.query<AuditRow>(
    `SELECT l.id, jsonb_build_object('type', l.actor_type, 'id', l.actor_id, 'name', coalesce(a.name, k.name)) AS actor,
            l.action, l.subject_type AS "subjectType", l.subject_id AS "subjectId", l.data, l.at
     FROM audit_log AS l
     LEFT JOIN agents AS a ON l.actor_type = 'agent' AND a.id = l.actor_id
     LEFT JOIN api_keys AS k ON l.actor_type = 'integration' AND k.id = l.actor_id
     WHERE ($1::uuid IS NULL OR (l.at, l.id) < (SELECT c.at, c.id FROM audit_log AS c WHERE c.id = $1))
       AND ($2::uuid IS NULL OR l.actor_id = $2) AND ($3::text IS NULL OR l.action = $3)
       AND ($4::text IS NULL OR l.subject_type = $4) AND ($5::text IS NULL OR l.subject_id = $5)
       AND l.at >= coalesce($6::timestamptz, '-infinity') AND l.at < coalesce($7::timestamptz, 'infinity')
     ORDER BY l.at DESC, l.id DESC LIMIT $8`,
    [
      afterId ?? null,
      filter.actorId ?? null,
      filter.action ?? null,
      filter.subjectType ?? null,
      filter.subjectId ?? null,
      filter.from ?? null,
      filter.to ?? null,
      limit + 1,
    ],
  );
}

export const auditEntryView = (row: AuditRow): AuditEntryView => ({ ...row, at: row.at.toISOString() });
