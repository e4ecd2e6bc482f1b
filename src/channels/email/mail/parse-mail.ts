import { createHash } from 'node:crypto';
import {
  simpleParser,
  type AddressObject,
  type Attachment,
  type ParsedMail as Simple,
  type SimpleParserOptions,
} from 'mailparser';
import { readAddresses } from './mail-address.js';
import { readableBytes } from './mail-bytes.js';
import { headerValues, keptHeaders, readDate, readMessageId, readReferences, type HeaderLine } from './mail-headers.js';
import {
  calendarMethodOf,
  calendarOf,
  contentTypeOf,
  describeAttachment,
  describeContent,
  isShownInText,
  reportOf,
} from './mail-parts.js';
import { cleanLine } from './mail-text.js';
import { mendCharset } from './mend-charset.js';
import type { MailAddress, MailDefect, MailRefusal, ParsedMail } from './parsed-mail.js';

export type ParseLimits = {
  /** MIME parts, nested ones included. */
  maxParts?: number;
  /** Characters of text kept; HTML is read up to four times as many. */
  maxTextLength?: number;
  /** Bytes of headers of one part. */
  maxHeadSize?: number;
  /** A mail whose parsing has not ended by then is refused; it stays readable as raw bytes. */
  timeoutMs?: number;
};

const MAX_ADDRESSES = 200;
const MAX_ATTACHMENTS = 200;

/**
 * Reads one mail from its bytes. Never throws and never rejects: what cannot be read at all comes back as a refusal, what can
 * be read in part as a mail with `defects`. No network, no clock (the Date header is not held against now), no file is touched.
 */
export async function parseMail(raw: Buffer, limits: ParseLimits = {}): Promise<ParsedMail | MailRefusal> {
  const rawSha256 = createHash('sha256').update(raw).digest('hex');
  if (raw.toString('latin1', 0, 65_536).trim() === '') return { ok: false, rawSha256, reason: 'empty' };
  try {
    const { simple, bytes, defects } = await readParts(raw, limits);
    if (raw.includes(0)) defects.add('nul_bytes');
    return { ok: true, rawSha256, ...describe(simple, bytes, defects, limits.maxTextLength ?? 200_000), defects: [...defects] };
  } catch (error) {
    return { ok: false, rawSha256, reason: refusalOf(error) };
  }
}

/** One file of a mail, by its place in `ParsedMail.attachments`. */
export type MailFile = { name: string; contentType: string; content: Buffer };

/** The files of a mail with their bytes, in the order and under the names that `parseMail` gives. Rejects where that refuses. */
export async function parseFiles(raw: Buffer, limits: ParseLimits = {}): Promise<MailFile[]> {
  const { simple } = await readParts(raw, limits);
  return (simple.attachments ?? []).slice(0, MAX_ATTACHMENTS).map((attachment, index) => {
    const { name, contentType } = describeAttachment(attachment, index);
    return { name, contentType, content: attachment.content };
  });
}

async function readParts(raw: Buffer, limits: ParseLimits): Promise<{ simple: Simple; bytes: Buffer; defects: Set<MailDefect> }> {
  const { bytes, turned } = readableBytes(raw);
  const simple = await readMime(bytes, limits);
  const defects = new Set<MailDefect>(turned ? ['eight_bit_undeclared'] : []);
  const mended = await mendCharset(bytes, wordsOf(simple), (again) => readMime(again, limits), wordsOf);
  if (!mended) return { simple, bytes, defects };
  return { simple: mended.parsed, bytes: mended.bytes, defects: defects.add('charset_wrong') };
}

const wordsOf = ({ text = '', html }: Simple): string => `${text}${typeof html === 'string' ? html : ''}`.slice(0, 100_000);

class ParsingTimedOut extends Error {}

function refusalOf(error: unknown): MailRefusal['reason'] {
  if (error instanceof ParsingTimedOut) return 'timed_out';
  if ((error as { code?: unknown } | null)?.code !== 'EMAXLEN') return 'unreadable';
  return /header/i.test((error as Error).message) ? 'headers_too_large' : 'too_many_parts';
}

/** The timeout guards against a parser that neither ends nor fails (its streams are many): a mail must not hang its worker. */
async function readMime(bytes: Buffer, limits: ParseLimits): Promise<Simple> {
  // The last three reach mailsplit through mailparser, whose types do not know them. Embedded mails stay attachments:
  // their words are not the customer's, and their headers must not be taken for this mail's.
  const options: SimpleParserOptions & { maxHeadSize: number; maxChildNodes: number; ignoreEmbedded: boolean } = {
    keepCidLinks: true,
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextLinks: true,
    maxHeadSize: limits.maxHeadSize ?? 262_144,
    maxChildNodes: limits.maxParts ?? 200,
    ignoreEmbedded: true,
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ParsingTimedOut()), limits.timeoutMs ?? 20_000);
  });
  try {
    return await Promise.race([simpleParser(bytes, options), late]);
  } finally {
    clearTimeout(timer);
  }
}

