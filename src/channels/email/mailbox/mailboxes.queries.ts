import type { MailboxView } from '../../../contracts/views.js';
import type { Sql } from '../../../platform/database/tx.js';

interface Row {
  state: 'connecting' | 'connected' | 'failed';
  idles: boolean;
  error_code: string | null;
  error_detail: string | null;
  warning: string | null;
  failures: number;
  due_at: Date;
  connected_at: Date | null;
  last_poll_at: Date | null;
  last_mail_at: Date | null;
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** How reading the mailbox of an inbox goes; what was never asked yet is still connecting. */
export async function mailboxView(
  sql: Sql,
  inboxId: string,
  at: Pick<MailboxView, 'host' | 'user' | 'mailbox'>,
): Promise<MailboxView> {
  const [row] = await sql.query<Row>(
    `SELECT state, idles, error_code, error_detail, warning, failures, due_at, connected_at, last_poll_at, last_mail_at
     FROM mailboxes WHERE inbox_id = $1`,
    [inboxId],
  );
  return {
    inboxId,
    ...at,
    state: row?.state ?? 'connecting',
    idles: row?.idles ?? false,
    error: row?.error_code ? { code: row.error_code, detail: row.error_detail ?? '', failures: row.failures } : null,
    warning: row?.warning ?? null,
    connectedAt: iso(row?.connected_at ?? null),
    lastPollAt: iso(row?.last_poll_at ?? null),
    lastMailAt: iso(row?.last_mail_at ?? null),
    nextAttemptAt: iso(row?.due_at ?? null),
  };
}
