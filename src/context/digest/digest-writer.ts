import type { DigestMaterial } from '../../core/digest/material.js';

/**
 * Somebody who writes briefs instead of the rules: a language model, say. It gets the same material and answers
 * `{sections: [{key, sentences: [{sentence, sources}]}]}`. What it answers is judged by `checkDigest`; where it fails, is too
 * late or names a source that is not there, the brief of the rules is used.
 */
export interface DigestWriter {
  /** @throws whatever goes wrong; after `signal` nobody waits for it any more. */
  write(material: DigestMaterial, signal: AbortSignal): Promise<unknown>;
  readonly timeoutMs: number;
}

/** Nest token; null where none is plugged in, which is the default. */
export const DIGEST_WRITER = Symbol('digest writer');
