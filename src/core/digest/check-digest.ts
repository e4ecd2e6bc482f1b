import { clip } from '../promises/sentences.js';
import { type Digest, DIGEST_BOUNDS, DIGEST_SECTIONS, type DigestMaterial, type DigestSentence } from './material.js';

/**
 * Judges what a writer other than the rules has written: every sentence must name messages that were in its material, and
 * the bounds hold. One wrong sentence condemns all of it (null): a brief that is half invented is worse than a plain one.
 */
export function checkDigest(material: DigestMaterial, answer: unknown): Digest | null {
  const known = new Set([...material.messages, ...material.opening].map((one) => one.id));
  const sections = (answer as { sections?: unknown } | null)?.sections;
  if (!Array.isArray(sections) || sections.length > DIGEST_SECTIONS.length) return null;
  const digest: Digest = { language: material.language, sections: [] };
  let total = 0;
  for (const key of DIGEST_SECTIONS) {
    const same = sections.filter((one) => (one as { key?: unknown } | null)?.key === key) as { sentences?: unknown }[];
    if (same.length > 1) return null;
    if (same.length === 0) continue;
    const sentences = sentencesOf(same[0]!.sentences, known);
    if (!sentences) return null;
    total += sentences.reduce((sum, one) => sum + one.sentence.length, 0);
    if (sentences.length > 0) digest.sections.push({ key, sentences });
  }
  const told = sections.every((one) => DIGEST_SECTIONS.includes((one as { key?: never } | null)?.key as never));
  return told && total > 0 && total <= DIGEST_BOUNDS.total ? digest : null;
}

function sentencesOf(given: unknown, known: ReadonlySet<string>): DigestSentence[] | null {
  if (!Array.isArray(given) || given.length > DIGEST_BOUNDS.perSection) return null;
  const all = given.map((one) => sentenceOf(one, known));
  return all.every((one) => one !== null) ? all : null;
}

function sentenceOf(given: unknown, known: ReadonlySet<string>): DigestSentence | null {
  const { sentence, sources } = (given ?? {}) as { sentence?: unknown; sources?: unknown };
  if (typeof sentence !== 'string' || sentence.trim() === '' || sentence.length > DIGEST_BOUNDS.sentence) return null;
  if (!Array.isArray(sources) || sources.length === 0 || sources.length > DIGEST_BOUNDS.sources) return null;
  if (!sources.every((one) => typeof one === 'string' && known.has(one))) return null;
  return { sentence: clip(sentence, DIGEST_BOUNDS.sentence), sources: [...new Set(sources as string[])] };
}
