/** A sentence, or the same sentence in several languages by their codes (`en`, `zh`). */
export type IvrText = string | Readonly<Record<string, string>>;

export interface IvrChoice {
  /** The key that is pressed: one of 0–9, * and #. */
  digit?: string;
  /** What may be said instead, by whole words and whatever the case. */
  words?: readonly string[];
  /** What the thread calls it. */
  label?: string;
  next: string;
}

interface Asking {
  text: IvrText;
  /** How often it is asked again after silence or something else; 2 unless told. */
  retries?: number;
  /** How long one answer may take; 5 unless told. */
  timeoutS?: number;
  /** Where a caller goes who gave no usable answer. */
  otherwise: string;
}

/**
 * - `say`, `language`, `set_queue`, `set_fact` go on by themselves; `menu` and `gather` ask.
 * - `queue`, `callback`, `voicemail` and `hangup` are ends: into the line; in line by telephone number; a message; nothing.
 */
export type IvrNode =
  | { kind: 'say'; text: IvrText; next: string }
  | { kind: 'language'; locale: string; next: string }
  | { kind: 'set_queue'; queueId: string; next: string }
  | { kind: 'set_fact'; fact: string; value: string; label?: string; next: string }
  | ({ kind: 'menu'; choices: readonly IvrChoice[] } & Asking)
  | ({
      kind: 'gather';
      /** The kind of fact that the answer becomes (`order_number`). */
      fact: string;
      label?: string;
      minDigits: number;
      maxDigits: number;
      /** Spoken words are taken too, as they are. */
      speech?: boolean;
      next: string;
    } & Asking)
  | { kind: 'queue' }
  | { kind: 'callback' }
  | { kind: 'voicemail'; text?: IvrText }
  | { kind: 'hangup'; text?: IvrText };

export type IvrKind = IvrNode['kind'];

/** What a caller is asked before they wait for a person. */
export interface IvrTree {
  start: string;
  nodes: Readonly<Record<string, IvrNode>>;
}

export const DEFAULT_RETRIES = 2;
export const DEFAULT_TIMEOUT_S = 5;

/** The text in the caller's language, else in English, else in the first there is. */
export function textIn(text: IvrText, locale: string): string {
  if (typeof text === 'string') return text;
  const base = locale.toLowerCase().split('-')[0]!;
  const has = (key: string): string | undefined => (Object.hasOwn(text, key) ? text[key] : undefined);
  return has(locale) ?? has(base) ?? has('en') ?? Object.values(text)[0] ?? '';
}
