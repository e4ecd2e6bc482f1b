import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/** Whether it is the ISO 3166 code of a country with telephone numbers. */
export const isCountry = (code: string): boolean => isSupportedCountry(code);

export interface ParsedPhone {
  /** E.164, for example +8613800138000. */
  e164: string;
  display: string;
  /** The number lies in a range its country has given out; false: only its length is right. */
  valid: boolean;
}

/**
 * Reads a number in international form, or in national form when `defaultCountry` (ISO 3166, "CN") says which. Null when it
 * cannot be a phone number. An extension is dropped: it cannot be written to.
 */
export function parsePhone(value: string, defaultCountry?: string): ParsedPhone | null {
  const country = defaultCountry !== undefined && isSupportedCountry(defaultCountry) ? defaultCountry : undefined;
  // Chinese and Japanese keyboards write digits and the plus sign full-width; links carry the tel: scheme.
  const written = value.normalize('NFKC').replace(/^tel:/i, '');
  const number = parsePhoneNumberFromString(written, country ? { defaultCountry: country, extract: false } : { extract: false });
  if (!number || !number.isPossible()) return null;
  return { e164: number.number, display: number.formatInternational(), valid: number.isValid() };
}
