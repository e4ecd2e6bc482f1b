import type { SendMailOptions } from 'nodemailer';
import { domainOf } from './mail-address.js';
import { cleanLine } from './mail-text.js';
import { makeReplyAddress } from './reply-address.js';

export type ComposeInput = {
  inbox: { address: string; name: string };
  /** The agent's (or for automatic texts the inbox's) public name; shown as sender. */
  fromName: string;
  to: { address: string; name?: string | undefined };
  /** Subject of the mail answered, or of a new one. */
  subject: string;
  text: string;
  conversationId: string;
  /** Our message's id (UUID v7): becomes the Message-ID, so that a retry of the same send carries the same one. */
  messageId: string;
  /** When our message was written; also the same on a retry. */
  createdAt: Date;
  /** Message-ID of the mail answered; null for a mail that starts a thread. */
  inReplyTo: string | null;
  /** References of the mail answered, oldest first. */
  references: readonly string[];
  /** Secret of the reply token. */
  secret: string;
  instanceId: string;
  /** True for texts no person wrote (an acknowledgement, a closing survey). */
  automatic?: boolean | undefined;
};

const KEPT_REFERENCES = 10;
const REPLY_PREFIX =
  /^\s*(?:(?:re|aw|antw|sv|vs|rif|odp|ref|rv|res|回复|回覆|答复|答覆|返信)(?:\s?\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s*[:：]\s*)+/iu;

/**
 * Builds the outgoing mail for nodemailer; pure, and the same for the same input. The envelope's sender is the reply address,
 * so that a bounce without a usable report still names its conversation.
 *
 * No line break can reach a header: names, subject and ids are cleaned here, and nodemailer is given structured values only.
 * @throws TypeError by makeReplyAddress when conversationId is no UUID.
 */
export function composeReply(input: ComposeInput): SendMailOptions {
  const { inbox, to } = input;
  const from = { name: cleanLine(input.fromName, 200) || cleanLine(inbox.name, 200), address: inbox.address };
  const reply = makeReplyAddress({ inboxAddress: inbox.address, conversationId: input.conversationId, secret: input.secret });
  const answered = input.inReplyTo === null ? null : usableId(input.inReplyTo);
  const references = referencesOf(input.references, answered);
  const text = input.text.replace(/\r\n?/g, '\n').replaceAll('\0', '');
  return {
    messageId: `<${input.messageId}@${domainOf(inbox.address)}>`,
    date: input.createdAt,
    from,
    to: { name: cleanLine(to.name ?? '', 200), address: to.address },
    replyTo: { name: from.name, address: reply },
    envelope: { from: reply, to: to.address },
    subject: answered === null ? cleanLine(input.subject, 500) : replySubject(input.subject),
    ...(answered === null ? {} : { inReplyTo: `<${answered}>` }),
    ...(references.length === 0 ? {} : { references: references.map((id) => `<${id}>`) }),
    headers: {
      'X-Throughline-Instance': cleanLine(input.instanceId, 100),
      'X-Loop': inbox.address,
      // Only on what no person wrote (RFC 3834): on an agent's answer it would hide a person from the other side's filters.
      ...(input.automatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'OOF, AutoReply' } : {}),
    },
    text,
    html: htmlOf(text),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** `Re: ` once, whatever prefixes, and in whatever language, the subject has gathered on its way. */
export function replySubject(subject: string): string {
  const bare = cleanLine(subject, 500).replace(REPLY_PREFIX, '').trim();
  return bare === '' ? 'Re:' : `Re: ${bare}`;
}

function usableId(id: string): string | null {
  const bare = id.trim().replace(/^<|>$/g, '');
  return /^[^\s<>\p{Cc}]{3,500}$/u.test(bare) ? bare : null;
}

/** The first, which mail programs hang the whole thread on, and the latest ten; the answered mail is always last. */
function referencesOf(references: readonly string[], answered: string | null): string[] {
  const usable = references.map(usableId).filter((id) => id !== null && id !== answered) as string[];
  const all = [...new Set(usable), ...(answered === null ? [] : [answered])];
  return all.length <= KEPT_REFERENCES + 1 ? all : [...all.slice(0, 1), ...all.slice(-KEPT_REFERENCES)];
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function htmlOf(text: string): string {
  const escaped = text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
  const paragraphs = escaped.split(/\n{2,}/).map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`);
  return `<div dir="auto">${paragraphs.join('')}</div>`;
}
