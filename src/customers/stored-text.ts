import { isBlankName, plainName } from '../core/identity/plain-name.js';
import { type MaskedKind, USUALLY_MASKED } from '../core/privacy/findings.js';
import { maskDeep, type Masked, maskText } from '../core/privacy/mask.js';

let kinds: readonly MaskedKind[] = USUALLY_MASKED;

/** Said once at boot, by the configuration: every door that writes a text goes by it. */
export function keepMasked(chosen: readonly MaskedKind[]): void {
  kinds = chosen;
}

/** A text as it may be stored: card numbers and secrets veiled. */
export const storedText = (text: string): string => maskText(text, kinds).text;

/**
 * A name as it may be stored: people paste what they have on the clipboard, and write it into the field for names. It turns
 * no other text around. One in which there is nothing to see is none.
 */
export function storedName(name: string | null | undefined): string | null {
  const plain = name ? plainName(name) : '';
  return isBlankName(plain) ? null : storedText(plain);
}

/** How a key is shown, where that is not the key itself in a nicer spelling: digits of a telephone are no card. */
export const storedDisplay = (kind: string, display: string | null | undefined): string | null =>
  kind === 'phone' || kind === 'whatsapp' ? (display ?? null) : storedName(display);

/** The same of every text in a document. */
export const storedDocument = <T>(document: T): T => maskDeep(document, kinds, []);

export interface Storable {
  text: string;
  content?: Record<string, unknown> | null;
  subject?: string | null;
}

/**
 * A message as it may be stored; `content.masked` then says what was veiled. The very object where there is nothing to veil,
 * which is nearly always.
 */
export function storedMessage<T extends Storable>(message: T): T {
  const { text, masked } = maskText(message.text, kinds);
  const found: Masked[] = [...masked];
  const subject = message.subject ? maskDeep(message.subject, kinds, found) : message.subject;
  const content = message.content ? maskDeep(message.content, kinds, found) : message.content;
  if (found.length === 0) return message;
  const told = Array.isArray(content?.['masked']) ? (content['masked'] as Masked[]) : [];
  return {
    ...message,
    text,
    ...(message.subject ? { subject } : {}),
    content: { ...content, masked: distinct([...told, ...found]) },
  };
}

/** What stands in the text, its HTML and its quote is told once. */
function distinct(masked: readonly Masked[]): Masked[] {
  return [...new Map(masked.map((one) => [`${one.kind} ${one.last4 ?? ''}`, one])).values()].slice(0, 20);
}
