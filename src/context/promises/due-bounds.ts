import type { Sql } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';

/** Clocks differ, and a form stays open for a while. */
const PAST_MINUTES = 5;
const YEARS_AHEAD = 5;

/**
 * A promise is for a moment to come: one that is long over would be broken as it is made, and count in a rate of last year; one
 * for the next century is a slip of the key.
 * @throws Refusal `invalid_request`
 */
export async function assertDueAhead(sql: Sql, dueAt: Date | string): Promise<void> {
  const [due] = await sql.query<{ over: boolean; far: boolean }>(
    `SELECT $1::timestamptz < app_now() - interval '${PAST_MINUTES} minutes' AS over, $1::timestamptz > app_now() + interval '${YEARS_AHEAD} years' AS far`,
    [dueAt],
  );
  if (due!.over) throw wrong('A promise cannot fall due in the past.', 'is in the past');
  if (due!.far)
    throw wrong(
      `A promise cannot fall due more than ${YEARS_AHEAD} years from now.`,
      `is more than ${YEARS_AHEAD} years from now`,
    );
}

const wrong = (sentence: string, detail: string): Refusal =>
  new Refusal('invalid_request', sentence, { errors: [{ pointer: '/dueAt', detail }] });
