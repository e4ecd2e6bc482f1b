/** A sentence, or the same one by language, as lines to edit; a line without a language is for everybody. */
export type Texts = string | Record<string, string> | undefined;

export interface TextLine {
  language: string;
  text: string;
}

export function linesOf(texts: Texts): TextLine[] {
  if (texts === undefined) return [];
  if (typeof texts === 'string') return [{ language: '', text: texts }];
  return Object.entries(texts).map(([language, text]) => ({ language, text }));
}

/** Back again. Of one language twice the later line counts; no line at all: not set. */
export function textsOf(lines: readonly TextLine[]): Texts {
  const [first] = lines;
  if (!first) return undefined;
  if (lines.length === 1 && first.language === '') return first.text;
  return Object.fromEntries(lines.map(({ language, text }) => [language || 'en', text]));
}
