import { Refusal } from './refusal.js';

/** The version that the caller read, from an ETag of ours in If-Match; undefined where they take what is there. */
export function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const found = /^\s*(?:W\/)?"(\d{1,9})"\s*$/.exec(ifMatch);
  if (!found) throw new Refusal('version_mismatch', 'If-Match is not an ETag of ours; read the record again.');
  return Number(found[1]);
}
