import { readAddresses } from './mail-address.js';
import { readDate } from './mail-headers.js';
import { cleanLine } from './mail-text.js';
import type { MailAddress, ParsedMail } from './parsed-mail.js';
import { findQuoteMark, labelledLine } from './quote-marks.js';

/** A mail that somebody passed on, as far as it tells of itself. */
export type ForwardedMail = {
  from: MailAddress;
  subject: string;
  /** When it was written, where that can be read; in the forwarder's own zone it often cannot. */
  date: Date | null;
  text: string;
  /** What the forwarder wrote above it. */
  note: string;
};

const FORWARD_SUBJECT = /^\s*(?:fwd?|wg|tr|rv|enc|i|vs|vb|doorst|转发|轉寄|轉發|転送|전달|пересл)\s*[:：]/iu;
const SEPARATOR = /^[-_=*\s>]{0,45}$/;
const MAX_BLOCK = 14;

/**
 * The mail that stands below the words of a forwarding agent; null where the mail is no forward, or does not say who wrote
 * what it carries. Pure. A quoted answer looks alike: so it needs a subject that says "forwarded", or the mark of a forward.
 */
export function readForward(mail: Pick<ParsedMail, 'subject' | 'text'>): ForwardedMail | null {
  const lines = mail.text.split('\n');
  const mark = findQuoteMark(lines);
  if (mark?.kind !== 'block') return null;
  const opening = lines.slice(mark.line, mark.after + 2).join('\n');
  const saysForward =
    /forward|weitergeleitet|transféré|réexpédié|reenviado|encaminhada|inoltrato|转发|轉寄|轉發|転送|전달|пересланн|пересыл/iu;
  if (!FORWARD_SUBJECT.test(mail.subject) && !saysForward.test(opening)) return null;
  return readBlock(lines, mark.line);
}

function readBlock(lines: string[], start: number): ForwardedMail | null {
  const found: Partial<Record<'from' | 'sent' | 'to' | 'cc' | 'subject', string>> = {};
  let line = start;
  for (; line < Math.min(lines.length, start + MAX_BLOCK); line += 1) {
    const text = (lines[line] ?? '').replace(/^\s*>\s?/, '');
    const labelled = labelledLine(text);
    if (labelled) found[labelled.label] ??= labelled.value;
    else if (text.trim() === '' ? Object.keys(found).length >= 2 : !SEPARATOR.test(text) && Object.keys(found).length >= 2) break;
  }
  const from = addressIn(found.from ?? '');
  if (!from || Object.keys(found).length < 2) return null;
  return {
    from,
    subject: cleanLine(found.subject ?? '', 998),
    date: readDate(found.sent ?? ''),
    text: lines
      .slice(line)
      .map((each) => each.replace(/^> ?/, ''))
      .join('\n')
      .trim(),
    note: lines.slice(0, start).join('\n').trim(),
  };
}

/** `Mei Lin <mei@shop.test>`, `"Lin" [mailto:mei@shop.test]`, `mei@shop.test`, and what HTML makes of them. */
function addressIn(written: string): MailAddress | null {
  const address = /[^\s<>"'()[\]:;,]{1,64}@[^\s<>"'()[\]:;,]{1,255}/u.exec(written.slice(0, 1_000))?.[0];
  if (!address) return null;
  const name = written
    .slice(0, written.indexOf(address))
    .replace(/(?:<|\[|\()?\s*(?:mailto:)?\s*$/i, '')
    .replace(/^[\s"'*]+|[\s"'*,<([]+$/g, '');
  return readAddresses([{ address: address.replace(/[.>]+$/, ''), name }], 1)[0] ?? null;
}

/** The same of a mail that was attached whole. */
export const forwardOfEmbedded = (embedded: ParsedMail, note: string): ForwardedMail | null =>
  embedded.from && {
    from: embedded.from,
    subject: embedded.subject,
    date: embedded.date,
    text: embedded.text,
    note: note.trim(),
  };
