import type { Response } from 'express';
import { Refusal } from './refusal.js';

/** The answer with its version as a strong ETag, to be sent back in If-Match. */
export function withEtag<T extends { version: number }>(response: Response, view: T): T {
  response.setHeader('ETag', `"${view.version}"`);
  return view;
}

/**
 * Compares `If-Match` with the version under the row lock. Left out or `*`: whatever the version is.
 * @throws Refusal `version_mismatch` with the present version.
 */
export function assertVersion(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const known = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!known.includes(`"${version}"`))
    throw new Refusal('version_mismatch', 'The record has changed since it was read; read it again.', { version });
}
