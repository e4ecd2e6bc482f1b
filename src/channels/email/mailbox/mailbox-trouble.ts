/** Why a mailbox is not read now: one word for programs, one sentence for administrators. */
export interface MailboxTrouble {
  code: 'not_configured' | 'sign_in_refused' | 'no_such_mailbox' | 'tls' | 'unreachable' | 'dropped' | 'nonsense';
  detail: string;
  /** Trying again soon will not mend it, and may lock the account. */
  patient: boolean;
}

/** What is read of an error of the IMAP library or of Node. */
interface ImapError {
  code?: string | undefined;
  message?: string;
  authenticationFailed?: boolean | undefined;
  mailboxMissing?: boolean | undefined;
  tlsFailed?: boolean | undefined;
  responseText?: string | undefined;
  reason?: string | undefined;
}

const TLS =
  /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO$|HOSTNAME_MISMATCH|STARTTLS_INJECTION$|UPGRADE_TIMEOUT$)/;
const UNREACHABLE =
  /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|CONNECT_TIMEOUT|GREETING_TIMEOUT|EADDRNOTAVAIL)$/;
const NONSENSE =
  /^(?:ParserError|InvalidResponse|LineTooLarge|LiteralTooLarge|ResponseTooLarge|UnexpectedTag|ResponseProcessingFailed|MAX_IMAP)/;

const maxWords = 300;

/** Pure. A server's own words are cut and kept on one line; passwords never stand in them, but nothing else is trusted. */
export function readMailboxTrouble(error: unknown): MailboxTrouble {
  const { code = '', message = '', ...rest } = (error ?? {}) as ImapError & { message?: string };
  const said = oneLine(rest.responseText ?? rest.reason ?? '');
  // Servers end their sentences, and so do we.
  const because = said && `: ${said.replace(/[.\s]+$/, '')}`;
  if (rest.authenticationFailed)
    return { code: 'sign_in_refused', detail: `The server refused the user or the password${because}.`, patient: true };
  if (rest.mailboxMissing) return { code: 'no_such_mailbox', detail: `The server has no such mailbox${because}.`, patient: true };
  if (rest.tlsFailed || TLS.test(code))
    return { code: 'tls', detail: `No safe connection (${oneLine(code || message)}).`, patient: true };
  if (UNREACHABLE.test(code)) return { code: 'unreachable', detail: `The server does not answer (${code}).`, patient: false };
  if (NONSENSE.test(code))
    return { code: 'nonsense', detail: `The server said what no mail server says (${code}).`, patient: false };
  return {
    code: 'dropped',
    detail: `The connection broke (${oneLine(code || message || 'no reason')})${because}.`,
    patient: false,
  };
}

const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, maxWords)
    .toWellFormed();

/** Milliseconds to the next attempt after so many failures in a row. */
export function waitAfter(failures: number, { patient }: Pick<MailboxTrouble, 'patient'>): number {
  const first = patient ? 60_000 : 5_000;
  return Math.min(first * 2 ** Math.min(Math.max(failures - 1, 0), 10), 15 * 60_000);
}
