import type { HoursView } from '../../contracts/routing-views.js';
import { isOpen, nextOpening } from '../../core/hours/business-hours.js';
import type { Sql } from '../../platform/database/tx.js';

type Row = Omit<HoursView, 'open' | 'opensAt'> & { now: string };

const select = `
  SELECT h.id, h.key, h.name, h.time_zone AS "timeZone", h.intervals, h.holidays, h.version,
         floor(extract(epoch FROM (SELECT app_now())) * 1000)::bigint AS now,
         coalesce((SELECT jsonb_agg(q.id ORDER BY q.id) FROM queues q WHERE q.hours_id = h.id), '[]') AS "queueIds"
  FROM business_hours h`;

/** One more than `limit`, in the order they were added. */
export async function listHours(sql: Sql, afterId: string | undefined, limit: number): Promise<HoursView[]> {
  const rows = await sql.query<Row>(`${select} WHERE $1::uuid IS NULL OR h.id > $1 ORDER BY h.id LIMIT $2`, [
    afterId ?? null,
    limit + 1,
  ]);
  return rows.map(toView);
}

export async function findHours(sql: Sql, id: string): Promise<HoursView | undefined> {
  const [row] = await sql.query<Row>(`${select} WHERE h.id = $1`, [id]);
  return row ? toView(row) : undefined;
}

function toView({ now, ...row }: Row): HoursView {
  const open = isOpen(row, Number(now));
  const opening = open ? null : nextOpening(row, Number(now));
  return { ...row, open, opensAt: opening === null ? null : new Date(opening).toISOString() };
}