type Described = Omit<ParsedMail, 'ok' | 'rawSha256' | 'defects'>;

function describe(simple: Simple, bytes: Buffer, defects: Set<MailDefect>, maxText: number): Described {
  const lines: readonly HeaderLine[] = simple.headerLines ?? [];
  if (lines.length === 0) defects.add('no_headers');
  const attachments = simple.attachments ?? [];
  if (attachments.length > MAX_ATTACHMENTS) defects.add('attachments_truncated');
  const people = describePeople(simple, lines, defects);
  const threading = describeThreading(lines, defects);
  const content = describeContent(simple, bytes, defects, maxText);
  const shown = (attachment: Attachment, index: number): ParsedMail['attachments'][number] => {
    const described = describeAttachment(attachment, index);
    return { ...described, inline: isShownInText(described, content.html) };
  };
  return {
    ...people,
    ...threading,
    subject: cleanLine(typeof simple.subject === 'string' ? simple.subject : '', 998),
    ...content,
    attachments: attachments.slice(0, MAX_ATTACHMENTS).map(shown),
    contentType: contentTypeOf(simple),
    calendarMethod: calendarMethodOf(attachments),
    calendar: calendarOf(attachments),
    receivedCount: lines.filter((line) => line.key === 'received').length,
    headers: keptHeaders(lines),
    report: reportOf(attachments),
  };
}

function addressesOf(simple: Simple, key: 'from' | 'reply-to' | 'to' | 'cc' | 'bcc', defects: Set<MailDefect>): MailAddress[] {
  const held = simple.headers?.get(key) as AddressObject | AddressObject[] | undefined;
  const raw = (Array.isArray(held) ? held : held ? [held] : []).flatMap((object) => object.value ?? []);
  const people = readAddresses(raw, MAX_ADDRESSES);
  if (raw.length > MAX_ADDRESSES) defects.add('list_truncated');
  return people;
}

function describePeople(simple: Simple, lines: readonly HeaderLine[], defects: Set<MailDefect>) {
  const authors = addressesOf(simple, 'from', defects);
  const fromCount = lines.filter((line) => line.key === 'from').length;
  const fromAmbiguous = fromCount > 1 || authors.length > 1;
  if (fromCount === 0) defects.add('from_missing');
  else if (authors.length === 0) defects.add('from_unusable');
  if (fromAmbiguous) defects.add('from_repeated');
  const through = (['delivered-to', 'x-original-to', 'envelope-to'] as const).flatMap((key) => headerValues(lines, key));
  const deliveredTo = readAddresses(
    through.flatMap((value) => value.split(',').map((part) => ({ address: part.replace(/[<>]/g, '') }))),
    MAX_ADDRESSES,
  ).map(({ address }) => address);
  return {
    from: authors[0] ?? null,
    fromAmbiguous,
    replyTo: addressesOf(simple, 'reply-to', defects),
    to: addressesOf(simple, 'to', defects),
    cc: addressesOf(simple, 'cc', defects),
    bcc: addressesOf(simple, 'bcc', defects),
    deliveredTo,
  };
}

function describeThreading(lines: readonly HeaderLine[], defects: Set<MailDefect>) {
  const [idValue] = headerValues(lines, 'message-id');
  const messageId = idValue === undefined ? null : readMessageId(idValue);
  if (idValue === undefined) defects.add('message_id_missing');
  else if (messageId === null) defects.add('message_id_unusable');
  // mailparser puts the present moment in the place of a date it cannot read; so the header is read here.
  const [dateValue] = headerValues(lines, 'date');
  const date = dateValue === undefined ? null : readDate(dateValue);
  if (dateValue !== undefined && date === null) defects.add('date_unusable');
  const [inReplyTo] = headerValues(lines, 'in-reply-to');
  return {
    messageId,
    inReplyTo: inReplyTo === undefined ? null : readMessageId(inReplyTo),
    references: readReferences(longValue(lines, 'references')),
    date,
  };
}

/** References may be longer than headerValues keeps, and its end is what matters. */
const longValue = (lines: readonly HeaderLine[], key: string): string =>
  lines.find((line) => line.key === key)?.line.replace(/^[^:]*:/, '') ?? '';
