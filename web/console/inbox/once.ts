import type { DigestView } from '../../../src/contracts/digest.js';

type Section = DigestView['sections'][number];

/** Shorter ones are in too many sentences to be known again. */
const LEAST = 4;

/** What a sentence of the brief quotes, else all of it. */
function core(sentence: string): string {
  return plain(/[“「](.+)[”」]/su.exec(sentence)?.[1] ?? sentence);
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().replace(/…$/u, '').toLowerCase();

/** Both may be cut, at different lengths. */
const isSame = (a: string, b: string): boolean =>
  a === b || (Math.min(a.length, b.length) >= LEAST && (a.startsWith(b) || b.startsWith(a)));

/** The sections with what was not shown yet: an agent has seconds, and the same words twice cost some of them. */
export function onceOnly(sections: readonly Section[], shown: string): Section[] {
  const seen = [plain(shown)];
  return sections.flatMap(({ key, sentences }) => {
    const fresh = sentences.filter(({ sentence }) => {
      const words = core(sentence);
      if (seen.some((one) => isSame(one, words))) return false;
      seen.push(words);
      return true;
    });
    return fresh.length > 0 ? [{ key, sentences: fresh }] : [];
  });
}
