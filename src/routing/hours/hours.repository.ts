import type { BusinessHours } from '../../core/hours/business-hours.js';
import type { Tx } from '../../platform/database/tx.js';

export interface HoursRow extends BusinessHours {
  id: string;
  key: string;
  name: string;
  version: number;
}

/** Locks the hours; undefined where there are none. */
export async function lockHours(tx: Tx, id: string): Promise<HoursRow | undefined> {
  const rows = await tx.query<HoursRow>(
    `SELECT id, key, name, time_zone AS "timeZone", intervals, holidays, version FROM business_hours WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  return rows[0];
}

/** Writes new hours, or the next version of those that were locked. */
export async function writeHours(tx: Tx, row: Omit<HoursRow, 'version'>): Promise<void> {
  await tx.run(
    `INSERT INTO business_hours (id, key, name, time_zone, intervals, holidays) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO UPDATE SET name = $3, time_zone = $4, intervals = $5, holidays = $6, version = business_hours.version + 1`,
    [row.id, row.key, row.name, row.timeZone, JSON.stringify(row.intervals), JSON.stringify(row.holidays)],
  );
}

export const deleteHours = (tx: Tx, id: string): Promise<number> => tx.run('DELETE FROM business_hours WHERE id = $1', [id]);

/** The queues that go by these hours. */
export async function queuesOf(tx: Tx, hoursId: string): Promise<string[]> {
  return (await tx.query<{ id: string }>('SELECT id FROM queues WHERE hours_id = $1 ORDER BY id', [hoursId])).map(
    (row) => row.id,
  );
}
