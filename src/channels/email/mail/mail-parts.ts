import type { Attachment, ParsedMail as Simple } from 'mailparser';
import { type CalendarEvent, readCalendar } from './calendar-part.js';
import { headLength } from './mail-bytes.js';
import { cleanMailHtml, htmlToPlain, isTooDeep, stripTags } from './mail-html.js';
import { cleanLine, cleanText } from './mail-text.js';
import type { MailAttachment, MailDefect, MailReport, ParsedMail } from './parsed-mail.js';

const OCTETS = 'application/octet-stream';

export function describeContent(simple: Simple, bytes: Buffer, defects: Set<MailDefect>, maxText: number) {
  let rawHtml = typeof simple.html === 'string' ? simple.html : '';
  if (rawHtml.length > maxText * 4) {
    defects.add('html_truncated');
    rawHtml = rawHtml.slice(0, maxText * 4);
  }
  let plain = simple.text ?? '';
  let cleaned: { html: string; remoteImagesBlocked: number } | null = null;
  if (isTooDeep(rawHtml)) {
    defects.add('html_unreadable');
    plain = plain.trim() === '' ? stripTags(rawHtml) : plain;
    rawHtml = '';
  }
  try {
    cleaned = rawHtml.trim() === '' ? null : cleanMailHtml(rawHtml);
    if (rawHtml !== '' && (plain.trim() === '' || !hasAlternative(bytes))) plain = htmlToPlain(rawHtml);
  } catch {
    defects.add('html_unreadable');
  }
  if (plain === '' && cleaned === null && (simple.attachments ?? []).length === 0) {
    plain = bytes
      .subarray(headLength(bytes))
      .toString('utf8', 0, maxText * 4)
      .trim();
    if (plain !== '') defects.add('body_as_received');
  }
  if (plain.length > maxText) defects.add('text_truncated');
  return {
    text: cleanText(plain, maxText),
    html: cleaned === null ? null : cleanText(cleaned.html, maxText * 4),
    remoteImagesBlocked: cleaned?.remoteImagesBlocked ?? 0,
  };
}

/**
 * Without a multipart/alternative, text and HTML parts are not two spellings of one text but pieces of it (Apple Mail does
 * this around attachments), and only mailparser's HTML holds them all.
 */
const hasAlternative = (bytes: Buffer): boolean => /multipart\/alternative/i.test(bytes.toString('latin1', 0, 1_048_576));

export function describeAttachment(attachment: Attachment, index: number): MailAttachment {
  const contentId = cleanLine(attachment.cid ?? '', 250);
  const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(attachment.contentType) ? attachment.contentType.toLowerCase() : OCTETS;
  const given = cleanLine((attachment.filename ?? '').replace(/^.*[\\/]/s, ''), 200);
  return {
    name:
      given === '' || /^\.+$/.test(given) ? `attachment-${index + 1}${contentType === 'message/rfc822' ? '.eml' : ''}` : given,
    contentType,
    size: attachment.size ?? 0,
    ...(contentId === '' ? {} : { contentId }),
    inline: false,
  };
}

/** An image that the HTML names stands in it, however it calls itself; one that nothing names is a file like any other. */
export function isShownInText({ contentId, contentType }: MailAttachment, html: string | null): boolean {
  if (!contentId || html === null || !contentType.startsWith('image/')) return false;
  const escaped = contentId.replaceAll('&', '&amp;');
  return [contentId, escaped, encodeURIComponent(contentId.toWellFormed())].some((id) => html.includes(`cid:${id}"`));
}

export function contentTypeOf(simple: Simple): ParsedMail['contentType'] {
  const held = simple.headers?.get('content-type') as { value?: unknown; params?: Record<string, unknown> } | undefined;
  const value = typeof held?.value === 'string' ? cleanLine(held.value, 100).toLowerCase() : 'text/plain';
  const kept = ['report-type', 'method', 'charset', 'protocol', 'smime-type'].flatMap((key) => {
    const param = held?.params?.[key];
    return typeof param === 'string' ? [[key, cleanLine(param, 100).toLowerCase()] as const] : [];
  });
  return { value, params: Object.fromEntries(kept) };
}

export function calendarMethodOf(attachments: readonly Attachment[]): string | null {
  const calendar = attachments.find(({ contentType }) => contentType === 'text/calendar' || contentType === 'application/ics');
  if (!calendar) return null;
  const held = calendar.headers.get('content-type') as { params?: Record<string, string> } | undefined;
  const method = held?.params?.['method'] ?? /^METHOD:\s*([A-Z]+)/im.exec(calendar.content.toString('utf8', 0, 4096))?.[1];
  return method === undefined ? null : cleanLine(method, 20).toUpperCase();
}

/** What the first calendar part says; null where there is none, or no event in it. */
export function calendarOf(attachments: readonly Attachment[]): CalendarEvent | null {
  const calendar = attachments.find(({ contentType }) => contentType === 'text/calendar' || contentType === 'application/ics');
  return calendar ? readCalendar(calendar.content.toString('utf8', 0, 262_144), calendarMethodOf([calendar])) : null;
}

export function reportOf(attachments: readonly Attachment[]): MailReport | null {
  const content = (...types: string[]): string | null => {
    const part = attachments.find(({ contentType }) => types.includes(contentType));
    return part ? cleanText(part.content.toString('utf8', 0, 32_768), 32_768) : null;
  };
  const deliveryStatus = content('message/delivery-status', 'message/global-delivery-status');
  const originalHeaders = content('text/rfc822-headers', 'message/rfc822', 'message/global-headers', 'message/global');
  return deliveryStatus === null && originalHeaders === null ? null : { deliveryStatus, originalHeaders };
}
