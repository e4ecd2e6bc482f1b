import type { Told } from '../../../src/contracts/routing-views.js';

/** What the server says in a sentence, in the language of the page (`en`, `zh`). */
export const toldIn = (language: string, { sentence, translations }: Told): string =>
  language === 'zh' ? translations.zh : sentence;

/** The sentence without the name it begins with, where that name stands beside it already, or is the reader's. */
export function withoutName(name: string | undefined, sentence: string): string {
  const begins = [': ', '：'].find((sign) => name && sentence.startsWith(name + sign));
  return begins ? sentence.slice((name ?? '').length + begins.length) : sentence;
}
