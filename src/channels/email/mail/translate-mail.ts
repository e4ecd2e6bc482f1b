import { classifyMail, ownMessageId, type MailClass } from './classify-mail.js';
import type { MailAddress, MailAttachment, MailDefect, MailRefusal, ParsedMail } from './parsed-mail.js';
import { inboxAddressOf, readReplyAddress } from './reply-address.js';
import { hasDmarcPass } from './sender-proof.js';
import type { CalendarEvent } from './calendar-part.js';
import type { ForwardedMail } from './forwarded-mail.js';
import { lockedText, type MailProtection, protectionOf } from './mail-protection.js';
import { splitReply } from './split-reply.js';

export type MailInbox = {
  /** The inbox's own address first, then its aliases; normalised. */
  addresses: readonly string[];
  /** Secrets of the reply token, newest first. */
  secrets: readonly string[];
  instanceId: string;
  /** authserv-ids of the mail servers in front of us; see hasDmarcPass. */
  trustedAuthservIds: readonly string[];
  forwardingLists?: readonly string[];
};

export type MailDelivery = {
  receivedAt: Date;
  /** MAIL FROM; '' for the null path, undefined when not known. */
  envelopeFrom?: string | undefined;
  /** RCPT TO. */
  envelopeTo: readonly string[];
};

export type InboundMail = {
  /** Message-ID without angle brackets, or `sha256:<hex of the raw bytes>`. */
  externalId: string;
  from: { kind: 'email'; value: string; name: string };
  /** Where a differing Reply-To asks answers to go: never answered without asking the agent. */
  replyTo: MailAddress[];
  replyToDiffers: boolean;
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  /** How the inbox was addressed; `bcc` where the mail names it nowhere. */
  receivedAs: 'to' | 'cc' | 'bcc';
  subject: string;
  /** What was written now, and the line of an invitation. */
  text: string;
  quoted: string | null;
  signature: string | null;
  html: string | null;
  attachments: MailAttachment[];
  calendar: CalendarEvent | null;
  protection: MailProtection | null;
  /** The agent who passed it on: `from` is then who wrote it. */
  forwardedBy: { agentId: string; name: string; address: string; note: string } | null;
  /** The Date header, but never later than the delivery; the delivery's time when there is none. */
  occurredAt: Date;
  threading: {
    /** Conversation named by a genuine reply token. */
    conversationToken: string | null;
    /** Ids of our own messages this mail answers, from In-Reply-To and References, the closest first. */
    answers: string[];
    inReplyTo: string | null;
    references: string[];
  };
  /** Null for a person's mail; otherwise kept in the thread, never answered, never offered. */
  automatic: MailClass | null;
  mayAutoAnswer: boolean;
  /**
   * Why From may be believed: `dmarc` proves the address; `reply_token` proves that the sender holds a mail we sent to that
   * conversation's customer, so it speaks for From only where From is that customer's address.
   */
  proof: 'reply_token' | 'dmarc' | null;
  defects: MailDefect[];
};

export type MailTranslation =
  | { outcome: 'message'; message: InboundMail }
  | { outcome: 'unrecognised'; externalId: string; reason: 'no_usable_from' | MailRefusal['reason'] };

/**
 * Turns a parsed mail into the one shape a message arrives in. Pure: same mail, inbox and delivery, same result.
 * `unrecognised` is an outcome to be kept with the raw mail, not an error.
 */
export function translateMail(mail: ParsedMail | MailRefusal, inbox: MailInbox, delivery: MailDelivery): MailTranslation {
  const hashed = `sha256:${mail.rawSha256}`;
  if (!mail.ok) return { outcome: 'unrecognised', externalId: hashed, reason: mail.reason };
  const externalId = mail.messageId ?? hashed;
  if (mail.from === null) return { outcome: 'unrecognised', externalId, reason: 'no_usable_from' };
  return { outcome: 'message', message: describeMessage(mail, mail.from, externalId, inbox, delivery) };
}

