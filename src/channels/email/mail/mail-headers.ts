import { KEPT_HEADERS, type KeptHeader } from './parsed-mail.js';
import { cleanLine } from './mail-text.js';

export type HeaderLine = { key: string; line: string };

/** Message-IDs longer than this are no identity (RFC 5322 allows 998 a line; real ones stay below 250). */
const MAX_ID = 500;
const MAX_REFERENCES = 100;

/**
 * The values of one header, topmost first, unfolded. mailparser gives each line as one character per byte; the head has been
 * made UTF-8 before. Read from the lines and not from mailparser's map, which merges and picks among repeated headers.
 */
export function headerValues(lines: readonly HeaderLine[], key: string, limit = 20): string[] {
  const found: string[] = [];
  for (const header of lines) {
    if (header.key !== key) continue;
    const value = header.line.slice(header.line.indexOf(':') + 1, 8192);
    found.push(cleanLine(Buffer.from(value, 'latin1').toString(), 2000));
    if (found.length >= limit) break;
  }
  return found;
}

export function keptHeaders(lines: readonly HeaderLine[]): Partial<Record<KeptHeader, string[]>> {
  const kept: Partial<Record<KeptHeader, string[]>> = {};
  for (const key of KEPT_HEADERS) {
    const values = headerValues(lines, key);
    if (values.length > 0) kept[key] = values;
  }
  return kept;
}

/** The first Message-ID in a header value, without angle brackets (which some mailers leave out); null when unusable. */
export function readMessageId(value: string): string | null {
  const inner = /<([^<>]{1,600})>/.exec(value)?.[1] ?? value;
  const id = inner.replace(/\s+/g, '');
  return id !== '' && id.length <= MAX_ID && !/[<>]/.test(id) ? id : null;
}

/**
 * The ids of a References header, oldest first, each once; of an absurdly long one the first and the latest, which are the
 * ones threading needs.
 */
export function readReferences(value: string): string[] {
  const ids = value.split(/[\s,<>]+/).filter((id) => id.length > 2 && id.length <= MAX_ID && id.includes('@'));
  const once = [...new Set(ids)];
  return once.length <= MAX_REFERENCES ? once : [...once.slice(0, 1), ...once.slice(1 - MAX_REFERENCES)];
}

/** A Date header; null when unreadable or outside any year a mail can have been written in. */
export function readDate(value: string): Date | null {
  const date = new Date(value.replace(/\([^()]*\)/g, ' ').trim());
  const year = date.getUTCFullYear();
  return Number.isNaN(year) || year < 1980 || year > 2200 ? null : date;
}
