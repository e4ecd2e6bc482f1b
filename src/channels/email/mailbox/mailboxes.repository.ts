import type { Sql } from '../../../platform/database/tx.js';
import type { MailboxTrouble } from './mailbox-trouble.js';

export interface MailboxCursor {
  uidValidity: string | null;
  lastUid: number;
  backlogUntil: number;
  begunAt: Date;
}

interface CursorRow {
  uid_validity: string | null;
  last_uid: string;
  backlog_until: string;
  begun_at: Date;
}

/** The cursor of an inbox in this account; a row is made, or begun anew where it counted in another mailbox. */
export async function cursorOf(sql: Sql, inboxId: string, account: string): Promise<MailboxCursor> {
  const [row] = await sql.query<CursorRow>(
    `INSERT INTO mailboxes (inbox_id, account) VALUES ($1, $2)
     ON CONFLICT (inbox_id) DO UPDATE SET
       account = $2,
       uid_validity = CASE WHEN mailboxes.account = $2 THEN mailboxes.uid_validity END,
       last_uid = CASE WHEN mailboxes.account = $2 THEN mailboxes.last_uid ELSE 0 END,
       backlog_until = CASE WHEN mailboxes.account = $2 THEN mailboxes.backlog_until ELSE 0 END,
       begun_at = CASE WHEN mailboxes.account = $2 THEN mailboxes.begun_at ELSE app_now() END
     RETURNING uid_validity, last_uid, backlog_until, begun_at`,
    [inboxId, account],
  );
  return {
    uidValidity: row!.uid_validity,
    lastUid: Number(row!.last_uid),
    backlogUntil: Number(row!.backlog_until),
    begunAt: row!.begun_at,
  };
}

/** A mailbox met for the first time, or whose numbers no longer mean what they meant. */
export const beginAt = (sql: Sql, inboxId: string, cursor: Omit<MailboxCursor, 'begunAt'>): Promise<number> =>
  sql.run('UPDATE mailboxes SET uid_validity = $2, last_uid = $3, backlog_until = $4 WHERE inbox_id = $1', [
    inboxId,
    cursor.uidValidity,
    cursor.lastUid,
    cursor.backlogUntil,
  ]);

/** Never backwards: a process that lost the lead in the middle of a batch must not undo what the next one did. */
export const advanceTo = (sql: Sql, inboxId: string, uidValidity: string, uid: number, tookMail: boolean): Promise<number> =>
  sql.run(
    `UPDATE mailboxes SET last_uid = $3, last_mail_at = CASE WHEN $4 THEN app_now() ELSE last_mail_at END
     WHERE inbox_id = $1 AND uid_validity = $2 AND last_uid < $3`,
    [inboxId, uidValidity, uid, tookMail],
  );

export const noteConnected = (sql: Sql, inboxId: string, idles: boolean): Promise<number> =>
  sql.run(
    `UPDATE mailboxes SET state = 'connected', idles = $2, error_code = NULL, error_detail = NULL, connected_at = app_now()
     WHERE inbox_id = $1`,
    [inboxId, idles],
  );

/** The mailbox was read to its end. */
export const notePolled = (sql: Sql, inboxId: string, pollMs: number, warning: string | null): Promise<number> =>
  sql.run(
    `UPDATE mailboxes SET last_poll_at = app_now(), failures = 0, warning = $3, due_at = app_now() + $2 * interval '1 millisecond'
     WHERE inbox_id = $1`,
    [inboxId, pollMs, warning],
  );

/** @returns how many failures in a row it are now. */
export async function noteFailed(
  sql: Sql,
  inboxId: string,
  trouble: MailboxTrouble,
  waitOf: (failures: number) => number,
): Promise<number> {
  const [row] = await sql.query<{ failures: number }>('SELECT failures FROM mailboxes WHERE inbox_id = $1', [inboxId]);
  const failures = (row?.failures ?? 0) + 1;
  await sql.run(
    `INSERT INTO mailboxes (inbox_id, account, state, error_code, error_detail, failures, due_at)
     VALUES ($1, '', 'failed', $2, $3, $4, app_now() + $5 * interval '1 millisecond')
     ON CONFLICT (inbox_id) DO UPDATE SET state = 'failed', error_code = $2, error_detail = $3, failures = $4, idles = false,
       due_at = app_now() + $5 * interval '1 millisecond'`,
    [inboxId, trouble.code, trouble.detail, failures, waitOf(failures)],
  );
  return failures;
}

/** Somebody asks for it now. */
export const makeDue = (sql: Sql, inboxId: string): Promise<number> =>
  sql.run('UPDATE mailboxes SET due_at = app_now() WHERE inbox_id = $1 AND due_at > app_now()', [inboxId]);

/** Settings changed, or another process took over: begin as if nothing were known but the cursor. */
export const forgetState = (sql: Sql, inboxId: string): Promise<number> =>
  sql.run(
    `INSERT INTO mailboxes (inbox_id, account) VALUES ($1, '')
     ON CONFLICT (inbox_id) DO UPDATE SET state = 'connecting', error_code = NULL, error_detail = NULL, failures = 0, idles = false,
       due_at = app_now()`,
    [inboxId],
  );

/** Which of these are due now; one that has no row yet is. */
export async function dueMailboxes(sql: Sql, inboxIds: readonly string[]): Promise<Set<string>> {
  if (inboxIds.length === 0) return new Set();
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM unnest($1::uuid[]) AS id LEFT JOIN mailboxes m ON m.inbox_id = id
     WHERE m.inbox_id IS NULL OR m.due_at <= app_now()`,
    [inboxIds],
  );
  return new Set(rows.map(({ id }) => id));
}
