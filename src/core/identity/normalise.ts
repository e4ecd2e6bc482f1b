import { domainToASCII } from 'node:url';
import type { IdentityKind } from './kinds.js';
import { parsePhone } from './phone.js';

export type NormaliseCode = 'empty' | 'too_long' | 'invalid_email' | 'invalid_phone' | 'invalid_id';

/** `value` is what is compared and stored; `display` is what a person sees. Normalising a `value` again changes nothing. */
export type Normalised =
  { ok: true; kind: IdentityKind; value: string; display: string } | { ok: false; kind: IdentityKind; code: NormaliseCode };

export interface NormaliseOptions {
  /** ISO 3166 country for phone numbers without a country code, for example "CN". */
  defaultCountry?: string;
}

const MAX_LENGTH = 255;
// eslint-disable-next-line no-control-regex -- control characters are exactly what must not get in
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** One spelling for each address, so that the same one is found again. Errors are codes, never thrown. */
export function normalise(kind: IdentityKind, value: string, options: NormaliseOptions = {}): Normalised {
  const trimmed = value.trim();
  if (trimmed === '') return { ok: false, kind, code: 'empty' };
  if (trimmed.length > MAX_LENGTH) return { ok: false, kind, code: 'too_long' };
  if (kind === 'email') return normaliseEmail(trimmed);
  if (kind === 'phone') return normalisePhone(trimmed, options);
  if (CONTROL.test(trimmed)) return { ok: false, kind, code: 'invalid_id' };
  if (kind === 'whatsapp') return normaliseWhatsapp(trimmed);
  return { ok: true, kind, value: trimmed, display: trimmed };
}

const LOCAL_MAX_BYTES = 64;
const ADDRESS_MAX = 254;
const DOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const LAST_LABEL_NUMERIC = /(?:^|\.)\d+$/;

/**
 * Dots and +tags stay: whether they are the same mailbox is the receiving server's secret, and folding them would join two
 * people at every server where they are not.
 */
function normaliseEmail(trimmed: string): Normalised {
  const refused = { ok: false, kind: 'email', code: 'invalid_email' } as const;
  const address = trimmed.normalize('NFC');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).toLowerCase().normalize('NFC');
  const domain = asciiDomain(address.slice(at + 1));
  if (at < 1 || domain === null || !isLocalPart(local)) return refused;
  const value = `${local}@${domain}`;
  if (value.length > ADDRESS_MAX) return refused;
  return { ok: true, kind: 'email', value, display: address };
}

function isLocalPart(local: string): boolean {
  return !/[\s@<>,;:"()[\]\\]/.test(local) && !CONTROL.test(local) && Buffer.byteLength(local) <= LOCAL_MAX_BYTES;
}

/** Null for what is no host name; an address in numbers is none, and `domainToASCII` would quietly complete it. */
function asciiDomain(written: string): string | null {
  const bare = written.endsWith('.') ? written.slice(0, -1) : written;
  if (bare === '' || LAST_LABEL_NUMERIC.test(bare.normalize('NFKC'))) return null;
  const ascii = domainToASCII(bare.toLowerCase());
  return DOMAIN.test(ascii) && !LAST_LABEL_NUMERIC.test(ascii) ? ascii : null;
}

function normalisePhone(trimmed: string, { defaultCountry }: NormaliseOptions): Normalised {
  const phone = parsePhone(trimmed, defaultCountry);
  return phone
    ? { ok: true, kind: 'phone', value: phone.e164, display: phone.display }
    : { ok: false, kind: 'phone', code: 'invalid_phone' };
}

/** WhatsApp names people by their number without the plus sign (or by an opaque id, which stays as it is). */
function normaliseWhatsapp(trimmed: string): Normalised {
  if (!/^\+?\d{7,15}$/.test(trimmed)) return { ok: true, kind: 'whatsapp', value: trimmed, display: trimmed };
  const value = trimmed.startsWith('+') ? trimmed : `+${trimmed}`;
  return { ok: true, kind: 'whatsapp', value, display: parsePhone(value)?.display ?? value };
}
