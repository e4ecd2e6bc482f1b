import type { CalendarEvent } from './calendar-part.js';

/** One address of a mail: `address` is normalised (see normaliseAddress), `name` the display name or ''. */
export type MailAddress = { address: string; name: string };

export type MailAttachment = {
  /** File name as the sender gave it, cleaned of control characters and folders; '' is never used. */
  name: string;
  contentType: string;
  /** Decoded size in bytes. */
  size: number;
  /** Without angle brackets: what a `cid:` link in the HTML names. */
  contentId?: string;
  /** True when it is shown inside the HTML (an inline image) and need not be listed as a file. */
  inline: boolean;
};

/** What a multipart/report carries about an earlier mail, as raw text; read by bounce-report. */
export type MailReport = { deliveryStatus: string | null; originalHeaders: string | null };

/** Headers kept for classification and proof; values unfolded, in the order of the mail (topmost first). */
export const KEPT_HEADERS = [
  'authentication-results',
  'auto-submitted',
  'delivered-to',
  'envelope-to',
  'list-id',
  'list-post',
  'list-unsubscribe',
  'precedence',
  'return-path',
  'sender',
  'x-auto-response-suppress',
  'x-autoreply',
  'x-autorespond',
  'x-autoresponse',
  'x-failed-recipients',
  'x-loop',
  'x-original-to',
  'x-throughline-instance',
] as const;
export type KeptHeader = (typeof KEPT_HEADERS)[number];

export type MailDefect =
  | 'no_headers'
  | 'from_missing'
  | 'from_unusable'
  | 'from_repeated'
  | 'message_id_missing'
  | 'message_id_unusable'
  | 'date_unusable'
  | 'eight_bit_undeclared'
  /** The mail was written in another charset than it says, and was read by that. */
  | 'charset_wrong'
  | 'text_truncated'
  | 'html_truncated'
  | 'html_unreadable'
  /** The MIME structure gave nothing to read: the text is the raw body as it came. */
  | 'body_as_received'
  | 'nul_bytes'
  | 'list_truncated'
  | 'attachments_truncated';

export type ParsedMail = {
  ok: true;
  /** Hex SHA-256 of the bytes as received: the mail's identity when it has no Message-ID. */
  rawSha256: string;
  /** The author; null when no address in From can be used. */
  from: MailAddress | null;
  /** True when the mail carries several From headers or addresses: nothing can be proved about such a sender. */
  fromAmbiguous: boolean;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  /** Addresses found in Delivered-To, X-Original-To and Envelope-To: where a forwarder says the mail came through. */
  deliveredTo: string[];
  subject: string;
  /** Without angle brackets; null when missing or unusable. */
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
  /** The Date header; null when missing, unreadable or outside 1980–2200. Not yet held against the clock. */
  date: Date | null;
  /** Plain text; taken from the HTML when the mail has no text part. */
  text: string;
  /** Cleaned HTML, safe to show in a sandboxed frame; null when the mail has none. */
  html: string | null;
  /** Remote images taken out of the HTML. */
  remoteImagesBlocked: number;
  attachments: MailAttachment[];
  contentType: { value: string; params: Record<string, string> };
  /** iTIP method (`REPLY`, `REQUEST`, …) of a text/calendar part, upper case. */
  calendarMethod: string | null;
  calendar: CalendarEvent | null;
  receivedCount: number;
  headers: Partial<Record<KeptHeader, string[]>>;
  report: MailReport | null;
  defects: MailDefect[];
};

export type MailRefusal = {
  ok: false;
  rawSha256: string;
  reason: 'empty' | 'headers_too_large' | 'too_many_parts' | 'timed_out' | 'unreadable';
};
