import type { AttachmentKind, Channel } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';
import type { DueRow } from '../deliveries/due-wake-ups.js';

const seconds = (...waits: number[]): number[] => waits.map((wait) => wait * 1000);

/** Waits between the attempts to fetch one file: a day in all, after which vendors have let go of it themselves. */
export const fetchingWaitsMs = seconds(5, 30, 120, 600, 1800, 7200, 14_400, 28_800, 28_800);

/** How long a claimed file belongs to its worker: longer than any vendor may take. */
const leaseMs = 90_000;

/** Messages with files that are due, the longest waiting first. */
export const dueMedia = (sql: Sql): Promise<DueRow[]> =>
  sql.query<DueRow>(
    `SELECT message_id AS id, max(attempts) AS attempts FROM attachments
     WHERE due_at <= app_now() AND state = 'pending' AND message_id IS NOT NULL
     GROUP BY message_id ORDER BY min(due_at) LIMIT 200`,
  );

/** Undefined where nothing of the message is still to be fetched. */
export async function channelOfMedia(sql: Sql, messageId: string): Promise<Channel | undefined> {
  const [row] = await sql.query<{ channel: Channel }>(
    `SELECT i.channel FROM attachments a JOIN inboxes i ON i.id = a.inbox_id WHERE a.message_id = $1 AND a.state = 'pending' LIMIT 1`,
    [messageId],
  );
  return row?.channel;
}

export interface ClaimedMedia {
  id: string;
  inbox_id: string;
  channel: Channel;
  kind: AttachmentKind;
  source_sealed: Buffer | null;
  attempts: number;
}

/** Claims the next file of a message for one attempt, by a lease; undefined where none is due or free. */
export async function claimMedia(sql: Sql, messageId: string): Promise<ClaimedMedia | undefined> {
  const [row] = await sql.query<ClaimedMedia>(
    `UPDATE attachments a SET attempts = attempts + 1, due_at = app_now() + $2 * interval '1 millisecond'
     FROM inboxes i WHERE i.id = a.inbox_id AND a.id = (SELECT id FROM attachments WHERE message_id = $1 AND state = 'pending' AND due_at <= app_now()
                 ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING a.id, a.inbox_id, i.channel, a.kind, a.source_sealed, a.attempts`,
    [messageId, leaseMs],
  );
  return row;
}

/** Due again after the wait that follows this attempt. False after the last one: the caller ends it. */
export async function postponeMedia(sql: Sql, { id, attempts }: ClaimedMedia): Promise<boolean> {
  const wait = fetchingWaitsMs[attempts - 1];
  if (wait === undefined) return false;
  await sql.run(
    `UPDATE attachments SET due_at = app_now() + $3 * interval '1 millisecond' WHERE id = $1 AND state = 'pending' AND attempts = $2`,
    [id, attempts, wait],
  );
  return true;
}

/** Our own trouble is no attempt: due again shortly, however long it lasts. */
export async function excuseMedia(sql: Sql, { id, attempts }: ClaimedMedia): Promise<void> {
  await sql.run(
    `UPDATE attachments SET attempts = attempts - 1, due_at = app_now() + interval '20 seconds'
     WHERE id = $1 AND state = 'pending' AND attempts = $2`,
    [id, attempts],
  );
}
