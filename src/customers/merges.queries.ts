import type { MergeView } from '../contracts/identity.js';
import type { ActorType } from '../contracts/words.js';
import type { Sql } from '../platform/database/tx.js';
import { toldReason } from './merge-reasons.js';

interface MergeRow {
  id: string;
  from_id: string;
  from_name: string | null;
  into_id: string;
  into_name: string | null;
  reason: string;
  actor_type: ActorType;
  actor_id: string | null;
  actor_name: string | null;
  at: Date;
  undone_at: Date | null;
  suggested: boolean;
}

/** A person's own words stay as they are, also where they are like ours. */
function reasonOf({ reason, suggested, actor_type }: MergeRow): Pick<MergeView, 'reason' | 'translations'> {
  const told = suggested || actor_type !== 'agent' ? toldReason(reason) : null;
  return told ? { reason: told.sentence, translations: told.translations } : { reason, translations: null };
}

/** Merges that any of these took part in, the latest first. */
export async function mergeViews(sql: Sql, customerIds: string[]): Promise<MergeView[]> {
  const rows = await sql.query<MergeRow>(
    `SELECT m.id, m.from_id, f.name AS from_name, m.into_id, i.name AS into_name, m.reason, m.actor_type, m.actor_id, a.name AS actor_name,
            m.at, m.undone_at, EXISTS (SELECT 1 FROM identity_suggestions s WHERE s.merge_id = m.id) AS suggested
     FROM customer_merges m JOIN customers f ON f.id = m.from_id JOIN customers i ON i.id = m.into_id
     LEFT JOIN agents a ON m.actor_type = 'agent' AND a.id = m.actor_id
     WHERE m.from_id = ANY($1) OR m.into_id = ANY($1) ORDER BY m.at DESC, m.id DESC LIMIT 200`,
    [customerIds],
  );
  return rows.map((row) => ({
    id: row.id,
    from: { id: row.from_id, name: row.from_name },
    into: { id: row.into_id, name: row.into_name },
    ...reasonOf(row),
    by: { type: row.actor_type, id: row.actor_id, name: row.actor_name },
    at: row.at.toISOString(),
    undoneAt: row.undone_at?.toISOString() ?? null,
  }));
}
