import type { Channel, IdentityKind } from '../../contracts/words.js';

/** Twilio writes every address as text: a number for SMS, `whatsapp:` and a number for WhatsApp. */
export interface TwilioAddress {
  kind: Extract<IdentityKind, 'phone' | 'whatsapp'>;
  /** With its plus for a phone; digits alone for WhatsApp, as WhatsApp's own API writes it. */
  value: string;
}

const number = /^\+[1-9]\d{5,14}$/;

/** Undefined for what cannot be answered: short codes, names of companies, other channels' addresses. */
export function readTwilioAddress(channel: Channel, written: string | null | undefined): TwilioAddress | undefined {
  if (channel === 'sms') return written && number.test(written) ? { kind: 'phone', value: written } : undefined;
  const [, digits] = /^whatsapp:(\+[1-9]\d{5,14})$/.exec(written ?? '') ?? [];
  return digits ? { kind: 'whatsapp', value: digits.slice(1) } : undefined;
}

/** The other way; undefined where the value is no number at all. */
export function writeTwilioAddress(channel: Channel, value: string): string | undefined {
  if (!/^\+?[1-9]\d{2,14}$/.test(value)) return undefined;
  if (channel === 'whatsapp') return `whatsapp:+${value.replace(/^\+/, '')}`;
  return value;
}
