import type { AfterReading, ImapBegin, ImapSecurity, ImapSettings } from '../email-settings.js';

/** Where a mailbox is and how it is read, with every default filled in. */
export interface MailboxAccount {
  host: string;
  port: number;
  security: ImapSecurity;
  certificateAuthority: string | undefined;
  user: string;
  password: string | undefined;
  accessToken: string | undefined;
  mailbox: string;
  pollMs: number;
  after: AfterReading;
  moveTo: string | undefined;
  begin: ImapBegin;
}

/** Undefined where nothing can be signed in with. */
export function mailboxAccount(
  imap: ImapSettings,
  secrets: { imapPassword?: string | undefined; imapAccessToken?: string | undefined },
): MailboxAccount | undefined {
  if (!secrets.imapPassword && !secrets.imapAccessToken) return undefined;
  const security = imap.security ?? 'tls';
  return {
    host: imap.host,
    port: imap.port ?? (security === 'tls' ? 993 : 143),
    security,
    certificateAuthority: imap.certificateAuthority,
    user: imap.user,
    password: secrets.imapPassword,
    accessToken: secrets.imapAccessToken,
    mailbox: imap.mailbox ?? 'INBOX',
    pollMs: (imap.pollSeconds ?? 60) * 1000,
    after: imap.after ?? 'seen',
    moveTo: imap.after === 'move' ? imap.moveTo : undefined,
    begin: imap.begin ?? 'now',
  };
}

/** What a cursor counts in: a change of port or password leaves it, a change of server, user or folder does not. */
export const accountKey = ({ host, user, mailbox }: MailboxAccount): string =>
  `${user}@${host.toLowerCase()}/${mailbox.toUpperCase() === 'INBOX' ? 'INBOX' : mailbox}`;
