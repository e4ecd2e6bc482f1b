import { eld } from 'eld/small';
import { byScript, letterCount } from '../../core/requirements/script.js';

/** Letters below which an alphabet tells too little: “hello” is taken for Italian. */
const LEAST_LETTERS = 12;
/** More is not looked at: the answer does not get better, only later. */
const MOST = 1_000;

/**
 * The language of a text as a BCP 47 primary tag, or null where nothing reliable can be said. By its script where that settles
 * it, else by its n-grams; a script that several languages share counts as its most common one when the text is short.
 */
export function detectLanguage(text: string): string | null {
  const head = text.slice(0, MOST);
  const written = byScript(head);
  if (written?.certain) return written.language;
  const guess = letterCount(head) >= LEAST_LETTERS ? eld.detect(head) : undefined;
  if (guess?.isReliable() && guess.language) return guess.language;
  return written?.language ?? null;
}
