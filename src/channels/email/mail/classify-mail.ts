import { readBounceReport, type BounceReport } from './bounce-report.js';
import { domainOf } from './mail-address.js';
import type { KeptHeader, ParsedMail } from './parsed-mail.js';
import { inboxAddressOf } from './reply-address.js';

/**
 * - `person`: somebody waits for an answer.
 * - `bounce`: a mail of ours came back or is delayed. `complaint`: a recipient's provider reports spam (RFC 5965).
 * - `auto_reply`: a vacation note or other machine's answer. `receipt`: read receipt. `calendar_reply`: an invitation accepted.
 * - `list`: newsletter or mailing list. `notification`: made by a machine without being an answer.
 * - `loop`: a mail of our own that came back to us.
 */
export type MailKind =
  'person' | 'bounce' | 'complaint' | 'auto_reply' | 'receipt' | 'calendar_reply' | 'list' | 'notification' | 'loop';

export type MailClass = {
  kind: MailKind;
  /** The sign that decided, for the agent and the log; holds header names and values, no text of the mail. */
  because: string;
  /** False for all that is automatic, and for persons whose server asks not to be answered by machines. */
  mayAutoAnswer: boolean;
  bounce: BounceReport | null;
};

export type ClassifyContext = {
  /** MAIL FROM of the SMTP session: '' is the null path of bounces, undefined when not known (IMAP). */
  envelopeFrom?: string | undefined;
  /** Our inbox addresses, normalised. */
  ownAddresses: readonly string[];
  /** What composeReply puts in X-Throughline-Instance. */
  instanceId: string;
  /** List-Ids (without angle brackets) of groups that only forward to us: support@ is often such a group. */
  forwardingLists?: readonly string[];
};

const MAX_HOPS = 25;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Our message's id out of a Message-ID that composeReply made; null for anybody else's. The domain alone would not do:
 * colleagues of the same company have it too, but no mail program writes lower-case UUIDs of version 7 there.
 */
export function ownMessageId(id: string, ownAddresses: readonly string[]): string | null {
  const at = id.lastIndexOf('@');
  const local = id.slice(0, at);
  const ours = at > 0 && UUID_V7.test(local) && ownAddresses.some((own) => domainOf(own) === id.slice(at + 1).toLowerCase());
  return ours ? local : null;
}

/**
 * Who wrote this: a person or a machine, by its headers. The order matters: a bounce of a list mail is a bounce. Doubt falls on
 * the side of the person: a machine's mail shown to an agent costs a moment, a customer's mail kept from them costs the customer.
 */
export function classifyMail(mail: ParsedMail, context: ClassifyContext): MailClass {
  const automatic =
    loopSign(mail, context) ??
    reportSign(mail, context) ??
    autoReplySign(mail, context) ??
    listSign(mail, context) ??
    machineSign(mail);
  if (automatic === null) {
    const suppressed = /all|autoreply|oof/i.test(first(mail, 'x-auto-response-suppress'));
    return { kind: 'person', because: 'no sign of a machine', mayAutoAnswer: !suppressed, bounce: null };
  }
  const bounce = automatic.kind === 'bounce' ? readBounceReport(mail) : null;
  return { ...automatic, because: automatic.because.slice(0, 200), mayAutoAnswer: false, bounce };
}

type Sign = { kind: MailKind; because: string } | null;

const first = (mail: ParsedMail, key: KeptHeader): string => mail.headers[key]?.[0]?.trim() ?? '';

function loopSign(mail: ParsedMail, { ownAddresses, instanceId }: ClassifyContext): Sign {
  const loop = (because: string): Sign => ({ kind: 'loop', because });
  if (mail.headers['x-throughline-instance']?.includes(instanceId)) return loop('X-Throughline-Instance is ours');
  if (mail.headers['x-loop']?.some((value) => ownAddresses.includes(value.toLowerCase()))) return loop('X-Loop names our inbox');
  if (mail.messageId !== null && ownMessageId(mail.messageId, ownAddresses) !== null) return loop('Message-ID is ours');
  if (mail.from !== null && ownAddresses.includes(inboxAddressOf(mail.from.address))) return loop('From is our inbox');
  if (mail.receivedCount > MAX_HOPS) return loop(`${mail.receivedCount} Received headers`);
  return null;
}

