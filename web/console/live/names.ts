/** Signs that turn the direction of text around without being seen: "exe.gpj" would stand there as "jpg.exe". */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

export function withoutTurns(text: string): string {
  return text.replace(TURNS, '');
}

/** Fields that hold a name of a person, a file or a thing, or a sentence of ours made with one; what people wrote stays as it is. */
const NAMES = new Set(['name', 'customerName', 'authorName', 'sentence']);

/** Takes such signs out of every name in what the server sent, in place, before anything is shown. */
export function cleanNames<T>(data: T): T {
  if (Array.isArray(data)) for (const one of data) cleanNames(one);
  else if (typeof data === 'object' && data !== null)
    for (const [key, value] of Object.entries(data)) {
      // The same sentences of ours in other languages are made with the same names.
      if (key === 'translations') cleanTexts(value);
      else if (typeof value !== 'string') cleanNames(value);
      else if (NAMES.has(key) && value.search(TURNS) >= 0) (data as Record<string, unknown>)[key] = withoutTurns(value);
    }
  return data;
}

function cleanTexts(texts: unknown): void {
  if (typeof texts !== 'object' || texts === null) return;
  for (const [key, value] of Object.entries(texts))
    if (typeof value === 'string') (texts as Record<string, unknown>)[key] = withoutTurns(value);
}

/** Letters that are written from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their kin. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A name or a quote as it goes into a sentence of ours: what runs from right to left keeps to itself, so that the words around it
 * stay where they are.
 */
export function isolated(value: string): string {
  const plain = withoutTurns(value);
  return RIGHT_TO_LEFT.test(plain) ? `\u2068${plain}\u2069` : plain;
}
