/** What is taken out of texts before they are stored. `iban` only where a deployment asks for it. */
export const MASKED_KINDS = ['card', 'cvv', 'password', 'key', 'iban'] as const;
export type MaskedKind = (typeof MASKED_KINDS)[number];

export const USUALLY_MASKED: readonly MaskedKind[] = ['card', 'cvv', 'password', 'key'];

/** A place in a text, its end not included. */
export interface Finding {
  kind: MaskedKind;
  start: number;
  end: number;
  /** Of a card or an account: enough for both sides to know which one is meant. */
  last4?: string;
}

/** Zeros of the digits that people's keyboards write: ASCII, full width, Arabic, Persian, Devanagari. */
const zeros = [0x30, 0xff10, 0x660, 0x6f0, 0x966];

/** The inside of a character class. */
export const DIGITS = '0-9\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\u0966-\u096f';

/** 0 to 9, or -1 where the character is no digit. */
export function digitOf(code: number): number {
  for (const zero of zeros) if (code >= zero && code < zero + 10) return code - zero;
  return -1;
}