function describeMessage(
  mail: ParsedMail,
  from: MailAddress,
  externalId: string,
  inbox: MailInbox,
  delivery: MailDelivery,
): InboundMail {
  const sorted = classifyMail(mail, { ...inbox, ownAddresses: inbox.addresses, envelopeFrom: delivery.envelopeFrom });
  const { reply, quoted, signature } = splitReply(mail.text);
  const conversationToken = findToken(mail, inbox, delivery);
  const protection = protectionOf(mail);
  const dmarc = hasDmarcPass(mail, inbox.trustedAuthservIds);
  return {
    externalId,
    from: { kind: 'email', value: from.address, name: from.name },
    replyTo: mail.replyTo,
    replyToDiffers: mail.replyTo.some(({ address }) => address !== from.address),
    to: mail.to,
    cc: mail.cc,
    bcc: mail.bcc,
    receivedAs: receivedAs(mail, inbox),
    subject: mail.subject,
    text: shownText(reply, mail.calendar, protection),
    quoted,
    signature,
    html: mail.html,
    attachments: mail.attachments,
    calendar: mail.calendar,
    protection,
    forwardedBy: null,
    occurredAt: occurredAtOf(mail.date, delivery.receivedAt),
    threading: {
      conversationToken,
      answers: answersOf(mail, inbox),
      inReplyTo: mail.inReplyTo,
      references: mail.references,
    },
    automatic: sorted.kind === 'person' ? null : sorted,
    mayAutoAnswer: sorted.mayAutoAnswer,
    proof: dmarc ? 'dmarc' : conversationToken === null || mail.fromAmbiguous ? null : 'reply_token',
    defects: mail.defects,
  };
}

/**
 * The same mail as its original sender's. Nothing proves what a forwarder's text says of somebody else, so nothing is proved;
 * and it answers no mail of ours that the forwarder's program may have named.
 */
export function asForwarded(
  mail: InboundMail,
  original: ForwardedMail & { messageId?: string | null },
  by: { agentId: string; name: string },
  receivedAt: Date,
): InboundMail {
  const { reply, quoted, signature } = splitReply(original.text);
  return {
    ...mail,
    from: { kind: 'email', value: original.from.address, name: original.from.name },
    replyTo: [],
    replyToDiffers: false,
    subject: original.subject || mail.subject,
    text: reply === '' ? mail.text : reply,
    quoted,
    signature,
    occurredAt: occurredAtOf(original.date, receivedAt),
    threading: { conversationToken: null, answers: [], inReplyTo: null, references: [] },
    mayAutoAnswer: false,
    proof: null,
    externalId: original.messageId ?? mail.externalId,
    forwardedBy: { ...by, address: mail.from.value, note: original.note },
  };
}

/** What an agent reads: an invitation says in one line what it asks for, and a locked mail that it is one. */
function shownText(reply: string, calendar: CalendarEvent | null, protection: MailProtection | null): string {
  const own = reply === '' && protection?.encrypted ? lockedText(protection.encrypted) : reply;
  return calendar ? [own, calendar.line].filter((part) => part !== '').join('\n\n') : own;
}

function receivedAs(mail: ParsedMail, inbox: MailInbox): InboundMail['receivedAs'] {
  const names = (people: MailAddress[]): boolean =>
    people.some(({ address }) => inbox.addresses.includes(inboxAddressOf(address)));
  return names(mail.to) ? 'to' : names(mail.cc) ? 'cc' : 'bcc';
}

/**
 * The envelope comes first: it is where the mail really went. The headers are read too, since a forwarder replaces the
 * envelope; a token is genuine wherever it stands, but only an address of this inbox counts.
 */
function findToken(mail: ParsedMail, inbox: MailInbox, delivery: MailDelivery): string | null {
  const named = [mail.to, mail.cc].flat().map(({ address }) => address);
  for (const address of [...delivery.envelopeTo, ...named, ...mail.deliveredTo]) {
    if (!inbox.addresses.includes(inboxAddressOf(address))) continue;
    const found = readReplyAddress(address, inbox.secrets);
    if (found !== null) return found.conversationId;
  }
  return null;
}

function answersOf(mail: ParsedMail, inbox: MailInbox): string[] {
  const ids = [...(mail.inReplyTo === null ? [] : [mail.inReplyTo]), ...[...mail.references].reverse()];
  return [...new Set(ids.flatMap((id) => ownMessageId(id, inbox.addresses) ?? []))];
}

/** A sender's clock may run ahead; nothing in a thread happens later than it arrived. */
function occurredAtOf(date: Date | null, receivedAt: Date): Date {
  return date === null || date.getTime() > receivedAt.getTime() ? receivedAt : date;
}
