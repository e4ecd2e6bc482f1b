/** How a clause that asks for something begins, in English and in Chinese. */
const ASKS =
  /^(?:and|but|so|then|also)?\s*(?:what|which|who|whom|whose|when|where|how|may|can|could|would|will|do|did|does|is|are|have|has|please|tell|send|give|share|provide|let|i(?:'d| would)? need|i'd like|we(?:'d| would)? need|your)\b|^(?:请|麻烦|能|可以|可否|方便|您的|你的|告诉|告知|提供|什么|哪|多少|谁|怎么)/i;
const COMMA = /\s*(?:[,，、:：]|\s[–—-])\s*/g;

export interface Cut {
  start: number;
  end: number;
  /** What stands there afterwards: the clause before becomes a sentence of its own. */
  instead: string;
}

/**
 * Which part of a text is a question, where the sentence that holds it is known: "I am sorry, what is your name?" is a kind word
 * first, and that stays.
 * @returns null where the sentence is no longer there
 */
export function cutOf(text: string, sentence: string): Cut | null {
  const start = text.indexOf(sentence);
  if (start < 0) return null;
  const end = start + sentence.length;
  if (ASKS.test(sentence)) return { start, end, instead: '' };
  for (const { 0: comma, index } of sentence.matchAll(COMMA))
    if (ASKS.test(sentence.slice(index + comma.length)))
      return { start: start + index, end, instead: /[\u4e00-\u9fff]/.test(sentence) ? '。' : '.' };
  return { start, end, instead: '' };
}
