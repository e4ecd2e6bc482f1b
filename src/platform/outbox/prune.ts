import type { Database } from '../database/database.js';

/** As long as a screen may have been away and still be brought up to date event by event. */
const keptFor = `interval '24 hours'`;
const chunk = 5_000;

/**
 * Forgets old announcements. Always a prefix by position, so that what is kept has no holes; and never the last one:
 * the next position is counted from it. Chunked, so that no statement holds many locks. Gives the number removed.
 */
export async function pruneOutbox(db: Database): Promise<number> {
  const [row] = await db.query<{ cut: string | null }>(
    `SELECT coalesce(
       (SELECT position FROM outbox WHERE position IS NOT NULL AND created_at >= app_now() - ${keptFor} ORDER BY position LIMIT 1),
       (SELECT max(position) FROM outbox)) AS cut`,
  );
  if (!row?.cut) return 0;
  let removed = 0;
  for (;;) {
    const gone = await db.run(
      `DELETE FROM outbox WHERE id = ANY(ARRAY(SELECT id FROM outbox WHERE position < $1::bigint ORDER BY position LIMIT ${chunk}))`,
      [row.cut],
    );
    removed += gone;
    if (gone < chunk) return removed;
  }
}
