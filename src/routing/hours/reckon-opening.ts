import { type BusinessHours, isOpen, nextChange, nextOpening } from '../../core/hours/business-hours.js';
import type { Tx } from '../../platform/database/tx.js';

/** Hours that do not change within the horizon are looked at again before it ends. */
const LOOK_AGAIN_MS = 700 * 86_400_000;

interface Row {
  id: string;
  hours: BusinessHours | null;
  now: string;
}

/**
 * Writes down whether these queues are open and when that changes, for SQL that cannot reckon with hours. The rows are cached
 * truth: called wherever hours, or the hours of a queue, change, and by the sweep when the moment comes. Locks the queues by id.
 */
export async function reckonOpening(tx: Tx, queueIds: readonly string[]): Promise<void> {
  if (queueIds.length === 0) return;
  // Nobody changes the hours between the reading and the writing; first the hours, then the queues, as whoever saves hours.
  await tx.query(
    'SELECT 1 FROM business_hours WHERE id IN (SELECT hours_id FROM queues WHERE id = ANY($1::uuid[])) ORDER BY id FOR SHARE',
    [queueIds],
  );
  const rows = await tx.query<Row>(
    `SELECT q.id, floor(extract(epoch FROM app_now()) * 1000)::bigint AS now,
            (SELECT jsonb_build_object('timeZone', h.time_zone, 'intervals', h.intervals, 'holidays', h.holidays)
             FROM business_hours h WHERE h.id = q.hours_id) AS hours
     FROM queues q WHERE q.id = ANY($1::uuid[]) ORDER BY q.id FOR NO KEY UPDATE OF q`,
    [queueIds],
  );
  await tx.run(
    `UPDATE queues q SET hours_change_at = 'epoch'::timestamptz + w.change * interval '1 ms',
       closed_until = CASE WHEN w.closed THEN coalesce('epoch'::timestamptz + w.opening * interval '1 ms', 'infinity') END
     FROM jsonb_to_recordset($1::jsonb) AS w(id uuid, closed boolean, opening bigint, change bigint) WHERE q.id = w.id`,
    [JSON.stringify(rows.map(({ id, hours, now }) => ({ id, ...openingOf(hours, Number(now)) })))],
  );
}

/** Times in epoch ms; `opening` null: never; `change` null: nothing to look for. */
function openingOf(hours: BusinessHours | null, now: number): { closed: boolean; opening: number | null; change: number | null } {
  if (!hours) return { closed: false, opening: null, change: null };
  const closed = !isOpen(hours, now);
  return { closed, opening: closed ? nextOpening(hours, now) : null, change: nextChange(hours, now) ?? now + LOOK_AGAIN_MS };
}
