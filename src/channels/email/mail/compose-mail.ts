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
  /** Who gets a copy, by the agent's choice for this mail. */
  cc?: readonly string[] | undefined;
  /** Stands below the text, after the usual mark. */
  signature?: string | null | undefined;
  /** The mail answered, below all else. */
  history?: { attribution: string; text: string } | null | undefined;
  files?: readonly OutgoingFile[] | undefined;
  dkim?: { domain: string; selector: string; privateKey: string } | undefined;
};

export type OutgoingFile = { name: string; contentType: string; content: Buffer };

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
  const cc = (input.cc ?? []).filter((address) => address !== to.address);
  return {
    messageId: `<${input.messageId}@${domainOf(inbox.address)}>`,
    date: input.createdAt,
    from,
    to: { name: cleanLine(to.name ?? '', 200), address: to.address },
    replyTo: { name: from.name, address: reply },
    ...(cc.length === 0 ? {} : { cc: [...cc] }),
    envelope: { from: reply, to: cc.length === 0 ? to.address : [to.address, ...cc] },
    subject: answered === null ? cleanLine(input.subject, 500) : replySubject(input.subject),
    ...(answered === null ? {} : { inReplyTo: `<${answered}>` }),
    ...(references.length === 0 ? {} : { references: references.map((id) => `<${id}>`) }),
    headers: {
      'X-Throughline-Instance': cleanLine(input.instanceId, 100),
      'X-Loop': inbox.address,
      // Only on what no person wrote (RFC 3834): on an agent's answer it would hide a person from the other side's filters.
      ...(input.automatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'OOF, AutoReply' } : {}),
    },
    ...bodyOf(input),
    ...(input.files?.length ? { attachments: input.files.map(attachmentOf) } : {}),
    ...(input.dkim
      ? { dkim: { domainName: input.dkim.domain, keySelector: input.dkim.selector, privateKey: input.dkim.privateKey } }
      : {}),
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

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

/** The same words twice, as plain text and as plain HTML: text, signature under `-- `, and the mail answered. */
function bodyOf({ text, signature, history }: ComposeInput): { text: string; html: string } {
  const own = plainly(text);
  const mark = signature ? plainly(signature) : '';
  const quoted = history ? plainly(history.text).split('\n') : [];
  const below = history ? [history.attribution, ...quoted.map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))] : [];
  const parts = [own, mark && `-- \n${mark}`, below.join('\n')].filter((part) => part !== '');
  const html = [
    paragraphs(own),
    mark && `<p>-- <br>${lines(mark)}</p>`,
    history && `<p>${escaped(history.attribution)}</p><blockquote>${paragraphs(quoted.join('\n'))}</blockquote>`,
  ];
  return { text: parts.join('\n\n'), html: `<div dir="auto">${html.filter(Boolean).join('')}</div>` };
}

const plainly = (text: string): string => text.replace(/\r\n?/g, '\n').replaceAll('\0', '');
const lines = (text: string): string => escaped(text).replaceAll('\n', '<br>');
const paragraphs = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${lines(paragraph)}</p>`)
    .join('');

/** Never inline: what an agent attached is a file to be saved. */
const attachmentOf = ({ name, contentType, content }: OutgoingFile) => ({
  filename: cleanLine(name, 200) || 'file',
  contentType,
  content,
  contentDisposition: 'attachment' as const,
});
