import { cleanText } from './mail-text.js';

/** The text of a customer's language: `zh-TW` takes `zh-TW`, else `zh`, else English, else the first there is. */
export function textFor(texts: Readonly<Record<string, string>>, locale: string | null): string | undefined {
  const wanted = (locale ?? '').toLowerCase();
  const tags = Object.keys(texts);
  const tag =
    tags.find((one) => one.toLowerCase() === wanted) ??
    tags.find((one) => one.toLowerCase() === wanted.split('-')[0]) ??
    tags.find((one) => wanted !== '' && one.toLowerCase().split('-')[0] === wanted.split('-')[0]) ??
    tags.find((one) => one.toLowerCase().startsWith('en')) ??
    tags[0];
  return tag === undefined ? undefined : texts[tag];
}

/** The signature below an agent's words; null where the inbox has none. What a variable stands for is never read again. */
export function signatureOf(
  texts: Readonly<Record<string, string>> | undefined,
  locale: string | null,
  names: { agent: string; inbox: string },
): string | null {
  const text = texts && textFor(texts, locale);
  if (!text?.trim()) return null;
  return cleanText(text, 4_000)
    .replace(/\{\{\s*(agent|inbox)\s*\}\}/g, (_all, name: 'agent' | 'inbox') => names[name])
    .trim();
}
