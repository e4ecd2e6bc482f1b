import { inSimplified } from '../chinese/simplified.js';
import { normalise } from '../identity/normalise.js';
import { parsePhone } from '../identity/phone.js';
import { findFurther } from './further.js';
import type { FactKind } from './kinds.js';
import { isSomethingElse, REFERENCE_PATTERNS } from './patterns.js';

/** Something the customer told us in passing. */
export interface Fact {
  kind: FactKind;
  /** Normalised: references in capitals without '#', mail addresses and numbers as identities store them. */
  value: string;
  /** As it stands in the text, from `index` on. */
  raw: string;
  index: number;
  /** 0 to 1: an address or a number with its word before it is near 1, a lone code about .6. */
  confidence: number;
}

export interface ExtractOptions {
  /** Country of phone numbers written without a country code, for example "US". */
  defaultCountry?: string;
}

/** A longer text is read up to here: facts stand at the top of a message, and the time for one message stays bounded. */
export const SCAN_LIMIT = 20_000;

/** The facts of one text in the order they stand in it, each value once. Pure; reads English and Chinese. */
export function extractFacts(text: string, options: ExtractOptions = {}): Fact[] {
  const source = text.slice(0, SCAN_LIMIT);
  const scan = new Scan(source, plain(source));
  findEmails(scan);
  findReferences(scan);
  findPhones(scan, options);
  return scan.facts();
}

/**
 * As `extractFacts`, and what further stands in it: postal addresses, dates, amounts, products, versions, error codes. For whoever
 * reads a message after it was recorded; while it is recorded only what work is routed by is read.
 */
export function readFacts(text: string, options: ExtractOptions = {}): Fact[] {
  const source = text.slice(0, SCAN_LIMIT);
  const scan = new Scan(source, plain(source));
  findEmails(scan);
  findReferences(scan);
  findPhones(scan, options);
  scan.blankClaimed();
  findFurther(scan.open, (kind, index, raw, value, confidence) => {
    if (!scan.isOpen(index, raw.length)) return;
    // What is kept as it stands is kept in the customer's own characters.
    scan.claim(kind, index, raw.length, value === raw ? source.slice(index, index + raw.length) : value, confidence);
  });
  return scan.facts();
}

/** A full-width comma parts sentences and never the thousands of a figure. */
const COMMA = ';';

/**
 * Full-width letters, digits and signs and the many dashes become plain ones, traditional characters simplified ones, character by
 * character: indices stay true.
 */
function plain(text: string): string {
  return inSimplified(text)
    .replaceAll('\uff0c', COMMA)
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u3000\u00a0\u202f]/g, ' ');
}

const MOST_FACTS = 300;

/** The text with what is already claimed blanked out, so that a mail address is not read as an order, nor an order as a phone. */
class Scan {
  private readonly found: Fact[] = [];

  constructor(
    private readonly source: string,
    public open: string,
  ) {}

  claim(kind: FactKind, index: number, length: number, value: string, confidence: number): void {
    this.found.push({ kind, value, raw: this.source.slice(index, index + length), index, confidence });
  }

  /** Whether nothing of this stretch was claimed before; nobody tells us more than so many things at once. */
  isOpen(index: number, length: number): boolean {
    return (
      this.found.length < MOST_FACTS &&
      !this.found.some((one) => one.index < index + length && index < one.index + one.raw.length)
    );
  }

  /** Called once per pattern, after its matches, so that blanking costs one copy of the text for each pattern at most. */
  blankClaimed(): void {
    const signs = [...this.found].sort((a, b) => a.index - b.index);
    let rest = 0;
    let open = '';
    for (const { index, raw } of signs) {
      open += this.open.slice(rest, index) + '\u0000'.repeat(raw.length);
      rest = index + raw.length;
    }
    this.open = open + this.open.slice(rest);
  }

  facts(): Fact[] {
    const first = new Map<string, Fact>();
    for (const fact of this.found.sort((a, b) => a.index - b.index)) {
      const key = `${fact.kind} ${fact.value}`;
      const known = first.get(key);
      if (known) known.confidence = Math.max(known.confidence, fact.confidence);
      else first.set(key, fact);
    }
    return [...first.values()];
  }
}

const EMAIL = /(?<![A-Za-z0-9._%+-])[A-Za-z0-9_%+-][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g;

function findEmails(scan: Scan): void {
  for (const { 0: raw, index } of scan.open.matchAll(EMAIL)) {
    const address = normalise('email', raw);
    if (address.ok) scan.claim('email', index, raw.length, address.value, 0.98);
  }
  scan.blankClaimed();
}

/** How far around a match the context that speaks against it is looked for. */
const CONTEXT = 16;

function findReferences(scan: Scan): void {
  for (const { kind, regex, confidence, minDigits, bare } of REFERENCE_PATTERNS) {
    for (const match of scan.open.matchAll(regex)) {
      const raw = match.groups?.value ?? '';
      const index = match.index + match[0].length - raw.length;
      const value = raw.toUpperCase();
      const before = scan.open.slice(Math.max(0, match.index - CONTEXT), match.index);
      const after = scan.open.slice(index + raw.length, index + raw.length + CONTEXT);
      if (digitsIn(value) < minDigits || isSomethingElse(value, bare, before, after)) continue;
      scan.claim(kind, index, raw.length, value, confidence);
    }
    scan.blankClaimed();
  }
}

function digitsIn(value: string): number {
  return value.replace(/\D/g, '').length;
}

const PHONE = /(?<![0-9A-Za-z#$€£¥.,-])\+?\(?\d[\d ().-]{5,20}\d(?![0-9A-Za-z]|[.,-]\d)/g;
const PHONE_WORD_BEFORE = /(?:phone|mobile|cell|tel|call|whatsapp|number|电话|手机|号码|联系方式|致电)[^\d+]{0,12}$/i;
const CHINESE = /[\u4e00-\u9fff]/;
const CHINESE_MOBILE = /^1[3-9]\d{9}$/;
/** 138 0013 8000: nobody else parts a number so. */
const CHINESE_GROUPS = /^1[3-9]\d[ -]\d{4}[ -]\d{4}$/;
const LOOKS_LIKE_DATE = /^(?:19|20)\d{2}[-. ]\d{1,2}[-. ]\d{1,2}|^\d{1,2}[-. ]\d{1,2}[-. ](?:19|20)\d{2}\b/;

/** Without a plus sign a number counts only if its country has given it out, or every long figure would be a phone. */
function findPhones(scan: Scan, { defaultCountry }: ExtractOptions): void {
  const chinese = CHINESE.test(scan.open);
  for (const { 0: raw, index } of scan.open.matchAll(PHONE)) {
    const bare = raw.replace(/[^\d]/g, '');
    const isChinese = CHINESE_GROUPS.test(raw) || (chinese && CHINESE_MOBILE.test(bare));
    const country = isChinese ? 'CN' : defaultCountry;
    const phone = LOOKS_LIKE_DATE.test(raw) ? null : parsePhone(raw, country);
    const international = raw.startsWith('+');
    if (!phone || (!phone.valid && !international)) continue;
    const named = PHONE_WORD_BEFORE.test(scan.open.slice(Math.max(0, index - CONTEXT), index));
    scan.claim('phone', index, raw.length, phone.e164, named || (international && phone.valid) ? 0.95 : 0.7);
  }
}