const MAILER = /^(?:mailer-daemon|mail-daemon|postmaster|mdaemon|mail-delivery-subsystem)$/;

function nullPath(mail: ParsedMail, context: ClassifyContext): boolean {
  return context.envelopeFrom === '' || /^<\s*>$/.test(first(mail, 'return-path'));
}

function reportSign(mail: ParsedMail, context: ClassifyContext): Sign {
  const type = mail.contentType.params['report-type'] ?? '';
  if (mail.contentType.value === 'multipart/report') {
    if (type === 'feedback-report') return { kind: 'complaint', because: 'multipart/report; feedback-report' };
    if (type === 'disposition-notification') return { kind: 'receipt', because: 'multipart/report; disposition-notification' };
    if (type === 'delivery-status' || mail.report?.deliveryStatus)
      return { kind: 'bounce', because: 'multipart/report; delivery-status' };
  }
  if (first(mail, 'x-failed-recipients') !== '') return { kind: 'bounce', because: 'X-Failed-Recipients' };
  const local = mail.from?.address.split('@')[0] ?? '';
  // postmaster@ is also a person's mailbox in small companies: there the null path or a report has to agree.
  if (
    MAILER.test(local) &&
    (local !== 'postmaster' || nullPath(mail, context) || mail.report !== null || returned(mail.subject))
  ) {
    return { kind: 'bounce', because: `From ${local}` };
  }
  return null;
}

const returned = (subject: string): boolean =>
  /undeliver|delivery (?:status|has failed|failure)|returned mail|退信|系统退信|投递失败|unzustellbar|non remis/i.test(subject);

/** Whole openings with a colon only: "Out of office?" may be a question about it. */
const AUTO_SUBJECT =
  /^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of office(?: auto-?reply)?|自动回复|自動回覆|自動回復|自動応答|automatische antwort|abwesenheitsnotiz|réponse automatique|respuesta automática|risposta automatica)\s?[:：]/iu;

function autoReplySign(mail: ParsedMail, context: ClassifyContext): Sign {
  const auto = (because: string): Sign => ({ kind: 'auto_reply', because });
  // A person pressed a button in their calendar: news for the thread, but nothing to answer.
  if (mail.calendarMethod === 'REPLY') return { kind: 'calendar_reply', because: 'text/calendar; method=REPLY' };
  const submitted = first(mail, 'auto-submitted').toLowerCase();
  if (submitted.startsWith('auto-replied')) return auto(`Auto-Submitted: ${submitted}`);
  for (const key of ['x-autoreply', 'x-autorespond', 'x-autoresponse'] as const) {
    const value = mail.headers[key]?.[0];
    if (value !== undefined && !/^(?:no|false|0)$/i.test(value)) return auto(key);
  }
  if (/^auto[_-]reply/i.test(first(mail, 'precedence'))) return auto('Precedence: auto_reply');
  if (AUTO_SUBJECT.test(mail.subject)) return auto('the subject opens like an automatic answer');
  const suppress = first(mail, 'x-auto-response-suppress');
  // Alone this header only asks for silence; help desks set it on their people's mail too.
  if (submitted.startsWith('auto-') && suppress !== '') return auto(`Auto-Submitted: ${submitted}, X-Auto-Response-Suppress`);
  if (nullPath(mail, context)) return auto('sent with the null return path');
  return null;
}

function listSign(mail: ParsedMail, { forwardingLists = [] }: ClassifyContext): Sign {
  const listId = /<([^<>]*)>/.exec(first(mail, 'list-id'))?.[1] ?? first(mail, 'list-id');
  if (listId !== '' && forwardingLists.some((known) => known.toLowerCase() === listId.toLowerCase())) return null;
  for (const key of ['list-id', 'list-unsubscribe', 'list-post'] as const) {
    if (first(mail, key) !== '') return { kind: 'list', because: key };
  }
  const precedence = first(mail, 'precedence').toLowerCase();
  return /^(?:list|bulk|junk)$/.test(precedence) ? { kind: 'list', because: `Precedence: ${precedence}` } : null;
}

function machineSign(mail: ParsedMail): Sign {
  const submitted = first(mail, 'auto-submitted').toLowerCase();
  return submitted === '' || /^no\b/.test(submitted) ? null : { kind: 'notification', because: `Auto-Submitted: ${submitted}` };
}
